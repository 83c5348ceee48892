package io.taucrit.submit.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.taucrit.data.UsageException;
import java.io.File;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Where a path on the command line is, by the deploy mode and the default file system. */
class DriverPathsTest {
  private static final String MODE = "spark.submit.deployMode";
  private static final String POD = "spark.kubernetes.submitInDriver";

  @AfterEach
  void forgetSubmission() {
    System.clearProperty(MODE);
    System.clearProperty(POD);
  }

  private static Configuration defaultIs(String uri) {
    Configuration configuration = new Configuration();
    configuration.set("fs.defaultFS", uri);
    return configuration;
  }

  private static String absolute(String path, String defaultUri) {
    return CommonOptions.absolute("--out", path, defaultIs(defaultUri));
  }

  @Test
  void locallyItIsInTheCurrentFolder() {
    assertThat(absolute("runs/1", "file:///")).isEqualTo(new File("runs/1").getAbsolutePath());
    assertThat(absolute("/runs/1", "file:///")).isEqualTo("/runs/1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"client", "cluster"})
  void onHdfsItIsInTheHomeFolder(String mode) {
    System.setProperty(MODE, mode);
    String home = "hdfs://127.0.0.1:1/user/" + System.getProperty("user.name");
    assertThat(absolute("runs/1", "hdfs://127.0.0.1:1")).isEqualTo(home + "/runs/1");
    assertThat(absolute("/runs/1", "hdfs://127.0.0.1:1")).isEqualTo("hdfs://127.0.0.1:1/runs/1");
  }

  @ParameterizedTest
  @CsvSource({MODE + ", cluster", POD + ", true"})
  void onAMachineOfTheClusterALocalOneMustBeMeant(String key, String value) {
    System.setProperty(key, value);
    for (String path : new String[] {"runs/1", "/runs/1"}) {
      assertThatThrownBy(() -> absolute(path, "file:///"))
          .isInstanceOf(UsageException.class)
          .hasMessageContainingAll("--out: " + path, "hdfs://", "file:/path");
    }
    assertThat(absolute("file:/mnt/runs/1", "file:///")).isEqualTo("file:/mnt/runs/1");
  }
}
