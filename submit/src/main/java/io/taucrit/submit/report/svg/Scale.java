package io.taucrit.submit.report.svg;

import io.taucrit.submit.report.Axis;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/** Where the values of an axis are on paper. Immutable. */
final class Scale {
  private static final int TICKS = 7;

  private final Axis axis;
  private final double least;
  private final double most;
  private final double from;
  private final double to;

  /**
   * @param values that have to fit in
   * @param from pixel of the axis's beginning
   * @param to pixel of its end
   */
  Scale(Axis axis, double[] values, double from, double to) {
    this.axis = axis;
    double[] placed =
        DoubleStream.of(values)
            .filter(v -> Double.isFinite(v) && (!axis.log() || v > 0))
            .map(this::coordinate)
            .toArray();
    double low = DoubleStream.of(placed).min().orElse(0);
    double high = DoubleStream.of(placed).max().orElse(1);
    double margin = axis.names().isEmpty() ? 0.03 * (high - low) : 0.5;
    margin = margin == 0 ? 0.5 : margin;
    least = axis.least() == null ? low - margin : coordinate(axis.least());
    most = axis.most() == null ? high + margin : coordinate(axis.most());
    this.from = axis.reversed() ? to : from;
    this.to = axis.reversed() ? from : to;
  }

  private double coordinate(double value) {
    return axis.log() ? Math.log10(value) : value;
  }

  /** The pixel of a value; NaN for what has no place, as zero on a logarithmic axis. */
  double at(double value) {
    double share = (coordinate(value) - least) / (most - least);
    return Double.isFinite(share) ? from + share * (to - from) : Double.NaN;
  }

  List<Tick> ticks() {
    if (!axis.names().isEmpty()) {
      return IntStream.range(0, axis.names().size())
          .mapToObj(i -> new Tick(at(i), axis.names().get(i)))
          .toList();
    }
    return axis.log() && most - least > 1 ? decades() : even();
  }

  private List<Tick> decades() {
    int step = (int) Math.max(1, Math.ceil((most - least) / TICKS));
    List<Tick> ticks = new ArrayList<>();
    for (int k = (int) Math.ceil(least); k <= Math.floor(most); k++) {
      if (Math.floorMod(k, step) == 0) {
        ticks.add(tick(Math.pow(10, k)));
      }
    }
    return ticks;
  }

  /** Multiples of 1, 2 or 5 times a power of ten. */
  private List<Tick> even() {
    double low = axis.log() ? Math.pow(10, least) : least;
    double high = axis.log() ? Math.pow(10, most) : most;
    double raw = (high - low) / TICKS;
    double power = Math.pow(10, Math.floor(Math.log10(raw)));
    double unit = raw / power;
    double step = power * (unit <= 1 ? 1 : unit <= 2 ? 2 : unit <= 5 ? 5 : 10);
    List<Tick> ticks = new ArrayList<>();
    for (double k = Math.ceil(low / step); k * step <= high; k++) {
      ticks.add(tick(k * step));
    }
    return ticks;
  }

  private Tick tick(double value) {
    return new Tick(at(value), label(value));
  }

  private static String label(double value) {
    double size = Math.abs(value);
    if (size == 0) {
      return "0";
    }
    if (size >= 1e6 || size < 1e-3) {
      return String.format(Locale.ROOT, "%.0e", value).replace("e+0", "e").replace("e-0", "e-");
    }
    String text = String.format(Locale.ROOT, size >= 1000 ? "%,.0f" : "%.6f", value);
    return text.contains(".") ? text.replaceAll("0+$", "").replaceAll("\\.$", "") : text;
  }
}
