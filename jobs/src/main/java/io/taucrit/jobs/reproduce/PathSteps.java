package io.taucrit.jobs.reproduce;

import io.taucrit.core.optimum.Lbfgs;
import io.taucrit.core.passes.InMemoryPasses;
import io.taucrit.core.predict.PathPredictor;
import io.taucrit.core.step.PredictedStep;
import io.taucrit.core.trajectory.SplitRows;

/** The predicted step for a relative suboptimality of 0.03, from all training rows. Stateless. */
final class PathSteps {
  private static final double TARGET = 0.03;
  private static final long SEED = 1;

  /** Nonzeros that the descent of the predictor may touch: some seconds of work. */
  private static final double WORK = 2e9;

  private PathSteps() {}

  /** By the path predictor; where it sees no way to the target, by the paper's formula. */
  static PredictedStep of(SplitRows rows) {
    InMemoryPasses passes = InMemoryPasses.sequential(rows.objective(), rows.training());
    double[] zero = new double[rows.objective().dimension()];
    double[] optimum = Lbfgs.withDefaults().minimise(passes, zero, (x, at) -> {}).x();
    long nonzeros = Math.max(1, passes.featureCounts().nonzeros());
    int maxPasses = (int) Math.max(2, Math.min(50_000, WORK / nonzeros));
    PathPredictor predictor = PathPredictor.of(passes, optimum, TARGET, maxPasses, SEED);
    if (predictor.predict(1, TARGET) == null) {
      Landmarks at = Landmarks.of(rows);
      return PredictedStep.formula(1 / at.curvature(), at.kappa());
    }
    return new PredictedStep(
        b -> predictor.predict(b, TARGET).step(), t -> predictor.predict(1, t, TARGET).step());
  }
}
