package io.taucrit.submit.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.taucrit.core.engine.RunListener;
import io.taucrit.data.InputException;
import io.taucrit.jobs.engine.TrainingResult;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.SplittableRandom;

/**
 * The disk is full: of the checkpoints in the middle of a run, or of the blocks that are staged
 * before it.
 *
 * @param hdfs whether it is an HDFS whose quota is used up, or a file system of this machine
 * @param moment updates of the last checkpoint that finds room
 */
record DiskFull(Member member, boolean staging, boolean hdfs, int moment) implements Fault {
  static DiskFull draw(SplittableRandom random, boolean staging) {
    // Where this process may not mount a small file system, a quota is all there is.
    boolean root = "root".equals(System.getProperty("user.name"));
    return new DiskFull(
        Member.draw(random), staging, random.nextBoolean() || !root, random.nextInt(20, 200));
  }

  @Override
  public String expectation() {
    return staging ? "told, nothing left, works later" : "run right, warning, older ones resume";
  }

  @Override
  public void strike(Ground ground) throws Exception {
    ground.problem();
    try (SmallDisk disk = hdfs ? SmallDisk.onHdfs(ground) : SmallDisk.inMemory(ground)) {
      if (staging) {
        stage(ground, disk);
      } else {
        checkpoint(ground, disk);
      }
    }
  }

  private static void stage(Ground ground, SmallDisk disk) throws Exception {
    Staging staging = Staging.to(disk.folder(), ground);
    disk.fill();
    assertThatThrownBy(staging::train)
        .isInstanceOf(InputException.class)
        .hasMessageContaining(disk.folder())
        .hasMessageNotContaining("\n");
    staging.assertNothingLeft();
    disk.free();
    staging.train();
  }

  private void checkpoint(Ground ground, SmallDisk disk) throws Exception {
    CheckpointedRun run = new CheckpointedRun(ground, member, disk.folder());
    Filler filler = new Filler(disk);
    TrainingResult result = run.train(filler);
    member.assertRight(ground.problem(), result);
    if (filler.filledAt <= Member.UPDATES / 2) {
      assertThat(result.cost().checkpointFailure())
          .startsWith("Cannot write checkpoint ")
          .contains(disk.folder(), "the checkpoints before it are intact")
          .doesNotContain("\n");
    }
    disk.free();
    run.assertResumable(filler.filledAt);
  }

  private final class Filler implements RunListener {
    private final SmallDisk disk;
    private long filledAt;

    Filler(SmallDisk disk) {
      this.disk = disk;
    }

    @Override
    public void checkpointed(long updates) {
      if (filledAt == 0 && updates >= moment) {
        filledAt = updates;
        try {
          disk.fill();
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
    }
  }
}
