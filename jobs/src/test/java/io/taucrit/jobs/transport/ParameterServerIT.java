package io.taucrit.jobs.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.taucrit.core.engine.Reply;
import io.taucrit.core.engine.Request;
import io.taucrit.data.InputException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.util.Collections;
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.spark.SparkConf;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The server and its clients over real sockets, encrypted and authenticated only. */
@ParameterizedClass(name = "encrypted: {0}")
@ValueSource(booleans = {true, false})
class ParameterServerIT {
  private static final int DIMENSION = 20_000;
  private static final long TIMEOUT_SECONDS = 30;
  private static final Runnable NOTHING = () -> {};

  private final boolean encrypt;
  private final RecordingRun run = RecordingRun.open(DIMENSION);
  private ParameterServer server;

  ParameterServerIT(boolean encrypt) {
    this.encrypt = encrypt;
  }

  @BeforeEach
  void listen() {
    server = new ParameterServer(conf(), encrypt, TIMEOUT_SECONDS);
    server.add("run", "secret", run);
  }

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void theRightSecretOpensTheRun() throws Exception {
    assertServed(address("run", "secret"), run);
    assertThat(run.bytesPushed()).isPositive();
    assertThat(run.bytesPulled()).isPositive();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "Secret", "secret "})
  void aWrongSecretDoesNot(String secret) throws Exception {
    assertUnreachable(address("run", secret));
    assertThat(run.requests()).isEmpty();
    assertServed(address("run", "secret"), run);
  }

  @Test
  void neitherDoesAnUnknownRun() throws Exception {
    assertUnreachable(address("another", "secret"));
    assertThat(run.requests()).isEmpty();
    assertServed(address("run", "secret"), run);
  }

  @Test
  void aSecretOpensNoOtherRun() throws Exception {
    RecordingRun other = RecordingRun.open(DIMENSION);
    server.add("other", "other secret", other);
    assertUnreachable(address("other", "secret"));
    assertServed(address("other", "other secret"), other);
    assertThat(run.requests()).isEmpty();
  }

  @Test
  void aRunThatIsOverIsClosed() throws Exception {
    try (WorkerChannel channel = address("run", "secret").connect()) {
      channel.exchange(register(1), NOTHING);
      server.remove("run");
      assertThatThrownBy(() -> channel.exchange(register(2), NOTHING))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("The run is over");
    }
    assertUnreachable(address("run", "secret"));
    assertThat(run.requests()).containsExactly(register(1));
  }

  @Test
  void aReplyWaitsForTheGateAndBlocksNobody() throws Exception {
    RecordingRun gated = RecordingRun.gated(DIMENSION, 4);
    server.add("gated", "secret", gated);
    ExecutorService workers = Executors.newFixedThreadPool(4);
    try {
      Callable<Reply> worker =
          () -> {
            try (WorkerChannel channel = address("gated", "secret").connect()) {
              return channel.exchange(register(3), NOTHING);
            }
          };
      for (Future<Reply> reply : workers.invokeAll(Collections.nCopies(4, worker))) {
        assertThat(reply.get(TIMEOUT_SECONDS, TimeUnit.SECONDS)).isEqualTo(new Reply.Registered(3));
      }
    } finally {
      workers.shutdownNow();
    }
  }

  /** The bound on strangers is not one on workers. */
  @Test
  void anAuthenticatedWorkerMaySendMoreThan64KiB() throws Exception {
    double[] push = new SplittableRandom(1).doubles(DIMENSION).toArray();
    try (WorkerChannel channel = address("run", "secret").connect()) {
      channel.exchange(register(1), NOTHING);
      channel.exchange(new Request.Step(0, 1, 1, push, 0, null), NOTHING);
    }
    assertThat(run.requests()).hasSize(2);
    assertThat(((Request.Step) run.requests().get(1)).push()).isEqualTo(push);
    assertThat(run.bytesPushed()).isBetween(8L * DIMENSION, 8L * DIMENSION + 100);
  }

  @Test
  void aMalformedMessageIsRefusedAndHarmsNobody() throws Exception {
    try (WorkerChannel channel = address("run", "secret").connect()) {
      channel.exchange(register(1), NOTHING);
      Request outside = new Request.Step(0, 1, 0, null, 0, new int[] {DIMENSION});
      assertThatThrownBy(() -> channel.exchange(outside, NOTHING))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("coordinate 20000 >= 20000");
      assertThat(channel.exchange(register(2), NOTHING)).isEqualTo(new Reply.Registered(2));
    }
    assertThat(run.requests()).containsExactly(register(1), register(2));
  }

  @ParameterizedTest
  @ValueSource(longs = {-1, 0, 8, 16, Long.MAX_VALUE})
  void garbageClosesTheConnection(long frameLength) throws Exception {
    ByteBuffer garbage = ByteBuffer.allocate(64).putLong(frameLength);
    byte[] random = new byte[garbage.remaining()];
    new Random(1).nextBytes(random);
    garbage.put(random);
    assertClosedAfter(garbage.array());
  }

  /** The frame would have a mebibyte, so that without the bound the server would wait for it. */
  @Test
  void moreThan64KiBOfAStrangerCloseTheConnection() throws Exception {
    byte[] flood = new byte[(64 << 10) + 1];
    ByteBuffer.wrap(flood).putLong(1 << 20);
    assertClosedAfter(flood);
  }

  private void assertClosedAfter(byte[] bytes) throws Exception {
    try (Socket stranger = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      stranger.setSoTimeout((int) TimeUnit.SECONDS.toMillis(TIMEOUT_SECONDS));
      stranger.getOutputStream().write(bytes);
      assertThat(isClosed(stranger)).isTrue();
    }
    assertThat(run.requests()).isEmpty();
    assertServed(address("run", "secret"), run);
  }

  /** Closed with bytes of ours unread, the connection is reset. */
  private static boolean isClosed(Socket socket) throws IOException {
    try {
      return socket.getInputStream().read() == -1;
    } catch (SocketException reset) {
      return true;
    }
  }

  @Test
  void aTakenPortIsNamed() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      int port = taken.getLocalPort();
      SparkConf conf = conf().set(ParameterServer.PORT_KEY, Integer.toString(port));
      assertThatThrownBy(() -> new ParameterServer(conf, encrypt, TIMEOUT_SECONDS).close())
          .isInstanceOf(InputException.class)
          .hasMessageStartingWith("Cannot listen on 127.0.0.1:%d: ".formatted(port))
          .hasMessageContaining("spark.taucrit.server.port")
          .hasMessageNotContaining("\n");
    }
  }

  @Test
  void aFixedPortIsTaken() throws Exception {
    int port = closedPort();
    SparkConf conf = conf().set(ParameterServer.PORT_KEY, Integer.toString(port));
    try (ParameterServer fixed = new ParameterServer(conf, encrypt, TIMEOUT_SECONDS)) {
      assertThat(fixed.port()).isEqualTo(port);
    }
  }

  @Test
  void aClosedPortIsNamed() throws Exception {
    int port = closedPort();
    RunAddress nobody =
        new RunAddress("run", "localhost", port, "secret", encrypt, DIMENSION, TIMEOUT_SECONDS);
    assertThatThrownBy(nobody::connect)
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("Cannot reach the parameter server at localhost:" + port)
        .hasMessageContaining("spark.taucrit.server.port")
        .hasMessageContaining("spark.driver.host");
  }

  @Test
  void theSecretIsInNoDescription() {
    RunAddress address = address("run", "top secret");
    assertThat(address).hasToString("run run at localhost:" + server.port());
    assertThat(new RunSecret(Map.of("run", "top secret")).toString()).isEqualTo("RunSecret[run]");
  }

  private static int closedPort() throws IOException {
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return free.getLocalPort();
    }
  }

  private static void assertServed(RunAddress address, RecordingRun by) throws Exception {
    try (WorkerChannel channel = address.connect()) {
      assertThat(channel.exchange(register(7), NOTHING)).isEqualTo(new Reply.Registered(7));
    }
    assertThat(by.requests()).last().isEqualTo(register(7));
  }

  private void assertUnreachable(RunAddress address) {
    assertThatThrownBy(address::connect)
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith(
            "Cannot reach the parameter server at localhost:%d from this executor"
                .formatted(server.port()))
        .hasMessageNotContaining("secret");
  }

  private static Request register(long attempt) {
    return new Request.Register(0, attempt);
  }

  private RunAddress address(String runId, String secret) {
    return new RunAddress(
        runId, server.host(), server.port(), secret, encrypt, DIMENSION, TIMEOUT_SECONDS);
  }

  private static SparkConf conf() {
    return new SparkConf(false)
        .set("spark.driver.host", "localhost")
        .set("spark.driver.bindAddress", "127.0.0.1");
  }
}
