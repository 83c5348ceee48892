package io.taucrit.core.analysis;

import io.taucrit.core.Dials;
import io.taucrit.core.analysis.Analysis.Target;
import io.taucrit.core.engine.BatchSampler;
import io.taucrit.core.engine.EvaluationSchedule;
import io.taucrit.core.engine.InThreadRun;
import io.taucrit.core.engine.RunListener;
import io.taucrit.core.engine.RunPlan;
import io.taucrit.core.engine.Sequencer;
import io.taucrit.core.engine.StoppingRule;
import io.taucrit.core.objective.GradientStatistics;
import io.taucrit.core.optimum.Lbfgs;
import io.taucrit.core.passes.InMemoryPasses;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The iterates that a sampled analysis visits, made from a pilot's rows only: x_0 = 0, points
 * between it and the pilot's optimum, points of an optimiser's path, ends of SGD runs at several
 * noise levels, and the pilot's optimum.
 *
 * <p>At an optimum over p rows ‖∇f‖² is some V/p over all rows, the less the more was fitted: a
 * pilot gets as near to the true optimum as its size allows, and points before its end are often
 * nearer than the end.
 *
 * @param origins where each comes from
 * @param points each of length d
 */
record PilotIterates(List<String> origins, List<double[]> points) {
  /** What is left of the way to the pilot's optimum. */
  private static final double[] LEFT = {1.0 / 2, 1.0 / 4, 1.0 / 16, 1.0 / 64};

  /** Trial points of the optimiser that are visited. */
  private static final int[] PATH = {3, 6, 12};

  private static final int SGD_BATCH = 8;

  /** Multiples of the step for the first target; the noise floor grows in proportion. */
  private static final int[] STEPS = {1, 4, 16};

  /** Nonzeros that all SGD runs together may touch: about a second of work. */
  private static final double SGD_WORK = 2e8;

  static PilotIterates of(InMemoryPasses pilot, double[] optimum, Analysis analysis, long seed) {
    PilotIterates iterates = new PilotIterates(new ArrayList<>(), new ArrayList<>());
    iterates.add("start", new double[optimum.length]);
    for (double left : LEFT) {
      double[] x = new double[optimum.length];
      for (int v = 0; v < x.length; v++) {
        x[v] = (1 - left) * optimum[v];
      }
      iterates.add(
          String.format(Locale.ROOT, "%.4g of the way to the pilot's optimum", 1 - left), x);
    }
    iterates.addPath(pilot);
    iterates.addRuns(pilot, analysis, seed);
    iterates.add("pilot's optimum", optimum);
    return iterates;
  }

  private void add(String origin, double[] x) {
    origins.add(origin);
    points.add(x);
  }

  private void addPath(InMemoryPasses pilot) {
    List<double[]> trials = new ArrayList<>();
    List<GradientStatistics> at = new ArrayList<>();
    Lbfgs.withDefaults()
        .withMaxPasses(PATH[PATH.length - 1] + 1)
        .minimise(
            pilot,
            new double[pilot.objective().dimension()],
            (x, statistics) -> {
              trials.add(x);
              at.add(statistics);
            });
    for (int k : PATH) {
      if (k < trials.size() && at.get(k).value() < at.get(0).value()) {
        add("L-BFGS on the pilot, trial point %d".formatted(k), trials.get(k));
      }
    }
  }

  private void addRuns(InMemoryPasses pilot, Analysis analysis, long seed) {
    Target target = analysis.targets().get(0);
    double nonzerosPerRow = Math.max(1, (double) analysis.nnz() / analysis.n());
    double most = SGD_WORK / STEPS.length / nonzerosPerRow / SGD_BATCH;
    Double predicted = target.updatesFor(SGD_BATCH);
    double needed = predicted == null ? 10.0 * pilot.rows() / SGD_BATCH : predicted;
    int batch = (int) Math.min(SGD_BATCH, pilot.rows());
    double lambda = pilot.objective().penalty().l2();
    for (int multiple : STEPS) {
      double step = multiple * target.stepFor(SGD_BATCH);
      long updates = (long) Math.ceil(Math.min(most, needed / multiple));
      if (step * lambda >= 1) {
        continue;
      }
      double[] x = run(pilot, batch, step, updates, seed);
      if (pilot.at(x).value() < analysis.initial().value()) {
        add(
            String.format(
                Locale.ROOT,
                "%,d SGD updates on the pilot, batch %d, step %.3g",
                updates,
                batch,
                step),
            x);
      }
    }
  }

  /** Where mini-batch SGD is after so many updates; not finite if it diverged. */
  private static double[] run(
      InMemoryPasses rows, int batch, double step, long updates, long seed) {
    Sequencer sequencer =
        new Sequencer(
            new double[rows.objective().dimension()],
            RunPlan.synchronous(
                1, batch, step, StoppingRule.updates(updates), EvaluationSchedule.endsOnly()),
            rows.objective().penalty(),
            () -> 0,
            RunListener.none());
    InThreadRun.run(
        sequencer,
        InThreadRun.workers(
            rows.objective(),
            rows.slices(),
            Dials.synchronous(1, batch),
            new BatchSampler(rows.rows(), batch, seed)));
    return sequencer.parameters();
  }
}
