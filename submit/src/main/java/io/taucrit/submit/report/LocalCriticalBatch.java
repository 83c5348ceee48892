package io.taucrit.submit.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.StreamSupport;

/**
 * b̂(x) = 1 + V(x)/(‖∇f(x)‖² + ε̂) along a run, equation (9) of Stich et al. (2021).
 *
 * @param run its run.json has ε̂ and the largest b̂
 */
record LocalCriticalBatch(TrainingRun run) {

  /**
   * That of the run with the smallest batch, the closest to one row at a time; runs of large
   * batches descend without noise and have a small ε̂. Empty where no run has one.
   */
  static Optional<LocalCriticalBatch> ofSmallestBatch(List<TrainingRun> runs) {
    return runs.stream()
        .map(LocalCriticalBatch::new)
        .filter(local -> local.largest() != null)
        .min(Comparator.comparing(local -> local.run().record().path("batch").asLong()));
  }

  /** ε̂_T; null where it is missing. */
  Double epsilon() {
    return Numbers.finite(run.record().path("noise").path("epsilonHat"));
  }

  /** max b̂(x_t); null where it is missing. */
  Double largest() {
    return Numbers.finite(run.record().path("noise").path("largestLocalCriticalBatch"));
  }

  /** b̂ at a line of the trace; null where something is missing. */
  Double at(JsonNode point) {
    Double noise = Numbers.finite(point.path("noise"));
    Double squared = Numbers.finite(point.path("gradientNormSquared"));
    Double epsilon = epsilon();
    return noise == null || squared == null || epsilon == null
        ? null
        : Double.valueOf(1 + noise / (squared + epsilon));
  }

  /** The middle of footnote 4 at the points of run.json. */
  List<JsonNode> points() {
    JsonNode points = run.record().path("noise").path("points");
    return StreamSupport.stream(points.spliterator(), false).toList();
  }
}
