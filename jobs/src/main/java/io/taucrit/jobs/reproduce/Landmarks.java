package io.taucrit.jobs.reproduce;

import io.taucrit.core.objective.GradientStatistics;
import io.taucrit.core.optimum.Lbfgs;
import io.taucrit.core.passes.InMemoryPasses;
import io.taucrit.core.passes.SplitRows;
import io.taucrit.core.predict.CriticalBatch;
import io.taucrit.core.spectrum.LargestEigenvalue;
import java.io.Serializable;

/**
 * What the theory asks of a problem, exact over the training rows.
 *
 * @param optimum f⋆
 * @param gap D_f = f(0) − f⋆
 * @param smoothness L over the whole domain; null where the loss has none
 * @param curvature L⋆ = λ_max(∇²f(x⋆))
 * @param noise V(x⋆)
 * @param largestNoise σ², the larger of V(0) and V(x⋆)
 * @param m V(0)/‖∇f(0)‖², a lower bound on M
 */
public record Landmarks(
    double optimum,
    double gap,
    Double smoothness,
    double curvature,
    double noise,
    double largestNoise,
    double m)
    implements Serializable {
  private static final long SEED = 1;

  /** The relative suboptimality that {@link #rowStep} is meant for. */
  private static final double TARGET = 0.03;

  static Landmarks of(SplitRows rows) {
    InMemoryPasses passes = InMemoryPasses.sequential(rows.objective(), rows.training());
    double[] zero = new double[rows.objective().dimension()];
    GradientStatistics start = passes.at(zero);
    Lbfgs.Solution solution = Lbfgs.withDefaults().minimise(passes, zero, (x, at) -> {});
    boolean bounded = Double.isFinite(rows.objective().smoothness());
    return new Landmarks(
        solution.at().value(),
        start.value() - solution.at().value(),
        bounded ? (Double) LargestEigenvalue.smoothness(passes, SEED) : null,
        LargestEigenvalue.atPoint(passes, solution.x(), SEED),
        solution.at().noise(),
        Math.max(start.noise(), solution.at().noise()),
        start.noise() / start.gradientNormSquared());
  }

  /** κ = σ⋆²/(L⋆δ) + M at δ = 0.03 (f(0) − f⋆). */
  public double kappa() {
    return CriticalBatch.of(noise, m, curvature * TARGET * gap).kappa();
  }

  /** The step of one row at a time by the paper's formula: 1/(L⋆(κ + 1)). */
  public double rowStep() {
    return 1 / (curvature * (kappa() + 1));
  }
}
