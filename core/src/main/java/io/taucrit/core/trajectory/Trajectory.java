package io.taucrit.core.trajectory;

import java.io.Serializable;
import java.util.List;

/**
 * What one run looked like at its evaluations.
 *
 * @param points from the start on; where the objective left the finite numbers they end
 * @param diverged whether it did
 */
public record Trajectory(List<Point> points, boolean diverged) implements Serializable {

  /**
   * An evaluation.
   *
   * @param updates rounds applied
   * @param samples rows applied
   * @param objective f
   * @param noise V
   * @param trainingLoss mean loss of the rows trained on, without the regulariser
   * @param heldOutLoss the same of the rows held out; null without any
   * @param trainingError share of them that are misclassified; null where there are no two classes
   * @param heldOutError the same of the rows held out
   * @param meanStaleness θ̄ of the pushes so far
   */
  public record Point(
      long updates,
      long samples,
      double objective,
      double gradientNormSquared,
      double noise,
      double trainingLoss,
      Double heldOutLoss,
      Double trainingError,
      Double heldOutError,
      double meanStaleness)
      implements Serializable {

    /** Held-out less training loss; null without rows held out. */
    Double gap() {
      return heldOutLoss == null ? null : (Double) (heldOutLoss - trainingLoss);
    }
  }

  /**
   * The mean of ‖∇f(x_k)‖² over the updates k from the start to an evaluation, by the trapezoidal
   * rule between evaluations.
   *
   * @param index of the evaluation
   */
  public double averageGradient(int index) {
    double area = 0;
    for (int k = 1; k <= index; k++) {
      Point from = points.get(k - 1);
      Point to = points.get(k);
      double width = to.updates() - from.updates();
      area += width * (from.gradientNormSquared() + to.gradientNormSquared()) / 2;
    }
    return index == 0 ? points.get(0).gradientNormSquared() : area / points.get(index).updates();
  }
}
