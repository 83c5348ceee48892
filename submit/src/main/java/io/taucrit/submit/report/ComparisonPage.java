package io.taucrit.submit.report;

import io.taucrit.jobs.compare.Comparison;
import io.taucrit.jobs.compare.Comparison.Run;
import io.taucrit.jobs.compare.Level;
import io.taucrit.submit.output.ComparisonText;
import java.util.ArrayList;
import java.util.List;

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
                        + " other, each after an untimed run."),
                List.of(trajectories(), totals()))),
        List.of(ends(), settings()));
  }

  private Table levels() {
    List<String> columns = new ArrayList<>(List.of("System"));
    Level.ALL.forEach(level -> columns.add("s to " + Level.name(level)));
    Table table =
        Table.open("Seconds in all to relative suboptimality", columns.toArray(String[]::new));
    text.totals().forEach(row -> table.row(row.toArray(String[]::new)));
    return table;
  }

  private Chart trajectories() {
    List<Series> series = new ArrayList<>();
    for (Run run : comparison.runs()) {
      series.add(
          new Series(
              run.system(),
              Kind.MARKED,
              Ink.of(series.size()),
              run.trajectory().stream()
                  .filter(at -> at.trainSeconds() > 0 && at.relativeSuboptimality() > 0)
                  .map(at -> Point.of(at.trainSeconds(), at.relativeSuboptimality()))
                  .toList()));
    }
    return new Chart(
        "by-training-seconds",
        "Relative suboptimality by training clock",
        "(f − f⋆)/(f(0) − f⋆) where it was evaluated; the clock has neither the reading of rows nor"
            + " evaluations.",
        Axis.log("Training time", "s"),
        Axis.log("Relative suboptimality", ""),
        series);
  }

  private Chart totals() {
    List<Series> series = new ArrayList<>();
    for (Run run : comparison.runs()) {
      series.add(
          new Series(
              run.system(),
              Kind.MARKED,
              Ink.of(series.size()),
              Level.ALL.stream()
                  .map(l -> Point.of(run.secondsToSuboptimality().get(Level.name(l)), l))
                  .toList()));
    }
    return new Chart(
        "by-total-seconds",
        "Seconds in all to three levels",
        "All that a user waits for once the rows are cached; levels that were not reached are not"
            + " drawn.",
        Axis.log("Total time", "s"),
        Axis.log("Relative suboptimality", ""),
        series);
  }

  private Table ends() {
    List<String> metrics = text.metrics();
    List<String> columns =
        new ArrayList<>(
            List.of(
                "System",
                "Iterations",
                "Training s",
                "Total s",
                "Preparation s",
                "Relative suboptimality"));
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
