package io.taucrit.submit.output;

import io.taucrit.data.view.Preprocessing;
import io.taucrit.jobs.compare.Comparison;
import io.taucrit.jobs.compare.Comparison.Run;
import io.taucrit.jobs.compare.Level;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Comparisons as text, for a terminal and for the cells of the report's tables. */
public final class ComparisonText {
  /** What the seconds leave out. */
  public static final String PREPARATION =
      "Finding f*, steps and settings is not in these seconds: it took those under preparation, once"
          + " for all levels.";

  private static final String RATIO = "with ratios to the faster of taucrit's";
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
    text.append("\nSeconds in all until relative suboptimality, ").append(RATIO).append("\n\n");
    text.append(levels(Clock.TOTAL, Run::preparationSeconds).text());
    text.append("\n  ").append(PREPARATION).append('\n');
    text.append("\nSeconds on the training clock, without reading rows and evaluations\n\n");
    text.append(levels(Clock.TRAINING, null).text());
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

  /**
   * Seconds until each level, of every system that was run, with ratios to the engine.
   *
   * @param more a last column of seconds, or null
   */
  private TextTable levels(Clock clock, Function<Run, Double> more) {
    List<String> titles = new ArrayList<>(List.of(""));
    for (double level : Level.ALL) {
      titles.add("to " + Level.name(level));
      titles.add("ratio");
    }
    if (more != null) {
      titles.add("preparation");
    }
    TextTable table = new TextTable(1, titles);
    for (Run run : ran()) {
      List<String> row = new ArrayList<>(List.of(run.system()));
      for (double level : Level.ALL) {
        row.add(clock.text(run, level));
        row.add(ratio(run, level, clock));
      }
      if (more != null) {
        row.add(Numbers.of(more.apply(run)));
      }
      table.add(row);
    }
    return table;
  }

  /** Rows of a table: system, seconds in all until each level, seconds of preparation. */
  public List<List<String>> totals() {
    return ran().stream()
        .map(
            run -> {
              List<String> row = new ArrayList<>(List.of(run.system()));
              Level.ALL.forEach(level -> row.add(Clock.TOTAL.text(run, level)));
              row.add(Numbers.of(run.preparationSeconds()));
              return row;
            })
        .toList();
  }

  /**
   * A clock of a run.
   *
   * @param toLevel seconds by level, null where it was not reached
   * @param last seconds of the last run
   */
  private record Clock(Function<Run, Map<String, Double>> toLevel, Function<Run, Double> last) {
    static final Clock TOTAL = new Clock(Run::secondsToSuboptimality, Run::totalSeconds);
    static final Clock TRAINING = new Clock(Run::trainSecondsToSuboptimality, Run::trainSeconds);

    Double seconds(Run run, double level) {
      return toLevel.apply(run).get(Level.name(level));
    }

    /** A level that was not reached takes longer than the whole run did. */
    String text(Run run, double level) {
      Double seconds = seconds(run, level);
      return seconds == null ? ">= " + Numbers.of(last.apply(run)) : Numbers.of(seconds);
    }
  }

  private String ratio(Run run, double level, Clock clock) {
    Run reference = fastest(ComparisonText::isEngine, clock, level).orElse(null);
    Double least = reference == null ? null : clock.seconds(reference, level);
    if (least == null || least == 0) {
      return NONE;
    }
    Double seconds = clock.seconds(run, level);
    return seconds == null
        ? ">= " + times(clock.last().apply(run) / least)
        : times(seconds / least);
  }

  private static String times(double ratio) {
    return String.format(Locale.ROOT, ratio < 10 ? "%.2f" : "%,.0f", ratio);
  }

  private static boolean isEngine(Run run) {
    return run.system().equals(Comparison.FASTEST) || run.system().equals(Comparison.SYNCHRONOUS);
  }

  /** Who got to a level first, among some. */
  private Optional<Run> fastest(Predicate<Run> among, Clock clock, double level) {
    return ran().stream()
        .filter(among)
        .filter(run -> clock.seconds(run, level) != null)
        .min(Comparator.comparing(run -> clock.seconds(run, level)));
  }

  private TextTable ends() {
    List<String> metrics = metrics();
    List<String> titles =
        new ArrayList<>(List.of("", "iterations", "training s", "total s", "suboptimality"));
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
                  Numbers.of(run.relativeSuboptimality())));
      metrics.forEach(metric -> row.add(Numbers.of(run.metrics().get(metric))));
      rows.add(row);
    }
    return rows;
  }

  /** For each level, the faster of the engine's against the best of the others, in a sentence. */
  public List<String> findings() {
    return ran().stream().noneMatch(ComparisonText::isEngine)
        ? List.of()
        : Level.ALL.stream().map(this::finding).toList();
  }

  private String finding(double level) {
    String ours =
        fastest(ComparisonText::isEngine, Clock.TOTAL, level)
            .map(run -> "%s %s s".formatted(run.system(), Clock.TOTAL.text(run, level)))
            .orElse("taucrit did not get there");
    String theirs =
        fastest(run -> !isEngine(run), Clock.TOTAL, level)
            .map(run -> ofMllib(run, level))
            .orElse("nothing of MLlib got there");
    return "to %s: %s; %s".formatted(Level.name(level), ours, theirs);
  }

  private String ofMllib(Run run, double level) {
    String ratio = ratio(run, level, Clock.TOTAL);
    return "the fastest of MLlib, %s, %s s".formatted(run.system(), Clock.TOTAL.text(run, level))
        + (ratio.equals(NONE) ? "" : ", %s times as long".formatted(ratio));
  }
}
