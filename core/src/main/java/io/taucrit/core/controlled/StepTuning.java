package io.taucrit.core.controlled;

import java.util.ArrayList;
import java.util.List;

/**
 * Looks for the {@link TunedStep} of a task's grid: from a first guess to both sides as long as the
 * mean falls, which finds the best one if the mean has one valley. A step is given up as soon as
 * its runs so far took as long as all of the best step's, so that losers cost no more than the
 * winner.
 *
 * <p>Immutable and thread-safe.
 *
 * @param seeds at least one; the same for each step
 */
public record StepTuning(Simulation simulation, List<Long> seeds) {
  /** A step that needs so many times what it would without noise is worse than its half. */
  private static final double PATIENCE = 2;

  public StepTuning {
    seeds = List.copyOf(seeds);
    if (seeds.isEmpty()) {
      throw new IllegalArgumentException("Invalid tuning: no seeds");
    }
  }

  /** The best step, or null if no step of the grid reached the target. */
  public TunedStep best() {
    int first = grid().nearest(guess());
    TunedStep best = firstToReach(first);
    if (best == null) {
      return null;
    }
    int start = best.exponent();
    if (start <= first) {
      best = descend(best, -1);
    }
    return best.exponent() == start && start >= first ? descend(best, 1) : best;
  }

  /** 2/(L(M + q)): of the order of the critical step, Theorem 1. */
  private double guess() {
    Task task = simulation.task();
    return 2 / (task.f().smoothness() * (task.m() + simulation.parallelism()));
  }

  /** From the guess to smaller steps, then from it to larger ones. */
  private TunedStep firstToReach(int first) {
    for (int direction : new int[] {1, -1}) {
      for (int k = direction == 1 ? first : first - 1; grid().contains(k); k += direction) {
        TunedStep tried = measure(k, seeds.size() * patience(k));
        if (tried != null) {
          return tried;
        }
      }
    }
    return null;
  }

  private TunedStep descend(TunedStep from, int direction) {
    TunedStep best = from;
    for (int k = from.exponent() + direction; grid().contains(k); k += direction) {
      TunedStep tried = measure(k, best.mean() * seeds.size());
      if (tried == null || tried.mean() >= best.mean()) {
        return best;
      }
      best = tried;
    }
    return best;
  }

  private StepGrid grid() {
    return simulation.task().steps();
  }

  /** Some log(‖x_0‖/radius)/(γμ) gradients, and the q before the first that was delayed. */
  private double patience(int k) {
    Task task = simulation.task();
    double gradients =
        Math.log(task.distance() / task.radius()) / (grid().step(k) * task.f().strongConvexity());
    return PATIENCE * (gradients / simulation.parallelism() + 1);
  }

  /** The runs of all seeds; null once they took so many updates, or if one diverged. */
  private TunedStep measure(int k, double most) {
    List<Double> updates = new ArrayList<>();
    double left = most;
    for (long seed : seeds) {
      Simulation.Run run = simulation.run(grid().step(k), seed, left);
      if (!run.reached()) {
        return null;
      }
      updates.add(run.updates());
      left -= run.updates();
    }
    return new TunedStep(grid().step(k), k, k > 1 && k < grid().size(), updates);
  }
}
