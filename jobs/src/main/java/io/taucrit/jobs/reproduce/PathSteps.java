package io.taucrit.jobs.reproduce;

import io.taucrit.core.optimum.Lbfgs;
import io.taucrit.core.passes.InMemoryPasses;
import io.taucrit.core.predict.PathPredictor;
import io.taucrit.core.step.PredictedStep;
import io.taucrit.core.trajectory.SplitRows;
import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;

/**
 * The predicted step for a relative suboptimality of 0.03, from all training rows, for batches and
 * delays of up to 4^6 rows. Stateless.
 */
final class PathSteps {
  private static final double TARGET = 0.03;
  private static final long SEED = 1;
  private static final int POWERS = 6;

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
    double most = Math.pow(4, POWERS);
    if (predictor.predict(1, TARGET) == null
        || predictor.predict(most, TARGET) == null
        || predictor.predict(1, most, TARGET) == null) {
      Landmarks at = Landmarks.of(rows);
      return PredictedStep.formula(1 / at.curvature(), at.kappa());
    }
    return new PredictedStep(
        Table.of(b -> predictor.predict(b, TARGET).step()),
        Table.of(tau -> predictor.predict(1, tau, TARGET).step()));
  }

  /**
   * Steps at 1, 4, 4², …, and between them by a power law: a run asks at every push, and with a
   * mean staleness that it measures.
   */
  private record Table(double[] logSteps) implements PredictedStep.Curve {
    static Table of(DoubleUnaryOperator step) {
      double[] logSteps = new double[POWERS + 1];
      Arrays.setAll(logSteps, k -> Math.log(step.applyAsDouble(Math.pow(4, k))));
      return new Table(logSteps);
    }

    @Override
    public double applyAsDouble(double parallelism) {
      double place = Math.log(parallelism) / Math.log(4);
      int k = (int) Math.max(0, Math.min(POWERS - 1, Math.floor(place)));
      double share = Math.max(0, Math.min(1, place - k));
      return Math.exp((1 - share) * logSteps[k] + share * logSteps[k + 1]);
    }
  }
}
