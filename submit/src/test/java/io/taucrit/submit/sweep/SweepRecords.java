package io.taucrit.submit.sweep;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.taucrit.jobs.sweep.SweepRecord;
import io.taucrit.jobs.sweep.SweepRecord.Half;
import io.taucrit.jobs.sweep.SweepRecord.PointRecord;
import io.taucrit.jobs.sweep.SweepRecord.ProblemRecord;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Hand-made results of sweeps; what is not given is null or 0. */
public final class SweepRecords {
  private static final ObjectMapper JSON =
      new ObjectMapper().disable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES);

  private SweepRecords() {}

  public static SweepRecord of(PointRecord... points) {
    return of(List.of(problem(32_561, 0.323379582)), List.of(points), List.of());
  }

  public static SweepRecord of(
      List<ProblemRecord> problems, List<PointRecord> points, List<Half> halves) {
    return new SweepRecord(
        "s",
        "identity",
        "plan",
        "suboptimality",
        problems,
        points,
        halves,
        Map.of(),
        List.of(),
        12.5);
  }

  /** The one problem of the sweeps here. */
  public static ProblemRecord problem(long rows, double optimum) {
    return JSON.convertValue(
        Map.of(
            "dataset",
            "a9a",
            "loss",
            "logistic",
            "lambda",
            "1/n",
            "analysis",
            Map.of("n", rows, "optimum", Map.of("value", optimum))),
        ProblemRecord.class);
  }

  /** A point of one worker and batch 64 that reached its target; ends may be null. */
  public static PointRecord reached(double updates, Double lower, Double upper) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("updates", updates);
    fields.put("updatesLower", lower);
    fields.put("updatesUpper", upper);
    return point(fields);
  }

  /** The same point with other fields. */
  public static PointRecord point(Map<String, ?> fields) {
    Map<String, Object> all =
        new LinkedHashMap<>(
            Map.of(
                "dataset", "a9a", "loss", "logistic", "lambda", "1/n", "workers", 1, "batch", 64));
    all.putAll(
        Map.of(
            "localSteps",
            1,
            "delay",
            "none",
            "target",
            0.03,
            "status",
            "reached",
            "stepFrom",
            "search"));
    all.putAll(fields);
    return JSON.convertValue(all, PointRecord.class);
  }
}
