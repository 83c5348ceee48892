package io.taucrit.core.theory;

/** What the constants of a theorem may be. */
final class Checks {
  private Checks() {}

  static void positive(String name, double value) {
    if (!(value > 0) || Double.isInfinite(value)) {
      throw new IllegalArgumentException("Invalid %s: %s (allowed: > 0)".formatted(name, value));
    }
  }

  static void notNegative(String name, double value) {
    if (!(value >= 0) || Double.isInfinite(value)) {
      throw new IllegalArgumentException("Invalid %s: %s (allowed: >= 0)".formatted(name, value));
    }
  }
}
