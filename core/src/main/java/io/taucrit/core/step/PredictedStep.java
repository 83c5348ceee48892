package io.taucrit.core.step;

import io.taucrit.core.Dials;
import java.io.Serializable;
import java.util.function.DoubleUnaryOperator;

/**
 * One rule for all members of the family: the step per sample is a function of the samples in
 * flight q alone. With S(q) the averaged step of mini-batch SGD with batch q, the step per sample
 * is S(q)/q and the averaged step b times that. By the formula S(q) = γ_∞ q/(κ + q), an
 * extrapolation of Section 5 of Stich et al. (2021) with κ = σ⋆²/ε + M in the place of M; an
 * analysis brings a predicted curve instead. Mini-batch and local SGD have q = bH, bounded
 * staleness (bH/P)(1 + θ̄) with the measured mean staleness θ̄.
 *
 * @param averaged S(q), q ≥ 1
 */
public record PredictedStep(Curve averaged) implements StepRule {
  /** A function of the samples in flight. Pure, thread-safe. */
  public interface Curve extends DoubleUnaryOperator, Serializable {}

  public static final String NAME = "predicted";

  /** γ_∞ q/(κ + q). */
  public static PredictedStep formula(double fullGradientStep, double kappa) {
    return new PredictedStep(q -> fullGradientStep * q / (kappa + q));
  }

  @Override
  public String name() {
    return NAME;
  }

  /** The given step is only a factor here, 1 as a rule. */
  @Override
  public double step(double step, Dials dials, double meanStaleness) {
    double inFlight = Math.max(1, dials.samplesInFlight(meanStaleness));
    return step * averaged.applyAsDouble(inFlight) * (dials.batch() / inFlight);
  }
}
