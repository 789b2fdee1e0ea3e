package org.dosekit.report.html;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Scripts and style of the pages, as the module holds them. */
final class PageResources {
  private static final List<String> DRAWING =
      List.of(
          "colormap.js",
          "volume.js",
          "contour.js",
          "chart.js",
          "curves.js",
          "plane.js",
          "viewer.js",
          "dvh.js");

  private static final List<String> FIRST = List.of("dom.js", "theme.js");
  private static final List<String> LAST = List.of("table.js", "case.js", "main.js");

  private PageResources() {}

  /** The chart library. */
  static String chartLibrary() {
    return inlineable("uPlot.iife.min.js");
  }

  /** The licence of the chart library. */
  static String chartLibraryLicence() {
    return read("LICENSE");
  }

  /**
   * The page's own scripts, one after another.
   *
   * @param drawing whether those that draw charts and slices are among them
   */
  static String scripts(boolean drawing) {
    return "'use strict';\n"
        + Stream.of(FIRST, drawing ? DRAWING : List.<String>of(), LAST)
            .flatMap(List::stream)
            .map(PageResources::inlineable)
            .collect(Collectors.joining("\n"));
  }

  /** The style of charts and page. */
  static String style() {
    return inlineable("uPlot.min.css") + "\n" + inlineable("report.css");
  }

  /** What a content security policy calls an inline script or style that may be used. */
  static String policySource(String inline) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(inline.getBytes(StandardCharsets.UTF_8));
      return "'sha256-" + Base64.getEncoder().encodeToString(hash) + "'";
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** Refuses what would end the element it stands in. */
  private static String inlineable(String name) {
    String text = read(name);
    String lower = text.toLowerCase(Locale.ROOT);
    if (lower.contains("</script") || lower.contains("</style") || lower.contains("<!--")) {
      throw new IllegalStateException(name + " cannot be put into a page");
    }
    return text;
  }

  private static String read(String name) {
    try (InputStream in = PageResources.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("the module lacks its resource " + name);
      }
      // A browser reads CR LF as LF, and takes the hash of that.
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).replace("\r\n", "\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
