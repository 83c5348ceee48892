package io.taucrit.submit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import org.apache.spark.launcher.JavaModuleOptions;
import org.junit.jupiter.api.Test;

/** The JVM options of the build and the launch script have those of Spark's own launcher. */
class LaunchOptionsTest {
  @Test
  void haveSparksOwn() throws IOException {
    String options = Files.readString(Build.FOLDER.resolve("jvm.options")).trim();
    assertThat(options.split("\\s+"))
        .contains(JavaModuleOptions.defaultModuleOptions().trim().split("\\s+"));
  }
}
