package io.taucrit.submit.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** Styles and scripts from the class path, to be written into the page. */
final class Resource {
  private static final String CHART_JS =
      "/META-INF/resources/webjars/chart.js/4.4.4/dist/chart.umd.js";

  private Resource() {}

  /** Chart.js without its reference to a source map, which a browser would try to load. */
  static String chartLibrary() {
    return read(CHART_JS).replaceAll("(?m)^//# sourceMappingURL=.*$", "");
  }

  /** A file beside this class. */
  static String own(String name) {
    return read(name);
  }

  private static String read(String name) {
    try (InputStream in = Resource.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("Cannot find on the class path: " + name);
      }
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      if (text.contains("</script") || text.contains("</style")) {
        throw new IllegalStateException("Cannot inline, contains an end tag: " + name);
      }
      return text;
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read from the class path: " + name, e);
    }
  }
}
