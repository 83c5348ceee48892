package io.taucrit.jobs.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.taucrit.core.Progress;
import io.taucrit.core.analysis.Analysis;
import io.taucrit.core.analysis.Analyzer;
import io.taucrit.core.objective.GradientStatistics;
import io.taucrit.core.passes.PartialPass.Slice;
import io.taucrit.core.passes.SplitRows;
import io.taucrit.data.InputException;
import io.taucrit.jobs.TestProblems;
import io.taucrit.jobs.TestSpark;
import io.taucrit.jobs.analyze.AnalyzeJob;
import io.taucrit.jobs.compare.Estimator.Fit;
import io.taucrit.jobs.compare.Solver.Solution;
import io.taucrit.jobs.problem.Problem;
import io.taucrit.jobs.problem.SparkPasses;
import io.taucrit.jobs.train.TrainOptions.Goal;
import io.taucrit.jobs.train.TrainOptions.Method;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.mllib.linalg.Vector;
import org.apache.spark.mllib.linalg.Vectors;
import org.apache.spark.mllib.optimization.Gradient;
import org.apache.spark.mllib.optimization.GradientDescent;
import org.apache.spark.mllib.optimization.LeastSquaresGradient;
import org.apache.spark.mllib.optimization.LogisticGradient;
import org.apache.spark.mllib.optimization.SquaredL2Updater;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import scala.Tuple2;

/** MLlib's solvers minimise our objective, whatever scale they work in. */
class SolversIT {
  private static final int PARTS = 2;

  private final JavaSparkContext spark = TestSpark.local();

  @TempDir Path folder;

  private double[] minimiser;
  private double optimum;
  private double curvature;

  private Problem analysed(String loss) {
    Problem problem = TestProblems.generated(spark, loss, folder, 0.2);
    Analyzer.Result result =
        AnalyzeJob.run(
            spark, problem, new AnalyzeJob.Options(List.of(0.1), null, null, 1), Progress.NONE);
    minimiser = result.minimiser();
    optimum = result.analysis().optimum().value();
    curvature = result.analysis().smoothnessAtOptimum();
    return problem;
  }

  /** At a common point that is neither 0 nor the optimum, and at 0 where histories begin. */
  @ParameterizedTest
  @ValueSource(strings = {"logistic", "squared", "poisson", "multinomial"})
  void estimatorsHaveOurObjectiveAndItsOptimum(String loss) {
    Problem problem = analysed(loss);
    Dataset<Row> rows = CachedRows.training(spark, problem, PARTS).frame();
    try (SparkPasses passes = new SparkPasses(spark, problem, PARTS)) {
      CommonObjective objective = new CommonObjective(passes, optimum);
      double gap = objective.start() - optimum;
      for (Estimator estimator : Estimator.all(problem, rows, minimiser)) {
        Fit some = estimator.fit(3);
        double ours = objective.at(some.coefficients());
        assertThat(some.objective()).as(estimator.system()).isCloseTo(ours, within(1e-9 * gap));
        if (some.history().length > 0) {
          assertThat(some.history()).hasSize(4);
          assertThat(some.history()[0]).isCloseTo(objective.start(), within(1e-9 * gap));
          assertThat(objective.relative(ours)).isBetween(1e-3, 0.9);
        }
        Fit converged = estimator.fit(40);
        assertThat(objective.relative(converged.coefficients()))
            .as(estimator.system())
            .isBetween(-1e-6, 1e-3);
      }
    } finally {
      rows.unpersist(true);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"logistic", "squared"})
  void gradientDescentHasOurObjectiveAndGradient(String loss) {
    Problem problem = analysed(loss);
    double lambda = problem.objective().regularisation();
    Gradient gradient =
        loss.equals("logistic") ? new LogisticGradient() : new LeastSquaresGradient();
    JavaRDD<Tuple2<Object, Vector>> rows = CachedRows.training(spark, problem, PARTS).points();
    try (SparkPasses passes = new SparkPasses(spark, problem, PARTS)) {
      double[] x = minimiser.clone();
      for (int v = 0; v < x.length; v++) {
        x[v] = 0.5 * x[v] + 0.01;
      }
      Tuple2<Vector, double[]> step =
          GradientDescent.runMiniBatchSGD(
              rows.rdd(), gradient, new SquaredL2Updater(), 1, 1, lambda, 1, Vectors.dense(x), 0);
      GradientStatistics at = passes.at(x);
      assertThat(step._2()[0]).isCloseTo(at.value(), within(1e-10 * at.value()));
      for (int v = 0; v < x.length; v++) {
        assertThat(x[v] - step._1().apply(v)).isCloseTo(at.gradient()[v], within(1e-12));
      }
    } finally {
      rows.unpersist(true);
    }
  }

  /** A level is reached where the history says so, and not an iteration earlier. */
  @Tag("full")
  @Test
  void timesToLevelsAreThoseOfTheFirstIterationThere() {
    Problem problem = analysed("logistic");
    Dataset<Row> rows = CachedRows.training(spark, problem, PARTS).frame();
    try (SparkPasses passes = new SparkPasses(spark, problem, PARTS)) {
      CommonObjective objective = new CommonObjective(passes, optimum);
      Estimator estimator =
          new LogisticEstimator(rows, "binomial", problem.objective().regularisation());
      Solution solution = new EstimatorSolver(estimator, objective, 600).solve();
      assertThat(solution.toLevel()).containsOnlyKeys(Level.ALL);
      int last = (int) solution.iterations();
      assertThat(objective.relative(solution.parameters())).isLessThanOrEqualTo(1e-3);
      assertThat(objective.relative(estimator.fit(last - 1).coefficients())).isGreaterThan(1e-3);
      assertThat(solution.last().train()).isLessThan(solution.last().total());
      assertThat(Solution.byName(Map.of(), Solver.Seconds::total))
          .containsOnlyKeys("0.1", "0.01", "0.001")
          .containsValue(null);
    } finally {
      rows.unpersist(true);
    }
  }

  @Test
  void theEngineReachesEveryLevelByItsAdvice() {
    Problem problem = analysed("logistic");
    Map<Double, Analysis> advice = new HashMap<>();
    for (double level : Level.ALL) {
      AnalyzeJob.Options options = new AnalyzeJob.Options(List.of(level), null, null, 1);
      advice.put(level, AnalyzeJob.run(spark, problem, options, Progress.NONE).analysis());
    }
    try (SparkPasses passes = new SparkPasses(spark, problem, PARTS)) {
      CommonObjective objective = new CommonObjective(passes, optimum);
      Solver solver =
          new EngineSolver(
              Comparison.SYNCHRONOUS,
              spark,
              problem,
              objective,
              new Goal(null, optimum, null, 60.0),
              1,
              advice,
              analysis -> Method.open(),
              3);
      Solution solution = solver.solve();
      assertThat(solution.toLevel()).containsOnlyKeys(Level.ALL);
      assertThat(objective.relative(solution.parameters())).isLessThanOrEqualTo(1e-3);
      assertThat(solution.preparationSeconds()).isEqualTo(3);
      solution.toLevel().values().forEach(s -> assertThat(s.train()).isLessThan(s.total()));
    }
  }

  /** Its best step is tried first, and its trajectory ends at the first iterate at the level. */
  @Tag("full")
  @Test
  void gradientDescentEndsAtTheTightestLevel() {
    Problem problem = analysed("squared");
    JavaRDD<Tuple2<Object, Vector>> rows = CachedRows.training(spark, problem, PARTS).points();
    try (SparkPasses passes = new SparkPasses(spark, problem, PARTS)) {
      CommonObjective objective = new CommonObjective(passes, optimum);
      Solution solution =
          new GradientDescentSolver(
                  rows.rdd(),
                  new LeastSquaresGradient(),
                  objective,
                  problem.objective().dimension(),
                  problem.objective().regularisation(),
                  1,
                  "all rows",
                  1 / curvature,
                  2)
              .solve();
      List<Comparison.Moment> course = solution.trajectory();
      assertThat(course.get(0).relativeSuboptimality()).isEqualTo(1);
      assertThat(course).isSortedAccordingTo(Comparator.comparing(Comparison.Moment::trainSeconds));
      assertThat(course.subList(0, course.size() - 1))
          .allMatch(moment -> moment.relativeSuboptimality() > 1e-3);
      double end = course.get(course.size() - 1).relativeSuboptimality();
      assertThat(objective.relative(solution.parameters())).isEqualTo(end).isLessThan(0.5);
      assertThat(solution.toLevel())
          .containsOnlyKeys(
              Level.ALL.stream()
                  .filter(l -> course.stream().anyMatch(m -> m.relativeSuboptimality() <= l))
                  .toList());
      assertThat(solution.preparationSeconds()).isPositive();
    } finally {
      rows.unpersist(true);
    }
  }

  /** With the λ of another problem the check refuses to go on. */
  @Test
  void anotherObjectiveIsRefused() {
    Problem problem = analysed("squared");
    Dataset<Row> rows = CachedRows.training(spark, problem, PARTS).frame();
    try (SparkPasses passes = new SparkPasses(spark, problem, PARTS)) {
      CommonObjective objective = new CommonObjective(passes, optimum);
      double lambda = problem.objective().regularisation();
      double deviation = rows.toJavaRDD().mapToDouble(row -> row.getDouble(0)).sampleStdev();
      Estimator other = new LinearEstimator(rows, 2 * lambda, deviation);
      assertThatThrownBy(() -> new EstimatorSolver(other, objective, 10).solve())
          .isInstanceOf(InputException.class)
          .hasMessageStartingWith("Cannot compare with spark.ml LinearRegression")
          .hasMessageNotContaining("\n");
    } finally {
      rows.unpersist(true);
    }
  }

  /** Against transcriptions of the definitions; the AUC counts pairs. */
  @ParameterizedTest
  @CsvSource({"logistic,areaUnderRoc logLoss", "squared,rmse", "poisson,rmse deviance"})
  void metricsAreOfTheHeldOutRows(String loss, String names) {
    Problem problem = analysed(loss);
    CachedRows heldOut = CachedRows.heldOut(spark, problem, PARTS);
    assertThat(heldOut.count()).isEqualTo(600);
    Dataset<Row> frame = heldOut.frame();
    List<Row> rows = frame.collectAsList();
    frame.unpersist(true);
    double[] labels = rows.stream().mapToDouble(row -> row.getDouble(0)).toArray();
    double[] margins =
        rows.stream()
            .mapToDouble(
                row ->
                    HeldOutMetrics.margin(
                        row.<org.apache.spark.ml.linalg.Vector>getAs(1), minimiser))
            .toArray();
    try (HeldOutMetrics metrics = new HeldOutMetrics(spark, heldOut, loss)) {
      Map<String, Double> found = metrics.of(minimiser);
      assertThat(found).containsOnlyKeys(names.split(" "));
      found.forEach(
          (name, value) ->
              assertThat(value)
                  .as(name)
                  .isCloseTo(slow(name, loss, labels, margins), within(1e-9)));
    }
    try (HeldOutMetrics none =
        new HeldOutMetrics(
            spark,
            CachedRows.heldOut(
                spark, TestProblems.generated(spark, loss, folder.resolve("all")), PARTS),
            loss)) {
      assertThat(none.of(minimiser)).isEmpty();
    }
  }

  /** Against the objective's own loss and errors. */
  @Test
  void metricsOfSeveralClassesAreThoseOfTheHeldOutRows() {
    Problem problem = analysed("multinomial");
    List<Slice> rows =
        problem.read(problem.trainingRows(), problem.rows(), spark.hadoopConfiguration());
    CachedRows heldOut = CachedRows.heldOut(spark, problem, PARTS);
    SplitRows split = new SplitRows(problem.objective(), List.of(), rows);
    try (HeldOutMetrics metrics = new HeldOutMetrics(spark, heldOut, "multinomial")) {
      Map<String, Double> found = metrics.of(minimiser);
      assertThat(found).containsOnlyKeys("accuracy", "logLoss");
      assertThat(found.get("logLoss")).isCloseTo(split.heldOutLoss(minimiser), within(1e-9));
      assertThat(found.get("accuracy")).isCloseTo(1 - split.heldOutError(minimiser), within(1e-9));
      assertThat(found.get("accuracy")).isGreaterThan(0.4);
    }
  }

  private static double slow(String metric, String loss, double[] y, double[] z) {
    double sum = 0;
    double pairs = 0;
    for (int i = 0; i < y.length; i++) {
      double mu = loss.equals("poisson") ? Math.exp(z[i]) : z[i];
      switch (metric) {
        case "rmse" -> sum += (y[i] - mu) * (y[i] - mu) / y.length;
        case "deviance" ->
            sum += 2 * ((y[i] == 0 ? 0 : y[i] * Math.log(y[i] / mu)) - (y[i] - mu)) / y.length;
        case "logLoss" -> sum += Math.log1p(Math.exp(y[i] == 1 ? -z[i] : z[i])) / y.length;
        default -> {
          for (int j = 0; j < y.length; j++) {
            if (y[i] == 1 && y[j] == 0) {
              pairs++;
              sum += z[i] > z[j] ? 1 : z[i] == z[j] ? 0.5 : 0;
            }
          }
        }
      }
    }
    return metric.equals("areaUnderRoc")
        ? sum / pairs
        : metric.equals("rmse") ? Math.sqrt(sum) : sum;
  }
}
