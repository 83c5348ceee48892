package io.taucrit.jobs.throughput;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.taucrit.data.InputException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ProgramTest {
  private static final String JAVA =
      Path.of(System.getProperty("java.home"), "bin", "java").toString();

  @Test
  void whatIsNotInstalledIsNotFound() {
    assertThat(Program.find("taucrit-no-such-program")).isEmpty();
  }

  @Test
  void whatAProgramPrintsIsKept() {
    Program.Run run = Program.run(JAVA, "-version");
    assertThat(run.out()).contains("version");
    assertThat(run.seconds()).isPositive();
  }

  @Test
  void aFailureIsItsLastLine() {
    assertThatThrownBy(() -> Program.run(JAVA, "--no-such-option"))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("java failed: ");
  }
}
