package io.taucrit.jobs.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.taucrit.core.Dials;
import io.taucrit.core.engine.RunListener;
import io.taucrit.core.engine.Sequencer;
import io.taucrit.core.engine.Sequencer.Outcome;
import io.taucrit.core.engine.StoppingRule;
import io.taucrit.core.engine.TracePoint;
import io.taucrit.core.objective.GradientStatistics;
import io.taucrit.core.objective.GradientSums;
import io.taucrit.core.passes.InMemoryPasses;
import io.taucrit.core.passes.PartialPass;
import io.taucrit.data.InputException;
import io.taucrit.data.UsageException;
import io.taucrit.jobs.TestProblems;
import io.taucrit.jobs.TestSpark;
import io.taucrit.jobs.Told;
import io.taucrit.jobs.problem.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Workers as Spark tasks in the driver's JVM. */
class TrainingIT {
  private static final double STEP = 0.5;
  private static final int[] WORKERS = {1, 2, 4};

  private final JavaSparkContext spark = TestSpark.local();

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"logistic", "squared", "poisson", "squared-hinge"})
  void anyNumberOfWorkersGivesTheSameIterates(String loss) {
    assertSameIterates(TestProblems.generated(spark, loss, folder), 0.1);
  }

  @Test
  void anyNumberOfWorkersGivesTheSameIteratesOnRealData() {
    assertSameIterates(TestProblems.real(spark, "a9a.svm.gz", folder), STEP);
  }

  private void assertSameIterates(Problem problem, double step) {
    double[] one = ReferenceRun.of(problem, Plans.fixed(1, step)).parameters();
    for (int workers : WORKERS) {
      TrainingPlan plan = Plans.fixed(workers, step);
      Sequencer expected = ReferenceRun.of(problem, plan);
      TrainingResult first = train(problem, plan);
      TrainingResult second = train(problem, plan);

      assertThat(first.outcome()).isEqualTo(Outcome.MAX_UPDATES);
      assertThat(first.updates()).isEqualTo(Plans.UPDATES);
      assertThat(first.samples()).isEqualTo((long) Plans.UPDATES * Plans.BATCH);
      assertThat(first.parameters())
          .as("%d workers as tasks and in one thread", workers)
          .isEqualTo(expected.parameters());
      assertThat(second.parameters()).as("%d workers twice", workers).isEqualTo(first.parameters());
      assertThat(first.trace()).extracting(TracePoint::objective).isEqualTo(objectives(expected));
      assertThat(ReferenceRun.relativeDistance(first.parameters(), one))
          .as("%d workers and one", workers)
          .isLessThan(1e-10);
    }
  }

  private static List<Double> objectives(Sequencer run) {
    return run.trace().stream().map(TracePoint::objective).toList();
  }

  @Test
  void thePushesOfARoundHaveStalenessZeroToWorkersMinusOne() {
    Problem problem = TestProblems.generated(spark, "logistic", folder);
    for (int workers : WORKERS) {
      long[] once = new long[workers];
      Arrays.fill(once, Plans.UPDATES);
      TrainingResult result = train(problem, Plans.fixed(workers, STEP));
      assertThat(result.staleness().histogram()).isEqualTo(once);
      assertThat(result.staleness().max()).isEqualTo(workers - 1);
      assertThat(result.staleness().mean()).isEqualTo((workers - 1) / 2.0);
    }
  }

  /** Pulls carry 8 bytes a coordinate, pushes as many and the 4 of the coordinate itself. */
  @Test
  void bytesAreThoseOfTheCoordinatesThatBatchesTouch() {
    Problem problem = TestProblems.generated(spark, "logistic", folder);
    Dials fourRowsEach = Dials.synchronous(2, 8);
    StoppingRule stopping = StoppingRule.updates(Plans.UPDATES);
    TrainingResult result = train(problem, Plans.with(fourRowsEach, stopping, STEP));
    long dense = 8L * problem.objective().dimension() * 2 * Plans.UPDATES;
    // Rows have ten nonzeros in expectation.
    assertThat(result.cost().bytesPulled()).isPositive().isLessThan(dense / 8);
    assertThat(result.cost().bytesPushed())
        .isBetween(result.cost().bytesPulled(), 2 * result.cost().bytesPulled());
    assertThat(result.cost().encrypted()).as("there is no channel").isFalse();
  }

  /** 240 nonzeros of 400 features: to copy all is less work than to look for what is touched. */
  @Test
  void withinAJvmBatchesThatTouchMuchReadAndPushAll() {
    Problem problem = TestProblems.generated(spark, "logistic", folder);
    TrainingResult result = train(problem, Plans.fixed(2, STEP));
    long dense = 8L * problem.objective().dimension() * 2 * Plans.UPDATES;
    assertThat(result.cost().bytesPulled()).isEqualTo(dense);
    assertThat(result.cost().bytesPushed()).isEqualTo(dense);
  }

  @Test
  void evaluationsAreThoseOfFullPasses() {
    Problem problem = TestProblems.generated(spark, "squared", folder, 0.2);
    Told listener = new Told();
    TrainingResult result =
        Training.run(spark, problem, Plans.fixed(4, 0.1), Checkpoints.none(), listener);
    List<TracePoint> told = listener.points();

    assertThat(told).isEqualTo(result.trace());
    assertThat(told).extracting(TracePoint::updates).startsWith(0L, 1L, 2L).endsWith(300L);
    assertThat(told).extracting(TracePoint::trainSeconds).isSorted();
    TracePoint last = told.get(told.size() - 1);
    long n = problem.trainingRows();
    GradientStatistics training =
        InMemoryPasses.sequential(
                problem.objective(), problem.read(0, n, spark.hadoopConfiguration()))
            .at(result.parameters());
    assertThat(last.objective()).isCloseTo(training.value(), within(1e-12 * training.value()));
    assertThat(last.noise()).isCloseTo(training.noise(), within(1e-12 * training.noise()));
    GradientSums heldOut =
        PartialPass.sums(
            problem.objective(),
            result.parameters(),
            problem.read(n, problem.rows(), spark.hadoopConfiguration()));
    assertThat(heldOut.rows()).isEqualTo(600);
    assertThat(last.heldOutLoss()).isCloseTo(heldOut.loss() / 600, within(1e-12));
  }

  @Test
  void stopsAtTheTarget() {
    Problem problem = TestProblems.real(spark, "a9a.svm.gz", folder);
    StoppingRule stopping =
        new StoppingRule(0.323379582465, 0.1, 100_000, Double.POSITIVE_INFINITY);
    TrainingResult result = train(problem, Plans.until(stopping, 2, STEP));

    assertThat(result.outcome()).isEqualTo(Outcome.REACHED);
    List<TracePoint> trace = result.trace();
    TracePoint last = trace.get(trace.size() - 1);
    assertThat(last.relativeSuboptimality()).isBetween(0.0, 0.1);
    assertThat(last.updates()).isEqualTo(result.updates());
    assertThat(trace.subList(0, trace.size() - 1))
        .allSatisfy(point -> assertThat(point.relativeSuboptimality()).isGreaterThan(0.1));
  }

  /** One round takes more than a nanosecond, so the bound has passed after the first. */
  @Test
  void stopsWhenTheTrainingClockHasRunOut() {
    Problem problem = TestProblems.generated(spark, "logistic", folder);
    TrainingResult result =
        train(problem, Plans.until(new StoppingRule(null, null, 1_000_000, 1e-9), 2, STEP));

    assertThat(result.outcome()).isEqualTo(Outcome.MAX_SECONDS);
    assertThat(result.updates()).isEqualTo(1);
    assertThat(result.trainSeconds()).isGreaterThanOrEqualTo(1e-9);
    assertThat(result.trace()).extracting(TracePoint::updates).containsExactly(0L, 1L);
  }

  @Test
  void stopsWhenTheObjectiveLeavesTheFiniteNumbers() {
    Problem problem = TestProblems.generated(spark, "squared", folder);
    TrainingResult result = train(problem, Plans.until(StoppingRule.updates(100_000), 2, 1_000));
    assertThat(result.outcome()).isEqualTo(Outcome.DIVERGED);
    assertThat(result.updates()).isLessThan(100_000);
  }

  @Test
  void moreWorkersThanSlotsAreRefused() {
    Problem problem = TestProblems.generated(spark, "logistic", folder);
    assertThatThrownBy(() -> train(problem, Plans.fixed(5, STEP)))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "Cannot run 5 workers: the application on local[4] has 4 task slots; lower --workers or"
                + " give the application more cores (--master local[5])");
  }

  @Test
  void aStepThatTheRegulariserCannotBearIsRefused() {
    Problem problem = TestProblems.generated(spark, "logistic", folder);
    assertThatThrownBy(() -> train(problem, Plans.fixed(2, 3_001)))
        .isInstanceOf(UsageException.class)
        .hasMessageStartingWith("Invalid --step: 3001.0, but step * lambda must be below 1");
  }

  /** The failed run's workers leave their slots: a run on all of them follows. */
  @Test
  void aLostBlockFailsTheRunAndFreesTheSlots() throws IOException {
    Problem whole = TestProblems.generated(spark, "logistic", folder.resolve("whole"));
    Problem damaged = TestProblems.generated(spark, "logistic", folder.resolve("damaged"));
    Path lost = folder.resolve("damaged").resolve(damaged.manifest().blocks().get(7).name());
    Files.delete(lost);
    TrainingPlan plan = Plans.fixed(TestSpark.LOCAL_SLOTS, STEP);

    assertThatThrownBy(() -> train(damaged, plan))
        .isInstanceOf(InputException.class)
        .hasMessageContaining(lost.toString())
        .hasMessageNotContaining("\n");
    assertThat(train(whole, plan).parameters())
        .isEqualTo(ReferenceRun.of(whole, plan).parameters());
  }

  private TrainingResult train(Problem problem, TrainingPlan plan) {
    return Training.run(spark, problem, plan, Checkpoints.none(), RunListener.none());
  }
}
