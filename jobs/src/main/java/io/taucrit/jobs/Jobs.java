package io.taucrit.jobs;

import io.taucrit.core.Progress;
import io.taucrit.core.analysis.Analysis;
import io.taucrit.core.analysis.Analyzer;
import io.taucrit.core.engine.RunListener;
import io.taucrit.data.hadoop.BlockFolder;
import io.taucrit.data.spark.ProblemWriter;
import io.taucrit.data.synthetic.SparseGlmProblem;
import io.taucrit.jobs.analyze.AnalyzeJob;
import io.taucrit.jobs.calibrate.FastestAdvice;
import io.taucrit.jobs.compare.CompareJob;
import io.taucrit.jobs.compare.Comparison;
import io.taucrit.jobs.problem.DataSource;
import io.taucrit.jobs.problem.Problem;
import io.taucrit.jobs.problem.Slots;
import io.taucrit.jobs.reproduce.Experiment;
import io.taucrit.jobs.reproduce.ReproduceJob;
import io.taucrit.jobs.reproduce.Results;
import io.taucrit.jobs.sweep.SweepJob;
import io.taucrit.jobs.sweep.SweepPlan;
import io.taucrit.jobs.sweep.SweepRecord;
import io.taucrit.jobs.train.TrainJob;
import io.taucrit.jobs.train.TrainOptions;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * The front door: every job as a method on a Spark application. All of them throw {@link
 * io.taucrit.data.InputException} for what the user can mend.
 *
 * @param spark the application; it stays the caller's
 */
public record Jobs(JavaSparkContext spark) {

  /** LIBSVM text or Parquet to shuffled blocks in a new or empty folder. */
  public BlockFolder convert(DataSource source, String folder) {
    return source.write(spark, folder);
  }

  /** A synthetic problem as shuffled blocks. */
  public BlockFolder generateBlocks(SparseGlmProblem problem, String folder) {
    return ProblemWriter.writeBlocks(spark, problem, folder);
  }

  /** A synthetic problem as LIBSVM text in so many parts. */
  public void generateText(SparseGlmProblem problem, String folder) {
    ProblemWriter.writeText(spark, problem, folder);
  }

  /** How noisy the gradients are, how much parallelism that allows, and which step to use. */
  public Analyzer.Result analyze(Problem problem, AnalyzeJob.Options options, Progress progress) {
    return AnalyzeJob.run(spark, problem, options, progress);
  }

  /**
   * The analysis with the setting that reaches its first target soonest by what updates cost here:
   * some ten seconds of short runs. Unchanged where no updates are predicted.
   *
   * @param workers most workers to advise, or null for all slots
   */
  public Analysis calibrate(
      Problem problem, Analysis analysis, Integer workers, long seed, Progress progress) {
    int most = workers == null ? Slots.all(spark) : workers;
    return FastestAdvice.of(
            spark, problem, analysis, (int) Math.min(most, problem.trainingRows()), seed, progress)
        .map(analysis::withFastest)
        .orElse(analysis);
  }

  /** Measures T(b) and T(τ) on a grid. */
  public SweepRecord sweep(SweepPlan plan, SweepJob.Options options, Progress progress) {
    return SweepJob.run(spark, plan, options, progress);
  }

  /** Measures what is behind the papers' figures. */
  public Results reproduce(
      List<? extends Experiment<?>> experiments, ReproduceJob.Options options, Progress progress) {
    return ReproduceJob.run(spark, experiments, options, progress);
  }

  /** MLlib and the engine on the same rows and objective. */
  public Comparison compare(Problem problem, CompareJob.Options options, Progress progress) {
    return CompareJob.run(spark, problem, options, progress);
  }

  /**
   * One training run.
   *
   * @param listener follows the run, with those that {@code spark.taucrit.listeners} names; its
   *     beginning comes after the analysis, if one has to be made
   */
  public TrainJob.Result train(
      Problem problem, TrainOptions options, Progress progress, RunListener listener) {
    return TrainJob.run(spark, problem, options, progress, listener);
  }
}
