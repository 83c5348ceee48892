package io.taucrit.core.predict;

import breeze.linalg.DenseMatrix;
import breeze.linalg.DenseVector;
import breeze.optimize.linear.NNLS;
import io.taucrit.core.Dials;
import io.taucrit.core.noise.Interval;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.DoubleStream;
import org.apache.commons.math3.distribution.TDistribution;

/**
 * Seconds of training clock that one update takes, by the dials. An update (round) of P workers has
 * each of them draw m = bH/P rows, take H steps, and push and pull the U(m) coordinates that the
 * rows touch:
 *
 * <pre>  seconds = message · P + localStep · H + row · m + coordinate · P·U(m)</pre>
 *
 * Workers compute at the same time, their messages are handled one after the other. The nonnegative
 * factors are fitted by least squares of relative errors, which a run that something else slowed
 * down moves less than one that is faster than the fit. One worker alone has its own factors. Of
 * several workers, those that wait for each other have a cost of a message and of a row of their
 * own, the latter no less than those that do not wait: the longer the work, the longer the wait.
 * Contention and overlap are in the factors. The first update of a run takes longer by {@link
 * Factors#start}. Immutable and thread-safe.
 *
 * @param modes at most one for each {@link Mode}
 */
public record CostModel(TouchedCoordinates touched, List<Factors> modes) implements Serializable {
  private static final double CONFIDENCE = 0.95;

  public CostModel {
    modes = List.copyOf(modes);
  }

  /** What runs have in common that one set of factors describes. */
  public enum Mode {
    /** One worker. */
    ALONE,
    /** Several workers at slack 0. */
    SYNCHRONOUS,
    /** Several workers at slack above 0. */
    ASYNCHRONOUS;

    public static Mode of(Dials dials) {
      if (dials.workers() == 1) {
        return ALONE;
      }
      return dials.slack() == 0 ? SYNCHRONOUS : ASYNCHRONOUS;
    }
  }

  /**
   * One timed run.
   *
   * @param updates without the first, where there are others
   * @param seconds training clock of all of these
   * @param start by how many seconds the first update took longer: workers and caches are cold
   */
  public record Timing(Dials dials, long updates, double seconds, double start)
      implements Serializable {
    public double secondsPerUpdate() {
      return seconds / updates;
    }
  }

  /**
   * @param message seconds per message: a push and the pull of the next clock
   * @param localStep seconds per step of a worker
   * @param row seconds per row: its gradient and its part in the draw
   * @param coordinate seconds per coordinate pushed and pulled
   * @param error standard deviation of the logarithm of measured over fitted
   * @param start seconds more of the first update: median, least and most of the runs of this
   *     mode's quickest setting; null in analyses of older versions
   * @param degreesOfFreedom runs less factors above 0, at least 1, of all modes fitted together
   */
  public record Factors(
      Mode mode,
      double message,
      double localStep,
      double row,
      double coordinate,
      double error,
      Interval start,
      int degreesOfFreedom)
      implements Serializable {
    private double seconds(double[] amounts) {
      return message * amounts[0]
          + localStep * amounts[1]
          + row * amounts[2]
          + coordinate * amounts[3];
    }
  }

  /**
   * Fits the factors of every mode that was timed.
   *
   * @param timings of settings that differ in H, m and U(m)
   * @throws IllegalArgumentException if there are fewer than two of one or of several workers, or a
   *     run took no time
   */
  public static CostModel fit(TouchedCoordinates touched, List<Timing> timings) {
    List<Factors> modes = new ArrayList<>();
    for (List<Mode> together :
        List.of(List.of(Mode.ALONE), List.of(Mode.SYNCHRONOUS, Mode.ASYNCHRONOUS))) {
      List<Timing> own =
          timings.stream().filter(t -> together.contains(Mode.of(t.dials()))).toList();
      List<Mode> timed =
          together.stream()
              .filter(m -> own.stream().anyMatch(t -> Mode.of(t.dials()) == m))
              .toList();
      if (!own.isEmpty()) {
        modes.addAll(factors(timed, touched, own));
      }
    }
    return new CostModel(touched, modes);
  }

  private static List<Factors> factors(
      List<Mode> modes, TouchedCoordinates touched, List<Timing> timings) {
    if (timings.size() < 2 || timings.stream().anyMatch(t -> !(t.secondsPerUpdate() > 0))) {
      throw new IllegalArgumentException("Invalid timings of %s: %s".formatted(modes, timings));
    }
    // Columns: a message of each mode, local step, row, coordinate, and a row's waiting where only
    // some wait; all relative to what was timed.
    int others = modes.size() - 1;
    int columns = modes.size() + 3 + others;
    double[][] rows = new double[timings.size()][];
    for (int i = 0; i < rows.length; i++) {
      Timing timing = timings.get(i);
      double[] amounts = amounts(touched, timing.dials());
      rows[i] = new double[columns];
      rows[i][modes.indexOf(Mode.of(timing.dials()))] = amounts[0] / timing.secondsPerUpdate();
      for (int j = 1; j < 4; j++) {
        rows[i][others + j] = amounts[j] / timing.secondsPerUpdate();
      }
      if (others > 0 && Mode.of(timing.dials()) == Mode.SYNCHRONOUS) {
        rows[i][columns - 1] = rows[i][others + 2];
      }
    }
    double[] x = nonnegativeLeastSquaresToOne(rows);
    int positive = (int) DoubleStream.of(x).filter(v -> v > 0).count();
    int degrees = Math.max(1, rows.length - positive);
    double squares = 0;
    for (double[] row : rows) {
      double fitted = 0;
      for (int j = 0; j < x.length; j++) {
        fitted += row[j] * x[j];
      }
      squares += Math.pow(Math.log(fitted), 2);
    }
    double waiting = others > 0 ? x[columns - 1] : 0;
    List<Factors> result = new ArrayList<>();
    for (int k = 0; k < modes.size(); k++) {
      result.add(
          new Factors(
              modes.get(k),
              x[k],
              x[others + 1],
              x[others + 2] + (modes.get(k) == Mode.SYNCHRONOUS ? waiting : 0),
              x[others + 3],
              Math.sqrt(squares / degrees),
              start(modes.get(k), timings),
              degrees));
    }
    return result;
  }

  /** Of the quickest setting: where an update takes long, its own spread hides the start. */
  private static Interval start(Mode mode, List<Timing> timings) {
    Dials quickest =
        timings.stream()
            .filter(t -> Mode.of(t.dials()) == mode)
            .min(Comparator.comparingDouble(Timing::secondsPerUpdate))
            .orElseThrow()
            .dials();
    return medianAndRange(
        timings.stream()
            .filter(t -> t.dials().equals(quickest))
            .mapToDouble(Timing::start)
            .toArray());
  }

  /** The (lower) median, between the least and the largest. */
  public static Interval medianAndRange(double... values) {
    double[] sorted = DoubleStream.of(values).sorted().toArray();
    return new Interval(sorted[(sorted.length - 1) / 2], sorted[0], sorted[sorted.length - 1]);
  }

  /** The x ≥ 0 with the least Σ_i (rows_i·x − 1)², by columns of length 1. */
  private static double[] nonnegativeLeastSquaresToOne(double[][] rows) {
    int n = rows[0].length;
    double[] norms = new double[n];
    double[] moments = new double[n];
    double[] gram = new double[n * n];
    for (double[] row : rows) {
      for (int j = 0; j < n; j++) {
        norms[j] += row[j] * row[j];
      }
    }
    for (int j = 0; j < n; j++) {
      norms[j] = norms[j] == 0 ? 1 : Math.sqrt(norms[j]);
    }
    for (double[] row : rows) {
      for (int j = 0; j < n; j++) {
        moments[j] += row[j] / norms[j];
        for (int k = 0; k < n; k++) {
          gram[n * j + k] += row[j] * row[k] / (norms[j] * norms[k]);
        }
      }
    }
    DenseVector<Object> found =
        new NNLS(-1).minimize(new DenseMatrix<>(n, n, gram), new DenseVector<>(moments));
    double[] x = new double[n];
    for (int j = 0; j < n; j++) {
      // The minimiser's steps may end a rounding error below 0.
      x[j] = Math.max(0, (double) found.apply(j)) / norms[j];
    }
    return x;
  }

  /** Messages, local steps and rows of a worker, coordinates. */
  private static double[] amounts(TouchedCoordinates touched, Dials dials) {
    double rows = (double) dials.rowsPerRound() / dials.workers();
    return new double[] {
      dials.workers(), dials.localSteps(), rows, dials.workers() * touched.at(rows)
    };
  }

  /** Whether runs of this kind were timed. */
  public boolean knows(Dials dials) {
    return modes.stream().anyMatch(f -> f.mode() == Mode.of(dials));
  }

  /**
   * Seconds of one update and an interval of 95 % for one run, from the errors of the fit.
   *
   * @throws IllegalArgumentException if no run of this kind was timed
   */
  public Interval secondsPerUpdate(Dials dials) {
    Factors factors = factors(dials);
    double seconds = factors.seconds(amounts(touched, dials));
    double quantile =
        new TDistribution(factors.degreesOfFreedom())
            .inverseCumulativeProbability((1 + CONFIDENCE) / 2);
    double spread = Math.exp(quantile * factors.error());
    return new Interval(seconds, seconds / spread, seconds * spread);
  }

  /**
   * By how many seconds the first update takes longer.
   *
   * @throws IllegalArgumentException if no run of this kind was timed
   */
  public Interval start(Dials dials) {
    return factors(dials).start();
  }

  private Factors factors(Dials dials) {
    return modes.stream()
        .filter(f -> f.mode() == Mode.of(dials))
        .findFirst()
        .orElseThrow(
            () -> new IllegalArgumentException("No run was timed that is " + Mode.of(dials)));
  }
}
