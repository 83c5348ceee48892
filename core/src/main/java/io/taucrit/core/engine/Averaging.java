package io.taucrit.core.engine;

/**
 * Weights of the averaged iterate x̄_T = Σ w_t x_t / Σ w_t, the point for which Theorem 1 of Stich
 * et al. (2021) holds in the convex cases; given as the share of the newest iterate, ρ_t = w_t /
 * (w_1 + … + w_t). Immutable and thread-safe.
 */
public enum Averaging {
  /** The last iterate. */
  NONE {
    @Override
    double share(long t) {
      return 1;
    }
  },
  /** w_t = 1, for convex f. */
  UNIFORM {
    @Override
    double share(long t) {
      return 1.0 / t;
    }
  },
  /** w_t = t, for strongly convex f with steps 1/(μt). */
  LINEAR {
    @Override
    double share(long t) {
      return 2.0 / (t + 1);
    }
  };

  /** ρ_t in (0, 1] for t = 1, 2, …; ρ_1 = 1. */
  abstract double share(long t);
}
