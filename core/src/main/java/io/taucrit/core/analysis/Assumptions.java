package io.taucrit.core.analysis;

import io.taucrit.core.objective.Loss;
import io.taucrit.core.passes.InMemoryPasses;
import io.taucrit.core.passes.PartialPass.Slice;
import java.util.Locale;
import java.util.Optional;

/** What the theory assumes of a problem, and what to say where it does not hold. */
public final class Assumptions {
  /** A tenth of what a random order gives: neighbours that are correlated by 0.9. */
  private static final double SORTED = 0.2;

  private Assumptions() {}

  /** A warning where the loss has gradients without a bound. */
  public static Optional<String> boundedGradients(String lossName) {
    return Loss.named(lossName).boundedGradient()
        ? Optional.empty()
        : Optional.of(
            ("The %s loss has gradients without bound: a few outlying rows may carry most of the"
                    + " noise, and a step that is right for the others can be too long for them.")
                .formatted(lossName));
  }

  /**
   * A note where the text that the rows came from is sorted by label, or each part of it has labels
   * of its own. It does no harm here, as rows are shuffled when they are converted; a program that
   * takes a partition of the text for a sample would be wrong.
   *
   * @param labelRatio {@link io.taucrit.data.LabelOrder#ratio}, null if unknown
   */
  public static Optional<String> shuffledLabels(Double labelRatio) {
    return labelRatio == null || labelRatio >= SORTED
        ? Optional.empty()
        : Optional.of(
            String.format(
                Locale.ROOT,
                "The text is sorted by label (ratio of von Neumann %.3g; 2 in random order). Rows were"
                    + " shuffled when they were converted, so nothing here suffers from it; programs"
                    + " that train on parts of the text as they are would.",
                labelRatio));
  }

  /**
   * A warning where classes are separated at λ = 0: f then has no minimiser, and ‖x‖ grows for as
   * long as one looks for it.
   *
   * @param rows whose labels are classes; any others are never found separated
   * @param x the best point found
   * @param whole whether these are all rows
   */
  static Optional<String> inseparable(InMemoryPasses rows, double[] x, boolean whole) {
    if (rows.objective().regularisation() > 0 || errors(rows, x) != 0) {
      return Optional.empty();
    }
    return Optional.of(
        String.format(
            Locale.ROOT,
            "lambda = 0 and no row of %s is on the wrong side: the data may be separable. Then there"
                + " is no minimiser, ||x|| grows without end (it is %.4g here), and everything said of"
                + " the optimum depends on where the search stopped; choose lambda > 0.",
            whole ? "the data" : "the %,d sampled rows".formatted(rows.rows()),
            norm(x)));
  }

  /** NaN where labels are no classes. */
  private static double errors(InMemoryPasses rows, double[] x) {
    double errors = 0;
    for (Slice s : rows.slices()) {
      errors += rows.objective().errors(x, s.block(), s.from(), s.to());
    }
    return errors;
  }

  private static double norm(double[] x) {
    double sum = 0;
    for (double component : x) {
      sum += component * component;
    }
    return Math.sqrt(sum);
  }

  /**
   * A warning where Corollary 2, V ≥ (1 − Δ)/Δ ‖(1/n) Σ ∇f_i‖², fails at x_0 = 0, where the
   * gradient has no part of the regulariser: features are then not as rare in the gradients as Δ
   * says.
   *
   * @param largestRatio the most that V/‖∇f‖² may be there
   * @param largestSparsity the most that Δ may be
   */
  static Optional<String> sparsity(double largestRatio, double largestSparsity) {
    double least = (1 - largestSparsity) / largestSparsity;
    return largestRatio >= least * (1 - 1e-9)
        ? Optional.empty()
        : Optional.of(
            String.format(
                Locale.ROOT,
                "Corollary 2 is violated at x = 0: V/||grad f||^2 is at most %.4g, but"
                    + " (1 - Delta)/Delta at least %.4g.",
                largestRatio,
                least));
  }
}
