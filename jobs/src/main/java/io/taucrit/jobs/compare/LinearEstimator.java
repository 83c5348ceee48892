package io.taucrit.jobs.compare;

import java.util.Arrays;
import org.apache.spark.ml.regression.LinearRegression;
import org.apache.spark.ml.regression.LinearRegressionModel;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * spark.ml's LinearRegression by L-BFGS. It divides labels by their standard deviation s (with n −
 * 1) and regParam by s too: in the scale of labels it minimises mean ½(z − y)² + (regParam/2s)‖x‖²,
 * and reports that divided by s². Hence regParam = λs, and f is its objective times s².
 *
 * @param deviation s
 */
record LinearEstimator(Dataset<Row> rows, double lambda, boolean intercept, double deviation)
    implements Estimator {
  static LinearEstimator of(Dataset<Row> rows, double lambda, boolean intercept) {
    return new LinearEstimator(
        rows,
        lambda,
        intercept,
        rows.toJavaRDD().mapToDouble(row -> row.getDouble(0)).sampleStdev());
  }

  @Override
  public String system() {
    return "spark.ml LinearRegression";
  }

  @Override
  public String setting() {
    return "L-BFGS, regParam %.4g".formatted(lambda * deviation);
  }

  @Override
  public Fit fit(int iterations) {
    LinearRegression estimator =
        new LinearRegression()
            .setSolver("l-bfgs")
            .setRegParam(lambda * deviation)
            .setFitIntercept(intercept)
            .setStandardization(false)
            .setTol(0)
            .setMaxIter(iterations);
    long started = System.nanoTime();
    LinearRegressionModel model = estimator.fit(rows);
    double seconds = (System.nanoTime() - started) / 1e9;
    double[] history =
        Arrays.stream(model.summary().objectiveHistory())
            .map(value -> value * deviation * deviation)
            .toArray();
    return new Fit(
        Estimator.parameters(model.coefficients(), model.intercept(), intercept),
        history[history.length - 1],
        history,
        seconds);
  }
}
