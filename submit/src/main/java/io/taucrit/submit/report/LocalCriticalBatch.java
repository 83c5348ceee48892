package io.taucrit.submit.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.OptionalDouble;

/**
 * b̂(x) = 1 + V(x)/(‖∇f(x)‖² + ε̂) along a run, equation (9) of Stich et al. (2021).
 *
 * @param epsilon ε̂, the mean ‖∇f‖² over the last 10 epochs; of a run shorter than 20 epochs over
 *     its second half, or its start would decide; NaN where nothing was traced
 */
record LocalCriticalBatch(double epsilon) {
  private static final int EPOCHS = 10;

  static LocalCriticalBatch of(TrainingRun run) {
    double last =
        run.trace().stream()
            .mapToDouble(t -> t.path("samples").asDouble())
            .max()
            .orElse(Double.NaN);
    double rows = run.record().path("n").asDouble(Double.POSITIVE_INFINITY);
    double from = Math.max(last - EPOCHS * rows, last / 2);
    OptionalDouble mean =
        run.trace().stream()
            .filter(t -> t.path("samples").asDouble() >= from)
            .map(t -> t.path("gradientNormSquared"))
            .filter(Numbers::present)
            .mapToDouble(JsonNode::doubleValue)
            .average();
    return new LocalCriticalBatch(mean.orElse(Double.NaN));
  }

  /** b̂ at a line of the trace; null where something is missing. */
  Double at(JsonNode point) {
    Double noise = Numbers.finite(point.path("noise"));
    Double squared = Numbers.finite(point.path("gradientNormSquared"));
    return noise == null || squared == null
        ? null
        : Double.valueOf(1 + noise / (squared + epsilon));
  }
}
