package io.taucrit.submit.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class OutputOptionsTest {
  /** 3 of 2^32 equal by chance: once in 1.4e9 times. */
  @Test
  void commandsOfOneSecondHaveFoldersOfTheirOwn() {
    assertThat(Stream.generate(() -> OutputOptions.newPath("train")).limit(3).toList())
        .doesNotHaveDuplicates()
        .allMatch(path -> path.matches("taucrit-out/train-[0-9]{8}-[0-9]{6}-[0-9a-f]{8}"));
  }
}
