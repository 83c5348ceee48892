package io.taucrit.jobs.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.taucrit.core.Dials;
import io.taucrit.core.engine.RunListener;
import io.taucrit.core.engine.Sequencer;
import io.taucrit.core.engine.StoppingRule;
import io.taucrit.core.engine.TracePoint;
import io.taucrit.data.InputException;
import io.taucrit.jobs.TestProblems;
import io.taucrit.jobs.TestSpark;
import io.taucrit.jobs.problem.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Workers in executors with a JVM of their own, two with one slot each. */
class TrainingClusterIT {
  private static final double STEP = 0.5;

  @TempDir static Path folder;

  private static Problem problem;
  private static TrainingResult local;
  private static JavaSparkContext spark;

  @BeforeAll
  static void trainInOneJvmFirst() {
    problem = TestProblems.generated(TestSpark.local(), "logistic", folder.resolve("blocks"));
    local =
        Training.run(
            TestSpark.local(),
            problem,
            Plans.fixed(2, STEP),
            Checkpoints.none(),
            RunListener.none());
    spark = TestSpark.cluster();
  }

  /** Twice, and without encryption, in one application: each run has a server of its own. */
  @Test
  void executorsGiveTheBitsOfOneJvm() {
    TrainingResult encrypted = train(problem, Plans.fixed(2, STEP));
    TrainingResult again = train(problem, Plans.fixed(2, STEP));
    TrainingResult plain = train(problem, Plans.fixedPlain(2, STEP));

    assertThat(encrypted.parameters()).isEqualTo(local.parameters());
    assertThat(again.parameters()).isEqualTo(local.parameters());
    assertThat(plain.parameters()).isEqualTo(local.parameters());
    assertThat(encrypted.trace())
        .extracting(TracePoint::objective)
        .isEqualTo(local.trace().stream().map(TracePoint::objective).toList());
    assertThat(encrypted.cost().encrypted()).isTrue();
    assertThat(plain.cost().encrypted()).isFalse();
  }

  /** Asynchronous runs are functions of the order of their pushes, which they record. */
  @ParameterizedTest
  @CsvSource({"1, 1", "4, 1", "4, 5"})
  void anAsynchronousRunIsRepeatedInOneThreadToTheBit(int slack, int localSteps) {
    Dials dials = Dials.synchronous(2, Plans.BATCH).withSlack(slack).withLocalSteps(localSteps, 1);
    TrainingPlan plan = Plans.with(dials, StoppingRule.updates(Plans.UPDATES), STEP);
    TrainingResult run = train(problem, plan);
    Sequencer again = ReferenceRun.replay(problem, plan, run.pushes());

    assertThat(again.parameters()).isEqualTo(run.parameters());
    assertThat(again.staleness().counts()).isEqualTo(run.staleness().histogram());
    assertThat(again.trace().stream().map(TracePoint::objective).toList())
        .isEqualTo(run.trace().stream().map(TracePoint::objective).toList());
  }

  @Test
  void twoExecutorsGiveTheIteratesOfOneWorker() {
    double[] one = ReferenceRun.of(problem, Plans.fixed(1, STEP)).parameters();
    assertThat(
            ReferenceRun.relativeDistance(train(problem, Plans.fixed(1, STEP)).parameters(), one))
        .isZero();
    assertThat(
            ReferenceRun.relativeDistance(train(problem, Plans.fixed(2, STEP)).parameters(), one))
        .isLessThan(1e-10);
  }

  /** A message is the vector of its payload, a few bytes of its head, and coordinates packed. */
  @Test
  void bytesOnTheWireAreCounted() {
    TrainingResult result = train(problem, Plans.fixed(2, STEP));
    // Within a JVM these batches read and push all of x; on the wire only what they touch.
    long dense = 8L * problem.objective().dimension() * 2 * Plans.UPDATES;
    assertThat(local.cost().bytesPulled()).isEqualTo(dense);
    assertThat(result.cost().bytesPulled()).isBetween(dense / 4, dense / 2);
    assertThat(result.cost().bytesPushed())
        .isBetween(result.cost().bytesPulled(), 2 * result.cost().bytesPulled());
    assertThat(result.staleness().histogram()).containsExactly(Plans.UPDATES, Plans.UPDATES);
  }

  @Test
  void moreWorkersThanSlotsAreRefusedWithinTheBound() {
    assertThatThrownBy(() -> train(problem, Plans.fixed(3, STEP)))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "Cannot run 3 workers: the application on local-cluster[2,1,2048] has 2 task slots after"
                + " 2 s; lower --workers or give the application more cores"
                + " (spark.executor.instances, spark.executor.cores; waiting time:"
                + " spark.taucrit.slots.timeout)");
  }

  /** Spark tries a failed task four times; then the other worker leaves its slot as well. */
  @Test
  void aLostBlockFailsTheRunAndFreesTheSlots() throws IOException {
    Problem damaged = TestProblems.generated(spark, "logistic", folder.resolve("damaged"));
    Path lost = folder.resolve("damaged").resolve(damaged.manifest().blocks().get(7).name());
    Files.delete(lost);

    assertThatThrownBy(() -> train(damaged, Plans.fixed(2, STEP)))
        .isInstanceOf(InputException.class)
        .hasMessageContaining(lost.toString())
        .hasMessageNotContaining("\n");
    assertThat(train(problem, Plans.fixed(2, STEP)).parameters()).isEqualTo(local.parameters());
  }

  private static TrainingResult train(Problem on, TrainingPlan plan) {
    return Training.run(spark, on, plan, Checkpoints.none(), RunListener.none());
  }
}
