package io.taucrit.core.step;

import io.taucrit.core.Dials;
import java.io.Serializable;
import java.util.function.DoubleUnaryOperator;

/**
 * One rule for all members of the family, from two predicted curves. At slack 0 the averaged step
 * is that of mini-batch SGD with b rows; above, b times the step of one row at a time under the
 * constant delay {@link Dials#delayInRows} with the measured mean staleness θ̄. By the formula both
 * are γ_∞/(κ + q) per sample with q the batch or the delay, an extrapolation of Section 5 of Stich
 * et al. (2021) with κ = σ⋆²/ε + M in the place of M.
 *
 * <p>Local steps do not change the step: to first order the mean of P workers' H steps of b/P rows
 * is what H steps of b rows do, for averaging and linear steps commute. (Theory's bounds allow for
 * the worst case and count bH samples in flight.)
 *
 * @param averaged step of mini-batch SGD by batch size b ≥ 1
 * @param delayed step of SGD with b = 1 by constant delay τ ≥ 1
 */
public record PredictedStep(Curve averaged, Curve delayed) implements StepRule {
  /** A function of a batch size or of a delay. Pure, thread-safe. */
  public interface Curve extends DoubleUnaryOperator, Serializable {}

  public static final String NAME = "predicted";

  /** γ_∞/(κ + q) per sample. */
  public static PredictedStep formula(double fullGradientStep, double kappa) {
    return new PredictedStep(
        q -> fullGradientStep * q / (kappa + q), q -> fullGradientStep / (kappa + q));
  }

  /** The same curves with no averaged step longer than a bound; a delay τ has that of a batch τ. */
  public PredictedStep atMost(double longest) {
    return new PredictedStep(
        b -> Math.min(longest, averaged.applyAsDouble(b)),
        t -> Math.min(longest / t, delayed.applyAsDouble(t)));
  }

  @Override
  public String name() {
    return NAME;
  }

  /** The given step is only a factor here, 1 as a rule. */
  @Override
  public double step(double step, Dials dials, double meanStaleness) {
    return step
        * (dials.slack() == 0
            ? averaged.applyAsDouble(dials.batch())
            : dials.batch() * delayed.applyAsDouble(dials.delayInRows(meanStaleness)));
  }
}
