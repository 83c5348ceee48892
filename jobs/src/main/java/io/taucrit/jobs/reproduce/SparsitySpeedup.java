package io.taucrit.jobs.reproduce;

import io.taucrit.core.objective.GlmObjective;
import io.taucrit.core.objective.SquaredLoss;
import io.taucrit.core.passes.InMemoryPasses;
import io.taucrit.core.passes.PartialPass.Slice;
import io.taucrit.core.spectrum.LargestEigenvalue;
import io.taucrit.core.step.StepSizes;
import io.taucrit.core.sweep.Cohort;
import io.taucrit.core.sweep.Curve;
import io.taucrit.core.sweep.Measure;
import io.taucrit.core.sweep.Seeds;
import io.taucrit.core.sweep.Setting;
import io.taucrit.core.sweep.StepSearch;
import io.taucrit.data.CsrBlock;
import io.taucrit.data.synthetic.SparseGlmProblem;
import java.io.Serializable;
import java.util.List;
import org.apache.hadoop.conf.Configuration;

/**
 * T(τ), the updates under a constant delay with the best step, on generated least squares whose
 * labels are the planted margins themselves: without a regulariser the minimum is f⋆ = 0 at the
 * planted coefficients, where every row's gradient vanishes. Then σ⋆² = 0, and M alone decides what
 * a delay costs.
 *
 * @param options of the rows; their labels are not used
 * @param target f/f(0) to reach
 */
public record SparsitySpeedup(
    SparseGlmProblem.Options options, int delay, double target, Seeds seeds)
    implements Experiment<SparsitySpeedup.Best> {
  private static final long SEED = 1;

  /** Samples after which a step is given up, in rows of the data. */
  private static final long PATIENCE = 60;

  /**
   * @param updates rounds to the target with the best step, τ rows each; null if none reached it
   * @param step averaged over a round
   * @param m largest V/‖∇f‖² along its mean curve, up to the target
   * @param curvature L
   */
  public record Best(
      Double updates, Double lower, Double upper, Double step, Double m, double curvature)
      implements Serializable {}

  @Override
  public String text() {
    return "delay %d at delta %s".formatted(delay, options.delta());
  }

  @Override
  public double cost() {
    return 0.25 + 1e-4 * delay * seeds.least();
  }

  @Override
  public Class<Best> type() {
    return Best.class;
  }

  @Override
  public Best measure(Configuration hadoop) {
    GlmObjective objective = new GlmObjective(new SquaredLoss(), options.features(), 0, 1);
    List<Slice> rows = List.of(Slice.whole(withoutNoise()));
    double curvature =
        LargestEigenvalue.smoothness(InMemoryPasses.sequential(objective, rows), SEED);
    // Rows of norm 1: one at a time, steps are stable up to 2, and by the mean up to 2/L.
    double predicted = 1 / (1.0 / delay + curvature);
    long patience = Math.max(2, PATIENCE * options.rows() / delay);
    StepSearch search = StepSearch.around(predicted, Double.POSITIVE_INFINITY, patience);
    Setting setting = Setting.constantDelay(delay);
    search.run(
        wave ->
            wave.stream()
                .map(
                    trial ->
                        Cohort.follow(
                            objective,
                            rows,
                            setting,
                            StepSizes.constant(trial.step()),
                            new Cohort.Goal(
                                Measure.SUBOPTIMALITY, 0.0, target, trial.mostUpdates(), seeds)))
                .toList());
    return best(search, curvature);
  }

  private static Best best(StepSearch search, double curvature) {
    Integer index = search.best();
    if (index == null) {
      return new Best(null, null, null, null, null, curvature);
    }
    Curve curve = search.curve(index);
    double m =
        curve.points().stream()
            .filter(point -> point.updates() <= curve.updates())
            .mapToDouble(point -> point.noise() / point.gradientNormSquared())
            .max()
            .orElse(0);
    return new Best(
        curve.updates(), curve.lower(), curve.upper(), search.step(index), m, curvature);
  }

  /** The generated rows a with the labels aᵀβ. */
  CsrBlock withoutNoise() {
    SparseGlmProblem generator = SparseGlmProblem.of(options);
    CsrBlock block = generator.block(0, (int) options.rows());
    double[] planted = generator.planted();
    float[] labels = new float[block.rows()];
    for (int row = 0; row < labels.length; row++) {
      double margin = 0;
      for (int k = block.rowOffsets()[row]; k < block.rowOffsets()[row + 1]; k++) {
        margin += block.values()[k] * planted[block.indices()[k]];
      }
      labels[row] = (float) margin;
    }
    return new CsrBlock(block.rowOffsets(), block.indices(), block.values(), labels, null);
  }
}
