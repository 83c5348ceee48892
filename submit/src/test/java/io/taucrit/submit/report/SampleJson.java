package io.taucrit.submit.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.taucrit.core.engine.NoiseTrack;
import java.util.ArrayList;
import java.util.List;

/** Made-up analyses and runs with numbers of the size of the a9a data set's. */
final class SampleJson {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final double OPTIMUM = 0.323379582465;
  private static final double GAP = Math.log(2) - OPTIMUM;
  private static final double CURVATURE = 0.72857;

  private SampleJson() {}

  static JsonNode parse(String json) {
    try {
      return JSON.readTree(json);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(e);
    }
  }

  /** An analysis with the given relative targets. */
  static ObjectNode analysis(double... targets) {
    ObjectNode analysis =
        (ObjectNode)
            parse(
                """
                {"n": 32561, "d": 123, "nnz": 451592, "loss": "logistic",
                 "lambda": 3.0711587481956942E-5, "delta": 0.9533, "constantFeatures": 0,
                 "smoothness": 1.5719, "smoothnessAtOptimum": 0.72857,
                 "optimum": {"value": 0.323379582465, "gradientNormSquared": 2.1E-19,
                   "suboptimalityBound": 3.4E-15, "passes": 412},
                 "sigmaStarSquared": {"estimate": 1.4416, "lower": 1.4416, "upper": 1.4416},
                 "initial": {"value": 0.6931471805599453, "gradientNormSquared": 0.4540,
                   "noise": 3.013},
                 "advice": {"mode": "synchronous", "workers": 4, "batch": 256, "slack": 0,
                   "localSteps": 1, "stepSize": 0.493, "predictedUpdates": 94.1,
                   "relativeSuboptimality": 0.03,
                   "reason": "A batch of 256 needs 105 times fewer updates than a batch of 1."},
                 "pathSample": {"rows": 32561, "whole": true, "passes": 3200},
                 "rowsRead": 13903547, "warnings": []}
                """);
    double first = targets[0] * GAP * CURVATURE;
    ArrayNode visited = analysis.putArray("visited");
    for (int k = 0; k <= 24; k++) {
      double g = 0.454 * Math.pow(0.3, k);
      double noise = noise(g) * (k % 3 == 1 ? 0.93 : 1);
      visited
          .addObject()
          .put("gradientNormSquared", g)
          .put("noise", noise)
          .put("localCriticalBatch", 1 + noise / (g + first))
          .put("diversityBound", 1 + noise / g);
    }
    ArrayNode profile = analysis.putArray("profile");
    for (int k = 0; k < 25; k++) {
      double epsilon = 0.454 * Math.pow(1e-6, k / 24.0);
      ObjectNode entry = profile.addObject().put("epsilon", epsilon);
      exact(entry.putObject("m"), m(epsilon));
      exact(entry.putObject("sigmaSquared"), noise(epsilon));
      exact(entry.putObject("criticalBatch"), noise(epsilon) / epsilon + m(epsilon) + 1);
    }
    ArrayNode array = analysis.putArray("targets");
    for (double r : targets) {
      target(array.addObject(), r);
    }
    return analysis;
  }

  private static double noise(double gradientNormSquared) {
    return 1.4416 + 1.8 * Math.pow(gradientNormSquared, 0.5);
  }

  private static double m(double epsilon) {
    return Math.max(3.013 / 0.454, noise(epsilon) / (1.4 * epsilon));
  }

  private static void exact(ObjectNode estimate, double value) {
    estimate.put("estimate", value).put("lower", value).put("upper", value);
  }

  private static void target(ObjectNode target, double r) {
    double delta = r * GAP;
    double epsilon = CURVATURE * delta;
    double kappa = noise(epsilon) / epsilon + m(epsilon);
    double half = 0.9 * kappa;
    target.put("relativeSuboptimality", r).put("suboptimality", delta).put("epsilon", epsilon);
    exact(target.putObject("m"), m(epsilon));
    exact(target.putObject("sigmaSquared"), noise(epsilon));
    exact(target.putObject("criticalBatch"), kappa + 1);
    target.putObject("halfEfficiencyBatch").put("estimate", half).putNull("lower").putNull("upper");
    exact(target.putObject("formulaHalfEfficiencyBatch"), kappa + 2);
    target.putObject("halfEfficiencyDelay").put("estimate", half).putNull("lower").putNull("upper");
    ArrayNode speedups = target.putArray("speedup");
    ArrayNode delays = target.putArray("delays");
    ArrayNode steps = target.putArray("stepSizes");
    for (int b = 1; b <= 16384; b *= 4) {
      double speedup = b * (half - 1) / (half - 2 + b);
      speedups
          .addObject()
          .put("batch", b)
          .put("delay", 1)
          .put("updates", 300 / r / speedup)
          .put("estimate", speedup)
          .putNull("lower")
          .putNull("upper")
          .put("formula", b * (kappa + 1) / (kappa + b));
      steps
          .addObject()
          .put("batch", b)
          .put("delay", 1)
          .put("step", 2.4 * b / (half + b))
          .put("source", "path");
    }
    for (int delay = 4; delay <= 1024; delay *= 4) {
      double speedup = delay * (half - 1) / (half - 2 + 1.5 * delay);
      delays
          .addObject()
          .put("batch", 1)
          .put("delay", delay)
          .put("updates", 300 / r * delay / speedup)
          .put("estimate", speedup)
          .put("lower", 0.8 * speedup)
          .put("upper", 1.25 * speedup)
          .put("formula", delay * (kappa + 1) / (kappa + delay));
      steps
          .addObject()
          .put("batch", 1)
          .put("delay", delay)
          .put("step", 1 / CURVATURE / (kappa + delay))
          .put("source", "formula");
    }
  }

  /** A synchronous run that met its target. */
  static Report.Run synchronous() {
    ObjectNode record = record();
    record.put("predictedUpdates", 94.1).put("reached", true).put("outcome", "target reached");
    record.set("staleness", parse("{\"max\": 3, \"mean\": 1.5, \"histogram\": [30, 30, 30, 30]}"));
    return run(record, trace(256, 1.0));
  }

  /** A run of bounded staleness that missed its target. */
  static Report.Run stale() {
    ObjectNode record = record();
    record.put("mode", "asynchronous").put("slack", 2).put("updates", 400);
    record.put("largestStalenessAllowed", 15);
    record.put("predictedUpdates", 120.5).put("reached", false).put("outcome", "update limit");
    record.set(
        "staleness",
        parse(
            """
            {"max": 11, "mean": 3.4,
             "histogram": [40, 210, 390, 420, 260, 140, 70, 30, 20, 10, 6, 4]}
            """));
    return run(record, trace(256, 2.2));
  }

  private static Report.Run run(ObjectNode record, List<JsonNode> trace) {
    List<NoiseTrack.Visited> visited =
        trace.stream()
            .map(
                t ->
                    new NoiseTrack.Visited(
                        t.path("updates").longValue(),
                        t.path("samples").longValue(),
                        t.path("gradientNormSquared").doubleValue(),
                        t.path("noise").doubleValue(),
                        t.path("relativeSuboptimality").doubleValue()))
            .toList();
    record.set("noise", JSON.valueToTree(NoiseTrack.of(visited, record.path("n").longValue())));
    return new Report.Run(record, trace);
  }

  private static ObjectNode record() {
    return (ObjectNode)
        parse(
            """
            {"mode": "synchronous", "data": ["a9a.svm.gz"], "loss": "logistic",
             "lambda": 3.0711587481956942E-5, "n": 32561, "d": 123, "workers": 4, "batch": 256,
             "slack": 0, "localSteps": 1, "stepSize": 0.493, "schedule": "constant", "seed": 7, "target": 0.03,
             "optimum": 0.323379582465, "updates": 104, "samples": 26624, "trainSeconds": 0.0981,
             "totalSeconds": 4.21, "objective": 0.3341, "suboptimality": 0.01072,
             "relativeSuboptimality": 0.029, "heldOutLoss": 0.3352, "bytesPushed": 1048576,
             "bytesPulled": 524288, "encrypted": true,
             "versions": {"taucrit": "0.1.0", "spark": "4.1.0", "scala": "2.13.17",
               "java": "17.0.15"},
             "warnings": []}
            """);
  }

  private static List<JsonNode> trace(int batch, double slowness) {
    List<JsonNode> trace = new ArrayList<>();
    for (int k = 0; k <= 26; k++) {
      long updates = k == 0 ? 0 : Math.round(Math.pow(1.26, k));
      double relative = 1 / (1 + updates / (3.2 * slowness));
      double g = 0.454 * relative * relative;
      trace.add(
          JSON.createObjectNode()
              .put("updates", updates)
              .put("samples", updates * batch)
              .put("trainSeconds", updates * 0.00094)
              .put("objective", OPTIMUM + GAP * relative)
              .put("suboptimality", GAP * relative)
              .put("relativeSuboptimality", relative)
              .put("gradientNormSquared", g)
              .put("noise", noise(g))
              .put("diversityBound", 1 + noise(g) / g)
              .put("heldOutLoss", OPTIMUM + 0.001 + GAP * relative));
    }
    return trace;
  }
}
