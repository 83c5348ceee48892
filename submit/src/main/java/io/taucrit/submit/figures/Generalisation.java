package io.taucrit.submit.figures;

import io.taucrit.core.trajectory.Mean;
import io.taucrit.core.trajectory.MeanTrajectory;
import io.taucrit.jobs.reproduce.AdaptedSteps;
import io.taucrit.jobs.reproduce.AdaptedSteps.AtDelay;
import io.taucrit.jobs.reproduce.AdaptedSteps.Rule;
import io.taucrit.jobs.reproduce.ProblemRows;
import io.taucrit.jobs.reproduce.Results;
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
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Training and held-out loss after equally many samples by the delay, with and without adapting.
 */
final class Generalisation implements PaperFigure {
  private static final int EPOCHS = 10;

  /** Standard errors that a gap may differ by chance. */
  private static final double ERRORS = 2;

  /** Half of what is learnt without delay counts as learnt under it. */
  private static final double HALF = 2;

  /** What is drawn, a panel each. */
  private enum Panel {
    TRAINING_LOSS("training", "Training loss", MeanTrajectory.Point::trainingLoss),
    HELD_OUT_LOSS("heldout", "Held-out loss", MeanTrajectory.Point::heldOutLoss),
    GAP("gap", "Held-out less training loss", MeanTrajectory.Point::gap),
    TRAINING_ERROR("training-error", "Training error", MeanTrajectory.Point::trainingError),
    HELD_OUT_ERROR("heldout-error", "Held-out error", MeanTrajectory.Point::heldOutError);

    private final String id;
    private final String text;
    private final Function<MeanTrajectory.Point, Mean> quantity;

    Panel(String id, String text, Function<MeanTrajectory.Point, Mean> quantity) {
      this.id = id;
      this.text = text;
      this.quantity = quantity;
    }

    Mean at(AtDelay at) {
      return at.end() == null ? null : quantity.apply(at.end());
    }
  }

  @Override
  public String name() {
    return "generalisation";
  }

  @Override
  public String title() {
    return "Generalisation under asynchrony";
  }

  @Override
  public String source() {
    return "Regatti et al., Distributed SGD generalizes well under asynchrony, abstract";
  }

  @Override
  public String claim() {
    return "Asynchronous SGD generalises well given enough data, if the step is made smaller as"
        + " there is more asynchrony.";
  }

  private static List<Integer> delays(Scope scope) {
    return scope.quick() ? List.of(1, 64, 1024) : List.of(1, 4, 16, 64, 256, 1024, 4096);
  }

  private static AdaptedSteps experiment(Scope scope, Scope.Dataset data, Rule rule) {
    return new AdaptedSteps(
        new ProblemRows(data.problem()),
        rule,
        delays(scope),
        (scope.quick() ? 2 : EPOCHS) * data.problem().trainingRows(),
        scope.quick() ? 50_000 : 1_000_000,
        scope.firstSeed(),
        scope.seeds());
  }

  @Override
  public List<AdaptedSteps> experiments(Scope scope) {
    return scope.data().stream()
        .flatMap(data -> Arrays.stream(Rule.values()).map(rule -> experiment(scope, data, rule)))
        .toList();
  }

  @Override
  public Drawing draw(Results results, Scope scope) {
    List<Chart> charts = new ArrayList<>();
    List<List<Object>> rows = new ArrayList<>();
    List<Comparison> comparisons = new ArrayList<>();
    List<String> findings = new ArrayList<>();
    for (Scope.Dataset data : scope.data()) {
      List<Line> lines =
          Arrays.stream(Rule.values())
              .map(rule -> new Line(rule, results.of(experiment(scope, data, rule)).delays()))
              .toList();
      for (Panel panel : Panel.values()) {
        charts.add(chart(data, panel, lines));
      }
      lines.forEach(line -> rows.addAll(rows(data, line)));
      comparisons.addAll(comparisons(data, lines));
      findings.add(finding(data, lines));
    }
    boolean agrees = comparisons.stream().allMatch(c -> c.within() != null || c.agrees());
    return new Drawing(
        charts.stream().filter(chart -> !chart.empty()).toList(),
        List.of(
            "data",
            "rule",
            "tau",
            "samples",
            "training_loss",
            "held_out_loss",
            "gap",
            "gap_sd",
            "training_error",
            "held_out_error",
            "mean_staleness"),
        rows,
        Drawing.sentence(findings),
        agrees,
        comparisons);
  }

  /** One rule on one data set. */
  private record Line(Rule rule, List<AtDelay> delays) {
    private AtDelay first() {
      return delays.get(0);
    }

    private AtDelay last() {
      return delays.get(delays.size() - 1);
    }
  }

  /**
   * At the largest delay: whether the adapted steps keep the gap that there is without delay, and a
   * held-out loss no larger than the constant step's.
   */
  private static List<Comparison> comparisons(Scope.Dataset data, List<Line> lines) {
    List<Comparison> comparisons = new ArrayList<>();
    Mean constant = Panel.HELD_OUT_LOSS.at(lines.get(0).last());
    for (Line line : lines) {
      if (line.rule() == Rule.CONSTANT) {
        continue;
      }
      String at = "%s, τ = %d, %s".formatted(line.rule().text(), line.last().delay(), data.name());
      comparisons.add(
          noLarger("gap, " + at, "gap at τ = 1", Panel.GAP.at(line.first()), line, Panel.GAP));
      if (constant != null) {
        comparisons.add(
            noLarger("held-out loss, " + at, "constant step", constant, line, Panel.HELD_OUT_LOSS));
      }
      comparisons.add(learnt("fall of the held-out loss, " + at, line));
    }
    return comparisons.stream().filter(Objects::nonNull).toList();
  }

  private static Comparison noLarger(
      String quantity, String by, Mean reference, Line line, Panel panel) {
    Mean measured = panel.at(line.last());
    if (reference == null) {
      return null;
    }
    double chance =
        measured == null
            ? 0
            : ERRORS * Math.hypot(reference.standardError(), measured.standardError());
    return new Comparison(
        quantity,
        by,
        reference.mean(),
        measured == null ? null : (Double) measured.mean(),
        null,
        measured != null && measured.mean() <= reference.mean() + chance);
  }

  private static Comparison learnt(String quantity, Line line) {
    Double without = fall(line.first());
    return without == null
        ? null
        : Comparison.of(quantity, "the fall at τ = 1", without, fall(line.last()), HALF);
  }

  /** By how much the held-out loss fell; null where it is not known. */
  private static Double fall(AtDelay at) {
    Double end = value(Panel.HELD_OUT_LOSS.at(at));
    return end == null ? null : (Double) (at.start().heldOutLoss().mean() - end);
  }

  private static String finding(Scope.Dataset data, List<Line> lines) {
    String lost =
        lines.stream()
            .filter(line -> line.rule() != Rule.CONSTANT)
            .filter(line -> fall(line.first()) != null && !learnt("", line).agrees())
            .map(line -> line.rule().text())
            .collect(Collectors.joining(", "));
    return "on %s, τ = %d, held-out loss and gap are %s; at τ = 1 they are %s%s"
        .formatted(
            data.name(),
            lines.get(0).last().delay(),
            lines.stream()
                .map(line -> "%s with %s".formatted(both(line.last()), line.rule().text()))
                .collect(Collectors.joining(", ")),
            both(lines.get(0).first()),
            lost.isEmpty() ? "" : "; learnt less than half as much: %s".formatted(lost));
  }

  private static String both(AtDelay at) {
    return "%s and %s".formatted(text(Panel.HELD_OUT_LOSS.at(at)), text(Panel.GAP.at(at)));
  }

  private static String text(Mean mean) {
    return Numbers.of(value(mean));
  }

  private static Double value(Mean mean) {
    return mean == null ? null : (Double) mean.mean();
  }

  private static Chart chart(Scope.Dataset data, Panel panel, List<Line> lines) {
    List<Series> series = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      List<Point> points =
          lines.get(i).delays().stream().map(at -> Spread.point(at.delay(), panel.at(at))).toList();
      String rule = lines.get(i).rule().text();
      series.add(new Series(rule, Kind.LINE, Ink.of(i), points));
      series.add(new Series(rule + ", ± standard deviation", Kind.ERROR_BARS, Ink.of(i), points));
    }
    return new Chart(
        "generalisation-%s-%s".formatted(panel.id, data.name()),
        "%s on %s".formatted(panel.text, data.name()),
        "After equally many samples; losses are without the regulariser. All rules begin with the"
            + " same step at τ = 1.",
        Axis.log("Delay τ", "rows"),
        Axis.linear(panel.text, ""),
        series);
  }

  private static List<List<Object>> rows(Scope.Dataset data, Line line) {
    List<List<Object>> rows = new ArrayList<>();
    for (AtDelay at : line.delays()) {
      Mean gap = Panel.GAP.at(at);
      rows.add(
          Arrays.asList(
              data.name(),
              line.rule().name().toLowerCase(Locale.ROOT),
              at.delay(),
              at.end() == null ? null : at.end().samples(),
              value(Panel.TRAINING_LOSS.at(at)),
              value(Panel.HELD_OUT_LOSS.at(at)),
              value(gap),
              gap == null ? null : gap.deviation(),
              value(Panel.TRAINING_ERROR.at(at)),
              value(Panel.HELD_OUT_ERROR.at(at)),
              at.end() == null ? null : at.end().meanStaleness()));
    }
    return rows;
  }
}
