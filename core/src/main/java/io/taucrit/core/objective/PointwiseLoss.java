package io.taucrit.core.objective;

import io.taucrit.data.InputException;
import io.taucrit.data.Labels;
import java.util.List;

/**
 * A loss ℓ(z, y) of the margin z = aᵀx and the label y. Implementations are stateless, immutable
 * and thread-safe; the derivatives are with respect to z.
 */
public interface PointwiseLoss extends Loss {
  /** ℓ(z, y). */
  double value(double margin, double label);

  /** ∂ℓ/∂z. */
  double derivative(double margin, double label);

  /** ℓ(z, y) where ∂ℓ/∂z there is known already, which may save work. */
  default double value(double margin, double label, double derivative) {
    return value(margin, label);
  }

  /** ∂²ℓ/∂z², almost everywhere. */
  double secondDerivative(double margin, double label);

  /** sup over z and y of ∂²ℓ/∂z²; infinite where there is none. */
  double smoothness();

  /**
   * 1 if the margin is on the wrong side for the label, else 0; NaN where labels are no classes.
   */
  default double error(double margin, double label) {
    return Double.NaN;
  }

  /** The label as the loss wants it, from the label as the data has it. */
  default double label(float raw) {
    return raw;
  }

  @Override
  default Objective objective(int features, Labels labels, Penalty penalty, double weightScale) {
    return new GlmObjective(this, features, penalty, weightScale);
  }

  /** All pointwise losses, in the order in which help texts list them. */
  static List<PointwiseLoss> all() {
    return List.of(
        new LogisticLoss(), new SquaredLoss(), new PoissonLoss(), new SquaredHingeLoss());
  }

  /**
   * The pointwise loss of that name.
   *
   * @throws InputException if there is none
   */
  static PointwiseLoss named(String name) {
    return Loss.named(name, all());
  }
}
