package io.taucrit.jobs.compare;

import static org.apache.spark.sql.functions.col;

import io.taucrit.core.Progress;
import io.taucrit.core.analysis.Analysis;
import io.taucrit.data.InputException;
import io.taucrit.data.UsageException;
import io.taucrit.jobs.compare.Comparison.Run;
import io.taucrit.jobs.compare.Solver.Seconds;
import io.taucrit.jobs.compare.Solver.Solution;
import io.taucrit.jobs.problem.Problem;
import io.taucrit.jobs.problem.Slots;
import io.taucrit.jobs.problem.SparkPasses;
import io.taucrit.jobs.train.TrainOptions.Goal;
import io.taucrit.jobs.train.TrainOptions.Method;
import io.taucrit.jobs.train.Versions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.stat.Summarizer;
import org.apache.spark.mllib.optimization.Gradient;
import org.apache.spark.mllib.optimization.LeastSquaresGradient;
import org.apache.spark.mllib.optimization.LogisticGradient;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import scala.Tuple2;

/**
 * Minimises one objective with what Spark has and with the engine: one system after the other on
 * the same rows, each alone, warmed by an untimed run.
 */
public final class CompareJob {
  private static final List<String> LOSSES =
      List.of("logistic", "squared", "poisson", "multinomial");

  private final JavaSparkContext spark;
  private final Problem problem;
  private final Options options;
  private final Progress progress;
  private final int parts;
  private final List<Run> runs = new ArrayList<>();
  private final List<String> warnings = new ArrayList<>();
  private CommonObjective objective;
  private HeldOutMetrics metrics;

  private CompareJob(JavaSparkContext spark, Problem problem, Options options, Progress progress) {
    this.spark = spark;
    this.problem = problem;
    this.options = options;
    this.progress = progress;
    this.parts = (int) Math.min(Slots.all(spark), problem.trainingRows());
  }

  /**
   * @param data names of the input, for the record
   * @param optimum a known f⋆, or null
   * @param maxSeconds bound on a run of a system
   */
  public record Options(List<String> data, Double optimum, double maxSeconds, long seed) {
    /** Bound on a run where the user gives none. */
    public static final double MAX_SECONDS_DEFAULT = 120;

    public Options {
      data = List.copyOf(data);
      if (!(maxSeconds > 0) || Double.isInfinite(maxSeconds)) {
        throw new UsageException("Invalid --seconds: %s (allowed: > 0)".formatted(maxSeconds));
      }
    }
  }

  /**
   * Checks that MLlib has something to compare with.
   *
   * @throws UsageException if not
   */
  public static void checkLoss(String loss) {
    if (!LOSSES.contains(loss)) {
      throw new UsageException(
          "Invalid --loss: '%s' cannot be compared with MLlib (allowed: %s)"
              .formatted(loss, String.join(", ", LOSSES)));
    }
  }

  /**
   * @throws InputException if a system fails, or minimises something else
   */
  public static Comparison run(
      JavaSparkContext spark, Problem problem, Options options, Progress progress) {
    checkLoss(problem.lossName());
    if (problem.manifest().weighted()) {
      throw new InputException(
          "Cannot compare on %s: its rows have weights, and spark.mllib takes none"
              .formatted(problem.path()));
    }
    return new CompareJob(spark, problem, options, progress).run();
  }

  private Comparison run() {
    Advised advised =
        Advised.of(spark, problem, options.optimum(), parts, options.seed(), progress);
    double optimum = advised.optimum();
    CachedRows heldOut = CachedRows.heldOut(spark, problem, parts);
    try (SparkPasses passes = new SparkPasses(spark, problem, parts);
        HeldOutMetrics onHeldOut = new HeldOutMetrics(spark, heldOut, problem.lossName())) {
      metrics = onHeldOut;
      objective = new CommonObjective(passes, optimum);
      estimators(advised);
      gradientDescent(advised.tightest());
      engine(advised);
    }
    return new Comparison(
        options.data(),
        problem.lossName(),
        problem.objective().regularisation(),
        problem.trainingRows(),
        heldOut.count(),
        problem.objective().features(),
        problem.manifest().nonzeros(),
        spark.master(),
        Slots.all(spark),
        options.seed(),
        options.maxSeconds(),
        objective.start(),
        optimum,
        List.copyOf(runs),
        Versions.of(spark),
        List.copyOf(warnings));
  }

  private void estimators(Advised advised) {
    Dataset<Row> rows = CachedRows.training(spark, problem, parts).frame();
    try {
      warnOfConstantFeatures(rows, advised.tightest());
      List<Estimator> estimators = Estimator.all(problem, rows, advised.minimiser());
      for (Estimator estimator : estimators) {
        add(new EstimatorSolver(estimator, objective, options.maxSeconds()));
      }
      if (estimators.isEmpty()) {
        notRun(
            PoissonEstimator.SYSTEM,
            "%,d features, and it takes %,d at most"
                .formatted(problem.objective().features(), PoissonEstimator.MOST_FEATURES));
      }
    } finally {
      rows.unpersist(true);
    }
  }

  /** spark.ml gives them no coefficient, so that its least objective is above f⋆. */
  private void warnOfConstantFeatures(Dataset<Row> rows, Analysis analysis) {
    if (analysis.constantFeatures() == 0) {
      return;
    }
    Row variances =
        rows.select(Summarizer.metrics("variance", "mean").summary(col(CachedRows.FEATURES)))
            .first()
            .getStruct(0);
    double[] variance = variances.<Vector>getAs(0).toArray();
    double[] mean = variances.<Vector>getAs(1).toArray();
    long constant = 0;
    for (int v = 0; v < variance.length; v++) {
      constant += variance[v] == 0 && mean[v] != 0 ? 1 : 0;
    }
    if (constant > 0) {
      warnings.add(
          "%d features have one value in all rows: without an intercept spark.ml gives them no"
                  .formatted(constant)
              + " coefficient, and its least objective is above f*.");
    }
  }

  private void gradientDescent(Analysis advice) {
    if (problem.lossName().equals("poisson")) {
      notRun("spark.mllib GradientDescent", "it has no Poisson loss");
      return;
    }
    if (problem.lossName().equals("multinomial")) {
      notRun("spark.mllib GradientDescent", "its penalty differs: class 0 has no parameters there");
      return;
    }
    Gradient gradient =
        problem.lossName().equals("logistic") ? new LogisticGradient() : new LeastSquaresGradient();
    JavaRDD<Tuple2<Object, org.apache.spark.mllib.linalg.Vector>> rows =
        CachedRows.training(spark, problem, parts).points();
    long n = problem.trainingRows();
    int batch = advice.advice().batch();
    try {
      add(descent(rows, gradient, 1, "all rows", advice));
      if (batch < n) {
        add(descent(rows, gradient, (double) batch / n, "batch %,d".formatted(batch), advice));
      }
    } finally {
      rows.unpersist(true);
    }
  }

  private Solver descent(
      JavaRDD<Tuple2<Object, org.apache.spark.mllib.linalg.Vector>> rows,
      Gradient gradient,
      double fraction,
      String batch,
      Analysis advice) {
    return new GradientDescentSolver(
        rows.rdd(),
        gradient,
        objective,
        problem.objective().dimension(),
        problem.objective().regularisation(),
        fraction,
        batch,
        1 / advice.smoothnessAtOptimum(),
        options.maxSeconds());
  }

  private void engine(Advised advised) {
    Goal goal = new Goal(null, advised.optimum(), null, options.maxSeconds());
    add(
        new EngineSolver(
            Comparison.SYNCHRONOUS,
            spark,
            problem,
            objective,
            goal,
            options.seed(),
            advised.byLevel(),
            analysis -> Method.open(),
            advised.analysisSeconds()));
    if (advised.byLevel().values().stream().anyMatch(a -> a.fastest() == null)) {
      notRun(Comparison.FASTEST, "no updates could be predicted for a level");
      return;
    }
    add(
        new EngineSolver(
            Comparison.FASTEST,
            spark,
            problem,
            objective,
            goal,
            options.seed(),
            advised.byLevel(),
            analysis -> Method.open().following(analysis.fastest()),
            advised.analysisSeconds() + advised.calibrationSeconds()));
  }

  private void add(Solver solver) {
    progress.stage(solver.system());
    Solution solution = solver.solve();
    double value = objective.at(solution.parameters());
    runs.add(
        new Run(
            solver.system(),
            solution.setting(),
            problem.trainingRows(),
            solution.iterations(),
            solution.last().train(),
            solution.last().total(),
            solution.preparationSeconds(),
            value,
            objective.relative(value),
            Solution.byName(solution.toLevel(), Seconds::total),
            Solution.byName(solution.toLevel(), Seconds::train),
            Double.isFinite(value) ? metrics.of(solution.parameters()) : Map.of(),
            solution.trajectory(),
            null));
  }

  private void notRun(String system, String reason) {
    Map<String, Double> none = Solution.byName(Map.of(), Seconds::total);
    runs.add(
        new Run(
            system,
            null,
            problem.trainingRows(),
            null,
            null,
            null,
            null,
            null,
            null,
            none,
            none,
            Map.of(),
            List.of(),
            reason));
  }
}
