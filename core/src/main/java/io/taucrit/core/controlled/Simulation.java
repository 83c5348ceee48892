package io.taucrit.core.controlled;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.concurrent.CancellationException;

/**
 * SGD with a constant step at a given parallelism q, until the target, in the calling thread. Time
 * is counted in updates, T/q with T the number of single gradients: the parallel running time of
 * Stich et al. (2021), section 5, when communication is free.
 *
 * <p>Immutable and thread-safe.
 *
 * @param parallelism q ≥ 1: batch b or delay τ
 */
public record Simulation(Task task, Scheme scheme, int parallelism) {
  /** A ‖x‖ so many times its start does not come back. */
  private static final double DIVERGED = 1e4;

  /** Interruption is looked for every so many steps, less one: a mask. */
  private static final long CHECK = (1 << 16) - 1;

  public Simulation {
    if (parallelism < 1) {
      throw new IllegalArgumentException("Invalid parallelism: %d < 1".formatted(parallelism));
    }
  }

  /** How a run ended. */
  public enum Outcome {
    REACHED,
    /** The updates allowed are used up. */
    GIVEN_UP,
    DIVERGED
  }

  /**
   * A run.
   *
   * @param updates until it ended: T/q
   */
  public record Run(double updates, Outcome outcome) {
    public boolean reached() {
      return outcome == Outcome.REACHED;
    }
  }

  /**
   * A run; a function of its arguments.
   *
   * @param step γ of a single gradient
   * @param mostUpdates after which it is given up, in units of T/q
   * @throws CancellationException if the thread is interrupted
   */
  public Run run(double step, long seed, double mostUpdates) {
    StochasticGradient gradient = scheme.gradient(task.gradient(), parallelism);
    int together = scheme.gradients(parallelism);
    double updatesPerLoop = (double) together / parallelism;
    double loopStep = step * together;
    long most = (long) Math.min(Long.MAX_VALUE, Math.floor(mostUpdates / updatesPerLoop));
    Writes writes = scheme.writes(gradient, parallelism);
    SplittableRandom random = new SplittableRandom(seed);
    double[] g = new double[gradient.support()];
    double[] x = new double[gradient.dimension()];
    Arrays.fill(x, task.start());
    double target = task.radius() * task.radius();
    double normSquared = task.distance() * task.distance();
    double largest = normSquared * DIVERGED * DIVERGED;
    long loops = 0;
    while (normSquared > target && normSquared < largest && loops < most) {
      int from = gradient.draw(x, g, random);
      normSquared += writes.write(x, from, g, loopStep, random);
      if ((++loops & CHECK) == 0 && Thread.currentThread().isInterrupted()) {
        throw new CancellationException("Interrupted in a simulated run");
      }
    }
    Outcome outcome =
        normSquared <= target
            ? Outcome.REACHED
            : normSquared < largest ? Outcome.GIVEN_UP : Outcome.DIVERGED;
    return new Run(loops * updatesPerLoop, outcome);
  }
}
