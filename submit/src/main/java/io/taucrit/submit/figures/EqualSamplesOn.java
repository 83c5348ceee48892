package io.taucrit.submit.figures;

import io.taucrit.core.trajectory.Mean;
import io.taucrit.core.trajectory.MeanTrajectory;
import io.taucrit.jobs.reproduce.FollowedRuns.Followed;
import io.taucrit.jobs.reproduce.FollowedRuns.WithStep;
import io.taucrit.jobs.reproduce.Landmarks;
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
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

/** One data set of a figure of {@link EqualSamples}. */
final class EqualSamplesOn {
  /** Ratios of bounds and of runs are compared by order of magnitude. */
  private static final double ORDER = 3;

  /** What differences of means of a few seeds are told from chance by. */
  private static final double ERRORS = 2;

  private final EqualSamples figure;
  private final Results results;
  private final Scope scope;
  private final Scope.Dataset data;
  private final List<Integer> amounts;
  private final long samples;
  private final Landmarks landmarks;
  private final Judged judged;

  EqualSamplesOn(EqualSamples figure, Results results, Scope scope, Scope.Dataset data) {
    this.figure = figure;
    this.results = results;
    this.scope = scope;
    this.data = data;
    amounts = figure.amounts(scope);
    samples = EqualSamples.samples(scope, data);
    Followed first = followed(amounts.get(0), figure.common().get(0));
    landmarks = first.landmarks();
    judged =
        first.steps().stream()
            .map(WithStep::runs)
            .filter(runs -> runs != null && !runs.points().isEmpty())
            .map(runs -> Judged.of(runs.points().get(0)))
            .findFirst()
            .orElse(Judged.TRAINING_LOSS);
  }

  private Followed followed(int amount, Scale scale) {
    return results.of(figure.experiment(scope, data, amount, scale));
  }

  /** With the step itself, none of its multiples; null where not all runs stayed finite. */
  private MeanTrajectory runs(int amount, Scale scale) {
    return followed(amount, scale).steps().stream()
        .filter(with -> with.factor() == 1)
        .map(WithStep::runs)
        .filter(EqualSamplesOn::whole)
        .findFirst()
        .orElse(null);
  }

  private static boolean whole(MeanTrajectory runs) {
    return runs != null && runs.diverged() == 0;
  }

  private double epochs(MeanTrajectory.Point point) {
    return (double) point.samples() / data.problem().trainingRows();
  }

  private boolean guarantees() {
    return landmarks.smoothness() != null;
  }

  List<Chart> charts() {
    List<Chart> charts = new ArrayList<>();
    figure.common().forEach(scale -> charts.add(convergence(scale)));
    charts.add(gradients());
    charts.add(toAccuracy());
    return charts.stream().filter(chart -> !chart.empty()).toList();
  }

  private String id(String panel) {
    return "%s-%s-%s".formatted(figure.name(), panel, data.name());
  }

  private Chart convergence(Scale scale) {
    List<Series> series = new ArrayList<>();
    for (int i = 0; i < amounts.size(); i++) {
      MeanTrajectory runs = runs(amounts.get(i), scale);
      if (runs != null) {
        List<Point> points =
            runs.points().stream().map(p -> Spread.point(epochs(p), judged.at(p))).toList();
        String name = "%s = %d".formatted(figure.symbol(), amounts.get(i));
        series.addAll(Spread.curve(name, Ink.shade(i, amounts.size()), points));
      }
    }
    return new Chart(
        id(scale == Scale.MEAN ? "mean" : "sum"),
        "%s against epochs on %s".formatted(judged.text(), data.name()),
        "One step for all, which multiplies %s.".formatted(scale.text()),
        Axis.linear("Epochs", ""),
        Axis.linear(judged.text(), ""),
        series);
  }

  /** Mean over the run and the seeds of ‖∇f‖² at its end. */
  private static Mean average(MeanTrajectory runs) {
    return runs == null ? null : runs.last().averageGradient();
  }

  /** The best multiple's. */
  private Mean bestAverage(int amount) {
    return followed(amount, Scale.GUARANTEE).steps().stream()
        .map(WithStep::runs)
        .filter(EqualSamplesOn::whole)
        .map(EqualSamplesOn::average)
        .min((a, b) -> Double.compare(a.mean(), b.mean()))
        .orElse(null);
  }

  private Double guaranteed(int amount) {
    return guarantees() ? (Double) figure.guaranteed(landmarks, amount, samples) : null;
  }

  private Chart gradients() {
    List<Point> bound = new ArrayList<>();
    List<Point> own = new ArrayList<>();
    List<Point> best = new ArrayList<>();
    List<Point> common = new ArrayList<>();
    for (int amount : amounts) {
      bound.add(Point.of(amount, guaranteed(amount)));
      own.add(Spread.point(amount, average(runs(amount, Scale.GUARANTEE))));
      best.add(Spread.point(amount, bestAverage(amount)));
      common.add(Spread.point(amount, average(runs(amount, figure.common().get(0)))));
    }
    return new Chart(
        id("gradient"),
        "Mean squared gradient over the run on " + data.name(),
        "After equally many samples; bars are standard deviations over the seeds.",
        Axis.log(figure.noun() + " " + figure.symbol(), ""),
        Axis.log("Mean of ‖∇f‖² over the updates", ""),
        List.of(
            new Series("Best guarantee", Kind.DASHED, Ink.of(1), bound),
            new Series("Measured, with the guarantee's step", Kind.ERROR_BARS, Ink.of(0), own),
            new Series("Measured, with the best multiple of it", Kind.ERROR_BARS, Ink.of(2), best),
            new Series("Measured, one step for all", Kind.ERROR_BARS, Ink.of(3), common)));
  }

  /** The accuracy that every amount reaches with the guarantee's step; NaN where one does not. */
  private double epsilon() {
    return 1.02
        * amounts.stream()
            .map(amount -> average(runs(amount, Scale.GUARANTEE)))
            .mapToDouble(mean -> mean == null ? Double.NaN : mean.mean())
            .reduce(0, Math::max);
  }

  /**
   * Samples until the mean over the run is ε, with the guarantee's step: of longer steps and few
   * seeds the first crossing is luck.
   */
  private Double measuredSamples(int amount, double epsilon) {
    MeanTrajectory own = runs(amount, Scale.GUARANTEE);
    double samplesTo = own == null ? Double.POSITIVE_INFINITY : samplesTo(own, epsilon);
    return Double.isFinite(samplesTo) ? (Double) samplesTo : null;
  }

  private static double samplesTo(MeanTrajectory runs, double epsilon) {
    MeanTrajectory.Point before = null;
    for (MeanTrajectory.Point point : runs.points()) {
      double at = point.averageGradient().mean();
      if (at <= epsilon) {
        if (before == null) {
          return point.samples();
        }
        double from = before.averageGradient().mean();
        double share = (from - epsilon) / (from - at);
        return before.samples() + share * (point.samples() - before.samples());
      }
      before = point;
    }
    return Double.POSITIVE_INFINITY;
  }

  private Chart toAccuracy() {
    double epsilon = epsilon();
    List<Point> measured = new ArrayList<>();
    List<Point> bound = new ArrayList<>();
    for (int amount : amounts) {
      measured.add(Point.of(amount, measuredSamples(amount, epsilon)));
      bound.add(Point.of(amount, guaranteedSamples(amount, epsilon)));
    }
    return new Chart(
        id("samples"),
        "Samples to the same accuracy on " + data.name(),
        "Until the mean of ‖∇f‖² over the run is %s, with the guarantee's step, and by the guarantee."
            .formatted(Numbers.of(epsilon)),
        Axis.log(figure.noun() + " " + figure.symbol(), ""),
        Axis.log("Samples", "rows"),
        List.of(
            new Series("Guaranteed", Kind.DASHED, Ink.of(1), bound),
            new Series("Measured", Kind.MARKED, Ink.of(0), measured)));
  }

  private Double guaranteedSamples(int amount, double epsilon) {
    return guarantees() && epsilon > 0
        ? (Double) figure.samplesFor(landmarks, amount, epsilon)
        : null;
  }

  /** The mean over the epochs of what is judged: how late it falls. */
  private Mean area(int amount, Scale scale) {
    MeanTrajectory runs = runs(amount, scale);
    if (runs == null) {
      return null;
    }
    List<MeanTrajectory.Point> points = runs.points();
    double area = 0;
    double error = 0;
    for (int k = 1; k < points.size(); k++) {
      double width = points.get(k).samples() - (double) points.get(k - 1).samples();
      Mean from = judged.at(points.get(k - 1));
      Mean to = judged.at(points.get(k));
      area += width * (from.mean() + to.mean()) / 2;
      // As if evaluations of a run went up and down together: an upper bound on the deviation.
      error += width * (from.deviation() + to.deviation()) / 2;
    }
    double length = runs.last().samples();
    return new Mean(area / length, error / length, scope.seeds());
  }

  /** Whether no amount is faster than the one before, and the last is slower than the first. */
  private boolean slower() {
    Scale scale = figure.common().get(0);
    for (int i = 1; i < amounts.size(); i++) {
      if (beyond(area(amounts.get(i - 1), scale), area(amounts.get(i), scale))) {
        return false;
      }
    }
    return slowerFrom(scale).isPresent();
  }

  /** The first amount from which on all are slower than the least. */
  private Optional<Integer> slowerFrom(Scale scale) {
    Mean first = area(amounts.get(0), scale);
    Optional<Integer> from = Optional.empty();
    for (int amount : amounts) {
      boolean slower = beyond(area(amount, scale), first);
      from = !slower ? Optional.empty() : from.isPresent() ? from : Optional.of(amount);
    }
    return from;
  }

  /** Whether a is larger than b beyond chance; runs that do not end are slowest. */
  private static boolean beyond(Mean a, Mean b) {
    if (a == null || b == null) {
      return a == null && b != null;
    }
    return a.mean() - b.mean() > ERRORS * Math.hypot(a.standardError(), b.standardError());
  }

  /** Whether no amount needs fewer samples than the one before, but for a tenth. */
  private boolean monotone() {
    double epsilon = epsilon();
    List<Double> needed =
        amounts.stream()
            .map(amount -> measuredSamples(amount, epsilon))
            .filter(Objects::nonNull)
            .toList();
    for (int i = 1; i < needed.size(); i++) {
      if (needed.get(i) < 0.9 * needed.get(i - 1)) {
        return false;
      }
    }
    return needed.size() > 1;
  }

  private boolean below() {
    return amounts.stream()
        .allMatch(
            amount -> {
              Mean own = average(runs(amount, Scale.GUARANTEE));
              return own != null && own.mean() <= guaranteed(amount);
            });
  }

  boolean agrees() {
    return slower() && (!guarantees() || (below() && monotone()));
  }

  List<Comparison> comparisons() {
    if (!guarantees()) {
      return List.of();
    }
    List<Comparison> comparisons = new ArrayList<>();
    for (int amount : amounts) {
      Mean own = average(runs(amount, Scale.GUARANTEE));
      comparisons.add(
          new Comparison(
              "mean ‖∇f‖² over the run, %s = %d, %s"
                  .formatted(figure.symbol(), amount, data.name()),
              "guarantee",
              guaranteed(amount),
              own == null ? null : (Double) own.mean(),
              null,
              own != null && own.mean() <= guaranteed(amount)));
    }
    int first = amounts.get(0);
    int last = amounts.get(amounts.size() - 1);
    comparisons.add(
        Comparison.of(
            "mean ‖∇f‖² at %s = %d over that at %d, equal samples, %s"
                .formatted(figure.symbol(), last, first, data.name()),
            "ratio of guarantees",
            guaranteed(last) / guaranteed(first),
            ratio(average(runs(last, Scale.GUARANTEE)), average(runs(first, Scale.GUARANTEE))),
            ORDER));
    double epsilon = epsilon();
    if (epsilon > 0) {
      Double more = measuredSamples(last, epsilon);
      Double fewer = measuredSamples(first, epsilon);
      comparisons.add(
          Comparison.of(
              "samples to the same accuracy at %s = %d over those at %d, %s"
                  .formatted(figure.symbol(), last, first, data.name()),
              "%s, ratio of guarantees".formatted(figure.theorem()),
              guaranteedSamples(last, epsilon) / guaranteedSamples(first, epsilon),
              more == null || fewer == null ? null : (Double) (more / fewer),
              ORDER));
    }
    return comparisons;
  }

  private static Double ratio(Mean a, Mean b) {
    return a == null || b == null ? null : (Double) (a.mean() / b.mean());
  }

  String finding() {
    String seen =
        "on %s %s"
            .formatted(
                data.name(),
                figure.common().stream().map(this::seen).collect(Collectors.joining(", ")));
    if (!guarantees()) {
      return seen + "; the loss has no bound on its curvature, hence no guarantee";
    }
    return seen
        + "; the mean ‖∇f‖² is %s the guarantee, and samples to the same accuracy %s (%s)"
            .formatted(
                below() ? "everywhere below" : "not everywhere below",
                monotone() ? "never fall" : "do not always grow",
                figure.theorem());
  }

  private String seen(Scale scale) {
    int last = amounts.get(amounts.size() - 1);
    Mean fewest = area(amounts.get(0), scale);
    Mean most = area(last, scale);
    return "with one step on %s the mean %s over the epochs is %s at %s = %d and %s at %d, %s"
        .formatted(
            scale.text(),
            judged.text().toLowerCase(Locale.ROOT),
            fewest == null ? "–" : Numbers.of(fewest.mean()),
            figure.symbol(),
            amounts.get(0),
            most == null ? "–" : Numbers.of(most.mean()),
            last,
            slowerFrom(scale).map("larger from %s on"::formatted).orElse("larger nowhere"));
  }

  static List<String> columns(String symbol) {
    return List.of(
        "data",
        "scale",
        symbol,
        "factor",
        "step",
        "updates",
        "samples",
        "epochs",
        "objective",
        "training_loss",
        "held_out_loss",
        "held_out_error",
        "held_out_error_sd",
        "gradient_norm_squared",
        "average_gradient",
        "average_gradient_sd",
        "mean_staleness");
  }

  List<List<Object>> rows() {
    List<List<Object>> rows = new ArrayList<>();
    for (int amount : amounts) {
      for (Scale scale : figure.common()) {
        addRows(rows, amount, scale);
      }
      addRows(rows, amount, Scale.GUARANTEE);
    }
    return rows;
  }

  private void addRows(List<List<Object>> rows, int amount, Scale scale) {
    for (WithStep with : followed(amount, scale).steps()) {
      if (whole(with.runs())) {
        with.runs().points().forEach(p -> rows.add(row(amount, scale, with, p)));
      }
    }
  }

  private List<Object> row(int amount, Scale scale, WithStep with, MeanTrajectory.Point p) {
    Mean error = p.heldOutError();
    return Arrays.asList(
        data.name(),
        scale.name().toLowerCase(Locale.ROOT),
        amount,
        with.factor(),
        with.step(),
        p.updates(),
        p.samples(),
        epochs(p),
        p.objective().mean(),
        p.trainingLoss().mean(),
        p.heldOutLoss() == null ? null : p.heldOutLoss().mean(),
        error == null ? null : error.mean(),
        error == null ? null : error.deviation(),
        p.gradientNormSquared().mean(),
        p.averageGradient().mean(),
        p.averageGradient().deviation(),
        p.meanStaleness());
  }
}
