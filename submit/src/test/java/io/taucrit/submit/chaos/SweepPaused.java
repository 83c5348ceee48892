package io.taucrit.submit.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.taucrit.submit.DriverProcess;
import io.taucrit.submit.command.ExitCode;
import java.nio.file.Path;
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
    return late ? "the same table from both" : "taken over, the first one told; the same table";
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
          assertThat(first.exit()).as(first.printed()).isEqualTo(ExitCode.FAILED);
          assertThat(first.printed()).contains("Another process took over here");
        }
        assertThat(second.exit()).as(second.printed()).isEqualTo(ExitCode.OK);
      }
      assertThat(SweptTable.in(out).table()).isEqualTo(undisturbed.table());
      if (late) {
        first.goOn();
        assertThat(first.exit()).as(first.printed()).isEqualTo(ExitCode.OK);
        assertThat(SweptTable.in(out).table()).isEqualTo(undisturbed.table());
      }
    }
    assertThat(SweptTable.journalFolder(out).resolve("lease")).doesNotExist();
  }
}
