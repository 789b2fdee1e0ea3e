package org.dosekit.train.run;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.module.ModuleReader;
import java.lang.module.ResolvedModule;
import java.nio.charset.StandardCharsets;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.dosekit.core.DoseDataException;

/** Which code trains: a hash of the modules that decide what a step does. */
final class CodeFingerprint {
  /** Where the classes are not in modules. */
  private static final String NO_MODULES = "not in modules";

  private CodeFingerprint() {}

  /** SHA-256 over names and contents of the core's and this module's files, sorted; hex. */
  static String sha256() {
    List<Module> modules =
        List.of(DoseDataException.class.getModule(), CodeFingerprint.class.getModule());
    MessageDigest digest = Provenance.sha256();
    for (Module module : modules) {
      Optional<ResolvedModule> resolved =
          Optional.ofNullable(module.getLayer())
              .flatMap(layer -> layer.configuration().findModule(module.getName()));
      if (resolved.isEmpty()) {
        return NO_MODULES;
      }
      try (ModuleReader reader = resolved.get().reference().open()) {
        for (String name : reader.list().sorted().toList()) {
          update(digest, reader, name);
        }
      } catch (IOException e) {
        throw new UncheckedIOException("reading the code of " + module, e);
      }
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static void update(MessageDigest digest, ModuleReader reader, String name)
      throws IOException {
    Optional<InputStream> content = name.endsWith("/") ? Optional.empty() : reader.open(name);
    if (content.isPresent()) {
      digest.update(name.getBytes(StandardCharsets.UTF_8));
      try (InputStream in = new DigestInputStream(content.get(), digest)) {
        in.transferTo(java.io.OutputStream.nullOutputStream());
      }
    }
  }
}
