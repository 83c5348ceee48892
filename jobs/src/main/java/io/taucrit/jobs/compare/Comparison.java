package io.taucrit.jobs.compare;

import io.taucrit.data.view.Preprocessing;
import java.util.List;
import java.util.Map;

/**
 * Systems that minimised one objective f on the same rows; the field names are those of
 * compare.json.
 *
 * @param preprocessing what was done to the rows when they were read, for all systems
 * @param n rows trained on
 * @param heldOutRows rows that the metrics are of
 * @param nnz nonzeros of all rows, held-out ones too
 * @param slots tasks that could run at once
 * @param maxSeconds the bound on a run
 * @param objectiveAtStart f(0)
 * @param optimum f⋆
 * @param versions of taucrit, Spark, Scala and Java
 */
public record Comparison(
    List<String> data,
    String loss,
    double lambda,
    Preprocessing preprocessing,
    long n,
    long heldOutRows,
    int d,
    long nnz,
    String master,
    int slots,
    long seed,
    double maxSeconds,
    double objectiveAtStart,
    double optimum,
    List<Run> runs,
    Map<String, String> versions,
    List<String> warnings) {
  /** The engine's systems, by name. */
  public static final String SYNCHRONOUS = "taucrit, synchronous by advice";

  public static final String FASTEST = "taucrit, fastest setting";

  /**
   * One system. Its last run is the one to the lowest level, or until its time was up.
   *
   * @param system its name
   * @param setting how it was set
   * @param rows n, rows trained on
   * @param iterations of the last run
   * @param trainSeconds training clock of the last run: without reading rows and evaluations
   * @param totalSeconds of the last run, all that its user waits for once the rows are cached
   * @param preparationSeconds what chose the setting, in no other clock: an analysis, trials of
   *     steps, of all levels; null where nothing was chosen
   * @param objective f at its end
   * @param relativeSuboptimality (f − f⋆)/(f(0) − f⋆) at its end
   * @param secondsToSuboptimality total seconds by level of relative suboptimality; null where it
   *     was not reached, in totalSeconds or more
   * @param trainSecondsToSuboptimality the same by the training clock
   * @param metrics on held-out rows; empty without any
   * @param trajectory by the training clock
   * @param notRun why it was not run, and nothing else is known; null where it was
   */
  public record Run(
      String system,
      String setting,
      long rows,
      Long iterations,
      Double trainSeconds,
      Double totalSeconds,
      Double preparationSeconds,
      Double objective,
      Double relativeSuboptimality,
      Map<String, Double> secondsToSuboptimality,
      Map<String, Double> trainSecondsToSuboptimality,
      Map<String, Double> metrics,
      List<Moment> trajectory,
      String notRun) {}

  /**
   * A moment of a run.
   *
   * @param trainSeconds training clock
   */
  public record Moment(double trainSeconds, double relativeSuboptimality) {}
}
