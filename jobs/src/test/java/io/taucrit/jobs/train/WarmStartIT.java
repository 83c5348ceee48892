package io.taucrit.jobs.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.taucrit.core.Dials;
import io.taucrit.core.Progress;
import io.taucrit.core.analysis.Analysis;
import io.taucrit.core.engine.BatchSampler;
import io.taucrit.core.engine.EvaluationSchedule;
import io.taucrit.core.engine.InThreadRun;
import io.taucrit.core.engine.RunListener;
import io.taucrit.core.engine.RunPlan;
import io.taucrit.core.engine.Sequencer;
import io.taucrit.core.engine.StoppingRule;
import io.taucrit.data.InputException;
import io.taucrit.data.view.Preprocessing;
import io.taucrit.jobs.TestProblems;
import io.taucrit.jobs.TestSpark;
import io.taucrit.jobs.analyze.AnalyzeJob;
import io.taucrit.jobs.problem.Preprocessor;
import io.taucrit.jobs.problem.Problem;
import io.taucrit.jobs.train.TrainOptions.Start;
import java.nio.file.Path;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs that start from a model, on scaled rows with an intercept. */
class WarmStartIT {
  private static final int BATCH = 60;
  private static final double STEP = 0.02;

  private final JavaSparkContext spark = TestSpark.local();
  private Problem problem;

  @TempDir Path folder;

  @BeforeEach
  void generate() {
    problem =
        Preprocessor.of(
            spark,
            TestProblems.generated(spark, "logistic", folder),
            new Preprocessing(true, true, "balanced"));
  }

  private TrainJob.Result train(Asked asked, Start start) {
    return TrainJob.run(
        spark,
        problem,
        asked.workers(2).batch(BATCH).step(STEP).options().withStart(start),
        Progress.NONE,
        RunListener.none());
  }

  private Start from(TrainJob.Result result) {
    return new Start("before", problem.view().original(result.parameters()));
  }

  @Test
  void takesUpWhereTheModelIs() {
    TrainJob.Result before = train(new Asked().maxUpdates(300), null);
    TrainJob.Result after = train(new Asked().maxUpdates(40), from(before));
    double left = before.record().objective();
    assertThat(after.trace().get(0).objective()).isCloseTo(left, within(1e-13));
    assertThat(after.record().start()).isEqualTo("before");
    assertThat(before.record().start()).isNull();
    assertThat(after.record().warnings())
        .anyMatch(w -> w.contains("The run started from the model before"));

    Sequencer reference =
        new Sequencer(
            before.parameters(),
            RunPlan.synchronous(
                2, BATCH, STEP, StoppingRule.updates(40), EvaluationSchedule.standard()),
            problem.objective().penalty(),
            () -> 0,
            RunListener.none());
    InThreadRun.run(
        reference,
        InThreadRun.workers(
            problem.objective(),
            problem.read(0, problem.trainingRows(), new Configuration()),
            Dials.synchronous(2, BATCH),
            new BatchSampler(problem.trainingRows(), BATCH, 1)));
    for (int v = 0; v < after.parameters().length; v++) {
      assertThat(after.parameters()[v]).isCloseTo(reference.parameters()[v], within(1e-12));
    }
  }

  /** Whether or not an analysis is there to know f(0). */
  @Test
  void aTighterTargetIsNearerFromTheModelAndStaysRelativeToZero() {
    AnalyzeJob.Options options = new AnalyzeJob.Options(List.of(0.1), null, 2, 1);
    Analysis advice = AnalyzeJob.run(spark, problem, options, Progress.NONE).analysis();
    double optimum = advice.optimum().value();
    TrainJob.Result loose = train(new Asked().target(0.2).optimum(optimum), null);
    TrainJob.Result cold = train(new Asked().target(0.1).optimum(optimum), null);
    TrainJob.Result warm = train(new Asked().target(0.1).optimum(optimum), from(loose));
    TrainJob.Result advised =
        train(new Asked().advice(advice).target(0.1).optimum(optimum), from(loose));

    assertThat(cold.record().reached()).isTrue();
    assertThat(warm.record().reached()).isTrue();
    assertThat(warm.record().updates()).isLessThan(cold.record().updates());
    assertThat(warm.trace().get(0).relativeSuboptimality())
        .isCloseTo(loose.record().relativeSuboptimality(), within(1e-10));
    assertThat(advised.trace().get(0).relativeSuboptimality())
        .isCloseTo(loose.record().relativeSuboptimality(), within(1e-10));
    assertThat(advised.record().predictedUpdates()).as("T is from 0").isNull();

    TrainJob.Result there = train(new Asked().target(0.2).optimum(optimum), from(loose));
    assertThat(there.record().updates()).as("the model meets the target").isZero();
    assertThat(there.record().reached()).isTrue();
  }

  @Test
  void anotherDimensionIsRefused() {
    assertThatThrownBy(() -> train(new Asked().maxUpdates(1), new Start("m", new double[400])))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "Cannot start from the model m: it has 400 coefficients, this run 401 (400 features and an"
                + " intercept)");
  }

  @Test
  void adviceForRowsPreparedOtherwiseIsRefused() {
    AnalyzeJob.Options options = new AnalyzeJob.Options(List.of(0.1), null, 2, 1);
    Problem other =
        Preprocessor.of(
            spark,
            TestProblems.generated(spark, "logistic", folder.resolve("other")),
            new Preprocessing(true, true, null));
    Analysis advice = AnalyzeJob.run(spark, other, options, Progress.NONE).analysis();
    assertThatThrownBy(() -> train(new Asked().advice(advice).maxUpdates(1), null))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "The advice is for rows prepared otherwise: intercept, scale unit-variance, class weights"
                + " none; this run has intercept, scale unit-variance, class weights balanced");
  }
}
