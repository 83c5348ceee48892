package io.taucrit.jobs.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.taucrit.core.delay.ConstantDelay;
import io.taucrit.core.engine.RunListener;
import io.taucrit.data.InputException;
import io.taucrit.data.UsageException;
import io.taucrit.jobs.TestProblems;
import io.taucrit.jobs.TestSpark;
import io.taucrit.jobs.problem.Problem;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever a run waits for, it stops waiting, says for what, and frees its slots. */
class BoundedWaitsIT {
  private static final double STEP = 0.5;

  private final JavaSparkContext spark = TestSpark.local();

  @TempDir Path folder;

  @Test
  void aSilentWorker() {
    Problem problem = TestProblems.generated(spark, "logistic", folder);
    TrainingPlan silent =
        Plans.fixed(2, STEP)
            .withDelays(new ConstantDelay(1_000), TrainingPlan.Where.TASKS)
            .withTimeout(1);
    assertThatThrownBy(() -> train(problem, silent))
        .isInstanceOf(InputException.class)
        .hasMessageMatching(
            "Worker [01] was silent for more than 1 s; see the executor's log, or raise --timeout");
    assertSlotsAreFree(problem);
  }

  @Test
  void workersThatNeverRegister() throws IOException {
    Problem problem = TestProblems.generated(spark, "logistic", folder);
    spark.hadoopConfiguration().set("fs.stuck.impl", StuckFiles.class.getName());
    Problem stuck = problem.at(problem.path().replaceFirst("^(file:)?/+", "stuck:///"));
    assertThatThrownBy(() -> train(stuck, Plans.fixed(2, STEP).withTimeout(1)))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith("2 of 2 workers never registered at local:0 within 1 s")
        .hasMessageContaining("spark.driver.host")
        .hasMessageContaining("--timeout");
    assertSlotsAreFree(problem);
  }

  @Test
  void aSimulationWithoutEnd() {
    Problem problem = TestProblems.generated(spark, "logistic", folder);
    TrainingPlan endless =
        Plans.until(io.taucrit.core.engine.StoppingRule.updates(Long.MAX_VALUE), 2, STEP)
            .withDelays(new ConstantDelay(1), TrainingPlan.Where.SIMULATED)
            .withTimeout(1);
    assertThatThrownBy(() -> train(problem, endless))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "The simulated run did not end within 1 s: set --max-updates, or raise --timeout");
    assertSlotsAreFree(problem);
  }

  @Test
  void speculationIsRefused() {
    Problem problem = TestProblems.generated(spark, "logistic", folder);
    spark.sc().conf().set("spark.speculation", "true");
    try {
      assertThatThrownBy(() -> train(problem, Plans.fixed(2, STEP)))
          .isInstanceOf(UsageException.class)
          .hasMessageContaining("spark.speculation");
    } finally {
      spark.sc().conf().remove("spark.speculation");
    }
  }

  /** A run on all slots starts and ends. */
  private void assertSlotsAreFree(Problem problem) {
    TrainingResult result = train(problem, Plans.fixed(TestSpark.LOCAL_SLOTS, STEP));
    assertThat(result.updates()).isEqualTo(Plans.UPDATES);
  }

  private TrainingResult train(Problem problem, TrainingPlan plan) {
    return Training.run(spark, problem, plan, Checkpoints.none(), RunListener.none());
  }

  /** Local files that nobody can open: the reader waits until it is interrupted. */
  public static final class StuckFiles extends RawLocalFileSystem {
    @Override
    public URI getUri() {
      return URI.create("stuck:///");
    }

    @Override
    public String getScheme() {
      return "stuck";
    }

    @Override
    public FSDataInputStream open(org.apache.hadoop.fs.Path file, int buffer) throws IOException {
      try {
        new CountDownLatch(1).await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      throw new InterruptedIOException("stuck at " + file);
    }
  }
}
