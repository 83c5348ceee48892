package io.taucrit.core.predict;

import io.taucrit.core.passes.DataPasses;
import io.taucrit.core.predict.DescentPath.Descent;
import io.taucrit.core.predict.Descents.Start;
import io.taucrit.core.spectrum.LargestEigenvalue;
import io.taucrit.core.sweep.Measure;
import java.util.ArrayList;
import java.util.List;

/**
 * Full-gradient descent from x_0 = 0 as steps and delays bend it: with the step 1/L⋆ down to the
 * target, with longer ones, nearly continuously, and with gradients that are old. All but the first
 * go on as the first where what is left to descend is slow.
 *
 * <p>Where the curvature at x_0 is far above L⋆, a sixth of 1/L⋆ is not nearly continuous: such a
 * step leaps over the valley and lands far out, and shorter steps take another and often much
 * quicker way. Then a sixth of that is followed too, and so on down to a stable step, γ < 2/λ_max
 * of ∇²f(x_0).
 *
 * <p>Immutable and thread-safe.
 */
final class Paths {
  private static final double[] LONGER_STEPS = {1.9, Math.sqrt(2)};

  /** γ(τ − ½) of the lagged paths in units of 1/L⋆; a mode of curvature L⋆ is unstable from π/2. */
  private static final double[] LAGS = {1.4, 1.2, 1, 0.85, 0.7, 0.5, 0.3};

  /** Steps that a lagged path takes while its gradient grows old. */
  private static final int LAG = 6;

  /** Passes until a path goes on as the base: 20 lags. */
  private static final int FOLLOWED = 20 * LAG;

  /** A path for γ(τ − ½) = {@code lag}. */
  private record Lagged(double lag, DescentPath path) {}

  /** Between neighbouring short steps. */
  static final double STEP_RATIO = Math.pow(2, 0.25);

  private final DescentPath base;

  /** By falling step, each a sixth of the one before; the last one as good as continuous. */
  private final List<DescentPath> fine;

  private final List<DescentPath> longer = new ArrayList<>();
  private final List<Lagged> lagged = new ArrayList<>();
  private final int passes;

  /**
   * @param others those with longer steps, then the lagged ones
   */
  private Paths(DescentPath base, List<DescentPath> fine, List<DescentPath> others) {
    this.base = base;
    this.fine = fine;
    for (int i = 0; i < others.size(); i++) {
      DescentPath path = others.get(i);
      int lag = i - LONGER_STEPS.length;
      if (path.descends() && lag < 0) {
        longer.add(path);
      } else if (path.descends()) {
        lagged.add(new Lagged(LAGS[lag] * base.step(), path));
      }
    }
    // The first fine path and the others were followed together.
    int together =
        Math.max(
            fine.get(0).length(), others.stream().mapToInt(DescentPath::length).max().orElse(0));
    passes = base.length() + together + fine.stream().skip(1).mapToInt(DescentPath::length).sum();
  }

  /**
   * @param optimum f⋆ of the same data
   * @param step 1/L⋆, halved until descent does not diverge
   * @param until suboptimality down to which to descend
   * @param maxPasses bound on the passes of each path
   */
  static Paths follow(DataPasses data, double optimum, double step, double until, int maxPasses) {
    DescentPath base = stable(data, optimum, step, until, maxPasses);
    List<Descent> descents = new ArrayList<>(List.of(new Descent(base.step() / LAG, 0)));
    for (double factor : LONGER_STEPS) {
      descents.add(new Descent(factor * base.step(), 0));
    }
    for (double lag : LAGS) {
      descents.add(new Descent(lag * base.step() / (LAG + 0.5), LAG));
    }
    int few = Math.min(maxPasses, FOLLOWED);
    List<DescentPath> followed =
        DescentPath.together(data, optimum, descents, until, few).stream()
            .map(path -> path.continuedBy(base))
            .toList();
    return new Paths(
        base,
        finer(data, optimum, followed.get(0), until, maxPasses),
        followed.subList(1, followed.size()));
  }

  /**
   * The path, and those of ever shorter steps down to a stable one.
   *
   * @param maxPasses bound on the passes of all together
   */
  private static List<DescentPath> finer(
      DataPasses data, double optimum, DescentPath path, double until, int maxPasses) {
    List<DescentPath> fine = new ArrayList<>(List.of(path));
    double stable =
        2 / LargestEigenvalue.atPoint(data, new double[data.objective().dimension()], 1);
    DescentPath last = path;
    for (int left = maxPasses; last.step() >= stable && left > 1; left -= last.length()) {
      last = DescentPath.follow(data, optimum, last.step() / LAG, until, left).continuedBy(last);
      fine.add(last);
    }
    return fine;
  }

  /** The path at the largest of γ, γ/2, γ/4, … at which descent does not diverge. */
  private static DescentPath stable(
      DataPasses data, double optimum, double step, double until, int maxPasses) {
    DescentPath path = DescentPath.follow(data, optimum, step, until, maxPasses);
    for (int halvings = 1; !path.reached() && path.length() < maxPasses && halvings <= 30; ) {
      path = DescentPath.follow(data, optimum, step * Math.pow(0.5, halvings), until, maxPasses);
      halvings++;
    }
    return path;
  }

  /** The paths for the longest steps that make sense under the delay τ ≥ 1, by falling step. */
  List<Start> at(double delay) {
    List<Start> starts = new ArrayList<>();
    if (delay == 1) {
      longer.forEach(path -> starts.add(new Start(path, path.step())));
      starts.add(new Start(base, base.step()));
      return starts;
    }
    for (Lagged l : lagged) {
      double step = l.lag() / (delay - 0.5);
      if (step <= base.step()) {
        starts.add(new Start(l.path(), step));
      }
    }
    return starts;
  }

  /** The longest step that is {@link #slow}. */
  double slowStep(double delay) {
    double shortest = LAGS[LAGS.length - 1] / (delay - 0.5);
    return base.step() * (delay == 1 ? 1 : Math.min(1, shortest)) / STEP_RATIO;
  }

  /** The path for a short step. */
  DescentPath slow(double step) {
    if (step > fine.get(0).step() * Math.sqrt(LAG)) {
      return base;
    }
    int k = 0;
    while (k < fine.size() - 1 && step <= fine.get(k).step() / Math.sqrt(LAG)) {
      k++;
    }
    return fine.get(k);
  }

  /** From here on down every step takes the same path. */
  double continuousStep() {
    return fine.get(fine.size() - 1).step();
  }

  /** What is measured at x_0. */
  double initial(Measure measure) {
    return base.at(measure, 0);
  }

  /** Passes of the paths, without those of first steps that diverged. */
  int passes() {
    return passes;
  }
}
