package io.taucrit.jobs.ml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.taucrit.jobs.frames.Frames;
import java.util.Arrays;
import org.apache.spark.ml.classification.LogisticRegression;
import org.apache.spark.ml.classification.LogisticRegressionModel;
import org.apache.spark.ml.regression.LinearRegression;
import org.apache.spark.ml.regression.LinearRegressionModel;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Sparse models of elastic nets against those of spark.ml. */
class ElasticNetIT {
  private static final double LAMBDA = 0.02;

  /** f⋆ to 1e-6 of itself, and a run that ends near it at coefficients of which some are 0. */
  @ParameterizedTest
  @CsvSource({"0.5, 0, 1", "1, 0, 1", "0.5, 2, 4"})
  void theOptimumIsThatOfLogisticRegression(double alpha, int slack, int localSteps) {
    Dataset<Row> frame = Frames.of(Frames.planted("logistic", 900)).cache();
    LogisticRegressionModel theirs =
        new LogisticRegression()
            .setRegParam(LAMBDA)
            .setElasticNetParam(alpha)
            .setStandardization(false)
            .setTol(1e-14)
            .setMaxIter(1_000)
            .fit(frame);
    double[] history = theirs.summary().objectiveHistory();
    double optimum = history[history.length - 1];
    SgdClassificationModel ours =
        new SgdClassifier()
            .setRegParam(LAMBDA)
            .setElasticNetParam(alpha)
            .setSlack(slack)
            .setLocalSteps(localSteps)
            .setTargetSuboptimality(1e-3)
            .fit(frame);
    frame.unpersist();
    assertThat(ours.summary().run().optimum()).isCloseTo(optimum, within(1e-6 * optimum));
    assertThat(ours.summary().run().reached()).isTrue();
    assertThat(ours.summary().run().l1()).isEqualTo(alpha * LAMBDA);
    assertThat(zeros(theirs.coefficients().toArray())).isPositive();
    assertThat(zeros(ours.coefficients().toArray())).isPositive();
  }

  @ParameterizedTest
  @CsvSource({"0.5", "1"})
  void theOptimumIsThatOfLinearRegression(double alpha) {
    Dataset<Row> frame = Frames.of(Frames.planted("squared", 600)).cache();
    double l1 = alpha * LAMBDA;
    double l2 = (1 - alpha) * LAMBDA;
    // spark.ml divides labels by their deviation and λ with them, which leaves λ₁ and divides λ₂.
    double deviation = frame.toJavaRDD().mapToDouble(row -> row.getDouble(0)).sampleStdev();
    double regParam = l1 + l2 * deviation;
    LinearRegressionModel theirs =
        new LinearRegression()
            .setSolver("l-bfgs")
            .setRegParam(regParam)
            .setElasticNetParam(l1 / regParam)
            .setStandardization(false)
            .setTol(1e-14)
            .setMaxIter(1_000)
            .fit(frame);
    SgdRegressionModel ours =
        new SgdRegressor()
            .setRegParam(LAMBDA)
            .setElasticNetParam(alpha)
            .setTargetSuboptimality(1e-3)
            .fit(frame);
    double squares = theirs.evaluate(frame).meanSquaredError();
    double optimum = squares / 2;
    for (double x : theirs.coefficients().toArray()) {
      optimum += l2 / 2 * x * x + l1 * Math.abs(x);
    }
    frame.unpersist();
    assertThat(ours.summary().run().optimum()).isCloseTo(optimum, within(1e-6 * optimum));
  }

  private static long zeros(double[] x) {
    return Arrays.stream(x).filter(v -> v == 0).count();
  }
}
