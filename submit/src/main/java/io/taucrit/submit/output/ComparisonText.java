package io.taucrit.submit.output;

import io.taucrit.data.view.Preprocessing;
import io.taucrit.jobs.compare.Comparison;
import io.taucrit.jobs.compare.Comparison.Run;
import io.taucrit.jobs.compare.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Comparisons as text, for a terminal and for the cells of the report's tables. */
public final class ComparisonText {
  private static final String NONE = Numbers.of((Double) null);

  private final Comparison comparison;

  public ComparisonText(Comparison comparison) {
    this.comparison = comparison;
  }

  /** As it is printed. */
  public String console() {
    StringBuilder text = new StringBuilder();
    line(text, "Problem", problem());
    line(
        text,
        "Objective",
        "mean loss + (lambda/2)||x||^2; %s; f(0) = %.9g, f* = %.9g"
            .formatted(
                Preprocessing.orNone(comparison.preprocessing()).text(),
                comparison.objectiveAtStart(),
                comparison.optimum()));
    line(
        text,
        "Clock",
        "all that a user waits for once the rows are cached, after an untimed run; taucrit reads its"
            + " blocks in it");
    text.append("\nSeconds in all until relative suboptimality\n\n");
    text.append(levels("", Run::secondsToSuboptimality, Run::totalSeconds).text());
    text.append("\nSeconds on the training clock, without reading rows and evaluations\n\n");
    text.append(levels("", Run::trainSecondsToSuboptimality, Run::trainSeconds).text());
    text.append("\nAt the end\n\n").append(ends().text()).append('\n');
    for (Run run : ran()) {
      line(text, "Setting", run.system() + ": " + run.setting());
    }
    for (Run run : comparison.runs()) {
      if (run.notRun() != null) {
        line(text, "Not run", run.system() + ": " + run.notRun());
      }
    }
    for (String finding : findings()) {
      line(text, "Result", finding);
    }
    comparison.warnings().forEach(warning -> line(text, "Warning", warning));
    return text.toString();
  }

  private static void line(StringBuilder text, String label, String value) {
    text.append(String.format(Locale.ROOT, "%-16s %s%n", label, value));
  }

  /** Size, objective and place in one line. */
  public String problem() {
    return "%s rows, %s held out, %s features; %s loss, lambda %s; %s, %d slots"
        .formatted(
            Numbers.of(comparison.n()),
            Numbers.of(comparison.heldOutRows()),
            Numbers.of((long) comparison.d()),
            comparison.loss(),
            Numbers.of(comparison.lambda()),
            comparison.master(),
            comparison.slots());
  }

  private List<Run> ran() {
    return comparison.runs().stream().filter(run -> run.notRun() == null).toList();
  }

  /** Seconds until each level, of every system that was run, with ratios to the reference. */
  private TextTable levels(
      String first, Function<Run, Map<String, Double>> toLevel, Function<Run, Double> last) {
    List<String> titles = new ArrayList<>(List.of(first));
    for (double level : Level.ALL) {
      titles.add("to " + Level.name(level));
      titles.add("ratio");
    }
    TextTable table = new TextTable(1, titles);
    for (Run run : ran()) {
      List<String> row = new ArrayList<>(List.of(run.system()));
      for (double level : Level.ALL) {
        row.add(seconds(run, Level.name(level), toLevel, last));
        row.add(ratio(run, Level.name(level), toLevel, last));
      }
      table.add(row);
    }
    return table;
  }

  /** Rows of a table: system, then seconds in all until each level. */
  public List<List<String>> totals() {
    return ran().stream()
        .map(
            run -> {
              List<String> row = new ArrayList<>(List.of(run.system()));
              for (double level : Level.ALL) {
                row.add(total(run, level));
              }
              return row;
            })
        .toList();
  }

  private static String total(Run run, double level) {
    return seconds(run, Level.name(level), Run::secondsToSuboptimality, Run::totalSeconds);
  }

  /** A level that was not reached takes longer than the whole run did. */
  private static String seconds(
      Run run,
      String level,
      Function<Run, Map<String, Double>> toLevel,
      Function<Run, Double> last) {
    Double seconds = toLevel.apply(run).get(level);
    return seconds == null ? ">= " + Numbers.of(last.apply(run)) : Numbers.of(seconds);
  }

  private String ratio(
      Run run,
      String level,
      Function<Run, Map<String, Double>> toLevel,
      Function<Run, Double> last) {
    Run reference = reference();
    Double least = reference == null ? null : toLevel.apply(reference).get(level);
    if (least == null || least == 0) {
      return NONE;
    }
    Double seconds = toLevel.apply(run).get(level);
    return seconds == null ? ">= " + times(last.apply(run) / least) : times(seconds / least);
  }

  private static String times(double ratio) {
    return String.format(Locale.ROOT, ratio < 10 ? "%.2f" : "%,.0f", ratio);
  }

  /** What ratios are to: the engine's fastest setting, else its synchronous run. */
  private Run reference() {
    Run reference = null;
    for (Run run : ran()) {
      boolean engine =
          run.system().equals(Comparison.FASTEST) || run.system().equals(Comparison.SYNCHRONOUS);
      reference = engine ? run : reference;
    }
    return reference;
  }

  private TextTable ends() {
    List<String> metrics = metrics();
    List<String> titles =
        new ArrayList<>(
            List.of("", "iterations", "training s", "total s", "preparation s", "suboptimality"));
    titles.addAll(metrics);
    TextTable table = new TextTable(1, titles);
    ends(metrics).forEach(table::add);
    return table;
  }

  /** Names of the metrics, in their order. */
  public List<String> metrics() {
    return List.copyOf(
        ran().stream()
            .flatMap(run -> run.metrics().keySet().stream())
            .collect(Collectors.toCollection(TreeSet::new)));
  }

  /** Rows of a table: system, iterations, clocks, relative suboptimality, metrics. */
  public List<List<String>> ends(List<String> metrics) {
    List<List<String>> rows = new ArrayList<>();
    for (Run run : ran()) {
      List<String> row =
          new ArrayList<>(
              List.of(
                  run.system(),
                  Numbers.of(run.iterations().longValue()),
                  Numbers.of(run.trainSeconds()),
                  Numbers.of(run.totalSeconds()),
                  Numbers.of(run.preparationSeconds()),
                  Numbers.of(run.relativeSuboptimality())));
      metrics.forEach(metric -> row.add(Numbers.of(run.metrics().get(metric))));
      rows.add(row);
    }
    return rows;
  }

  /** For each level, the engine against the best of the others, in a sentence. */
  public List<String> findings() {
    Run reference = reference();
    List<String> findings = new ArrayList<>();
    for (double level : reference == null ? List.<Double>of() : Level.ALL) {
      String name = Level.name(level);
      Run best = null;
      for (Run run : ran()) {
        Double seconds = run.secondsToSuboptimality().get(name);
        boolean other =
            !run.system().equals(Comparison.FASTEST)
                && !run.system().equals(Comparison.SYNCHRONOUS);
        if (other
            && seconds != null
            && (best == null || seconds < best.secondsToSuboptimality().get(name))) {
          best = run;
        }
      }
      findings.add(
          "to %s: %s %s s; %s"
              .formatted(
                  name,
                  reference.system(),
                  total(reference, level),
                  best == null
                      ? "nothing of MLlib got there"
                      : "the fastest of MLlib, %s, %s s, %s times as long"
                          .formatted(
                              best.system(),
                              total(best, level),
                              ratio(best, name, Run::secondsToSuboptimality, Run::totalSeconds))));
    }
    return findings;
  }
}
