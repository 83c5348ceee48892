package io.taucrit.jobs.compare;

import org.apache.spark.ml.regression.LinearRegression;
import org.apache.spark.ml.regression.LinearRegressionModel;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * spark.ml's LinearRegression by normal equations, one pass over the rows, what it chooses itself
 * up to 4,096 features. It divides regParam by the labels' standard deviation (with n), as {@link
 * LinearEstimator} does.
 *
 * @param deviation of the labels, with n
 */
record NormalEquations(Dataset<Row> rows, double lambda, boolean intercept, double deviation)
    implements Estimator {
  /** Features at most. */
  static final int MOST_FEATURES = 4_096;

  static NormalEquations of(Dataset<Row> rows, double lambda, boolean intercept) {
    return new NormalEquations(
        rows, lambda, intercept, rows.toJavaRDD().mapToDouble(row -> row.getDouble(0)).popStdev());
  }

  @Override
  public String system() {
    return "spark.ml LinearRegression, normal equations";
  }

  @Override
  public String setting() {
    return "regParam %.4g".formatted(lambda * deviation);
  }

  @Override
  public boolean closedForm() {
    return true;
  }

  @Override
  public Fit fit(int iterations) {
    LinearRegression estimator =
        new LinearRegression()
            .setSolver("normal")
            .setRegParam(lambda * deviation)
            .setFitIntercept(intercept)
            .setStandardization(false);
    long started = System.nanoTime();
    LinearRegressionModel model = estimator.fit(rows);
    double seconds = (System.nanoTime() - started) / 1e9;
    double norm = 0;
    for (double x : model.coefficients().toArray()) {
      norm += x * x;
    }
    double objective = model.summary().meanSquaredError() / 2 + lambda / 2 * norm;
    return new Fit(
        Estimator.parameters(model.coefficients(), model.intercept(), intercept),
        objective,
        new double[0],
        seconds);
  }
}
