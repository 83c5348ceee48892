package io.taucrit.core.sweep;

import io.taucrit.core.Dials;
import io.taucrit.core.delay.DelayModel;
import java.io.Serializable;

/**
 * How a simulated run is parallel.
 *
 * @param delay as {@link DelayModel#parse} reads it; drawn anew for every seed
 */
public record Setting(Dials dials, String delay) implements Serializable {
  /**
   * b = 1 under the constant delay τ, appendix B.4 of Stich et al. (2021): x_{t+1} = x_t − γ
   * g(x_{t+1−τ}), with x_i = x_0 for i < τ. That is what τ equally fast workers with one row a push
   * do; an update is τ pushes.
   */
  public static Setting constantDelay(int tau) {
    // With one worker there is nothing to be stale by.
    return new Setting(new Dials(tau, tau, tau == 1 ? 0 : 1, 1, 1), "none");
  }

  /** q, expected of workers that are never idle. */
  public double samplesInFlight() {
    return dials.samplesInFlight(dials.expectedStaleness());
  }
}
