package io.taucrit.submit.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/**
 * A run with its number in the report.
 *
 * @param number from 1
 * @param record run.json
 */
record TrainingRun(int number, JsonNode record, List<JsonNode> trace) {

  static List<TrainingRun> of(List<Report.Run> runs) {
    List<TrainingRun> numbered = new ArrayList<>();
    for (Report.Run run : runs) {
      numbered.add(new TrainingRun(numbered.size() + 1, run.record(), run.trace()));
    }
    return List.copyOf(numbered);
  }

  /** As in legends: 2: asynchronous, 4 workers, batch 256, slack 2. */
  String label() {
    StringBuilder label = new StringBuilder();
    label.append(
        "%d: %s, %s, batch %s"
            .formatted(
                number,
                Numbers.text(record.path("mode")),
                Numbers.of(record.path("workers"), "worker"),
                Numbers.count(record.path("batch"))));
    if (record.path("slack").asLong() > 0) {
      label.append(", slack ").append(Numbers.count(record.path("slack")));
    }
    if (record.path("localSteps").asLong() > 1) {
      label.append(", ").append(Numbers.count(record.path("localSteps"))).append(" local steps");
    }
    if (record.path("simulated").asBoolean()) {
      label.append(", simulated");
    }
    return label.toString();
  }

  /** Measured over predicted updates; NaN where one of them is missing. */
  double ratio() {
    JsonNode predicted = record.path("predictedUpdates");
    JsonNode measured = record.path("updates");
    return Numbers.present(predicted) && Numbers.present(measured)
        ? measured.doubleValue() / predicted.doubleValue()
        : Double.NaN;
  }

  boolean missedTarget() {
    return record.path("reached").isBoolean() && !record.path("reached").booleanValue();
  }

  boolean reachedTarget() {
    return record.path("reached").asBoolean(false);
  }

  /**
   * Whether staleness is counted at all; a synchronous round, also one of local steps, has stale
   * pushes only in name: the order in which it is summed.
   */
  boolean stale() {
    return record.path("slack").asLong() > 0
        && record.path("staleness").path("histogram").size() > 0;
  }
}
