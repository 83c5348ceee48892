package io.taucrit.core.predict;

import io.taucrit.core.Dials;
import io.taucrit.core.engine.BatchSampler;
import io.taucrit.core.engine.EvaluationSchedule;
import io.taucrit.core.engine.InThreadRun;
import io.taucrit.core.engine.RunListener;
import io.taucrit.core.engine.RunPlan;
import io.taucrit.core.engine.Sequencer;
import io.taucrit.core.engine.StoppingRule;
import io.taucrit.core.objective.GradientStatistics;
import io.taucrit.core.passes.InMemoryPasses;
import io.taucrit.core.sweep.Measure;
import java.util.List;

/**
 * How the noise that has entered an iterate raises the noise of its gradients,
 *
 * <pre>
 *   κ = E[V(x⋆ + e) − V(x⋆)] / E[F(x⋆ + e) − F(x⋆)],   F = f or ‖∇f‖²
 * </pre>
 *
 * <p>for e as SGD makes it: runs that start at x⋆ with half the step that is best without feedback,
 * so that they stay some way below the target. An e is taken with −e, which removes odd terms,
 * unless F is so skewed that SGD would not go there. It matters where gradients are unbounded: for
 * a Poisson loss, V grows with the exponential of the margin.
 */
final class NoiseFeedback {
  /** Rows an update of these runs. */
  static final int BATCH = 256;

  private static final int RUNS = 16;

  /** F at x⋆ + e and x⋆ − e differ by less than this factor. */
  private static final double ALIKE = 2;

  /** Nonzeros that all runs may touch: some seconds of work. */
  private static final double WORK = 1e9;

  private NoiseFeedback() {}

  /**
   * @param step averaged, of batches of {@value #BATCH} rows
   * @param updates of one run; fewer where the data is large
   */
  static double of(
      InMemoryPasses sample,
      double[] optimum,
      Measure measure,
      double step,
      double updates,
      long seed) {
    double nonzeros =
        sample.slices().stream().mapToDouble(s -> s.block().nonzeros()).sum() / sample.rows();
    long most = (long) (WORK / RUNS / BATCH / Math.max(1, nonzeros));
    long length = Math.max(1, (long) Math.min(Math.ceil(updates), most));
    GradientStatistics there = sample.at(optimum);
    double noise = 0;
    double moved = 0;
    for (int run = 0; run < RUNS; run++) {
      double[] x = end(sample, optimum, step, length, seed + run);
      double[] mirrored = new double[x.length];
      for (int v = 0; v < x.length; v++) {
        mirrored[v] = 2 * optimum[v] - x[v];
      }
      List<GradientStatistics> pair = sample.at(List.of(x, mirrored));
      double one = value(measure, pair.get(0)) - value(measure, there);
      double other = value(measure, pair.get(1)) - value(measure, there);
      noise += pair.get(0).noise() - there.noise();
      moved += one;
      if (other < ALIKE * one && one < ALIKE * other) {
        noise += pair.get(1).noise() - there.noise();
        moved += other;
      }
    }
    double feedback = noise / moved;
    return moved > 0 && Double.isFinite(feedback) ? feedback : 0;
  }

  private static double value(Measure measure, GradientStatistics at) {
    return measure == Measure.GRADIENT ? at.gradientNormSquared() : at.value();
  }

  private static double[] end(
      InMemoryPasses sample, double[] start, double step, long updates, long seed) {
    Sequencer run =
        new Sequencer(
            start.clone(),
            RunPlan.synchronous(
                1, BATCH, step, StoppingRule.updates(updates), EvaluationSchedule.endsOnly()),
            sample.objective().penalty(),
            () -> 0,
            RunListener.none());
    InThreadRun.run(
        run,
        InThreadRun.workers(
            sample.objective(),
            sample.slices(),
            Dials.synchronous(1, BATCH),
            new BatchSampler(sample.rows(), BATCH, seed)));
    return run.parameters();
  }
}
