package io.taucrit.jobs.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.taucrit.core.Progress;
import io.taucrit.core.analysis.Analysis;
import io.taucrit.core.delay.NoDelay;
import io.taucrit.core.engine.Averaging;
import io.taucrit.core.engine.NoiseTrack;
import io.taucrit.core.engine.RunListener;
import io.taucrit.core.engine.Sampling;
import io.taucrit.core.engine.TracePoint;
import io.taucrit.core.objective.GradientStatistics;
import io.taucrit.core.objective.PointwiseLoss;
import io.taucrit.core.passes.InMemoryPasses;
import io.taucrit.core.step.StepChoice;
import io.taucrit.data.InputException;
import io.taucrit.data.UsageException;
import io.taucrit.data.hadoop.BlockFolder;
import io.taucrit.data.spark.LibsvmConverter;
import io.taucrit.data.spark.ProblemWriter;
import io.taucrit.data.synthetic.SparseGlmProblem;
import io.taucrit.jobs.TestProblems;
import io.taucrit.jobs.TestSpark;
import io.taucrit.jobs.Told;
import io.taucrit.jobs.analyze.AnalyzeJob;
import io.taucrit.jobs.engine.TrainingPlan.Where;
import io.taucrit.jobs.problem.Lambda;
import io.taucrit.jobs.problem.Problem;
import java.lang.reflect.RecordComponent;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TrainJobIT {
  private static final double TARGET = 0.03;

  /** f⋆ of smsspam_tfidf with λ = 1/n, by scipy's L-BFGS to 1e-9. */
  private static final double SMS_SPAM_OPTIMUM = 0.218367637212;

  private final JavaSparkContext spark = TestSpark.local();

  @TempDir Path folder;

  @Test
  void aTargetIsAllThatIsNeeded() throws ReflectiveOperationException {
    BlockFolder blocks = TestProblems.realBlocks(spark, "smsspam_tfidf.svm.gz", folder);
    TrainJob.Result all = train(TestProblems.of(blocks, "logistic", 0), new Asked().target(TARGET));
    TrainJob.Result some =
        train(TestProblems.of(blocks, "logistic", 0.2), new Asked().target(TARGET));

    assertThat(all.record().reached()).isTrue();
    assertThat(all.record().optimum()).isCloseTo(SMS_SPAM_OPTIMUM, within(1e-7));
    assertThat(all.record().heldOutLoss()).as("no row is held out").isNull();
    assertThat(all.record().bytesPushed()).isPositive();

    RunRecord record = some.record();
    assertThat(record.reached()).isTrue();
    assertThat(record.relativeSuboptimality()).isBetween(0.0, TARGET);
    assertThat(record.outcome()).isEqualTo("reached");
    assertThat(record.workers()).isEqualTo(TestSpark.LOCAL_SLOTS);
    assertThat(record.n()).isEqualTo(4_460);
    assertThat(record.batch()).isEqualTo(some.analysis().advice().batch());
    assertThat(record.samples()).isEqualTo(record.updates() * record.batch());
    assertThat(record.updates()).isBetween(1L, (long) (3 * record.predictedUpdates()));
    assertThat(record.totalSeconds()).isGreaterThan(record.trainSeconds());
    assertThat(record.objective() - record.optimum()).isEqualTo(record.suboptimality());
    assertThat(record.versions()).containsOnlyKeys("taucrit", "spark", "scala", "java");
    assertThat(some.trace()).extracting(TracePoint::updates).endsWith(record.updates());
    for (RecordComponent field : RunRecord.class.getRecordComponents()) {
      if (!List.of("resumedFrom", "start").contains(field.getName())) {
        assertThat(field.getAccessor().invoke(record)).as(field.getName()).isNotNull();
      }
    }
  }

  @Test
  void batchAndStepNeedNoAnalysis() {
    Problem problem = TestProblems.generated(spark, "logistic", folder);
    Told told = new Told();
    TrainOptions options = new Asked().batch(30).step(0.5).workers(3).maxUpdates(100).options();
    TrainJob.Result result = TrainJob.run(spark, problem, options, Progress.NONE, told);

    RunRecord record = result.record();
    assertThat(result.analysis()).isNull();
    assertThat(record.workers()).isEqualTo(3);
    assertThat(record.batch()).isEqualTo(30);
    assertThat(record.stepSize()).isEqualTo(0.5);
    assertThat(record.updates()).isEqualTo(100);
    assertThat(record.outcome()).isEqualTo("max-updates");
    assertThat(record.reached()).as("there is no target").isNull();
    assertThat(record.optimum()).isNull();
    assertThat(record.predictedUpdates()).isNull();
    assertThat(told.points()).isEqualTo(result.trace());
    assertThat(record.objective()).isCloseTo(value(problem, result.parameters()), within(1e-12));
  }

  @Test
  void aTargetNeedsTheOptimumAlone() {
    Problem problem = TestProblems.generated(spark, "logistic", folder);
    TrainJob.Result found = train(problem, new Asked().batch(30).step(0.5).target(0.5));
    TrainJob.Result given =
        train(problem, new Asked().batch(30).step(0.5).target(0.5).optimum(0.1).maxUpdates(5));

    assertThat(found.analysis()).isNull();
    assertThat(found.record().reached()).isTrue();
    assertThat(found.record().relativeSuboptimality()).isBetween(0.0, 0.5);
    assertThat(given.record().optimum()).isEqualTo(0.1);
  }

  @Test
  void aTargetThatIsNotMetIsReportedSo() {
    Problem problem = TestProblems.generated(spark, "logistic", folder);
    RunRecord record =
        train(problem, new Asked().batch(30).step(0.5).target(1e-6).maxUpdates(3)).record();
    assertThat(record.reached()).isFalse();
    assertThat(record.outcome()).isEqualTo("max-updates");
  }

  @Test
  void adviceSparesTheAnalysis() {
    Problem problem = TestProblems.generated(spark, "logistic", folder);
    Analysis advice = analysis(problem);
    TrainJob.Result result =
        train(problem, new Asked().advice(advice).target(TARGET).maxUpdates(2));
    assertThat(result.analysis()).isSameAs(advice);
    assertThat(result.record().batch()).isEqualTo(advice.advice().batch());
    assertThat(result.record().stepSize()).isEqualTo(advice.advice().stepSize());
    assertThat(result.record().predictedUpdates()).isEqualTo(advice.advice().predictedUpdates());
    assertThat(result.record().warnings()).isEmpty();

    assertThat(train(problem, new Asked().advice(advice).target(0.2).maxUpdates(2)))
        .extracting(other -> other.record().warnings())
        .isEqualTo(
            List.of("The advice has no prediction for the target 0.2; the one for 0.03 is used."));
  }

  /** Predictions are for independent rows, the last iterate and a target. */
  @Test
  void nothingIsPredictedOfAnotherRun() {
    Problem problem = TestProblems.generated(spark, "logistic", folder);
    Analysis advice = analysis(problem);
    TrainOptions same = new Asked().advice(advice).target(TARGET).maxUpdates(2).options();
    List<TrainOptions> others =
        List.of(
            new Asked().advice(advice).maxUpdates(2).options(),
            same.withMethod(method(Averaging.NONE, Sampling.SHUFFLED)),
            same.withMethod(method(Averaging.UNIFORM, Sampling.INDEPENDENT)));
    for (TrainOptions other : others) {
      TrainJob.Result result =
          TrainJob.run(spark, problem, other, Progress.NONE, RunListener.none());
      assertThat(result.record().predictedUpdates()).as(other.toString()).isNull();
    }
  }

  private static TrainOptions.Method method(Averaging averaging, Sampling sampling) {
    return new TrainOptions.Method(
        null, null, 0, 1, 1, StepChoice.predicted(), "constant", averaging, sampling);
  }

  @Test
  void adviceForAnotherProblemIsRefused() {
    Analysis advice = analysis(TestProblems.generated(spark, "logistic", folder));
    BlockFolder blocks = BlockFolder.open(folder.toString(), spark.hadoopConfiguration());

    assertThatThrownBy(
            () -> train(TestProblems.of(blocks, "logistic", 0.5), new Asked().advice(advice)))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "The advice is for another problem: n = 3001, d = 400, loss logistic; this one has"
                + " n = 1501, d = 400, loss logistic");
    assertThatThrownBy(
            () -> train(TestProblems.of(blocks, "squared-hinge", 0), new Asked().advice(advice)))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("loss squared-hinge");
    Problem otherLambda =
        Problem.of(blocks, PointwiseLoss.named("logistic"), new Lambda("0.01"), 0);
    assertThatThrownBy(() -> train(otherLambda, new Asked().advice(advice)))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "The advice is for another lambda: %s; this run has 0.01".formatted(1.0 / 3001));
  }

  /** As many rows of the same law, of which n, d, loss and λ tell nothing. */
  @Test
  void adviceForOtherRowsIsRefused() {
    Analysis advice = analysis(TestProblems.generated(spark, "logistic", folder));
    SparseGlmProblem rows =
        SparseGlmProblem.of(
            SparseGlmProblem.Options.defaults("logistic")
                .withRows(advice.n())
                .withFeatures(advice.d())
                .withNonzerosPerRow(10)
                .withSeed(2));
    String path = folder.resolve("other").toString();
    Problem other = TestProblems.of(ProblemWriter.writeBlocks(spark, rows, path), "logistic", 0);
    assertThatThrownBy(() -> train(other, new Asked().advice(advice)))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "The advice is for other rows: their hash is %s, that of the rows of this run %s; analyze"
                    .formatted(advice.rowsHash(), other.rowsHash())
                + " these rows, or leave --advice out");
    assertThat(train(other, new Asked().advice(advice.withRows(null, null)).maxUpdates(2)))
        .as("an analysis of an older version")
        .isNotNull();
  }

  /** The seed decides the order of rows that come as text, and nothing else about them. */
  @Test
  void adviceHoldsForTheSameRowsInAnotherOrder() {
    String text = folder.resolve("text").toString();
    ProblemWriter.writeText(
        spark,
        SparseGlmProblem.of(SparseGlmProblem.Options.defaults("logistic").withRows(500)),
        text);
    Problem one = converted(text, 1);
    Problem two = converted(text, 2);
    assertThat(one.checksum()).isNotEqualTo(two.checksum());
    assertThat(one.rowsHash()).isEqualTo(two.rowsHash());
    assertThat(train(two, new Asked().advice(analysis(one)).maxUpdates(2))).isNotNull();
  }

  private Problem converted(String text, long seed) {
    String path = folder.resolve("blocks-" + seed).toString();
    return TestProblems.of(
        LibsvmConverter.convert(spark, LibsvmConverter.Options.of(List.of(text), path, seed)),
        "logistic",
        0);
  }

  @Test
  void divergenceIsRecordedWithAWarning() {
    Problem problem = TestProblems.generated(spark, "squared", folder);
    RunRecord record =
        train(problem, new Asked().batch(30).step(1_000.0).target(0.1).optimum(0.1)).record();
    assertThat(record.outcome()).isEqualTo("diverged");
    assertThat(record.reached()).isFalse();
    assertThat(record.warnings()).hasSize(1);
    assertThat(record.warnings().get(0)).endsWith("the step 1000.0 is too long.");
  }

  /** Equation (9) at every evaluation, by passes over the rows apart from the run. */
  @ParameterizedTest
  @CsvSource({"TASKS, 0, 1, 1", "TASKS, 2, 1, 1", "TASKS, 1, 6, 2", "SIMULATED, 3, 2, 1"})
  void noiseIsTrackedInEveryMemberOfTheFamily(Where where, int slack, int localSteps, int threads) {
    Problem problem = TestProblems.generated(spark, "logistic", folder);
    TrainOptions asked = new Asked().workers(2).batch(300).step(0.5).maxUpdates(300).options();
    TrainOptions options =
        asked
            .withMethod(asked.method().withSlack(slack).withLocalSteps(localSteps, threads))
            .withSetting(new TrainOptions.Setting(new NoDelay(), where, true, 60))
            .withTrackNoise(true);

    TrainJob.Result result =
        TrainJob.run(spark, problem, options, Progress.NONE, RunListener.none());

    NoiseTrack track = result.record().noise();
    double n = problem.trainingRows();
    double epochs = result.record().samples() / n;
    assertThat(track.epochs()).isEqualTo(epochs).isGreaterThan(20);
    assertThat(track.epsilonEpochs()).isEqualTo(10);
    // A round ends an epoch up to its own rows late; rows of an asynchronous round vary.
    assertThat(track.longestGapEpochs()).isBetween(0.5, 1 + 3 * 300 * localSteps / n);
    assertThat(track.rowsRead()).isEqualTo(result.trace().size() * problem.trainingRows());
    assertThat(track.epsilonHat())
        .isCloseTo(lastEpochs(result.trace(), 10 * n), within(1e-12 * track.epsilonHat()));
    GradientStatistics end = passes(problem).at(result.parameters());
    double exact = end.localCriticalBatch(track.epsilonHat());
    assertThat(track.lastLocalCriticalBatch()).isCloseTo(exact, within(1e-9 * exact));
    assertThat(track.largestLocalCriticalBatch()).isGreaterThanOrEqualTo(exact * (1 - 1e-9));
    assertThat(track.criticalBatch()).isLessThanOrEqualTo(4 * track.largestLocalCriticalBatch());
    assertThat(track.points()).hasSizeBetween(20, NoiseTrack.MOST_POINTS);
  }

  /** Mean ‖∇f‖² over the last rows, row by row as it stands in the evaluation after it. */
  private static double lastEpochs(List<TracePoint> trace, double rows) {
    long last = trace.get(trace.size() - 1).samples();
    double sum = 0;
    long counted = 0;
    int k = trace.size() - 1;
    for (long row = last; counted < (long) rows; row--, counted++) {
      while (trace.get(k - 1).samples() >= row) {
        k--;
      }
      sum += trace.get(k).gradientNormSquared();
    }
    return sum / counted;
  }

  @Test
  void aResumedRunGoesOnTrackingWhereItWas() {
    Problem problem = TestProblems.generated(spark, "logistic", folder.resolve("blocks"));
    Asked asked = new Asked().workers(2).batch(300).step(0.5);
    TrainOptions whole = asked.maxUpdates(300).options().withTrackNoise(true);
    String checkpoints = folder.resolve("checkpoints").toUri().toString();
    TrainOptions first = asked.maxUpdates(120).options().withTrackNoise(true);

    RunRecord uninterrupted =
        TrainJob.run(spark, problem, whole, Progress.NONE, RunListener.none()).record();
    TrainJob.run(
        spark,
        problem,
        first.withCheckpointing(new TrainOptions.Checkpointing(checkpoints, 25L, null, false)),
        Progress.NONE,
        RunListener.none());
    RunRecord resumed =
        TrainJob.run(
                spark,
                problem,
                whole.withCheckpointing(
                    new TrainOptions.Checkpointing(checkpoints, 25L, null, true)),
                Progress.NONE,
                RunListener.none())
            .record();

    assertThat(resumed.resumedFrom()).isPositive();
    assertThat(resumed.noise()).isEqualTo(uninterrupted.noise());
  }

  @Test
  void fewerRowsThanWorkersInABatchAreRefused() {
    Problem problem = TestProblems.generated(spark, "logistic", folder);
    assertThatThrownBy(() -> train(problem, new Asked().workers(3).batch(2).step(0.5)))
        .isInstanceOf(UsageException.class)
        .hasMessage(
            "Invalid --batch: 2 is less than one row for each of 3 workers (allowed: >= 3)");
    RunRecord fitted = train(problem, new Asked().batch(2).step(0.5).maxUpdates(1)).record();
    assertThat(fitted.workers()).as("of four slots").isEqualTo(2);
  }

  private Analysis analysis(Problem problem) {
    AnalyzeJob.Options options = new AnalyzeJob.Options(List.of(TARGET), null, null, 1);
    return AnalyzeJob.run(spark, problem, options, Progress.NONE).analysis();
  }

  private double value(Problem problem, double[] x) {
    return passes(problem).at(x).value();
  }

  private InMemoryPasses passes(Problem problem) {
    return InMemoryPasses.sequential(
        problem.objective(), problem.read(0, problem.rows(), spark.hadoopConfiguration()));
  }

  private TrainJob.Result train(Problem problem, Asked asked) {
    return TrainJob.run(spark, problem, asked.options(), Progress.NONE, RunListener.none());
  }
}
