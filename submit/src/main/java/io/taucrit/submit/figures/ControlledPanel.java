package io.taucrit.submit.figures;

import io.taucrit.core.controlled.ControlledProblem;
import io.taucrit.core.controlled.Covariance;
import io.taucrit.core.controlled.Scheme;
import java.util.List;
import java.util.Locale;

/**
 * The instances that one panel shows.
 *
 * @param suffix of the panel's file, empty or beginning with a hyphen
 * @param ms M as the paper names it, ascending
 */
record ControlledPanel(String suffix, Covariance covariance, List<Double> ms) {
  /** Instances that are measured in seconds. */
  private static final double QUICK = 10;

  /** Figures 9 to 14 have the small M at the top and the large ones at the bottom. */
  static List<ControlledPanel> both(Covariance covariance) {
    String middle = covariance == Covariance.PAPER ? "" : "-" + covariance.text();
    return List.of(
        new ControlledPanel(middle + "-top", covariance, List.of(0.0, 1.0, 10.0)),
        new ControlledPanel(middle + "-bottom", covariance, List.of(100.0, 1000.0, 10000.0)));
  }

  List<ControlledProblem> problems(Scope scope) {
    return ms.stream()
        .filter(m -> !scope.quick() || m <= QUICK)
        .map(m -> new ControlledProblem(m, covariance))
        .toList();
  }

  /** As legends name an instance. */
  static String name(double m) {
    return String.format(Locale.ROOT, "M = %.0f", m);
  }

  /** What the panel's title says of the noise. */
  String noise() {
    return covariance == Covariance.PAPER ? "covariance as written" : "unit covariance";
  }

  /** The axis of parallelism. */
  static String axis(Scheme scheme) {
    return scheme == Scheme.MINI_BATCH ? "Batch size b" : "Delay τ";
  }

  /** Its symbol. */
  static String symbol(Scheme scheme) {
    return scheme == Scheme.MINI_BATCH ? "b" : "τ";
  }
}
