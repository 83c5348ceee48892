package io.taucrit.jobs.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.taucrit.core.Dials;
import io.taucrit.core.engine.RunListener;
import io.taucrit.core.engine.Sequencer.Outcome;
import io.taucrit.core.engine.StoppingRule;
import io.taucrit.core.engine.TracePoint;
import io.taucrit.core.objective.LogisticLoss;
import io.taucrit.data.synthetic.SparseGlmProblem;
import io.taucrit.jobs.Jobs;
import io.taucrit.jobs.TestProblems;
import io.taucrit.jobs.TestSpark;
import io.taucrit.jobs.problem.DataSource;
import io.taucrit.jobs.problem.Lambda;
import io.taucrit.jobs.problem.Problem;
import io.taucrit.jobs.problem.StagedBlocks;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Executors are killed with SIGKILL in the middle of runs. */
class ExecutorLossIT {
  private static final double STEP = 0.5;
  private static final int WORKERS = 2;

  @TempDir static Path folder;

  private static JavaSparkContext spark;
  private static Problem problem;
  private static double[] undisturbed;

  @BeforeAll
  static void trainUndisturbed() {
    spark = TestSpark.cluster();
    problem = TestProblems.generated(spark, "logistic", folder.resolve("blocks"));
    undisturbed = ReferenceRun.of(problem, Plans.fixed(WORKERS, STEP)).parameters();
  }

  /** Kills an executor when so many pushes were applied. */
  private static final class Killer implements RunListener {
    private final long moment;
    private final int victim;
    private final List<Long> killed = new ArrayList<>();
    private final List<Integer> registered = new ArrayList<>();
    private final List<Integer> lost = new ArrayList<>();
    private long pushes;

    Killer(long seed) {
      SplittableRandom random = new SplittableRandom(seed);
      moment = random.nextLong(1, WORKERS * (Plans.UPDATES - 1));
      victim = random.nextInt(WORKERS);
    }

    @Override
    public void registered(int worker, long clock) {
      registered.add(worker);
    }

    @Override
    public void lost(int worker, String reason) {
      lost.add(worker);
    }

    @Override
    public void applied(int worker, long clock, long staleness, double seconds) {
      pushes++;
      if (pushes == moment) {
        killed.add(Executors.kill(victim));
      }
    }
  }

  @Test
  void aSynchronousRunEndsWithTheSameBits() {
    assertSameBits(problem, 1);
  }

  @Test
  void anAsynchronousRunLosesAndRepeatsNothing() {
    assertNothingLost(problem, 1, 4);
  }

  @Tag("full")
  @ParameterizedTest
  @ValueSource(longs = {2, 3, 4, 5, 6, 7, 8, 9, 10})
  void synchronousRunsEndWithTheSameBits(long seed) {
    assertSameBits(problem, seed);
  }

  @Tag("full")
  @ParameterizedTest
  @ValueSource(longs = {2, 3, 4, 5, 6, 7, 8, 9, 10})
  void asynchronousRunsLoseAndRepeatNothing(long seed) {
    assertNothingLost(problem, seed, (int) seed);
  }

  /** The lost executor held map outputs of the loading job: nothing may need them any more. */
  @Tag("full")
  @ParameterizedTest
  @ValueSource(longs = {11, 12})
  void alsoAfterAShuffleInTheLoadingJob(long seed) {
    SparseGlmProblem made =
        SparseGlmProblem.of(
            SparseGlmProblem.Options.defaults("logistic").withRows(3_000).withFeatures(400));
    String text = folder.resolve("text-" + seed).toString();
    new Jobs(spark).generateText(made, text);
    DataSource source =
        DataSource.of(List.of(text), 1)
            .withFeatures(400)
            .withStaging(folder.resolve("staging").toString());
    try (StagedBlocks staged = StagedBlocks.of(spark, source)) {
      Problem shuffled = Problem.of(staged.blocks(), new LogisticLoss(), Lambda.ONE_OVER_ROWS, 0);
      assertSameBits(shuffled, seed);
      assertNothingLost(shuffled, seed, 3);
    }
  }

  private static void assertSameBits(Problem on, long seed) {
    TrainingPlan plan = Plans.fixed(WORKERS, STEP);
    double[] expected = on == problem ? undisturbed : ReferenceRun.of(on, plan).parameters();
    TrainingResult result = disturbed(on, plan, seed);
    assertThat(result.parameters()).isEqualTo(expected);
    assertThat(result.updates()).isEqualTo(Plans.UPDATES);
    for (int w = 0; w < WORKERS; w++) {
      assertThat(result.pushes().clocks(w)).isEqualTo(LongStream.range(0, Plans.UPDATES).toArray());
    }
  }

  private static void assertNothingLost(Problem on, long seed, int slack) {
    Dials dials = Dials.synchronous(WORKERS, Plans.BATCH).withSlack(slack);
    TrainingPlan plan = Plans.with(dials, StoppingRule.updates(Plans.UPDATES), STEP);
    TrainingResult result = disturbed(on, plan, seed);
    assertThat(result.staleness().max()).isLessThanOrEqualTo(dials.largestStaleness());
    assertThat(result.pushes().size()).isEqualTo(WORKERS * Plans.UPDATES);
    for (int w = 0; w < WORKERS; w++) {
      long[] clocks = result.pushes().clocks(w);
      assertThat(clocks).isEqualTo(LongStream.range(0, clocks.length).toArray());
    }
    List<TracePoint> trace = result.trace();
    double best =
        ReferenceRun.of(on, Plans.fixed(WORKERS, STEP)).trace().get(trace.size() - 1).objective();
    double first = trace.get(0).objective();
    double last = trace.get(trace.size() - 1).objective();
    assertThat(first - last).as("progress").isGreaterThan(0.9 * (first - best));
  }

  private static TrainingResult disturbed(Problem on, TrainingPlan plan, long seed) {
    Killer killer = new Killer(seed);
    TrainingResult result = Training.run(spark, on, plan, Checkpoints.none(), killer);
    assertThat(killer.killed).hasSize(1);
    assertThat(killer.lost).hasSize(1);
    assertThat(killer.registered).hasSize(WORKERS + 1).endsWith(killer.lost.get(0));
    assertThat(result.outcome()).isEqualTo(Outcome.MAX_UPDATES);
    return result;
  }
}
