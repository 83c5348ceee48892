package io.taucrit.submit.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.taucrit.submit.DriverProcess;
import io.taucrit.submit.command.ExitCode;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

/**
 * The driver stands still for longer than a worker may be silent, and its clocks jump when it goes
 * on: nobody was silent but itself.
 *
 * @param executors whether the workers have processes of their own, and go on meanwhile
 * @param moment updates of a checkpoint after which it stops
 */
record DriverPaused(int slack, boolean executors, int moment) implements Fault {
  private static final long BOUND_SECONDS = 8;

  static DriverPaused draw(SplittableRandom random) {
    return new DriverPaused(
        random.nextBoolean() ? 0 : random.nextInt(1, 5),
        random.nextBoolean(),
        random.nextInt(1, 600));
  }

  @Override
  public String expectation() {
    return "the same result";
  }

  @Override
  public void strike(Ground ground) throws Exception {
    Commands commands = ground.commands();
    TrainedRun undisturbed = commands.undisturbedRun();
    String out = ground.newLocalFolder().resolve("out").toString();
    try (DriverProcess driver =
        commands.start(
            commands.train(
                out,
                executors ? Commands.CLUSTER : Commands.LOCAL,
                slack,
                Commands.SLOW,
                "--timeout",
                Long.toString(BOUND_SECONDS)))) {
      driver.await(() -> TrainedRun.newestManifest(out) >= moment);
      driver.pause();
      // The pause is the fault.
      TimeUnit.SECONDS.sleep(BOUND_SECONDS + 2);
      driver.goOn();
      assertThat(driver.exit()).as(driver.printed()).isEqualTo(ExitCode.OK);
    }
    TrainedRun.in(out).assertLike(undisturbed, slack);
  }
}
