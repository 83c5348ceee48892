package io.taucrit.jobs.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.netty.buffer.Unpooled;
import io.taucrit.core.engine.Reply;
import io.taucrit.core.engine.Request;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.spark.SparkConf;
import org.apache.spark.network.util.MapConfigProvider;
import org.apache.spark.network.util.TransportConf;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Strangers, and workers gone bad: each is refused in one line of log that holds no secret, and a
 * worker that was there before goes on.
 */
@ParameterizedClass(name = "encrypted: {0}")
@ValueSource(booleans = {true, false})
class IntruderIT {
  private static final int DIMENSION = 20_000;
  private static final long LARGEST = LengthGuard.largestFrame(DIMENSION);
  private static final long TIMEOUT_SECONDS = 30;
  private static final Runnable NOTHING = () -> {};
  private static final String SECRET = "a-secret-that-no-log-may-hold";
  private static final String WRONG = "another-secret-of-somebody";
  private static final byte RPC_REQUEST = 3;
  private static final int MEBIBYTE = 1 << 20;

  private final boolean encrypt;
  private final TransportConf conf;
  private final RecordingRun run = RecordingRun.open(DIMENSION);
  private final RecordingRun other = RecordingRun.open(DIMENSION);
  private LogLines log;
  private ParameterServer server;
  private WorkerChannel worker;

  IntruderIT(boolean encrypt) {
    this.encrypt = encrypt;
    conf = ChannelConf.of(encrypt, TIMEOUT_SECONDS);
  }

  @BeforeEach
  void aWorkerIsConnected() throws Exception {
    log = new LogLines();
    SparkConf spark =
        new SparkConf(false)
            .set("spark.driver.host", "localhost")
            .set("spark.driver.bindAddress", "127.0.0.1");
    server = new ParameterServer(spark, encrypt, TIMEOUT_SECONDS);
    server.add("run", SECRET, run);
    server.add("other", WRONG, other);
    worker = address(server.port()).connect();
    worker.exchange(register(1), NOTHING);
  }

  @AfterEach
  void theWorkerGoesOnAndNoSecretIsLogged() throws Exception {
    try (LogLines lines = log;
        ParameterServer closing = server;
        WorkerChannel before = worker) {
      assertThat(before.exchange(register(2), NOTHING)).isEqualTo(new Reply.Registered(2));
      assertThat(run.requests()).startsWith(register(1)).endsWith(register(2));
      assertThat(lines.all()).noneMatch(line -> line.contains(SECRET) || line.contains(WRONG));
      assertThat(closing.port()).isPositive();
    }
  }

  @Test
  void withoutASecret() throws Exception {
    try (RawClient stranger = RawClient.stranger(conf, server.port())) {
      assertThatThrownBy(() -> stranger.exchange(register(666)))
          .isInstanceOf(RuntimeException.class);
      assertThat(stranger.isClosedByServer()).isTrue();
      assertClosed(stranger.address(), "authentication failed");
    }
    assertNothingReachedTheRuns();
  }

  /** One who may not know which runs there are is not told. */
  @ParameterizedTest
  @CsvSource({"run, " + WRONG, "other, " + SECRET, "unknown, " + SECRET})
  void withTheSecretOfAnother(String runId, String secret) {
    assertThatThrownBy(() -> RawClient.authenticated(conf, server.port(), runId, secret).close())
        .isInstanceOf(RuntimeException.class)
        .hasMessageNotContaining("null")
        .hasMessageNotContaining("registered");
    assertThat(log.warnings())
        .singleElement()
        .asString()
        .matches("Closed the connection from /127.0.0.1:\\d+: authentication failed");
    assertNothingReachedTheRuns();
  }

  /** A worker that connected before it is not closed with it. */
  @Test
  void oneWhoNeverSaysAnything() throws Exception {
    SparkConf spark =
        new SparkConf(false)
            .set("spark.driver.host", "localhost")
            .set("spark.driver.bindAddress", "127.0.0.1")
            .set(ParameterServer.STRANGER_KEY, "2s");
    try (ParameterServer strict = new ParameterServer(spark, encrypt, TIMEOUT_SECONDS)) {
      strict.add("run", SECRET, run);
      try (WorkerChannel early = address(strict.port()).connect()) {
        early.exchange(register(7), NOTHING);
        try (Socket silent = new Socket(InetAddress.getLoopbackAddress(), strict.port())) {
          silent.setSoTimeout((int) TimeUnit.SECONDS.toMillis(TIMEOUT_SECONDS));
          assertThat(silent.getInputStream().read()).as("end of stream").isEqualTo(-1);
        }
        assertThat(early.exchange(register(8), NOTHING)).isEqualTo(new Reply.Registered(8));
      }
    }
    assertThat(log.warnings()).singleElement().asString().endsWith("no request within 2000 ms");
  }

  @Test
  void aReplayAllAtOnce() throws Exception {
    byte[] recorded = recordedWorker();
    try (Socket replay = connect()) {
      assertClosedAfter(replay, recorded);
      assertThat(closedLine(replay)).isNotNull();
    }
    assertThat(run.requests()).containsExactly(register(1), register(3), register(4));
  }

  /** The replay waits for the answers as the worker did. */
  @Test
  void aReplayInStep() throws Exception {
    byte[] recorded = recordedWorker();
    int sent = 0;
    try (Socket replay = connect()) {
      DataInputStream in = new DataInputStream(replay.getInputStream());
      for (int k = 0; k < (encrypt ? 1 : 2); k++) {
        int length = Math.toIntExact(ByteBuffer.wrap(recorded).getLong(sent));
        replay.getOutputStream().write(recorded, sent, length);
        sent += length;
        in.readNBytes(Math.toIntExact(in.readLong() - Long.BYTES));
      }
      assertClosedAfter(replay, Arrays.copyOfRange(recorded, sent, recorded.length));
      assertThat(closedLine(replay))
          .contains(encrypt ? "bytes, not of 21 to 65536" : "authentication failed");
    }
    assertThat(run.requests()).containsExactly(register(1), register(3), register(4));
  }

  /** What a worker sends from connecting to its second answer. */
  private byte[] recordedWorker() throws Exception {
    try (RecordingProxy proxy = new RecordingProxy(server.port());
        WorkerChannel channel = address(proxy.port()).connect()) {
      channel.exchange(register(3), NOTHING);
      channel.exchange(register(4), NOTHING);
      return proxy.recorded();
    }
  }

  @ParameterizedTest
  @ValueSource(
      longs = {Long.MIN_VALUE, -1, 0, 7, 8, 20, 65_537, 1L << 31, 1L << 32, Long.MAX_VALUE})
  void anAbsurdFrameOfAStranger(long length) throws Exception {
    try (Socket stranger = connect()) {
      assertClosedAfter(stranger, ByteBuffer.allocate(8).putLong(length).array());
      assertThat(closedLine(stranger))
          .endsWith(": frame of %d bytes, not of 21 to 65536".formatted(length));
    }
    assertNothingReachedTheRuns();
  }

  @Test
  void anAbsurdFrameByteByByte() throws Exception {
    try (Socket stranger = connect()) {
      stranger.setTcpNoDelay(true);
      for (byte b : ByteBuffer.allocate(8).putLong(1L << 40).array()) {
        stranger.getOutputStream().write(b);
      }
      assertClosedAfter(stranger, new byte[0]);
      assertThat(closedLine(stranger)).contains("frame of 1099511627776 bytes");
    }
  }

  @Test
  void garbage() throws Exception {
    byte[] garbage = new byte[1000];
    new Random(1).nextBytes(garbage);
    try (Socket stranger = connect()) {
      assertClosedAfter(stranger, garbage);
      assertThat(closedLine(stranger)).contains("not of 21 to 65536");
    }
    assertNothingReachedTheRuns();
  }

  /** Spark would serve them all, and believe the length of a string inside some. */
  @ParameterizedTest
  @ValueSource(ints = {-1, 0, 1, 2, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13})
  void anythingButARequest(int type) throws Exception {
    ByteBuffer frame = ByteBuffer.allocate(40).putLong(40).put((byte) type).putInt(256 * MEBIBYTE);
    Map<Long, Long> before = allocatedByServer();
    try (Socket stranger = connect()) {
      assertClosedAfter(stranger, frame.array());
      assertThat(closedLine(stranger)).endsWith(": frame of type %d, not 3".formatted(type));
    }
    assertLittleAllocatedSince(before);
    assertNothingReachedTheRuns();
  }

  /**
   * First bytes of a message of Spark's protocol and of one of SASL, then the length of a string.
   */
  @ParameterizedTest
  @ValueSource(ints = {0xFB, 0xEA})
  void aHandshakeThatPromisesMoreThanItHas(int protocol) throws Exception {
    byte[] handshake = ByteBuffer.allocate(40).put((byte) protocol).putInt(256 * MEBIBYTE).array();
    Map<Long, Long> before = allocatedByServer();
    try (RawClient stranger = RawClient.stranger(conf, server.port())) {
      assertThatThrownBy(() -> stranger.call(ByteBuffer.wrap(handshake)))
          .isInstanceOf(RuntimeException.class);
      assertThat(stranger.isClosedByServer()).isTrue();
      assertClosed(stranger.address(), "authentication failed");
    }
    assertLittleAllocatedSince(before);
  }

  /** 64 MiB are more than the sockets of both ends would buffer if the server just stopped. */
  @ParameterizedTest
  @ValueSource(longs = {65_536, 64 * MEBIBYTE})
  void aFloodIsCutOff(long frame) throws Exception {
    byte[] flood = new byte[64 << 10];
    ByteBuffer.wrap(flood).putLong(frame).put(RPC_REQUEST);
    Map<Long, Long> before = allocatedByServer();
    try (Socket stranger = connect()) {
      OutputStream out = stranger.getOutputStream();
      assertThatThrownBy(
              () -> {
                for (int k = 0; k < 1024; k++) {
                  out.write(flood);
                }
              })
          .isInstanceOf(SocketException.class);
      assertThat(closedLine(stranger)).isNotNull();
    }
    assertLittleAllocatedSince(before);
    assertNothingReachedTheRuns();
  }

  /** The handshake makes no worker: 64 KiB in all is the bound until a request has come through. */
  @Test
  void aHandshakeWithoutARequest() throws Exception {
    try (RawClient client = RawClient.authenticated(conf, server.port(), "run", SECRET)) {
      assertRefused(client, new byte[40_000]);
      client.write(request(new byte[40_000]));
      assertThat(client.isClosedByServer()).isTrue();
      assertThat(log.warnings())
          .last()
          .isEqualTo(
              "Closed the connection from %s: more than 65536 bytes before its first request"
                  .formatted(client.address()));
    }
    assertNothingReachedTheRuns();
  }

  /** Also shows that the guard stands behind the decryption: it names the length in plain. */
  @ParameterizedTest
  @ValueSource(longs = {Long.MIN_VALUE, -1, 0, 8, 20, 1L << 31, Long.MAX_VALUE})
  void anAbsurdFrameOfAWorker(long length) throws Exception {
    try (RawClient client = badWorker()) {
      client.write(Unpooled.buffer().writeLong(length));
      assertThat(client.isClosedByServer()).isTrue();
      assertClosed(
          client.address(), "frame of %d bytes, not of 21 to %d".formatted(length, LARGEST));
    }
    assertOnlyTheBadWorkerRegistered();
  }

  @Test
  void aFrameLargerThanAnyRequestOfTheRun() throws Exception {
    byte[] body = new byte[Math.toIntExact(LARGEST) - FrameHeaders.SMALLEST_FRAME + 1];
    try (RawClient client = badWorker()) {
      assertRefused(client, Arrays.copyOf(body, body.length - 1));
      client.write(request(body));
      assertThat(client.isClosedByServer()).isTrue();
      assertThat(log.warnings())
          .last()
          .isEqualTo(
              "Closed the connection from %s: frame of %d bytes, not of 21 to %d"
                  .formatted(client.address(), LARGEST + 1, LARGEST));
    }
    assertOnlyTheBadWorkerRegistered();
  }

  @Test
  void anythingButARequestOfAWorker() throws Exception {
    try (RawClient client = badWorker()) {
      client.write(Unpooled.buffer().writeLong(40).writeByte(6).writeInt(256 * MEBIBYTE));
      assertThat(client.isClosedByServer()).isTrue();
      assertClosed(client.address(), "frame of type 6, not 3");
    }
    assertOnlyTheBadWorkerRegistered();
  }

  @Test
  void aWellFramedMessageOfGarbage() throws Exception {
    byte[] garbage = new byte[1000];
    new Random(1).nextBytes(garbage);
    garbage[0] = 99;
    try (RawClient client = badWorker()) {
      assertRefused(client, garbage);
      assertRefused(client, new byte[0]);
      assertThat(client.exchange(register(3))).isEqualTo(new Reply.Registered(3));
    }
    assertThat(run.requests()).containsExactly(register(1), register(9), register(3));
  }

  /** Cut off in its values and in its coordinates, both after their counts. */
  @Test
  void aStepThatPromisesMoreThanItHas() throws Exception {
    ByteBuffer values = MessageCodec.encode(new Request.Step(0, 9, 1, ones(1000), 0, null));
    int[] all = new int[1000];
    Arrays.setAll(all, k -> k);
    ByteBuffer coordinates = MessageCodec.encode(new Request.Step(0, 9, 1, null, 0, all));
    Map<Long, Long> before = allocatedByServer();
    try (RawClient client = badWorker()) {
      for (ByteBuffer step : List.of(values, coordinates)) {
        byte[] part = new byte[step.remaining() / 2];
        step.get(part);
        assertRefused(client, part);
      }
    }
    assertLittleAllocatedSince(before);
    assertOnlyTheBadWorkerRegistered();
  }

  /** SASL lets a client choose encryption, whose frames would pass our guard as one stream. */
  @Test
  void aCipherThatIsNotOffered() throws Exception {
    assumeThat(encrypt).isFalse();
    TransportConf ciphered =
        new TransportConf(
            "taucrit",
            new MapConfigProvider(
                Map.of(
                    "spark.network.crypto.enabled", "false",
                    "spark.authenticate.enableSaslEncryption", "true")));
    try (RawClient client = RawClient.authenticated(ciphered, server.port(), "run", SECRET)) {
      assertThat(client.isClosedByServer()).isTrue();
    }
    assertThat(log.warnings())
        .singleElement()
        .asString()
        .endsWith(": SASL encryption is not offered");
    assertNothingReachedTheRuns();
  }

  /** A connection speaks for the run as which it authenticated, also after that run is over. */
  @Test
  void aConnectionSpeaksForNoOtherRun() throws Exception {
    try (RawClient foreign = RawClient.authenticated(conf, server.port(), "other", WRONG)) {
      foreign.exchange(register(5));
      worker.exchange(register(6), NOTHING);
      foreign.exchange(register(7));
      server.remove("other");
      assertThatThrownBy(() -> foreign.exchange(register(8)))
          .hasMessageContaining("The run is over");
    }
    assertThat(run.requests()).containsExactly(register(1), register(6));
    assertThat(other.requests()).containsExactly(register(5), register(7));
  }

  private RawClient badWorker() throws Exception {
    RawClient client = RawClient.authenticated(conf, server.port(), "run", SECRET);
    client.exchange(register(9));
    return client;
  }

  private void assertOnlyTheBadWorkerRegistered() {
    assertThat(run.requests()).containsExactly(register(1), register(9));
    assertThat(other.requests()).isEmpty();
  }

  /** But for the worker that was there before. */
  private void assertNothingReachedTheRuns() {
    assertThat(run.requests()).containsExactly(register(1));
    assertThat(other.requests()).isEmpty();
  }

  private void assertRefused(RawClient client, byte[] message) {
    assertThatThrownBy(() -> client.call(ByteBuffer.wrap(message)))
        .hasMessageContaining("MalformedMessageException");
    assertThat(log.warnings())
        .last()
        .asString()
        .startsWith("Refused a message from %s: ".formatted(client.address()));
  }

  private void assertClosed(String address, String reason) {
    assertThat(log.warnings())
        .containsExactly("Closed the connection from %s: %s".formatted(address, reason));
  }

  private void assertClosedAfter(Socket socket, byte[] bytes) throws IOException {
    try {
      socket.getOutputStream().write(bytes);
      assertThat(socket.getInputStream().readAllBytes()).hasSizeLessThan(1 << 16);
    } catch (SocketException reset) {
      assertThat(reset).isNotNull();
    }
  }

  /** The one line about it. */
  private String closedLine(Socket socket) {
    assertThat(log.warnings()).hasSize(1);
    assertThat(log.warnings().get(0))
        .startsWith(
            "Closed the connection from %s: ".formatted(RawClient.address(socket.getLocalPort())));
    return log.warnings().get(0);
  }

  private static io.netty.buffer.ByteBuf request(byte[] body) {
    return Unpooled.buffer()
        .writeLong(FrameHeaders.SMALLEST_FRAME + body.length)
        .writeByte(RPC_REQUEST)
        .writeLong(1)
        .writeInt(body.length)
        .writeBytes(body);
  }

  private static void assertLittleAllocatedSince(Map<Long, Long> before) {
    long allocated = 0;
    for (Map.Entry<Long, Long> thread : allocatedByServer().entrySet()) {
      allocated += thread.getValue() - before.getOrDefault(thread.getKey(), 0L);
    }
    assertThat(allocated).isLessThan(16 * MEBIBYTE);
  }

  /** Bytes that the threads of servers have allocated so far. */
  private static Map<Long, Long> allocatedByServer() {
    com.sun.management.ThreadMXBean threads =
        (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith("taucrit-server"))
        .map(Thread::getId)
        .collect(Collectors.toMap(id -> id, threads::getThreadAllocatedBytes));
  }

  private Socket connect() throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
    socket.setSoTimeout((int) TimeUnit.SECONDS.toMillis(TIMEOUT_SECONDS));
    return socket;
  }

  private RunAddress address(int port) {
    return new RunAddress("run", "localhost", port, SECRET, encrypt, DIMENSION, TIMEOUT_SECONDS);
  }

  private static double[] ones(int length) {
    double[] values = new double[length];
    Arrays.fill(values, 1);
    return values;
  }

  private static Request register(long attempt) {
    return new Request.Register(0, attempt);
  }
}
