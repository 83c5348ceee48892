package io.taucrit.jobs.compare;

import io.taucrit.jobs.problem.Problem;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * A spark.ml estimator on cached rows, with an intercept where the problem has one and without
 * internal standardisation of the penalty, at tolerance 0: it ends by its number of iterations
 * alone.
 */
interface Estimator {
  /**
   * What spark.ml has for a loss and so many features; possibly nothing.
   *
   * @param rows of the problem
   * @param minimiser x⋆
   */
  static List<Estimator> all(Problem problem, Dataset<Row> rows, double[] minimiser) {
    double lambda = problem.objective().regularisation();
    int features = problem.manifest().features();
    boolean intercept = problem.preprocessing().intercept();
    return switch (problem.lossName()) {
      case "logistic" -> List.of(new LogisticEstimator(rows, "binomial", lambda, intercept));
      case "multinomial" -> List.of(new LogisticEstimator(rows, "multinomial", lambda, intercept));
      case "squared" ->
          features > NormalEquations.MOST_FEATURES
              ? List.of(LinearEstimator.of(rows, lambda, intercept))
              : List.of(
                  LinearEstimator.of(rows, lambda, intercept),
                  NormalEquations.of(rows, lambda, intercept));
      case "poisson" ->
          features > PoissonEstimator.MOST_FEATURES
              ? List.of()
              : List.of(PoissonEstimator.of(rows, lambda, intercept, minimiser));
      default -> List.of();
    };
  }

  /** Coefficients, and behind them the intercept if there is one. */
  static double[] parameters(Vector coefficients, double fitted, boolean intercept) {
    double[] x = coefficients.toArray();
    double[] parameters = Arrays.copyOf(x, x.length + (intercept ? 1 : 0));
    if (intercept) {
      parameters[x.length] = fitted;
    }
    return parameters;
  }

  String system();

  /** Its solver and its number that stands for λ. */
  String setting();

  /**
   * Fits anew, in so many iterations at most; two fits follow the same iterates, up to the order of
   * sums.
   */
  Fit fit(int iterations);

  /** Whether it has no iterations, but solves at once. */
  default boolean closedForm() {
    return false;
  }

  /**
   * A finished fit.
   *
   * @param objective what the estimator itself knows of f at the coefficients, in the scale of f;
   *     NaN where it knows nothing
   * @param history f from iteration 0 on, in the scale of f; empty where the estimator keeps none
   * @param seconds from the call to the model
   */
  record Fit(double[] coefficients, double objective, double[] history, double seconds) {}
}
