package io.taucrit.submit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.taucrit.submit.command.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A driver is killed in the middle of its run, with SIGKILL, and the run is resumed. */
class DriverLossIT {
  private static final ObjectMapper JSON = new ObjectMapper();

  private static final String LOCAL = "local[2]";
  private static final String CLUSTER = "local-cluster[2,1,1024]";
  private static final long UPDATES = 1200;

  /** Updates between checkpoints. */
  private static final long EVERY = 50;

  /** With this, a run takes five seconds, and is sure to be met in the middle. */
  private static final String SLOW = "constant:0.004";

  /** Delays change when things happen, and no bit of a synchronous run. */
  private static final String FAST = "none";

  @TempDir static Path shared;

  private static String data;
  private static Path killed;
  private static Path undisturbed;

  @TempDir Path folder;

  private final Terminal terminal = new Terminal();

  /** Damage to a file. */
  private enum Damage {
    CUT("is cut short") {
      @Override
      byte[] of(byte[] bytes) {
        return Arrays.copyOf(bytes, bytes.length - 1);
      }
    },
    FLIP("has SHA-256") {
      @Override
      byte[] of(byte[] bytes) {
        bytes[bytes.length / 2] ^= 1;
        return bytes;
      }
    };

    /** What a message says of it. */
    final String complaint;

    Damage(String complaint) {
      this.complaint = complaint;
    }

    abstract byte[] of(byte[] bytes);

    void doTo(Path file) throws IOException {
      Files.write(file, of(Files.readAllBytes(file)));
    }
  }

  @BeforeAll
  static void runUndisturbedAndKilled() throws IOException, InterruptedException {
    data = SmallProblem.writeTo(shared.resolve("small.svm"));
    undisturbed = shared.resolve("undisturbed");
    Terminal terminal = new Terminal();
    assertThat(terminal.run(command(undisturbed, LOCAL, FAST)))
        .as(terminal.err())
        .isEqualTo(ExitCode.OK);
    killed = Files.createDirectory(shared.resolve("killed"));
    kill(killed, 200, command(killed, LOCAL, SLOW));
    for (String manifest : DriverProcess.committed(killed.resolve("checkpoints"))) {
      Path file = killed.resolve("checkpoints").resolve(manifest);
      if (Files.size(file) == 0) {
        // It was killed between the creation and the only write of the file that commits.
        Files.delete(file);
      }
    }
  }

  private static List<String> command(Path out, String master, String delay, String... more) {
    List<String> command =
        new ArrayList<>(
            List.of("train", "--master", master, "--data", data, "--out", out.toString()));
    command.addAll(List.of("--workers", "2", "--batch", "8", "--step", "0.5"));
    command.addAll(List.of("--max-updates", String.valueOf(UPDATES)));
    command.addAll(List.of("--delay", delay, "--checkpoint", String.valueOf(EVERY)));
    command.addAll(List.of(more));
    return command;
  }

  /**
   * Runs the command until a checkpoint of so many updates is there for sure, which is when the
   * next one appears; returns when all is gone. The kill may hit while that one is being written:
   * what it cuts off is no commit and is taken away, so that the newest checkpoint is a whole one.
   */
  private static void kill(Path out, long updates, List<String> command)
      throws IOException, InterruptedException {
    try (DriverProcess driver = DriverProcess.start(shared, command)) {
      driver.awaitCheckpoint(out, updates + EVERY);
      if (command.contains(CLUSTER)) {
        assertThat(driver.executors()).isGreaterThanOrEqualTo(2);
      }
      driver.kill();
      driver.awaitChildren();
    }
    Path manifest = out.resolve("checkpoints").resolve(newest(out));
    if (!Files.readString(manifest).strip().endsWith("}")) {
      Files.delete(manifest);
    }
    assertThat(DriverProcess.updates(newest(out))).isGreaterThanOrEqualTo(updates);
    assertThat(out.resolve("run.json")).as("it was killed in the middle").doesNotExist();
  }

  private int resume(Path out, String delay, String... more) {
    List<String> command = command(out, LOCAL, delay, more);
    command.add("--resume");
    return terminal.run(command);
  }

  /** A copy of the folder that the killed driver left. */
  private Path left() throws IOException {
    Path copy = folder.resolve("run");
    try (Stream<Path> files = Files.walk(killed)) {
      for (Path file : files.toList()) {
        Files.copy(file, copy.resolve(killed.relativize(file).toString()));
      }
    }
    return copy;
  }

  private static JsonNode record(Path out) throws IOException {
    return JSON.readTree(out.resolve("run.json").toFile());
  }

  private static void assertSameBits(Path out) throws IOException {
    for (String name : List.of("model/coefficients.tsv", "model/metadata.json")) {
      assertThat(out.resolve(name)).hasSameTextualContentAs(undisturbed.resolve(name));
    }
    assertThat(objectives(out)).isEqualTo(objectives(undisturbed));
    for (String field : List.of("updates", "samples", "objective", "outcome")) {
      assertThat(record(out).get(field)).isEqualTo(record(undisturbed).get(field));
    }
  }

  /** Updates and objective of every evaluation. */
  private static List<String> objectives(Path out) throws IOException {
    List<String> all = new ArrayList<>();
    for (String line : Files.readAllLines(out.resolve("trace.jsonl"))) {
      JsonNode point = JSON.readTree(line);
      all.add(point.get("updates") + " " + point.get("objective"));
    }
    return all;
  }

  /** The manifest of the newest checkpoint. */
  private static String newest(Path out) throws IOException {
    return DriverProcess.committed(out.resolve("checkpoints")).get(0);
  }

  private static Path dataOf(Path out, String manifest) {
    return out.resolve("checkpoints").resolve(manifest.replace(".json", ".bin"));
  }

  @Test
  void theSameCommandWithResumeEndsWithTheSameBits() throws IOException {
    Path out = left();
    assertThat(resume(out, SLOW)).as(terminal.err()).isEqualTo(ExitCode.OK);

    assertSameBits(out);
    long from = record(out).get("resumedFrom").asLong();
    assertThat(from).isGreaterThanOrEqualTo(200).isLessThan(UPDATES);
    assertThat(record(out).get("checkpoints").asLong()).isPositive();
    assertThat(terminal.out()).contains("from the checkpoint after %,d updates".formatted(from));
    assertThat(newest(out)).as("it goes on saving").isGreaterThan(newest(killed));
  }

  /** What is there may be another run's results, or somebody's files. */
  @Test
  void aFolderWithoutCheckpointsIsNotWrittenOver() throws IOException {
    Path out = Files.createDirectory(folder.resolve("other"));
    Files.writeString(out.resolve("run.json"), "kept");
    assertThat(resume(out, FAST)).isEqualTo(ExitCode.FAILED);
    assertThat(terminal.err()).contains("no checkpoints/ to go on from").contains("--resume");
    assertThat(out.resolve("run.json")).hasContent("kept");
  }

  @Test
  void anEndedRunCanBeResumedAgain() throws IOException {
    Path out = left();
    assertThat(resume(out, FAST)).as(terminal.err()).isEqualTo(ExitCode.OK);
    assertThat(resume(out, FAST)).as(terminal.err()).isEqualTo(ExitCode.OK);
    assertSameBits(out);
  }

  @Test
  void anAsynchronousRunIsResumedAndEnds() throws IOException, InterruptedException {
    Path out = Files.createDirectory(folder.resolve("asynchronous"));
    kill(out, 200, command(out, LOCAL, SLOW, "--slack", "4"));
    assertThat(resume(out, FAST, "--slack", "4")).as(terminal.err()).isEqualTo(ExitCode.OK);

    JsonNode run = record(out);
    assertThat(run.get("mode").asText()).isEqualTo("asynchronous");
    assertThat(run.get("resumedFrom").asLong()).isGreaterThanOrEqualTo(150).isLessThan(UPDATES);
    assertThat(run.get("updates").asLong()).isEqualTo(UPDATES);
    assertThat(run.get("samples").asLong()).isEqualTo(8 * UPDATES);
    assertThat(run.get("staleness").get("max").asLong())
        .isLessThanOrEqualTo(run.get("largestStalenessAllowed").asLong());
    assertThat(run.get("objective").asDouble())
        .as("as good as the synchronous run")
        .isCloseTo(record(undisturbed).get("objective").asDouble(), within(0.01));
  }

  @Test
  void anAsynchronousRunIsResumedAndReachesItsTarget() throws IOException, InterruptedException {
    Path out = Files.createDirectory(folder.resolve("asynchronous"));
    List<String> command = command(out, LOCAL, SLOW, "--slack", "4", "--target", "0.3");
    command.set(command.indexOf("--step") + 1, "0.01");
    command.set(command.indexOf("--max-updates") + 1, "50000");
    kill(out, 200, command);
    command.set(command.indexOf("--delay") + 1, FAST);
    command.add("--resume");
    assertThat(terminal.run(command)).as(terminal.err()).isEqualTo(ExitCode.OK);

    JsonNode run = record(out);
    assertThat(run.get("outcome").asText()).isEqualTo("reached");
    assertThat(run.get("relativeSuboptimality").asDouble()).isLessThanOrEqualTo(0.3);
    assertThat(run.get("resumedFrom").asLong()).isGreaterThanOrEqualTo(150);
    assertThat(run.get("updates").asLong()).isGreaterThan(run.get("resumedFrom").asLong());
    assertThat(Files.readAllLines(out.resolve("trace.jsonl")).get(0))
        .as("the trace begins before the kill")
        .contains("\"updates\":0,");
  }

  @ParameterizedTest
  @EnumSource(Damage.class)
  void theOneBeforeADamagedCheckpointIsUsed(Damage damage) throws IOException {
    Path out = left();
    List<String> manifests = DriverProcess.committed(out.resolve("checkpoints"));
    Path file = dataOf(out, manifests.get(0));
    damage.doTo(file);
    assertThat(resume(out, FAST)).as(terminal.err()).isEqualTo(ExitCode.OK);

    assertSameBits(out);
    JsonNode run = record(out);
    assertThat(run.get("resumedFrom").asLong()).isEqualTo(DriverProcess.updates(manifests.get(1)));
    assertThat(run.get("warnings")).hasSize(1);
    assertThat(run.get("warnings").get(0).asText()).contains(file.getFileName().toString());
    assertThat(run.get("warnings").get(0).asText()).contains(damage.complaint);
    assertThat(terminal.out()).contains("Warning", file.getFileName().toString());
  }

  @Test
  void withoutAnIntactCheckpointItSaysSo() throws IOException {
    Path out = left();
    List<String> manifests = DriverProcess.committed(out.resolve("checkpoints"));
    assertThat(manifests).hasSizeBetween(3, 4);
    for (String manifest : manifests) {
      Damage.FLIP.doTo(dataOf(out, manifest));
    }
    assertThat(resume(out, FAST)).isEqualTo(ExitCode.FAILED);

    terminal.assertOneComplaint("no checkpoint there is intact", "start from the beginning");
    for (String manifest : manifests) {
      terminal.assertOneComplaint(manifest);
    }
    assertThat(out.resolve("run.json")).doesNotExist();
  }

  @ParameterizedTest
  @CsvSource({
    "--seed, 2, 'seed is 2, was 1'",
    "--batch, 16, 'batch is 16, was 8'",
    "--step, 0.25, 'step is 0.25, was 0.5'",
    "--slack, 1, 'slack is 1, was 0'",
    "--loss, squared, 'loss is squared, was logistic'",
    "--lambda, 0.5, 'lambda is 0.5, was 0.0025'",
    "--average, linear, 'averaging is LINEAR, was NONE'",
    "--data, OTHER, 'checksum of the shuffled rows is '",
  })
  void anotherRunIsRefused(String option, String value, String difference) throws IOException {
    Path out = left();
    List<String> command = command(out, LOCAL, FAST);
    int at = command.indexOf(option);
    if (at >= 0) {
      command.subList(at, at + 2).clear();
    }
    command.addAll(List.of(option, value.equals("OTHER") ? other() : value, "--resume"));
    assertThat(terminal.run(command)).isEqualTo(ExitCode.FAILED);

    terminal.assertOneComplaint("Cannot resume from", difference, "repeat the options");
    assertThat(DriverProcess.committed(out.resolve("checkpoints")))
        .isEqualTo(DriverProcess.committed(killed.resolve("checkpoints")));
  }

  /** The same problem but for one label. */
  private String other() throws IOException {
    String text = Files.readString(Path.of(data));
    String changed = text.startsWith("+1") ? "-1" : "+1";
    return Files.writeString(folder.resolve("other.svm"), changed + text.substring(2)).toString();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void withoutAnyCheckpointItBeginsAtTheBeginning(boolean exists) throws IOException {
    Path out = folder.resolve("new");
    if (exists) {
      Files.createDirectory(out);
    }
    assertThat(resume(out, FAST)).as(terminal.err()).isEqualTo(ExitCode.OK);

    assertSameBits(out);
    assertThat(record(out).get("resumedFrom").isNull()).isTrue();
    assertThat(record(out).get("warnings").toString()).contains("no checkpoint to resume from");
    assertThat(terminal.out()).contains("Warning", "no checkpoint to resume from");
  }

  @Test
  void theFolderOfAKilledRunIsNotWrittenOverAndTheWayOnIsNamed() throws IOException {
    Path out = left();
    assertThat(terminal.run(command(out, LOCAL, FAST))).isEqualTo(ExitCode.FAILED);
    terminal.assertOneComplaint("--out", "not empty", "--resume");
  }

  @Tag("full")
  @Test
  void atWhateverMomentItIsKilled() throws IOException, InterruptedException {
    Random random = new Random(20_260_101);
    for (int i = 0; i < 5; i++) {
      Path out = Files.createDirectory(folder.resolve("run" + i));
      long first = 50L + random.nextInt(300);
      kill(out, first, command(out, LOCAL, SLOW));
      long second = first + 50L + random.nextInt(300);
      kill(out, second, command(out, LOCAL, SLOW, "--resume"));
      assertThat(resume(out, FAST)).as(terminal.err()).isEqualTo(ExitCode.OK);
      assertSameBits(out);
    }
  }

  /** Its clock jumps by more than a worker may be silent, three times. */
  @Tag("full")
  @ParameterizedTest
  @ValueSource(strings = {LOCAL, CLUSTER})
  void aDriverThatStoodStillBlamesNobody(String master) throws IOException, InterruptedException {
    Path out = Files.createDirectory(folder.resolve("paused"));
    List<String> command = command(out, master, SLOW, "--timeout", "8");
    try (DriverProcess driver = DriverProcess.start(shared, command)) {
      for (long updates : new long[] {100, 300, 500}) {
        driver.awaitCheckpoint(out, updates);
        driver.pause();
        TimeUnit.SECONDS.sleep(10);
        driver.goOn();
      }
      assertThat(driver.exit()).as(driver.printed()).isEqualTo(ExitCode.OK);
    }
    assertSameBits(out);
  }

  @Tag("full")
  @ParameterizedTest
  @ValueSource(ints = {0, 4})
  void withExecutorsOfItsOwn(int slack) throws IOException, InterruptedException {
    String[] more = {"--slack", String.valueOf(slack)};
    Path out = Files.createDirectory(folder.resolve("cluster"));
    kill(out, 200, command(out, CLUSTER, SLOW, more));
    List<String> again = command(out, CLUSTER, SLOW, more);
    again.add("--resume");
    try (DriverProcess driver = DriverProcess.start(shared, again)) {
      assertThat(driver.exit()).as(driver.printed()).isEqualTo(ExitCode.OK);
    }
    assertThat(record(out).get("resumedFrom").asLong()).isGreaterThanOrEqualTo(150);
    assertThat(record(out).get("encrypted").asBoolean()).isTrue();
    if (slack == 0) {
      assertSameBits(out);
    } else {
      assertThat(record(out).get("updates").asLong()).isEqualTo(UPDATES);
    }
  }
}
