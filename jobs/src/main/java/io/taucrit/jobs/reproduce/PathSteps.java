package io.taucrit.jobs.reproduce;

import io.taucrit.core.passes.InMemoryPasses;
import io.taucrit.core.passes.PartialPass;
import io.taucrit.core.passes.PartialPass.Slice;
import io.taucrit.core.passes.SplitRows;
import io.taucrit.core.predict.PathPredictor;
import io.taucrit.core.step.PredictedStep;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleUnaryOperator;

/**
 * The predicted step for a relative suboptimality of 0.03, by the path predictor from a sample of
 * the training rows; by the paper's formula where the predictor sees no way to the target.
 */
final class PathSteps {
  private static final double TARGET = 0.03;
  private static final long SEED = 1;
  private static final int POWERS = 6;

  private static final int MAX_PASSES = 4000;

  private final PathPredictor predictor;
  private final PredictedStep formula;

  private PathSteps(PathPredictor predictor, PredictedStep formula) {
    this.predictor = predictor;
    this.formula = formula;
  }

  /**
   * @param sampled nonzeros of the sample, about
   */
  static PathSteps of(SplitRows rows, long sampled) {
    InMemoryPasses sample = InMemoryPasses.sequential(rows.objective(), sample(rows, sampled));
    PathPredictor predictor = PathPredictor.of(sample, null, TARGET, MAX_PASSES, SEED);
    double most = Math.pow(4, POWERS);
    boolean reached =
        predictor.predict(1, TARGET) != null && predictor.predict(1, most, TARGET) != null;
    if (reached) {
      return new PathSteps(predictor, null);
    }
    Landmarks at = Landmarks.of(rows);
    return new PathSteps(null, PredictedStep.formula(1 / at.curvature(), at.kappa()));
  }

  /** The first rows, as many as hold so many nonzeros: places are random. */
  private static List<Slice> sample(SplitRows rows, long sampled) {
    long nonzeros =
        Math.max(1, PartialPass.counts(rows.objective().features(), rows.training()).nonzeros());
    long some = (long) Math.ceil((double) sampled / nonzeros * rows.trainingRows());
    return Slice.range(rows.training(), 0, Math.min(rows.trainingRows(), Math.max(2, some)));
  }

  /** The step of one row at a time, where nothing is stale. */
  double rowStep() {
    return formula == null
        ? predictor.predict(1, TARGET).step()
        : formula.averaged().applyAsDouble(1);
  }

  /** For delays of one-row pushes up to 4^6; without delay the step is that of one row. */
  PredictedStep predicted() {
    return formula == null
        ? new PredictedStep(
            b -> b * rowStep(), Table.of(tau -> predictor.predict(1, tau, TARGET).step()))
        : formula;
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
