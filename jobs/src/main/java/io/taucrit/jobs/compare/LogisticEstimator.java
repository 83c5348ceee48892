package io.taucrit.jobs.compare;

import org.apache.spark.ml.classification.LogisticRegression;
import org.apache.spark.ml.classification.LogisticRegressionModel;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * spark.ml's LogisticRegression (L-BFGS): mean log(1 + e^{−yz}) + (regParam/2)‖x‖² without
 * standardisation, which is f with regParam = λ; of several classes the multinomial loss. It
 * descends in features divided by their standard deviations, but reports in this scale.
 *
 * @param family binomial or multinomial
 */
record LogisticEstimator(Dataset<Row> rows, String family, double lambda) implements Estimator {
  @Override
  public String system() {
    return "spark.ml LogisticRegression";
  }

  @Override
  public String setting() {
    return "L-BFGS, regParam %.4g".formatted(lambda);
  }

  @Override
  public Fit fit(int iterations) {
    LogisticRegression estimator =
        new LogisticRegression()
            .setFamily(family)
            .setRegParam(lambda)
            .setFitIntercept(false)
            .setStandardization(false)
            .setTol(0)
            .setMaxIter(iterations);
    long started = System.nanoTime();
    LogisticRegressionModel model = estimator.fit(rows);
    double seconds = (System.nanoTime() - started) / 1e9;
    double[] history = model.summary().objectiveHistory();
    return new Fit(
        model.coefficientMatrix().toArray(), history[history.length - 1], history, seconds);
  }
}
