package io.taucrit.jobs.train;

import io.taucrit.core.objective.Objective;
import io.taucrit.data.CsrBlock;
import io.taucrit.data.InputException;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import java.util.zip.Checksum;
import org.apache.spark.api.java.JavaSparkContext;

/** The versions that a record names, so that a run can be repeated. */
public final class Versions {
  private Versions() {}

  /** The version of taucrit itself; "development" where the classes do not come from its jar. */
  public static String taucrit() {
    String version = Versions.class.getPackage().getImplementationVersion();
    return version == null ? "development" : version;
  }

  /**
   * A digest of the classes of data, core and jobs: what else than their arguments decides results.
   */
  public static String code() {
    Checksum checksum = new CRC32C();
    for (Class<?> module : List.of(CsrBlock.class, Objective.class, Versions.class)) {
      try {
        Path place = Path.of(module.getProtectionDomain().getCodeSource().getLocation().toURI());
        try (Stream<Path> files = Files.walk(place)) {
          for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
            checksum.update(Files.readAllBytes(file));
          }
        }
      } catch (IOException | URISyntaxException e) {
        throw new InputException("Cannot read the program's own classes: " + e.getMessage(), e);
      }
    }
    return Long.toHexString(checksum.getValue());
  }

  public static Map<String, String> of(JavaSparkContext spark) {
    Map<String, String> versions = new LinkedHashMap<>();
    versions.put("taucrit", taucrit());
    versions.put("spark", spark.version());
    versions.put("scala", scala.util.Properties.versionNumberString());
    versions.put("java", System.getProperty("java.version"));
    return versions;
  }
}
