package io.taucrit.submit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.taucrit.core.delay.RecordedDelay;
import io.taucrit.submit.command.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The options of {@code train} that choose a member of the family and how it is carried out. */
class TrainOptionsIT {
  @TempDir Path folder;

  private final Terminal terminal = new Terminal();

  private String path(String name) {
    return folder.resolve(name).toString();
  }

  /** Runs train on the small problem; the folder's name is also the results'. */
  private int train(String out, String... options) throws IOException {
    List<String> command = new ArrayList<>(List.of("train", "--master", "local[2]"));
    command.addAll(List.of("--data", SmallProblem.writeTo(folder.resolve("small.svm"))));
    command.addAll(List.of("--out", path(out)));
    command.addAll(List.of(options));
    return terminal.run(command);
  }

  private JsonNode trained(String out, String... options) throws IOException {
    assertThat(train(out, options)).as(terminal.err()).isEqualTo(ExitCode.OK);
    return new ObjectMapper().readTree(folder.resolve(out).resolve("run.json").toFile());
  }

  /** The data does not exist: whatever is refused here is refused before anything is read. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--slack -1              | --slack       | >= 0",
        "--slack many            | --slack       | int",
        "--local-steps 0         | --local-steps | >= 1",
        "--threads 0             | --threads     | from 1 to --local-steps",
        "--threads 2             | --threads     | from 1 to --local-steps, which they share: 1",
        "--local-steps 3 --threads 4 | --threads | from 1 to --local-steps, which they share: 3",
        "--step 0                | --step        | a number > 0, or auto",
        "--step -1/tau           | --step        | /tau, /staleness or /workers",
        "--step 1/threads        | --step        | /tau, /staleness or /workers",
        "--step auto/            | --step        | /tau, /staleness or /workers",
        "--step NaN              | --step        | a number > 0, or auto",
        "--step Infinity         | --step        | a number > 0, or auto",
        "--schedule cosine       | --schedule    | constant, decay:FACTOR@EPOCH,EPOCH...",
        "--schedule decay:0.5    | --schedule    | constant, decay:FACTOR@EPOCH,EPOCH...",
        "--schedule decay:2@3    | --schedule    | a factor below 1",
        "--schedule decay:0.5@x  | --schedule    | constant, decay:FACTOR@EPOCH,EPOCH...",
        "--schedule inverse-time:0  | --schedule | MU > 0",
        "--schedule inverse-time:-1 | --schedule | MU > 0",
        "--average mean          | --average     | UNIFORM",
        "--l2 dense              | --l2          | EXACT, SPARSE",
        "--delay slow            | --delay       | recorded:FILE",
        "--delay recorded        | --delay       | recorded:FILE",
        "--delay recorded:       | --delay       | recorded:FILE",
        "--delay constant        | --delay       | constant:SECONDS",
        "--delay constant:-1     | --delay       | must be >= 0",
        "--delay pareto:1:1      | --delay       | shape must be > 1",
        "--delay straggler:1     | --delay       | straggler:SECONDS:FACTOR[:WORKER]",
        "--checkpoint 0          | --checkpoint  | >= 1",
        "--checkpoint 0s         | --checkpoint  | > 0",
        "--checkpoint -5         | --checkpoint  | a number of updates, as in 500",
        "--checkpoint 30m        | --checkpoint  | of seconds, as in 30s",
        "--checkpoint 30ds       | --checkpoint  | of seconds, as in 30s",
        "--checkpoint s          | --checkpoint  | of seconds, as in 30s",
        "--resume                | --resume      | --out",
        "--simulate --checkpoint 50 | --checkpoint | a simulated run has no checkpoints",
        "--simulate --resume --out x | --resume  | a simulated run has no checkpoints",
        "--timeout 0             | --timeout     | >= 1",
      })
  void aBadValueIsRefusedAtOnceWithWhatIsAllowed(String options, String named, String allowed) {
    List<String> command = new ArrayList<>(List.of("train", "--data", path("absent.svm")));
    command.addAll(List.of(options.split("\\s+")));
    assertThat(terminal.run(command)).as(terminal.err()).isEqualTo(ExitCode.USAGE);
    terminal.assertOneComplaint(named, allowed);
    assertThat(terminal.err()).as("before Spark starts").doesNotContain("Reading the data");
  }

  @ParameterizedTest
  @CsvSource({"analyze, --l2 dense, --l2", "quickstart, --l2 dense, --l2"})
  void theOtherCommandsRefuseABadFormOfL2(String command, String options, String named) {
    List<String> line = new ArrayList<>(List.of(command));
    line.addAll(List.of(options.split(" ")));
    assertThat(terminal.run(line)).isEqualTo(ExitCode.USAGE);
    terminal.assertOneComplaint(named, "EXACT, SPARSE");
  }

  /** 30 epochs, the last ten of which are in ε̂; the figures stand in every output. */
  @Test
  void noiseIsTrackedAtTheEndOfEveryEpoch() throws IOException {
    JsonNode run =
        trained("tracked", "--batch=40", "--step=0.5", "--max-updates=300", "--track-noise");

    JsonNode noise = run.get("noise");
    double n = run.get("n").doubleValue();
    double sum = 0;
    int counted = 0;
    for (String line : Files.readAllLines(folder.resolve("tracked/trace.jsonl"))) {
      JsonNode point = new ObjectMapper().readTree(line);
      double epoch = point.get("samples").doubleValue() / n;
      if (epoch > 20.5 && epoch == Math.rint(epoch)) {
        sum += point.get("gradientNormSquared").doubleValue();
        counted++;
      }
    }
    assertThat(counted).as("ends of epochs that were evaluated").isEqualTo(10);
    assertThat(noise.get("epochs").doubleValue()).isEqualTo(30);
    assertThat(noise.get("epsilonHat").doubleValue()).isCloseTo(sum / 10, within(1e-15));
    assertThat(noise.get("points").size()).isBetween(20, 48);
    assertThat(terminal.out())
        .contains("Critical batch", "the mean |grad f|^2 over the last 10 of its 30.00 epochs");
    assertThat(Files.readString(folder.resolve("tracked/charts/diversity-by-epochs.csv")))
        .contains(",30,%s,,\n".formatted(noise.get("lastLocalCriticalBatch").doubleValue()));
  }

  @Test
  void asynchronousHogwildIsRecordedAndCanBeReplayed() throws IOException {
    JsonNode run =
        trained(
            "first",
            "--workers=2",
            "--batch=8",
            "--step=0.1",
            "--slack=2",
            "--local-steps=5",
            "--threads=2",
            "--max-updates=60");
    assertThat(run.get("mode").asText()).isEqualTo("asynchronous hogwild");
    assertThat(run.get("slack").asInt()).isEqualTo(2);
    assertThat(run.get("localSteps").asInt()).isEqualTo(5);
    assertThat(run.get("threads").asInt()).isEqualTo(2);
    assertThat(run.get("samples").asLong()).isEqualTo(60 * 8 * 5);
    assertThat(run.get("largestStalenessAllowed").asLong()).isEqualTo((2 - 1) * (2 * 2 + 1));
    assertThat(run.get("staleness").get("max").asLong()).isBetween(0L, 5L);
    assertThat(sum(run.get("staleness").get("histogram"))).as("a push a worker").isEqualTo(120);
    assertThat(terminal.out()).contains("slack 2, 5 local steps, 2 threads", "Staleness");

    Path pushes = folder.resolve("first/pushes.csv");
    assertThat(pushes).content().startsWith("worker,clock,staleness,seconds\n");
    RecordedDelay recorded;
    try (Stream<String> lines = Files.lines(pushes)) {
      recorded = RecordedDelay.of(lines, "pushes.csv");
    }
    double[] last = {0, 0};
    for (String line : Files.readAllLines(pushes).subList(1, 121)) {
      String[] values = line.split(",");
      int worker = Integer.parseInt(values[0]);
      assertThat(recorded.seconds(worker, Long.parseLong(values[1])))
          .isEqualTo(Double.parseDouble(values[3]));
      last[worker] += Double.parseDouble(values[3]);
    }

    JsonNode replayed =
        trained(
            "replayed",
            "--simulate",
            "--delay=recorded:" + pushes,
            "--workers=2",
            "--batch=8",
            "--step=0.1",
            "--slack=2",
            "--max-updates=60");
    assertThat(replayed.get("simulated").asBoolean()).isTrue();
    assertThat(replayed.get("delay").asText()).isEqualTo("recorded:" + pushes);
    assertThat(replayed.get("updates").asLong()).isEqualTo(60);
    assertThat(replayed.get("bytesPushed").isNull()).isTrue();
    assertThat(replayed.get("trainSeconds").asDouble())
        .as("somebody is at work all the time; what is under way at an evaluation is not counted")
        .isPositive()
        .isLessThanOrEqualTo((last[0] + last[1]) * (1 + 1e-9));
  }

  @Test
  void aSimulatedRunIsTheSameEveryTimeAndNeedsNoSlots() throws IOException {
    String[] options = {
      "--simulate",
      "--workers=16",
      "--batch=32",
      "--step=0.5",
      "--slack=3",
      "--delay=pareto:1:1.5",
      "--max-updates=40"
    };
    JsonNode first = trained("first", options);
    JsonNode second = trained("second", options);
    for (String field : List.of("objective", "trainSeconds", "staleness")) {
      assertThat(second.get(field)).as(field).isEqualTo(first.get(field));
    }
    assertThat(first.get("workers").asInt()).isEqualTo(16);
    assertThat(first.get("staleness").get("mean").asDouble())
        .as("heavy-tailed delays of 16 workers")
        .isGreaterThan(1);
    assertThat(folder.resolve("second/pushes.csv"))
        .hasSameTextualContentAs(folder.resolve("first/pushes.csv"));
  }

  @Test
  void theUnbiasedSparseFormOfL2Trains() throws IOException {
    String[] options = {"--batch=8", "--step=0.5", "--max-updates=300", "--lambda=0.01"};
    JsonNode exact = trained("exact", options);
    JsonNode sparse =
        trained("sparse", Stream.concat(Stream.of(options), Stream.of("--l2=sparse")).toList());
    assertThat(exact.get("l2").asText()).isEqualTo("exact");
    assertThat(sparse.get("l2").asText()).isEqualTo("sparse");
    assertThat(sparse.get("lambda").asDouble()).isEqualTo(0.01);
    assertThat(sparse.get("objective").asDouble())
        .as("of the same function, with other noise")
        .isNotEqualTo(exact.get("objective").asDouble())
        .isCloseTo(exact.get("objective").asDouble(), within(0.02));
  }

  private JsonNode trained(String out, List<String> options) throws IOException {
    return trained(out, options.toArray(String[]::new));
  }

  /** The rarest of features 1 to 7 has 57 rows of 400: 2 p/λ = 0.57 for λ = 0.5. */
  @Test
  void aStepThatIsTooLongForSparseL2IsRefusedWithTheBound() throws IOException {
    int exit =
        train("o", "--batch=2", "--step=1.2", "--max-updates=5", "--l2=sparse", "--lambda=0.5");
    assertThat(exit).as(terminal.err()).isEqualTo(ExitCode.USAGE);
    terminal.assertOneComplaint("--l2 sparse", "0.6000", "0.5700", "a step below 1.14");
    trained("p", "--batch=2", "--step=1.1", "--max-updates=5", "--l2=sparse", "--lambda=0.5");
  }

  @Test
  void shuffledRowsAreRecordedAndGetFurther() throws IOException {
    String[] options = {"--batch=8", "--step=4", "--max-updates=300"};
    JsonNode independent = trained("independent", options);
    JsonNode shuffled =
        trained("shuffled", "--batch=8", "--step=4", "--max-updates=300", "--sampling=shuffled");
    assertThat(independent.get("sampling").asText()).isEqualTo("independent");
    assertThat(shuffled.get("sampling").asText()).isEqualTo("shuffled");
    assertThat(shuffled.get("objective").asDouble())
        .isLessThan(independent.get("objective").asDouble());
    assertThat(terminal.out()).contains("--sampling shuffled");
  }

  @Test
  void averagingAndSchedulesAreRecorded() throws IOException {
    String[] options = {"--batch=8", "--step=1", "--max-updates=100"};
    JsonNode last = trained("last", options);
    JsonNode averaged =
        trained(
            "averaged",
            "--batch=8",
            "--step=1",
            "--max-updates=100",
            "--average=linear",
            "--schedule=inverse-time:0.05");
    assertThat(last.get("averaging").asText()).isEqualTo("none");
    assertThat(last.get("schedule").asText()).isEqualTo("constant");
    assertThat(averaged.get("averaging").asText()).isEqualTo("linear");
    assertThat(averaged.get("schedule").asText()).isEqualTo("inverse-time:0.05");
    assertThat(averaged.get("objective").asDouble())
        .as("the average is nearer to the optimum than the last of noisy iterates")
        .isLessThan(last.get("objective").asDouble());
    assertThat(terminal.out())
        .contains("With             --schedule inverse-time:0.05, --average linear\n");

    JsonNode open =
        trained("open", "--batch=8", "--step=1", "--max-updates=9", "--schedule=inverse-time");
    assertThat(open.get("schedule").asText()).as("lambda").isEqualTo("inverse-time:0.0025");
  }

  /** τ = θ + 1 with θ ≤ (P − 1)(2s + 1); before the first push θ is taken as P − 1. */
  @ParameterizedTest
  @CsvSource({
    "0.5,           2, 0.5",
    "0.5/tau,       0, 0.5",
    "0.5/tau,       2, 0.08333333333333333",
    "0.5/staleness, 2, 0.5",
    "0.5/workers,   2, 0.25",
  })
  void rulesDivideTheStep(String step, int slack, double initial) throws IOException {
    JsonNode run =
        trained(
            "o",
            "--workers=2",
            "--batch=8",
            "--step=" + step,
            "--slack=" + slack,
            "--max-updates=20");
    assertThat(run.get("stepSize").asDouble()).isEqualTo(initial, within(1e-15));
    assertThat(run.get("step").asText()).isEqualTo(step);
  }

  private static long sum(JsonNode counts) {
    long sum = 0;
    for (JsonNode count : counts) {
      sum += count.asLong();
    }
    return sum;
  }
}
