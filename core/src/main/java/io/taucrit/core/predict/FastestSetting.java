package io.taucrit.core.predict;

import io.taucrit.core.Dials;
import io.taucrit.core.noise.Interval;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/**
 * A setting of the dials and the time it is predicted to take: updates to the target × seconds of
 * an update, and what the first one takes longer, which is most of it where updates are few and
 * quick.
 *
 * @param step averaged step γ
 * @param updates predicted, at least 1
 * @param secondsPerUpdate predicted or measured
 * @param start by how many seconds the first update takes longer
 * @param seconds updates × secondsPerUpdate + start; the interval takes the errors of the factors
 *     as independent
 */
public record FastestSetting(
    Dials dials,
    double step,
    Interval updates,
    Interval secondsPerUpdate,
    Interval start,
    Interval seconds) {
  /** A share of the seconds that is not worth a word. */
  private static final double NEGLIGIBLE = 0.01;

  private static final int[] SLACKS = {0, 4};
  private static final int[] LOCAL_STEPS = {1, 4, 16, 64, 256};

  /**
   * The grid that is searched: workers 1, 2, 4, … and all, batches of powers of two from one row a
   * worker up, slack 0 or 4, local steps of powers of four, up to n rows a round. A slack between
   * changes neither the predicted updates (staleness is P − 1 on average at any slack above 0) nor
   * makes an update faster.
   *
   * @param workers that can run at once
   * @param rows n
   */
  public static List<Dials> grid(int workers, long rows) {
    Set<Integer> teams = new TreeSet<>(Set.of(workers));
    for (int p = 1; p < workers; p *= 2) {
      teams.add(p);
    }
    List<Dials> grid = new ArrayList<>();
    for (int p : teams) {
      for (int slack : SLACKS) {
        for (int h : LOCAL_STEPS) {
          for (long b = 1; b * h <= rows; b *= 2) {
            if (b >= p && b <= Integer.MAX_VALUE && (p > 1 || slack == 0)) {
              grid.add(new Dials(p, (int) b, slack, h, 1));
            }
          }
        }
      }
    }
    return grid;
  }

  /** All settings of a grid whose time can be predicted, the fastest first. */
  public static List<FastestSetting> ranked(
      List<Dials> grid, UpdatesByDials updates, CostModel costs) {
    List<FastestSetting> settings = new ArrayList<>();
    for (Dials dials : grid) {
      Interval predicted = costs.knows(dials) ? updates.updates(dials) : null;
      if (predicted != null && Double.isFinite(predicted.estimate())) {
        settings.add(of(dials, updates.step(dials), predicted, costs));
      }
    }
    settings.sort(BY_SECONDS);
    return settings;
  }

  /** The fastest first; of equals the one that needs fewer workers, then the simpler one. */
  public static final Comparator<FastestSetting> BY_SECONDS =
      Comparator.<FastestSetting>comparingDouble(s -> s.seconds().estimate())
          .thenComparingInt(s -> s.dials().workers())
          .thenComparingInt(s -> s.dials().slack())
          .thenComparingInt(s -> s.dials().localSteps());

  private static FastestSetting of(Dials dials, double step, Interval updates, CostModel costs) {
    Interval whole =
        new Interval(
            Math.max(1, Math.ceil(updates.estimate())),
            Math.max(1, updates.lower()),
            Math.max(1, Math.ceil(updates.upper())));
    return of(dials, step, whole, costs.secondsPerUpdate(dials), costs.start(dials));
  }

  private static FastestSetting of(
      Dials dials, double step, Interval updates, Interval secondsPerUpdate, Interval start) {
    return new FastestSetting(
        dials,
        step,
        updates,
        secondsPerUpdate,
        start,
        product(updates, secondsPerUpdate).plus(start));
  }

  /** This setting with seconds of an update that were measured for it. */
  public FastestSetting withSecondsPerUpdate(Interval measured) {
    return of(dials, step, updates, measured, start);
  }

  /** This setting with what the first update was measured to take longer. */
  public FastestSetting withStart(Interval measured) {
    return of(dials, step, updates, secondsPerUpdate, measured);
  }

  /** Independent errors of factors add in the squares of their logarithms. */
  private static Interval product(Interval a, Interval b) {
    double estimate = a.estimate() * b.estimate();
    double down =
        Math.hypot(Math.log(a.estimate() / a.lower()), Math.log(b.estimate() / b.lower()));
    double up = Math.hypot(Math.log(a.upper() / a.estimate()), Math.log(b.upper() / b.estimate()));
    return new Interval(estimate, estimate * Math.exp(-down), estimate * Math.exp(up));
  }

  /**
   * Why, in one sentence.
   *
   * @param others the ranking that this setting leads, itself among them
   */
  public String reason(List<FastestSetting> others) {
    FastestSetting plain =
        others.stream()
            .filter(s -> s.dials().slack() == 0 && s.dials().localSteps() == 1)
            .min(BY_SECONDS)
            .orElse(this);
    String time =
        String.format(
            Locale.ROOT,
            "%,.0f updates of %s%s take %s",
            updates.estimate(),
            duration(secondsPerUpdate.estimate()),
            start.estimate() < NEGLIGIBLE * seconds.estimate()
                ? ""
                : " and %s for a cold start".formatted(duration(start.estimate())),
            duration(seconds.estimate()));
    return plain.dials().equals(dials)
        ? time + ", the least of all settings; neither slack nor local steps would save time."
        : time
            + String.format(
                Locale.ROOT,
                ", where the fastest mini-batch SGD (%s, batch %,d) takes %s.",
                plain.dials().workers() == 1 ? "one worker" : plain.dials().workers() + " workers",
                plain.dials().batch(),
                duration(plain.seconds().estimate()));
  }

  private static String duration(double seconds) {
    if (seconds < 1e-3) {
      return String.format(Locale.ROOT, "%.3g us", seconds * 1e6);
    }
    return seconds < 1
        ? String.format(Locale.ROOT, "%.3g ms", seconds * 1e3)
        : String.format(Locale.ROOT, "%.4g s", seconds);
  }
}
