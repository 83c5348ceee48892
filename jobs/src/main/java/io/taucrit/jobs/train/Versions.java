package io.taucrit.jobs.train;

import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.spark.api.java.JavaSparkContext;

/** The versions that a record names, so that a run can be repeated. */
public final class Versions {
  private Versions() {}

  /** The version of taucrit itself; "development" where the classes do not come from its jar. */
  public static String taucrit() {
    String version = Versions.class.getPackage().getImplementationVersion();
    return version == null ? "development" : version;
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
