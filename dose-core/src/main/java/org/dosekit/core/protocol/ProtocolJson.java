package org.dosekit.core.protocol;

import java.nio.file.Path;
import java.util.List;

/** The JSON form of a {@link Protocol}, and the built-in resources. */
final class ProtocolJson {
  static final List<String> BUILT_IN =
      List.of("prostate-sib", "prostate-sib-ptv50", "openkbp-head-neck");

  private ProtocolJson() {}

  static Protocol builtIn(String name) {
    throw new UnsupportedOperationException("to be written");
  }

  static Protocol read(Path file) {
    throw new UnsupportedOperationException("to be written");
  }

  static Protocol parse(String where, String json) {
    throw new UnsupportedOperationException("to be written");
  }

  static String format(Protocol protocol) {
    throw new UnsupportedOperationException("to be written");
  }
}
