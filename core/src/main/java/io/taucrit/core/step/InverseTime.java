package io.taucrit.core.step;

/**
 * γ_t = min(γ, 1/(μt)) with t = samples/b, the averaged form of the per-sample step 1/(μ ·
 * samples): the decreasing steps behind Theorem 1 of Stich et al. (2021) for μ-strongly convex f,
 * with γ in the place of γ_crit.
 *
 * @param mu μ > 0, for instance λ
 * @param batch b
 */
public record InverseTime(double mu, int batch) implements StepSchedule {
  public InverseTime {
    if (!(mu > 0) || batch < 1) {
      throw new IllegalArgumentException("Invalid schedule: mu %s, batch %d".formatted(mu, batch));
    }
  }

  @Override
  public String text() {
    return "inverse-time:" + mu;
  }

  @Override
  public double at(double step, long samples) {
    return samples == 0 ? step : Math.min(step, batch / (mu * samples));
  }
}
