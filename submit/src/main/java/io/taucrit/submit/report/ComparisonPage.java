package io.taucrit.submit.report;

import io.taucrit.jobs.compare.Comparison;
import io.taucrit.jobs.compare.Comparison.Run;
import io.taucrit.jobs.compare.Level;
import io.taucrit.submit.output.ComparisonText;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** The page of a comparison. */
public final class ComparisonPage {
  private final Comparison comparison;
  private final ComparisonText text;

  public ComparisonPage(Comparison comparison) {
    this.comparison = comparison;
    this.text = new ComparisonText(comparison);
  }

  /**
   * @param command the command line that repeats it
   */
  public Report.Page page(String title, String command) {
    return Report.ofSections(
        title,
        command,
        text.problem(),
        comparison.warnings(),
        text.findings().stream().map(finding -> "Relative suboptimality " + finding + ".").toList(),
        levels(),
        List.of(
            new Report.Section(
                "seconds",
                "Seconds",
                List.of(
                    "All systems minimise the same objective on the same cached rows, one after the"
                        + " other, each after an untimed run.",
                    ComparisonText.PREPARATION),
                List.of(trajectories(), totals()))),
        List.of(ends(), settings()));
  }

  private Table levels() {
    List<String> columns = new ArrayList<>(List.of("System"));
    Level.ALL.forEach(level -> columns.add("s to " + Level.name(level)));
    columns.add("Preparation s");
    Table table =
        Table.open("Seconds in all to relative suboptimality", columns.toArray(String[]::new));
    text.totals().forEach(row -> table.row(row.toArray(String[]::new)));
    return table;
  }

  private Chart trajectories() {
    return chart(
        "by-training-seconds",
        "Relative suboptimality by training clock",
        "(f − f⋆)/(f(0) − f⋆) where it was evaluated; the clock has neither the reading of rows nor"
            + " evaluations.",
        "Training time",
        run ->
            run.trajectory().stream()
                .filter(at -> at.trainSeconds() > 0 && at.relativeSuboptimality() > 0)
                .map(at -> Point.of(at.trainSeconds(), at.relativeSuboptimality()))
                .toList());
  }

  private Chart totals() {
    return chart(
        "by-total-seconds",
        "Seconds in all to three levels",
        "All that a user waits for once the rows are cached; levels that were not reached are not"
            + " drawn.",
        "Total time",
        run ->
            Level.ALL.stream()
                .map(l -> Point.of(run.secondsToSuboptimality().get(Level.name(l)), l))
                .toList());
  }

  /** A curve a system, by seconds. */
  private Chart chart(
      String id, String title, String note, String clock, Function<Run, List<Point>> points) {
    List<Series> series = new ArrayList<>();
    for (Run run : comparison.runs()) {
      Ink ink = Ink.of(series.size());
      series.add(new Series(run.system(), Kind.MARKED, ink, points.apply(run)));
    }
    return new Chart(
        id, title, note, Axis.log(clock, "s"), Axis.log("Relative suboptimality", ""), series);
  }

  private Table ends() {
    List<String> metrics = text.metrics();
    List<String> columns =
        new ArrayList<>(
            List.of("System", "Iterations", "Training s", "Total s", "Relative suboptimality"));
    columns.addAll(metrics);
    Table table = Table.open("At the end of the last run", columns.toArray(String[]::new));
    text.ends(metrics).forEach(row -> table.row(row.toArray(String[]::new)));
    return table;
  }

  private Table settings() {
    Table table = Table.folded("Settings", "System", "Setting");
    comparison
        .runs()
        .forEach(
            run ->
                table.row(
                    run.system(),
                    run.notRun() == null ? run.setting() : "not run: " + run.notRun()));
    return table;
  }
}
