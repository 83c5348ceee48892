package io.taucrit.submit.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.taucrit.submit.DriverProcess;
import io.taucrit.submit.command.ExitCode;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;

/**
 * A sweep stands still for longer than its lease lasts, another process takes it over, and then the
 * first one goes on, its clocks ahead by half a minute.
 *
 * @param share of the parts that are finished when it stops
 * @param late whether it goes on only when the other has ended
 */
record SweepPaused(double share, boolean late) implements Fault {
  static SweepPaused draw(SplittableRandom random) {
    return new SweepPaused(random.nextDouble(0.05, 0.5), random.nextBoolean());
  }

  @Override
  public String expectation() {
    return "taken over, the same table";
  }

  @Override
  public void strike(Ground ground) throws Exception {
    Commands commands = ground.commands();
    SweptTable undisturbed = commands.undisturbedSweep();
    double parts = share * undisturbed.files().size();
    Path out = ground.newLocalFolder().resolve("out");
    try (DriverProcess first = commands.start(commands.sweep(out))) {
      first.await(() -> SweptTable.journal(out).size() >= parts);
      first.pause();
      int before = SweptTable.journal(out).size();
      try (DriverProcess second = commands.start(commands.sweep(out))) {
        if (!late) {
          second.await(() -> SweptTable.journal(out).size() > before);
          first.goOn();
        }
        int taker = exit(second);
        first.goOn();
        assertThat(List.of(taker, exit(first))).as("one of them ends well").contains(ExitCode.OK);
      }
    }
    SweptTable again = SweptTable.in(out);
    assertThat(again.table()).isEqualTo(undisturbed.table());
    assertThat(again.files().size()).isGreaterThanOrEqualTo(undisturbed.files().size());
    assertThat(SweptTable.journalFolder(out).resolve("lease")).doesNotExist();
  }

  /**
   * Mostly it is the first one that is told, unless it was stopped between its look at the lease
   * and its writing it anew.
   */
  private static int exit(DriverProcess sweep) throws InterruptedException {
    int code = sweep.exit();
    if (code != ExitCode.OK) {
      assertThat(code).as(sweep.printed()).isEqualTo(ExitCode.FAILED);
      assertThat(sweep.printed()).contains("Another process took over here");
    }
    return code;
  }
}
