package io.taucrit.core.optimum;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.taucrit.core.objective.GlmObjective;
import io.taucrit.core.objective.Penalty;
import io.taucrit.core.objective.PointwiseLoss;
import io.taucrit.core.passes.InMemoryPasses;
import io.taucrit.core.passes.PartialPass.Slice;
import io.taucrit.data.CsrBlock;
import io.taucrit.data.RealData;
import io.taucrit.data.view.RowView;
import java.util.List;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.ArrayRealVector;
import org.apache.commons.math3.linear.CholeskyDecomposition;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Optima of numbers and counts in real data, by solvers that share nothing with ours. */
class CountOptimaTest {
  private static final double TOLERANCE = 1e-6;

  private static double found(CsrBlock rows, int d, String loss, Penalty penalty) {
    GlmObjective objective = new GlmObjective(PointwiseLoss.named(loss), d, penalty, 1);
    InMemoryPasses data = InMemoryPasses.parallel(objective, List.of(Slice.whole(rows)), 2);
    return Lbfgs.withDefaults().minimise(data, new double[d], (x, at) -> {}).at().value();
  }

  /** scipy's L-BFGS, λ = 10⁻⁴, no intercept. */
  @ParameterizedTest
  @Tag("full")
  @CsvSource({
    "debian12_depends_poisson.svm.gz, 39140, poisson, -3.3873919455",
    "randhie_poisson.svm.gz, 9, poisson, -0.2654804144",
    "abalone.svm.gz, 8, poisson, -13.0903984521",
    "abalone.svm.gz, 8, squared, 2.6137838539"
  })
  void agreeWithTheReference(String file, int d, String loss, double optimum) {
    double found = found(RealData.load(file), d, loss, Penalty.l2(1e-4));
    assertThat(found).isCloseTo(optimum, within(TOLERANCE * Math.abs(optimum)));
  }

  /** Newton's method with dense matrices, λ = 1/n; for the squared loss the normal equations. */
  @ParameterizedTest
  @CsvSource({
    "randhie_poisson.svm.gz, 9, poisson, false",
    "randhie_poisson.svm.gz, 9, poisson, true",
    "abalone.svm.gz, 8, squared, false",
    "abalone.svm.gz, 8, squared, true"
  })
  void agreeWithNewton(String file, int features, String loss, boolean intercept) {
    CsrBlock rows = RealData.load(file);
    RowView view = intercept ? RowView.withIntercept(features) : RowView.plain(features);
    double lambda = 1.0 / rows.rows();
    double expected = newton(rows, features, loss.equals("poisson"), intercept, lambda);
    double found =
        found(view.of(rows), view.dimension(), loss, new Penalty(lambda, 0, view.intercepts()));
    assertThat(found).isCloseTo(expected, within(TOLERANCE * Math.abs(expected)));
  }

  private static double newton(
      CsrBlock rows, int features, boolean poisson, boolean intercept, double lambda) {
    int n = rows.rows();
    int d = features + (intercept ? 1 : 0);
    double[] x = new double[d];
    double value = Double.POSITIVE_INFINITY;
    for (int iteration = 0; iteration < 50; iteration++) {
      double[][] hessian = new double[d][d];
      double[] gradient = new double[d];
      double f = 0;
      for (int i = 0; i < n; i++) {
        double[] a = new double[d];
        if (intercept) {
          a[features] = 1;
        }
        for (int k = rows.rowOffsets()[i]; k < rows.rowOffsets()[i + 1]; k++) {
          a[rows.indices()[k]] = rows.values()[k];
        }
        double z = new ArrayRealVector(a, false).dotProduct(new ArrayRealVector(x, false));
        double y = rows.labels()[i];
        f += (poisson ? Math.exp(z) - y * z : (z - y) * (z - y) / 2) / n;
        double slope = poisson ? Math.exp(z) - y : z - y;
        double curvature = poisson ? Math.exp(z) : 1;
        for (int u = 0; u < d; u++) {
          gradient[u] += slope * a[u] / n;
          for (int v = 0; v < d; v++) {
            hessian[u][v] += curvature * a[u] * a[v] / n;
          }
        }
      }
      for (int v = 0; v < features; v++) {
        f += lambda / 2 * x[v] * x[v];
        gradient[v] += lambda * x[v];
        hessian[v][v] += lambda;
      }
      if (Math.abs(value - f) <= 1e-14 * Math.abs(f)) {
        return f;
      }
      value = f;
      double[] step =
          new CholeskyDecomposition(new Array2DRowRealMatrix(hessian))
              .getSolver()
              .solve(new ArrayRealVector(gradient))
              .toArray();
      for (int v = 0; v < d; v++) {
        x[v] -= step[v];
      }
    }
    throw new AssertionError("Newton's method did not converge");
  }
}
