package io.taucrit.submit.figures;

import io.taucrit.core.Dials;
import io.taucrit.core.engine.Averaging;
import io.taucrit.core.sweep.Setting;
import io.taucrit.core.trajectory.Mean;
import io.taucrit.jobs.reproduce.FollowedRuns;
import io.taucrit.jobs.reproduce.FollowedRuns.Followed;
import io.taucrit.jobs.reproduce.FollowedRuns.WithStep;
import io.taucrit.jobs.reproduce.ProblemRows;
import io.taucrit.jobs.reproduce.Results;
import io.taucrit.jobs.reproduce.Scale;
import io.taucrit.submit.figures.Drawing.Comparison;
import io.taucrit.submit.output.Numbers;
import io.taucrit.submit.report.Axis;
import io.taucrit.submit.report.Chart;
import io.taucrit.submit.report.Ink;
import io.taucrit.submit.report.Kind;
import io.taucrit.submit.report.Point;
import io.taucrit.submit.report.Series;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Local SGD of eight workers with one row a step: what is left of f − f⋆ after T steps of every
 * worker, by the local steps H between two averages, each with its best constant step. H = 1 is
 * mini-batch SGD.
 */
final class FewerRounds implements PaperFigure {
  private static final int WORKERS = 8;
  private static final int EPOCHS = 5;

  /** Of the step of one row on the sum over the workers' rows. */
  private static final List<Double> FACTORS = List.of(0.5, 1.0, 2.0, 4.0, 8.0, 16.0);

  /** An error so many times that of H = 1 is no loss. */
  private static final double NO_LOSS = 1.1;

  /** Evaluations at the start and the end alone. */
  private static final double ENDS = 1e18;

  /** How workers meet. */
  private enum Mode {
    SYNCHRONOUS(0, "none"),
    /** Workers take random times, and nobody is more than a clock ahead. */
    ASYNCHRONOUS(1, "exponential:1");

    private final int slack;
    private final String delay;

    Mode(int slack, String delay) {
      this.slack = slack;
      this.delay = delay;
    }

    String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  @Override
  public String name() {
    return "local";
  }

  @Override
  public String title() {
    return "Local SGD with fewer and fewer averages";
  }

  @Override
  public String source() {
    return "Stich (2019), abstract";
  }

  @Override
  public String claim() {
    return "Local SGD is as accurate as mini-batch SGD after equally many gradients though it"
        + " communicates up to √T times less often, T the steps; also asynchronously.";
  }

  /** T, a power of two: H divides it. */
  private static int steps(Scope scope, Scope.Dataset data) {
    double epochs = scope.quick() ? 1 : EPOCHS;
    double steps = epochs * data.problem().trainingRows() / WORKERS;
    return (int) Long.highestOneBit(Math.max(2, Math.min(1 << 20, Math.round(steps))));
  }

  /** Powers of two up to T; every fourth when it is to be quick. */
  private static int[] localSteps(Scope scope, Scope.Dataset data) {
    int ratio = scope.quick() ? 16 : 2;
    int steps = steps(scope, data);
    return IntStream.iterate(1, h -> h <= steps, h -> ratio * h).toArray();
  }

  private static FollowedRuns experiment(
      Scope scope, Scope.Dataset data, Mode mode, int localSteps) {
    return new FollowedRuns(
        new ProblemRows(data.problem()),
        new Setting(new Dials(WORKERS, WORKERS, mode.slack, localSteps, 1), mode.delay),
        Scale.SUM,
        scope.quick() ? List.of(1.0, 4.0) : FACTORS,
        Averaging.NONE,
        (long) WORKERS * steps(scope, data),
        ENDS,
        scope.firstSeed(),
        scope.seeds());
  }

  @Override
  public List<FollowedRuns> experiments(Scope scope) {
    List<FollowedRuns> experiments = new ArrayList<>();
    for (Scope.Dataset data : scope.data()) {
      for (Mode mode : Mode.values()) {
        for (int localSteps : localSteps(scope, data)) {
          experiments.add(experiment(scope, data, mode, localSteps));
        }
      }
    }
    return experiments;
  }

  /**
   * The best step of a number of local steps.
   *
   * @param error f − f⋆ at the end; null where no step's runs stayed finite
   */
  private record Best(int localSteps, Mean error, WithStep with) {}

  /** What was measured in one mode on one data set. */
  private record Line(Mode mode, int steps, double gap, List<Best> best) {
    private Mean first() {
      return best.get(0).error();
    }

    private static boolean without(Best at, Mean reference) {
      return reference != null
          && at.error() != null
          && (at.error().mean() <= NO_LOSS * reference.mean()
              || at.error().mean() <= reference.mean() + reference.standardError());
    }

    /**
     * The largest H up to which hardly anything is lost; 0 where it is at once.
     *
     * @param reference the error of mini-batch SGD: synchronous, H = 1
     */
    private int free(Mean reference) {
      int free = 0;
      for (Best at : best) {
        if (!without(at, reference)) {
          return free;
        }
        free = at.localSteps();
      }
      return free;
    }

    private double root() {
      return Math.sqrt(steps);
    }
  }

  private static Line line(Results results, Scope scope, Scope.Dataset data, Mode mode) {
    List<Best> best = new ArrayList<>();
    double gap = Double.NaN;
    for (int localSteps : localSteps(scope, data)) {
      Followed followed = results.of(experiment(scope, data, mode, localSteps));
      gap = followed.landmarks().gap();
      double optimum = followed.landmarks().optimum();
      best.add(
          followed.steps().stream()
              .filter(with -> with.runs() != null && with.runs().diverged() == 0)
              .map(with -> new Best(localSteps, error(with, optimum), with))
              .min(Comparator.comparingDouble(b -> b.error().mean()))
              .orElse(new Best(localSteps, null, null)));
    }
    return new Line(mode, steps(scope, data), gap, best);
  }

  private static Mean error(WithStep with, double optimum) {
    Mean objective = with.runs().last().objective();
    return new Mean(objective.mean() - optimum, objective.deviation(), objective.runs());
  }

  @Override
  public Drawing draw(Results results, Scope scope) {
    List<Chart> charts = new ArrayList<>();
    List<List<Object>> rows = new ArrayList<>();
    List<Comparison> comparisons = new ArrayList<>();
    List<String> findings = new ArrayList<>();
    for (Scope.Dataset data : scope.data()) {
      List<Line> lines =
          Arrays.stream(Mode.values()).map(mode -> line(results, scope, data, mode)).toList();
      charts.add(chart(data, lines));
      Mean reference = lines.get(0).first();
      for (Line line : lines) {
        rows.addAll(rows(data, line));
        comparisons.add(
            new Comparison(
                "local steps with at most 10 %% more error, %s, %s"
                    .formatted(line.mode().text(), data.name()),
                "√T",
                line.root(),
                (double) line.free(reference),
                null,
                // H is known up to a factor 2.
                2 * line.free(reference) > line.root()));
      }
      findings.add(finding(data, lines));
    }
    boolean agrees = comparisons.stream().allMatch(Comparison::agrees);
    return new Drawing(
        charts,
        List.of(
            "data",
            "mode",
            "local_steps",
            "rounds",
            "steps",
            "factor",
            "step",
            "error",
            "error_sd",
            "relative_error"),
        rows,
        Drawing.sentence(findings),
        agrees,
        comparisons);
  }

  private static String finding(Scope.Dataset data, List<Line> lines) {
    Mean reference = lines.get(0).first();
    return "on %s, of %s steps a worker (√T = %s), the error is at most 10 %% above that of mini-batch SGD with %s"
        .formatted(
            data.name(),
            Numbers.of((long) lines.get(0).steps()),
            Numbers.of(lines.get(0).root()),
            lines.stream()
                .map(
                    line ->
                        "%s local steps %s (%s rounds)"
                            .formatted(
                                Numbers.of((long) line.free(reference)),
                                line.mode() == Mode.SYNCHRONOUS
                                    ? "synchronously"
                                    : "asynchronously",
                                Numbers.of(line.steps() / Math.max(1L, line.free(reference)))))
                .collect(Collectors.joining(" and ")));
  }

  private static Chart chart(Scope.Dataset data, List<Line> lines) {
    List<Series> series = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      Line line = lines.get(i);
      List<Point> points =
          line.best().stream().map(b -> Spread.point(b.localSteps(), b.error())).toList();
      series.add(new Series(line.mode().text(), Kind.LINE, Ink.of(i), points));
      series.add(
          new Series(
              line.mode().text() + ", ± standard deviation", Kind.ERROR_BARS, Ink.of(i), points));
    }
    Mean first = lines.get(0).first();
    if (first != null) {
      series.add(Series.horizontal("1.1 times H = 1", Ink.REFERENCE, NO_LOSS * first.mean()));
    }
    series.add(Series.vertical("√T", Ink.of(3), lines.get(0).root()));
    return new Chart(
        "local-" + data.name(),
        "Error by local steps on " + data.name(),
        "f − f⋆ of %d workers after %s steps each, with the best constant step of each H."
            .formatted(WORKERS, Numbers.of((long) lines.get(0).steps())),
        Axis.log("Local steps H", ""),
        Axis.log("f − f⋆", ""),
        series);
  }

  private static List<List<Object>> rows(Scope.Dataset data, Line line) {
    List<List<Object>> rows = new ArrayList<>();
    for (Best best : line.best()) {
      Mean error = best.error();
      rows.add(
          Arrays.asList(
              data.name(),
              line.mode().text(),
              best.localSteps(),
              line.steps() / best.localSteps(),
              line.steps(),
              best.with() == null ? null : best.with().factor(),
              best.with() == null ? null : best.with().step(),
              error == null ? null : error.mean(),
              error == null ? null : error.deviation(),
              error == null ? null : (Double) (error.mean() / line.gap())));
    }
    return rows;
  }
}
