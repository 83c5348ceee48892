package io.taucrit.submit.output;

import static io.taucrit.submit.output.Numbers.of;

import io.taucrit.core.Dials;
import io.taucrit.jobs.sweep.SweepPlan;
import io.taucrit.jobs.sweep.SweepPlan.Setting;
import io.taucrit.jobs.sweep.SweepRecord;
import io.taucrit.jobs.sweep.SweepRecord.Half;
import io.taucrit.jobs.sweep.SweepRecord.PointRecord;
import io.taucrit.jobs.sweep.SweepRecord.ProblemRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Sweeps as text for a terminal. */
public final class SweepSummary {
  /** {@link PointRecord#status()} of a point that got to its target. */
  public static final String REACHED = "reached";

  /** {@link PointRecord#status()} of a point that broke. */
  public static final String FAILED = "failed";

  private static final String SEARCH = "search";

  private SweepSummary() {}

  /** A plan: its problems, then every setting once, and how many points they make. */
  public static String text(SweepPlan plan) {
    List<Setting> settings = plan.settings();
    int each = plan.targets().size() * settings.size();
    int problems = plan.data().size() * plan.losses().size() * plan.lambdas().size();
    StringBuilder text = new StringBuilder();
    line(
        text,
        "Sweep",
        "%s: problems x targets x settings = %d x %d x %d = %s points",
        plan.name(),
        problems,
        plan.targets().size(),
        settings.size(),
        of((long) problems * each));
    line(
        text,
        "Targets",
        "%s, relative %s",
        plan.targets().stream().map(Numbers::of).collect(Collectors.joining(", ")),
        plan.measure().name().toLowerCase(Locale.ROOT));
    line(
        text,
        "Seeds",
        "%d to %d from %d, standard error at most %s of the target",
        plan.seeds().least(),
        plan.seeds().most(),
        plan.seeds().first(),
        of(plan.seeds().precision()));
    TextTable table = new TextTable(4, List.of("dataset", "loss", "lambda", "from", "points"));
    for (SweepPlan.Data data : plan.data()) {
      for (String loss : plan.losses()) {
        plan.lambdas()
            .forEach(
                lambda ->
                    table.add(
                        List.of(data.name(), loss, lambda.text(), source(data), of((long) each))));
      }
    }
    text.append('\n').append(table.text()).append('\n');
    TextTable rows =
        new TextTable(3, List.of("setting", "delay", "step", "rows a round", "timed runs"));
    for (Setting s : settings) {
      rows.add(
          List.of(
              text(s.dials(), s.tau()),
              s.tau() != null ? "constant" : s.delay(),
              s.step() == null ? SEARCH : s.step().toString(),
              of(s.tau() != null ? 1 : s.dials().rowsPerRound()),
              of((long) s.timedRuns())));
    }
    return text.append(rows.text()).toString();
  }

  private static String source(SweepPlan.Data data) {
    return data.generated() == null
        ? String.join(", ", data.paths())
        : "%s generated rows, %s features"
            .formatted(of(data.generated().rows()), of((long) data.generated().features()));
  }

  /** A result: a row for every point, where efficiency halves, and what went wrong. */
  public static String text(SweepRecord r) {
    List<PointRecord> points = r.points();
    long reached = points.stream().filter(p -> p.status().equals(REACHED)).count();
    long failed = points.stream().filter(p -> p.status().equals(FAILED)).count();
    StringBuilder text = new StringBuilder();
    line(
        text,
        "Sweep",
        "%s: %s points in %s s, %s reached, %s not reached, %s failed",
        r.name(),
        of((long) points.size()),
        of(r.totalSeconds()),
        of(reached),
        of(points.size() - reached - failed),
        of(failed));
    text.append('\n').append(table(r));
    if (points.stream().anyMatch(p -> p.tau() != null)) {
      text.append("  With a delay of tau rows updates are rounds of tau rows: T(tau)/tau.\n");
    }
    if (!r.halves().isEmpty()) {
      text.append('\n').append(halves(r));
    }
    text.append('\n');
    for (ProblemRecord p : r.problems()) {
      if (p.reason() != null) {
        line(
            text,
            "No analysis",
            "%s: %s",
            problem(r, p.dataset(), p.loss(), p.lambda()),
            p.reason());
      }
    }
    for (PointRecord p : points) {
      if (!p.status().equals(REACHED)) {
        line(
            text,
            p.status().equals(FAILED) ? "Failed" : "Not reached",
            "%s: %s",
            point(p),
            Objects.requireNonNullElse(p.reason(), "no reason known"));
      }
    }
    r.warnings().forEach(warning -> line(text, "Warning", "%s", warning));
    return text.toString().stripTrailing() + "\n";
  }

  private static String table(SweepRecord r) {
    boolean timed = r.points().stream().anyMatch(p -> p.seconds() != null);
    List<String> titles =
        List.of(
            "problem",
            "target",
            "setting",
            "step",
            "updates",
            "[lower, upper]",
            "predicted",
            "meas./pred.",
            "formula",
            "speedup");
    TextTable table = new TextTable(3, with(titles, timed, "seconds"));
    for (PointRecord p : r.points()) {
      boolean reached = p.status().equals(REACHED);
      List<String> row =
          List.of(
              problem(r, p.dataset(), p.loss(), p.lambda()),
              of(p.target()),
              setting(p),
              of(p.step()),
              reached ? of(p.updates()) : p.status(),
              reached ? interval(p.updatesLower(), p.updatesUpper()) : "",
              of(p.predictedUpdates()),
              of(ratio(p.updates(), p.predictedUpdates())),
              of(byFormula(p)),
              of(p.speedup()));
      table.add(with(row, timed, of(p.seconds())));
    }
    return table.text();
  }

  private static List<String> with(List<String> cells, boolean more, String last) {
    return more ? Stream.concat(cells.stream(), Stream.of(last)).toList() : cells;
  }

  /** Updates by the paper's speedup, from the predicted T(1); null where that is not known. */
  private static Double byFormula(PointRecord p) {
    return p.predictedUpdates() == null || p.predictedSpeedup() == null
        ? null
        : (Double) (p.predictedUpdates() * p.predictedSpeedup().estimate() / p.formulaSpeedup());
  }

  private static String halves(SweepRecord r) {
    TextTable table =
        new TextTable(
            3,
            List.of(
                "half efficiency",
                "target",
                "along",
                "measured",
                "predicted",
                "formula",
                "meas./pred."));
    for (Half h : r.halves()) {
      table.add(
          List.of(
              problem(r, h.dataset(), h.loss(), h.lambda()),
              of(h.target()),
              h.along(),
              of(h.measured()),
              of(h.predicted()),
              of(h.formula()),
              of(ratio(h.measured(), h.predicted()))));
    }
    return table.text();
  }

  /** A point in words: problem, target, setting. */
  public static String point(PointRecord p) {
    return "%s, %s, lambda %s, target %s, %s"
        .formatted(p.dataset(), p.loss(), p.lambda(), of(p.target()), setting(p));
  }

  private static String setting(PointRecord p) {
    List<String> parts = new ArrayList<>();
    parts.add(text(new Dials(p.workers(), p.batch(), p.slack(), p.localSteps(), 1), p.tau()));
    if (p.tau() == null && !p.delay().equals("none")) {
      parts.add(p.delay());
    }
    if (!p.stepFrom().equals(SEARCH)) {
      parts.add("step " + p.stepFrom());
    }
    return String.join(", ", parts);
  }

  private static String text(Dials dials, Integer tau) {
    return new Setting(dials, "none", null, tau, 0).text();
  }

  /** The data set, with loss and lambda where the sweep has several. */
  private static String problem(SweepRecord r, String dataset, String loss, String lambda) {
    boolean losses = r.problems().stream().map(ProblemRecord::loss).distinct().count() > 1;
    boolean lambdas = r.problems().stream().map(ProblemRecord::lambda).distinct().count() > 1;
    return dataset + (losses ? ", " + loss : "") + (lambdas ? ", lambda " + lambda : "");
  }

  private static Double ratio(Double measured, Double predicted) {
    return measured == null || predicted == null ? null : measured / predicted;
  }

  /** An interval; without an end where none is known. */
  public static String interval(Double lower, Double upper) {
    return lower == null && upper == null ? "" : "[%s, %s]".formatted(of(lower), of(upper));
  }

  private static void line(StringBuilder text, String label, String format, Object... values) {
    text.append(
        String.format(Locale.ROOT, "%-16s ", label)
            + String.format(Locale.ROOT, format, values)
            + "\n");
  }
}
