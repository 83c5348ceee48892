package io.taucrit.core.controlled;

import java.io.Serializable;
import java.util.List;

/**
 * The step of a grid with the fewest updates, in the mean over the seeds.
 *
 * @param step γ of a single gradient
 * @param exponent k of the grid
 * @param interior whether it is neither the largest nor the smallest of the grid
 * @param updates of the run of each seed
 */
public record TunedStep(double step, int exponent, boolean interior, List<Double> updates)
    implements Serializable {
  public TunedStep {
    updates = List.copyOf(updates);
  }

  public double mean() {
    return updates.stream().mapToDouble(u -> u).average().orElse(Double.NaN);
  }

  /** Over the seeds, unbiased variance; 0 of one seed. */
  public double standardDeviation() {
    double mean = mean();
    double squares = updates.stream().mapToDouble(u -> (u - mean) * (u - mean)).sum();
    return updates.size() < 2 ? 0 : Math.sqrt(squares / (updates.size() - 1));
  }
}
