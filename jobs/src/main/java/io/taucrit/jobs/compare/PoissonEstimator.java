package io.taucrit.jobs.compare;

import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.regression.GeneralizedLinearRegression;
import org.apache.spark.ml.regression.GeneralizedLinearRegressionModel;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * spark.ml's GeneralizedLinearRegression, family Poisson with log link, by iteratively reweighted
 * least squares. Its penalty stands beside a sum divided by Σ e^z instead of n: its fixed point is
 * where (1/n) Σ (e^z − y)a + regParam·m·x = 0, m the mean of e^z there. Hence regParam = λ/m, with
 * m at the optimum.
 *
 * @param mean m
 * @param saturated mean of y log y − y, by which f's loss and half the mean deviance differ
 */
record PoissonEstimator(
    Dataset<Row> rows, double lambda, boolean intercept, double mean, double saturated)
    implements Estimator {
  /** Features at most. */
  static final int MOST_FEATURES = 4_096;

  static final String SYSTEM = "spark.ml GeneralizedLinearRegression";

  /**
   * @param minimiser x⋆
   */
  static PoissonEstimator of(
      Dataset<Row> rows, double lambda, boolean intercept, double[] minimiser) {
    JavaRDD<Row> labelled = rows.toJavaRDD();
    double mean =
        labelled
            .mapToDouble(row -> Math.exp(HeldOutMetrics.margin(row.<Vector>getAs(1), minimiser)))
            .mean();
    double saturated = labelled.mapToDouble(row -> saturated(row.getDouble(0))).mean();
    return new PoissonEstimator(rows, lambda, intercept, mean, saturated);
  }

  private static double saturated(double y) {
    return y > 0 ? y * Math.log(y) - y : 0;
  }

  @Override
  public String system() {
    return SYSTEM;
  }

  @Override
  public String setting() {
    return "IRLS, regParam %.4g".formatted(lambda / mean);
  }

  @Override
  public Fit fit(int iterations) {
    GeneralizedLinearRegression estimator =
        new GeneralizedLinearRegression()
            .setFamily("poisson")
            .setLink("log")
            .setRegParam(lambda / mean)
            .setFitIntercept(intercept)
            .setTol(0)
            .setMaxIter(iterations);
    long started = System.nanoTime();
    GeneralizedLinearRegressionModel model = estimator.fit(rows);
    double seconds = (System.nanoTime() - started) / 1e9;
    double norm = 0;
    for (double x : model.coefficients().toArray()) {
      norm += x * x;
    }
    double loss = model.summary().deviance() / 2 / model.summary().numInstances() - saturated;
    return new Fit(
        Estimator.parameters(model.coefficients(), model.intercept(), intercept),
        loss + lambda / 2 * norm,
        new double[0],
        seconds);
  }
}
