package io.taucrit.core.sweep;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * The search for the step with the fewest updates on the grid γ_0 · 2^(i/2) around a predicted step
 * γ_0, until the best is interior: both its neighbours were tried and lost. Steps come in waves,
 * whose members may be measured at the same time; a step is stopped once it cannot win any more, at
 * the updates of the best one of the waves before. What is tried depends on results alone, never on
 * time.
 *
 * <p>Not thread-safe.
 */
public final class StepSearch {
  /** How far from the prediction a step is looked for: a factor 2^10. */
  private static final int FURTHEST = 20;

  private final double predicted;
  private final double below;
  private final long patience;
  private final boolean fixed;
  private final Map<Integer, Curve> tried = new TreeMap<>();
  private final List<Integer> order = new ArrayList<>();

  private StepSearch(double predicted, double below, long patience, boolean fixed) {
    this.predicted = predicted;
    this.below = below;
    this.patience = patience;
    this.fixed = fixed;
  }

  /**
   * A step to measure.
   *
   * @param index i of the grid
   * @param mostUpdates after which it has lost
   */
  public record Trial(int index, double step, long mostUpdates) {}

  /**
   * @param below bound on the steps: 1/λ; infinite for λ = 0
   * @param patience updates after which a step is given up while none has reached the target
   */
  public static StepSearch around(double predicted, double below, long patience) {
    return new StepSearch(Math.min(predicted, below / 2), below, patience, false);
  }

  /** No search: one step. */
  public static StepSearch only(double step, long patience) {
    return new StepSearch(step, Double.POSITIVE_INFINITY, patience, true);
  }

  /**
   * Searches to the end.
   *
   * @param measure the curves of a wave, in its order
   */
  public void run(Function<List<Trial>, List<Curve>> measure) {
    for (List<Trial> next = wave(); !next.isEmpty(); next = wave()) {
      List<Curve> curves = measure.apply(next);
      for (int i = 0; i < next.size(); i++) {
        add(next.get(i), curves.get(i));
      }
    }
  }

  /** The next steps to measure; empty when the search is over. */
  public List<Trial> wave() {
    List<Integer> next = new ArrayList<>();
    Integer best = best();
    if (tried.isEmpty()) {
      next.add(0);
    } else if (fixed) {
      return List.of();
    } else if (best != null) {
      for (int i : new int[] {best - 1, best + 1}) {
        if (!tried.containsKey(i) && allowed(i)) {
          next.add(i);
        }
      }
    } else {
      // Nothing reached the target: look further away, upwards only while nothing diverged.
      int distance = 2 + tried.keySet().stream().mapToInt(Math::abs).max().orElse(0);
      if (allowed(-distance)) {
        next.add(-distance);
      }
      boolean diverged =
          tried.values().stream().anyMatch(c -> c.outcome() == Curve.Outcome.DIVERGED);
      if (allowed(distance) && !diverged) {
        next.add(distance);
      }
    }
    long most = best == null ? patience : (long) Math.ceil(tried.get(best).updates());
    return next.stream().map(i -> new Trial(i, step(i), most)).toList();
  }

  private boolean allowed(int index) {
    return Math.abs(index) <= FURTHEST && step(index) < below;
  }

  /** The averaged step of an index. */
  public double step(int index) {
    return predicted * Math.pow(2, index / 2.0);
  }

  /** Takes the curve of a trial. */
  public void add(Trial trial, Curve curve) {
    tried.put(trial.index(), curve);
    order.add(trial.index());
  }

  /** Index of the step with the fewest updates, null while none reached the target. */
  public Integer best() {
    Integer best = null;
    for (Map.Entry<Integer, Curve> entry : tried.entrySet()) {
      Double updates = entry.getValue().updates();
      if (updates != null && (best == null || updates < tried.get(best).updates())) {
        best = entry.getKey();
      }
    }
    return best;
  }

  /** Indices in the order in which they were tried. */
  public List<Integer> order() {
    return List.copyOf(order);
  }

  public Curve curve(int index) {
    return tried.get(index);
  }
}
