package io.taucrit.jobs.ml;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.taucrit.core.Progress;
import io.taucrit.core.analysis.Analysis;
import io.taucrit.core.analysis.Analysis.Speedup;
import io.taucrit.core.analysis.Analysis.Target;
import io.taucrit.core.objective.Loss;
import io.taucrit.data.view.Preprocessing;
import io.taucrit.jobs.Jobs;
import io.taucrit.jobs.analyze.AnalyzeJob;
import io.taucrit.jobs.frames.Columns;
import io.taucrit.jobs.problem.Preprocessor;
import io.taucrit.jobs.problem.Problem;
import io.taucrit.jobs.problem.StagedBlocks;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * How much parallelism is worth paying for on the rows of a DataFrame: b_crit(δ) = σ⋆²/(L⋆δ) + M +
 * 1 and the predicted speedup and step for every batch size and delay; see {@link
 * io.taucrit.core.analysis.Analyzer}. Objective and rows are those of the package.
 *
 * <p>Immutable: copies with one value changed come from the {@code with…} methods.
 */
public final class CriticalParallelism {
  private static final ObjectMapper JSON =
      new ObjectMapper().disable(SerializationFeature.FAIL_ON_EMPTY_BEANS);

  private final Loss loss;
  private final double regParam;
  private final AnalyzeJob.Options options;
  private final Columns columns;
  private final Preprocessing preprocessing;

  private CriticalParallelism(
      Loss loss,
      double regParam,
      AnalyzeJob.Options options,
      Columns columns,
      Preprocessing preprocessing) {
    this.loss = loss;
    this.regParam = regParam;
    this.options = options;
    this.columns = columns;
    this.preprocessing = preprocessing;
  }

  /**
   * λ = 1/n, an intercept, the target 0.01, seed 1, columns "label" and "features".
   *
   * @param loss logistic, squared, poisson, squared-hinge or multinomial
   * @throws io.taucrit.data.InputException if there is no such loss
   */
  public static CriticalParallelism of(String loss) {
    return new CriticalParallelism(
        Loss.named(loss),
        Double.NaN,
        new AnalyzeJob.Options(List.of(AnalyzeJob.Options.TARGET_DEFAULT), null, null, 1),
        Columns.DEFAULT,
        Preprocessing.NONE.withIntercept());
  }

  /**
   * @param lambda λ ≥ 0, or NaN for 1/n
   */
  public CriticalParallelism withRegParam(double lambda) {
    Fit.lambda(lambda);
    return new CriticalParallelism(loss, lambda, options, columns, preprocessing);
  }

  /**
   * @param targets relative suboptimalities to predict for, in (0, 1); the first one is advised on
   */
  public CriticalParallelism withTargets(List<Double> targets) {
    return new CriticalParallelism(
        loss,
        regParam,
        new AnalyzeJob.Options(targets, null, null, options.seed()),
        columns,
        preprocessing);
  }

  /** A seed that decides the places of the rows. */
  public CriticalParallelism withSeed(long seed) {
    return new CriticalParallelism(
        loss,
        regParam,
        new AnalyzeJob.Options(options.targets(), null, null, seed),
        columns,
        preprocessing);
  }

  /**
   * @param weight column of the weights, empty for none
   */
  public CriticalParallelism withColumns(String label, String features, String weight) {
    return new CriticalParallelism(
        loss, regParam, options, new Columns(label, features, weight), preprocessing);
  }

  /**
   * @param view what is done to rows when they are read; that of an estimator is {@link
   *     SgdParams#preprocessing}
   */
  public CriticalParallelism withPreprocessing(Preprocessing view) {
    return new CriticalParallelism(loss, regParam, options, columns, view);
  }

  /**
   * What is known about the rows.
   *
   * @param analysis as in analysis.json
   */
  public record Result(Analysis analysis) {
    private static final StructType SCHEMA =
        new StructType()
            .add("relativeSuboptimality", DataTypes.DoubleType, false)
            .add("criticalBatch", DataTypes.DoubleType)
            .add("batch", DataTypes.IntegerType, false)
            .add("delay", DataTypes.IntegerType, false)
            .add("step", DataTypes.DoubleType, false)
            .add("updates", DataTypes.DoubleType)
            .add("updatesLower", DataTypes.DoubleType)
            .add("updatesUpper", DataTypes.DoubleType)
            .add("speedup", DataTypes.DoubleType)
            .add("speedupLower", DataTypes.DoubleType)
            .add("speedupUpper", DataTypes.DoubleType);

    /** All of it, with the field names of analysis.json. */
    public String toJson() {
      try {
        return JSON.writeValueAsString(analysis);
      } catch (JsonProcessingException e) {
        throw new IllegalStateException("Cannot write as JSON: " + analysis, e);
      }
    }

    /**
     * The predictions, a row for each target and batch size without delay, and for each target and
     * constant delay with b = 1: relativeSuboptimality, criticalBatch b_crit of that target, batch
     * b, delay τ (1 for none), step γ (averaged), updates T and speedup T(1)/T(b) or τ T(1)/T(τ),
     * both with their 95 % interval; null where unknown.
     */
    public Dataset<Row> toDataFrame(SparkSession spark) {
      return spark.createDataFrame(
          analysis.targets().stream()
              .flatMap(
                  target ->
                      Stream.concat(target.speedup().stream(), target.delays().stream())
                          .map(point -> row(target, point)))
              .toList(),
          SCHEMA);
    }

    private static Row row(Target target, Speedup point) {
      return RowFactory.create(
          target.relativeSuboptimality(),
          target.criticalBatch().estimate(),
          point.batch(),
          point.delay(),
          point.delay() == 1 ? target.stepFor(point.batch()) : target.delayedStepFor(point.delay()),
          point.updates(),
          point.updatesLower(),
          point.updatesUpper(),
          point.estimate(),
          point.lower(),
          point.upper());
    }
  }

  /**
   * Analyses all rows of the DataFrame.
   *
   * @throws io.taucrit.data.InputException if the data do not allow it
   */
  public Result analyze(Dataset<?> frame) {
    JavaSparkContext spark = JavaSparkContext.fromSparkContext(frame.sparkSession().sparkContext());
    return ParamNames.inMessagesOf(() -> analyzed(spark, frame));
  }

  private Result analyzed(JavaSparkContext spark, Dataset<?> frame) {
    try (StagedBlocks staged = StagedBlocks.of(frame, columns, options.seed(), null)) {
      Problem problem =
          Preprocessor.of(
              spark, Problem.of(staged.blocks(), loss, Fit.lambda(regParam), 0), preprocessing);
      return new Result(new Jobs(spark).analyze(problem, options, Progress.NONE).analysis());
    }
  }
}
