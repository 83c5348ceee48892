package io.taucrit.submit.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StandaloneMasterTest {
  @ParameterizedTest
  @ValueSource(strings = {"spark://127.0.0.1:1", "spark://127.0.0.1:1,127.0.0.1:2", "spark://x"})
  void nobodyIsThere(String url) {
    assertThat(StandaloneMaster.isMissing(url)).isTrue();
  }

  @Test
  void oneOfThemIsEnough() throws IOException {
    try (ServerSocket master = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      String url = "spark://127.0.0.1:1,127.0.0.1:%d".formatted(master.getLocalPort());
      assertThat(StandaloneMaster.isMissing(url)).isFalse();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"local[2]", "yarn", "k8s://https://127.0.0.1:1"})
  void otherMastersAreNotAsked(String url) {
    assertThat(StandaloneMaster.isMissing(url)).isFalse();
  }
}
