package io.taucrit.submit.report;

import java.util.List;

/**
 * An axis of a chart.
 *
 * @param unit in words or symbols, empty for a pure number
 * @param reversed whether values fall from left to right
 * @param least where the axis begins; null to let the values decide
 * @param most where it ends; null to let the values decide
 * @param names of its places 0, 1, …; empty for an axis of numbers
 */
public record Axis(
    String label,
    String unit,
    boolean log,
    boolean reversed,
    Double least,
    Double most,
    List<String> names) {
  public Axis {
    names = Distinct.of(names);
  }

  public static Axis log(String label, String unit) {
    return new Axis(label, unit, true, false, null, null, List.of());
  }

  public static Axis linear(String label, String unit) {
    return new Axis(label, unit, false, false, null, null, List.of());
  }

  /** An axis with a place for each name; it is drawn from top to bottom, for names need room. */
  public static Axis of(String label, List<String> names) {
    return new Axis(label, "", false, false, null, null, names);
  }

  public Axis backwards() {
    return new Axis(label, unit, log, true, least, most, names);
  }

  public Axis between(Double from, Double to) {
    return new Axis(label, unit, log, reversed, from, to, names);
  }

  /** Label and unit: Batch size b (rows). */
  public String title() {
    return unit.isEmpty() ? label : "%s (%s)".formatted(label, unit);
  }
}
