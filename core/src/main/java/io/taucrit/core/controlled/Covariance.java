package io.taucrit.core.controlled;

import java.util.Locale;

/**
 * Scale of the noise u ~ N(0, M‖∇f‖² C) of the controlled problem. Stich et al. (2021), section
 * 7.1, write C = I_d and E‖u‖² ≤ M‖∇f‖², but that u has E‖u‖² = d M‖∇f‖²: with C as written, the
 * parameter of Property 3 is d M; with C = I_d/d it is M.
 */
public enum Covariance {
  /** C = I_d, as written, and as the paper's figures seem to have been made. */
  PAPER,
  /** C = I_d/d, for which the inequality as written holds with equality. */
  UNIT;

  /** As figures and files name it. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Diagonal of C. */
  double diagonal(int dimension) {
    return this == PAPER ? 1 : 1.0 / dimension;
  }
}
