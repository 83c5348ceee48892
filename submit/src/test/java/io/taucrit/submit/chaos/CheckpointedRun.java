package io.taucrit.submit.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.taucrit.core.delay.ConstantDelay;
import io.taucrit.core.engine.RunListener;
import io.taucrit.core.engine.SequencerState;
import io.taucrit.jobs.checkpoint.CheckpointFolder;
import io.taucrit.jobs.checkpoint.CheckpointFolder.Saved;
import io.taucrit.jobs.engine.Checkpoints;
import io.taucrit.jobs.engine.TrainingPlan;
import io.taucrit.jobs.engine.TrainingResult;
import org.apache.hadoop.conf.Configuration;

/**
 * A run on the executors that keeps checkpoints, and the run that goes on from them.
 *
 * @param folder on any Hadoop file system
 */
record CheckpointedRun(Ground ground, Member member, String folder) {
  private static final long EVERY = 20;

  /** Without, a fast machine would be at the end before the second checkpoint is written. */
  private static final double SECONDS_A_CLOCK = 0.005;

  TrainingResult train(RunListener listener) throws Exception {
    TrainingPlan slow =
        member.plan().withDelays(new ConstantDelay(SECONDS_A_CLOCK), TrainingPlan.Where.TASKS);
    return ground.train(slow, new Checkpoints(checkpoints(), EVERY, null, "", null), listener);
  }

  private CheckpointFolder checkpoints() {
    return new CheckpointFolder(folder, new Configuration());
  }

  /** The newest checkpoint is whole, and the run that goes on from it ends as it must. */
  void assertResumable(long leastUpdates) throws Exception {
    Saved saved = checkpoints().newest().orElseThrow();
    assertThat(saved.refused()).isEmpty();
    assertThat(saved.updates()).isGreaterThanOrEqualTo(leastUpdates);
    SequencerState state = saved.read(SequencerState::readFrom);
    TrainingResult rest =
        ground.train(
            member.plan(),
            new Checkpoints(checkpoints(), EVERY, null, "", state),
            RunListener.none());
    member.assertRight(ground.problem(), rest);
    assertThat(rest.cost().resumedFrom()).isEqualTo(saved.updates());
  }
}
