package io.taucrit.submit.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.taucrit.submit.DriverProcess;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;

/**
 * A sweep is killed with SIGKILL, and the same command goes on.
 *
 * @param share of its parts that are finished then
 */
record SweepKilled(double share) implements Fault {
  static SweepKilled draw(SplittableRandom random) {
    return new SweepKilled(random.nextDouble(0.05, 0.9));
  }

  @Override
  public String expectation() {
    return "the same table, nothing measured twice";
  }

  @Override
  public void strike(Ground ground) throws Exception {
    Commands commands = ground.commands();
    SweptTable undisturbed = commands.undisturbedSweep();
    int parts = undisturbed.files().size();
    Path out = ground.newLocalFolder().resolve("out");
    try (DriverProcess driver = commands.start(commands.sweep(out))) {
      driver.await(() -> SweptTable.journal(out).size() >= Math.ceil(share * parts));
      driver.kill();
    }
    List<Path> kept = SweptTable.journal(out);
    commands.run(commands.sweep(out));
    SweptTable again = SweptTable.in(out);
    assertThat(again.table()).isEqualTo(undisturbed.table());
    assertThat(again.files()).containsAll(kept);
    // A file that was being written may be there twice.
    assertThat(again.files().size()).isBetween(parts, parts + 2);
    assertThat(SweptTable.journalFolder(out).resolve("lease")).doesNotExist();
  }
}
