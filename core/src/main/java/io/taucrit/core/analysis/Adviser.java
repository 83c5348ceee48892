package io.taucrit.core.analysis;

import io.taucrit.core.analysis.Analysis.Advice;
import io.taucrit.core.analysis.Analysis.Speedup;
import io.taucrit.core.analysis.Analysis.StepSize;
import io.taucrit.core.analysis.Analysis.Target;
import java.util.List;
import java.util.Locale;

/** Chooses how to train from what was predicted for one target. */
final class Adviser {
  private Adviser() {}

  /**
   * Synchronous mini-batch SGD on all workers with the largest listed batch whose efficiency
   * T(1)/(b T(b)) is at least one half: beyond it more than half of all work is wasted. At least
   * one row a worker.
   */
  static Advice advise(Target target, int workers, long n) {
    Speedup chosen = null;
    for (Speedup s : target.speedup()) {
      boolean efficient = s.estimate() != null && s.estimate() / s.batch() >= 0.5;
      if (s.batch() >= workers && s.batch() <= n && (efficient || chosen == null)) {
        chosen = s;
      }
    }
    if (chosen == null) {
      chosen = target.speedup().get(0);
    }
    int batch = Math.max(chosen.batch(), workers);
    Double step = stepFor(target.stepSizes(), chosen.batch());
    String reason =
        chosen.estimate() == null
            ? "No batch size is predicted to reach the target within the followed path."
            : String.format(
                Locale.ROOT,
                "A batch of %,d needs %,.0f times fewer updates than a batch of 1 (efficiency %.0f%%);"
                    + " beyond %,.0f more than half of all work is wasted.",
                batch,
                chosen.estimate(),
                100 * chosen.estimate() / chosen.batch(),
                target.halfEfficiencyBatch().estimate() == null
                    ? n
                    : target.halfEfficiencyBatch().estimate());
    return new Advice(
        "synchronous",
        workers,
        batch,
        0,
        1,
        step,
        chosen.updates(),
        target.relativeSuboptimality(),
        reason);
  }

  private static Double stepFor(List<StepSize> steps, int batch) {
    return steps.stream()
        .filter(s -> s.batch() == batch && s.delay() == 1)
        .map(StepSize::step)
        .findFirst()
        .orElse(null);
  }
}
