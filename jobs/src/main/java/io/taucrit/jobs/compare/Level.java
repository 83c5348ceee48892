package io.taucrit.jobs.compare;

import java.util.List;

/** Relative suboptimalities to which times are taken. */
public final class Level {
  /** From the loosest to the tightest. */
  public static final List<Double> ALL = List.of(0.1, 0.01, 0.001);

  private Level() {}

  /** As it is named in compare.json. */
  public static String name(double level) {
    return Double.toString(level);
  }

  static double loosest() {
    return ALL.get(0);
  }

  static double tightest() {
    return ALL.get(ALL.size() - 1);
  }
}
