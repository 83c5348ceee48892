package io.taucrit.submit;

import java.nio.file.Path;

/** The folder that Maven builds into: {@code target}, or one in it for another version of Spark. */
public final class Build {
  public static final Path FOLDER =
      Path.of(System.getProperty("build.folder", "target")).toAbsolutePath();

  private Build() {}
}
