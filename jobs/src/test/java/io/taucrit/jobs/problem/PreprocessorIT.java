package io.taucrit.jobs.problem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.taucrit.core.Progress;
import io.taucrit.core.analysis.Analysis;
import io.taucrit.core.objective.GradientStatistics;
import io.taucrit.core.optimum.Lbfgs;
import io.taucrit.core.passes.InMemoryPasses;
import io.taucrit.core.passes.PartialPass.Slice;
import io.taucrit.data.CsrBlock;
import io.taucrit.data.InputException;
import io.taucrit.data.UsageException;
import io.taucrit.data.view.Preprocessing;
import io.taucrit.jobs.TestProblems;
import io.taucrit.jobs.TestSpark;
import io.taucrit.jobs.analyze.AnalyzeJob;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.ml.classification.LogisticRegression;
import org.apache.spark.ml.classification.LogisticRegressionModel;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.ml.regression.LinearRegression;
import org.apache.spark.ml.regression.LinearRegressionModel;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Prepared rows against spark.ml, which prepares them by itself. */
class PreprocessorIT {
  private final JavaSparkContext spark = TestSpark.local();

  @TempDir Path folder;

  /** Of a problem: rows as they are, the weights those of classes. */
  private Dataset<Row> frame(Problem plain, double positive, double negative) {
    List<Row> rows = new ArrayList<>();
    for (Slice slice : plain.read(0, plain.trainingRows(), spark.hadoopConfiguration())) {
      CsrBlock block = slice.block();
      for (int row = slice.from(); row < slice.to(); row++) {
        int from = block.rowOffsets()[row];
        int to = block.rowOffsets()[row + 1];
        double[] values = new double[to - from];
        for (int k = from; k < to; k++) {
          values[k - from] = block.values()[k];
        }
        double label = block.labels()[row];
        boolean classes = plain.lossName().equals("logistic");
        rows.add(
            RowFactory.create(
                classes ? (label > 0 ? 1.0 : 0.0) : label,
                label > 0 ? positive : negative,
                Vectors.sparse(
                    plain.manifest().features(),
                    Arrays.copyOfRange(block.indices(), from, to),
                    values)));
      }
    }
    return SparkSession.builder()
        .config(spark.getConf())
        .getOrCreate()
        .createDataFrame(
            rows,
            new StructType()
                .add("label", DataTypes.DoubleType)
                .add("weight", DataTypes.DoubleType)
                .add("features", SQLDataTypes.VectorType()));
  }

  private InMemoryPasses passes(Problem problem) {
    return InMemoryPasses.sequential(
        problem.objective(), problem.read(0, problem.trainingRows(), spark.hadoopConfiguration()));
  }

  /** f of the problem's view at coefficients for rows as they are. */
  private static double value(Problem problem, InMemoryPasses passes, double[] x) {
    return passes.at(problem.view().viewed(x)).value();
  }

  private static double[] with(double[] coefficients, double intercept) {
    double[] x = Arrays.copyOf(coefficients, coefficients.length + 1);
    x[coefficients.length] = intercept;
    return x;
  }

  private static void assertSameMinimiser(double[] found, double[] theirs) {
    double largest = Arrays.stream(theirs).map(Math::abs).max().orElseThrow();
    for (int v = 0; v < found.length; v++) {
      assertThat(found[v]).as("coefficient %d", v).isCloseTo(theirs[v], within(1e-4 * largest));
    }
  }

  @ParameterizedTest
  @CsvSource({"true, 1, 1", "false, 1, 1", "true, 4, 0.5"})
  void theOptimumIsThatOfLogisticRegression(boolean scaled, double positive, double negative) {
    Problem plain = TestProblems.generated(spark, "logistic", folder, 0.1);
    Preprocessing asked =
        new Preprocessing(true, scaled, "-1=%s,1=%s".formatted(negative, positive));
    Problem problem = Preprocessor.of(spark, plain, asked);
    InMemoryPasses passes = passes(problem);
    Lbfgs.Solution solution =
        Lbfgs.withDefaults()
            .withTolerance(1e-12)
            .minimise(passes, new double[problem.objective().dimension()], (x, at) -> {});
    Dataset<Row> frame = frame(plain, positive, negative).cache();
    LogisticRegressionModel theirs =
        new LogisticRegression()
            .setFitIntercept(true)
            .setStandardization(scaled)
            .setRegParam(problem.objective().regularisation())
            .setWeightCol("weight")
            .setTol(1e-14)
            .setMaxIter(2_000)
            .fit(frame);
    frame.unpersist();

    double[] x = with(theirs.coefficients().toArray(), theirs.intercept());
    double[] history = theirs.summary().objectiveHistory();
    double optimum = solution.at().value();
    assertThat(value(problem, passes, x)).isCloseTo(optimum, within(1e-6 * optimum));
    assertThat(history[history.length - 1]).isCloseTo(optimum, within(1e-6 * optimum));
    assertThat(Math.abs(theirs.intercept())).as("there is an intercept").isGreaterThan(0.01);
    assertSameMinimiser(problem.view().original(solution.x()), x);
  }

  /** LinearRegression divides labels and regParam by the labels' standard deviation. */
  @ParameterizedTest
  @CsvSource({"true", "false"})
  void theOptimumIsThatOfLinearRegression(boolean scaled) {
    Problem plain = TestProblems.generated(spark, "squared", folder);
    Problem problem = Preprocessor.of(spark, plain, new Preprocessing(true, scaled, null));
    InMemoryPasses passes = passes(problem);
    Lbfgs.Solution solution =
        Lbfgs.withDefaults()
            .withTolerance(1e-12)
            .minimise(passes, new double[problem.objective().dimension()], (x, at) -> {});
    Dataset<Row> frame = frame(plain, 1, 1).cache();
    double deviation = frame.toJavaRDD().mapToDouble(row -> row.getDouble(0)).sampleStdev();
    LinearRegressionModel theirs =
        new LinearRegression()
            .setSolver("l-bfgs")
            .setFitIntercept(true)
            .setStandardization(scaled)
            .setRegParam(problem.objective().regularisation() * deviation)
            .setTol(1e-14)
            .setMaxIter(2_000)
            .fit(frame);
    frame.unpersist();

    double[] x = with(theirs.coefficients().toArray(), theirs.intercept());
    double optimum = solution.at().value();
    assertThat(value(problem, passes, x)).isCloseTo(optimum, within(1e-6 * optimum));
    assertSameMinimiser(problem.view().original(solution.x()), x);
  }

  @Test
  void heldOutRowsAreSeenTheSameWayAndSayNothingAboutIt() {
    Problem plain = TestProblems.generated(spark, "logistic", folder, 0.3);
    Preprocessing asked = new Preprocessing(true, true, "balanced");
    Problem problem = Preprocessor.of(spark, plain, asked);
    Problem all = Preprocessor.of(spark, TestProblems.of(open(), "logistic", 0), asked);
    double[] ones = new double[plain.manifest().features() + 1];
    Arrays.fill(ones, 1);
    assertThat(problem.view().original(ones)).isNotEqualTo(all.view().original(ones));

    Slice heldOut = problem.read(2_900, 2_901, spark.hadoopConfiguration()).get(0);
    Slice same = plain.read(2_900, 2_901, spark.hadoopConfiguration()).get(0);
    Slice seen = new Slice(problem.view().of(same.block()), same.from(), same.to());
    assertThat(heldOut.alone()).usingRecursiveComparison().isEqualTo(seen.alone());
    assertThat(problem.checksum()).isEqualTo(plain.checksum());
    assertThat(problem.rowsHash()).isEqualTo(plain.rowsHash());
  }

  private io.taucrit.data.hadoop.BlockFolder open() {
    return io.taucrit.data.hadoop.BlockFolder.open(folder.toString(), spark.hadoopConfiguration());
  }

  @Test
  void cachedPassesSeeTheView() {
    Problem problem =
        Preprocessor.of(
            spark,
            TestProblems.generated(spark, "logistic", folder, 0.1),
            new Preprocessing(true, true, "balanced"));
    double[] x = new double[problem.objective().dimension()];
    Arrays.fill(x, 0.1);
    GradientStatistics here = passes(problem).at(x);
    try (SparkPasses passes = new SparkPasses(spark, problem, 3)) {
      GradientStatistics there = passes.at(x);
      assertThat(there.value()).isCloseTo(here.value(), within(1e-12 * here.value()));
      assertThat(there.noise()).isCloseTo(here.noise(), within(1e-12 * here.noise()));
    }
  }

  /** Δ and its warnings are about the data: an intercept of ours is no finding. */
  @ParameterizedTest
  @CsvSource({"0", "0.2"})
  void anAnalysisKnowsItsOwnIntercept(double precision) {
    Problem plain = TestProblems.generated(spark, "logistic", folder);
    Problem problem = Preprocessor.of(spark, plain, Preprocessing.NONE.withIntercept());
    AnalyzeJob.Options options =
        new AnalyzeJob.Options(
            List.of(0.1), null, 2, 1, List.of(), new AnalyzeJob.Sampling(precision, 0.95, 2_000L));
    Analysis analysis = AnalyzeJob.run(spark, problem, options, Progress.NONE).analysis();
    assertThat(analysis.sampling() == null).isEqualTo(precision == 0);
    assertThat(analysis.d()).isEqualTo(plain.manifest().features() + 1);
    assertThat(analysis.nnz()).isEqualTo(plain.manifest().nonzeros() + 3_001);
    assertThat(analysis.constantFeatures()).isZero();
    assertThat(analysis.delta()).isBetween(0.05, 0.99);
    assertThat(analysis.warnings()).noneMatch(w -> w.contains("intercept"));
    assertThat(analysis.preprocessing()).isEqualTo(problem.preprocessing());
    // ‖∇f(0)‖² of the same rows, with the intercept's component.
    GradientStatistics exact = passes(problem).at(new double[analysis.d()]);
    if (precision == 0) {
      assertThat(analysis.initial().gradientNormSquared())
          .isCloseTo(exact.gradientNormSquared(), within(1e-12));
    } else {
      var noise = analysis.sampling().iterates().get(0).noise();
      assertThat(exact.noise()).isBetween(noise.lower(), noise.upper());
    }
  }

  @Test
  void sparseL2LeavesTheInterceptFree() {
    Problem problem =
        Preprocessor.of(
            spark,
            TestProblems.generated(spark, "logistic", folder),
            Preprocessing.NONE.withIntercept());
    Problem sparse = problem.withSparseL2(passes(problem).featureCounts());
    double[] x = new double[problem.objective().dimension()];
    Arrays.fill(x, 0.3);
    GradientStatistics exact = passes(problem).at(x);
    GradientStatistics unbiased = passes(sparse).at(x);
    int last = x.length - 1;
    assertThat(unbiased.gradient()[last]).isCloseTo(exact.gradient()[last], within(1e-12));
    assertThat(unbiased.gradient()[0]).isCloseTo(exact.gradient()[0], within(1e-12));
  }

  @Test
  void whatCannotBeIsRefused() {
    Problem squared = TestProblems.generated(spark, "squared", folder.resolve("squared"));
    assertThatThrownBy(
            () -> Preprocessor.of(spark, squared, Preprocessing.NONE.withClassWeights("balanced")))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("labels are no classes with the squared loss");
    Problem classes = TestProblems.generated(spark, "logistic", folder.resolve("classes"));
    assertThatThrownBy(
            () -> Preprocessor.of(spark, classes, Preprocessing.NONE.withClassWeights("7=2")))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("no row has the label 7.0 (allowed: [-1.0, 1.0])");
  }
}
