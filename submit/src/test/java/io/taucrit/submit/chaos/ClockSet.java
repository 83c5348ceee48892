package io.taucrit.submit.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.taucrit.submit.DriverProcess;
import io.taucrit.submit.command.ExitCode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/**
 * Clocks are set forward or back while a run is going on. Spark's driver then takes executors for
 * dead that it has not heard of since; nothing else may come of it.
 *
 * @param hours how far forward
 * @param moment updates of a checkpoint after which they are set
 */
record ClockSet(int slack, Whose whose, int hours, int moment) implements Fault {
  private static final int MOST_HOURS = 48;

  /** Whose clocks; unless it is LOCAL the executors have processes and clocks of their own. */
  enum Whose {
    LOCAL,
    DRIVER,
    EXECUTORS,
    ALL
  }

  static ClockSet draw(SplittableRandom random, boolean forward) {
    return new ClockSet(
        random.nextBoolean() ? 0 : random.nextInt(1, 5),
        Faults.any(Whose.class, random),
        random.nextInt(1, MOST_HOURS) * (forward ? 1 : -1),
        random.nextInt(1, 600));
  }

  @Override
  public String expectation() {
    return executorsAreGivenUp() ? "executors given up, the same result" : "the same result";
  }

  private boolean executorsAreGivenUp() {
    return hours > 0 && (whose == Whose.DRIVER || whose == Whose.ALL);
  }

  @Override
  public void strike(Ground ground) throws Exception {
    Commands commands = ground.commands();
    Path folder = ground.newLocalFolder();
    Duration ahead = Duration.ofHours(hours);
    SettableClock drivers = SettableClock.in(folder, "driver");
    SettableClock executors = whose == Whose.ALL ? drivers : SettableClock.in(folder, "executors");
    SettableClock struck = whose == Whose.EXECUTORS ? executors : drivers;
    assumeTrue(struck.canBeSet(), "no libfaketime");
    TrainedRun undisturbed = commands.undisturbedRun();
    String out = folder.resolve("out").toString();
    try (DriverProcess driver =
        commands.start(drivers.environment(), arguments(commands, out, executors))) {
      driver.await(() -> TrainedRun.newestManifest(out) >= moment);
      assertThat(TrainedRun.isIn(out)).as("it is set in the middle").isFalse();
      struck.set(ahead);
      assertThat(driver.exit()).as(driver.printed()).isEqualTo(ExitCode.OK);
      assertThat(driver.printed().contains("Executor heartbeat timed out"))
          .as(driver.printed())
          .isEqualTo(executorsAreGivenUp());
    }
    TrainedRun run = TrainedRun.in(out);
    run.assertLike(undisturbed, slack);
    for (String duration : List.of("trainSeconds", "totalSeconds")) {
      assertThat(run.record().get(duration).asDouble())
          .as(duration)
          .isStrictlyBetween(0.0, (double) Duration.ofHours(1).toSeconds());
    }
  }

  /** Spark looks every second for executors that it has not heard, and they are heard seldom. */
  private List<String> arguments(Commands commands, String out, SettableClock executors) {
    Stream<String> settings =
        Stream.concat(
            Stream.of("spark.network.timeoutInterval=1s", "spark.executor.heartbeatInterval=60s"),
            executors.environment().entrySet().stream()
                .map(variable -> "spark.executorEnv." + variable));
    return commands.train(
        out,
        whose == Whose.LOCAL ? Commands.LOCAL : Commands.CLUSTER,
        slack,
        Commands.SLOW,
        settings.flatMap(setting -> Stream.of("--conf", setting)).toArray(String[]::new));
  }
}
