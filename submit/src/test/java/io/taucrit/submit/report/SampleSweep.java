package io.taucrit.submit.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.taucrit.core.analysis.Analysis;
import io.taucrit.core.analysis.Estimate;
import io.taucrit.jobs.sweep.SweepRecord;
import io.taucrit.jobs.sweep.SweepRecord.CurvePoint;
import io.taucrit.jobs.sweep.SweepRecord.Half;
import io.taucrit.jobs.sweep.SweepRecord.PointRecord;
import io.taucrit.jobs.sweep.SweepRecord.ProblemRecord;
import io.taucrit.jobs.sweep.SweepRecord.StepTried;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Made-up sweeps: two data sets to two targets along ten batches and eight delays, members of the
 * family, timed runs, and all that can go wrong.
 */
final class SampleSweep {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final double[] TARGETS = {0.03, 0.003};
  private static final double[] WOBBLE = {1, 0.93, 1.07, 1.18, 0.88, 1.02, 1.11, 0.95, 0.9, 1.05};

  private SampleSweep() {}

  /** With everything. */
  static SweepRecord full() {
    return named("a9a", "rcv1_train");
  }

  /** The same with other names of the data sets; a third one's analysis failed. */
  static SweepRecord named(String first, String second) {
    List<ProblemRecord> problems = new ArrayList<>();
    List<PointRecord> points = new ArrayList<>();
    List<Half> halves = new ArrayList<>();
    for (String dataset : List.of(first, second)) {
      problems.add(
          new ProblemRecord(
              dataset, "logistic", "1/n", List.of(dataset + ".svm"), "a1b2", analysis(), null));
      for (double target : TARGETS) {
        double half = (dataset.equals(first) ? 174 : 460) * Math.pow(0.03 / target, 0.8);
        points.addAll(points(dataset, target, half));
        halves.add(half(dataset, target, "batch", half, half * 1.7));
        halves.add(half(dataset, target, "delay", target < 0.01 ? null : half * 0.8, half * 1.7));
      }
    }
    problems.add(
        new ProblemRecord(
            "broken",
            "logistic",
            "1/n",
            List.of("broken.svm"),
            null,
            null,
            "Cannot read broken.svm: line 3: no label"));
    PointRecord failed =
        new PointWith("broken", 0.03).failed("There is no analysis: line 3: no label");
    points.add(failed);
    return new SweepRecord(
        "comparison",
        "5f16c29b9a7a3f6c4c54f2ab8c0f7c1d0f1e2d3c4b5a69788796a5b4c3d2e1f0",
        """
        name: comparison
        data: [a9a.svm.gz, rcv1_train.svm.gz, broken.svm]
        lambda: 1/n
        targets: [0.03, 0.003]
        grids:
          - {batch: [1, 4, 16, 64], workers: 4}
          - {tau: [1, 4, 16]}
        """,
        "suboptimality",
        problems,
        points,
        halves,
        Map.of("taucrit", "0.1.0", "spark", "4.1.0", "java", "17.0.15"),
        List.of(
            "a9a: The search for the optimum ended early.",
            "2 points took longer than the rest together."),
        1834.2);
  }

  /** The points to one of the targets alone. */
  static SweepRecord to(double target) {
    SweepRecord full = full();
    return new SweepRecord(
        full.name(),
        full.identity(),
        full.plan(),
        full.measure(),
        full.problems(),
        full.points().stream().filter(p -> p.target() == target).toList(),
        full.halves(),
        full.versions(),
        full.warnings(),
        full.totalSeconds());
  }

  /** Where nothing came out: every point failed, and there is no analysis. */
  static SweepRecord allFailed() {
    SweepRecord full = full();
    return new SweepRecord(
        full.name(),
        full.identity(),
        full.plan(),
        full.measure(),
        List.of(
            new ProblemRecord("a9a", "logistic", "1/n", List.of(), null, null, "out of memory")),
        List.of(
            new PointWith("a9a", 0.03).failed("out of memory"),
            new PointWith("a9a", 0.03).failed(null)),
        List.of(),
        Map.of(),
        List.of(),
        Double.NaN);
  }

  private static Half half(
      String dataset, double target, String along, Double measured, double predicted) {
    return new Half(
        dataset, "logistic", "1/n", target, along, measured, predicted, predicted * 1.3);
  }

  /** The other sample analysis as a record, with intervals of the speedup. */
  private static Analysis analysis() {
    ObjectNode tree = SampleJson.analysis(TARGETS);
    ((ObjectNode) tree.path("advice")).putNull("trialUpdates");
    tree.path("targets")
        .forEach(
            t ->
                t.path("speedup")
                    .forEach(
                        s -> {
                          double estimate = s.path("estimate").doubleValue();
                          ((ObjectNode) s)
                              .put("lower", estimate * 0.85)
                              .put("upper", estimate * 1.2);
                        }));
    ((ArrayNode) tree.path("warnings")).add("The search for the optimum ended early.");
    try {
      return JSON.treeToValue(tree, Analysis.class);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private static List<PointRecord> points(String dataset, double target, double half) {
    List<PointRecord> points = new ArrayList<>();
    for (int k = 0; k < 10; k++) {
      int batch = 1 << (k + (k > 6 ? k - 6 : 0));
      PointWith point = new PointWith(dataset, target).batch(batch, k).half(half);
      if (k == 9) {
        points.add(point.notReached());
      } else if (k == 8 && target < 0.01) {
        points.add(point.failed("java.lang.OutOfMemoryError: Java heap space <in a task>"));
      } else {
        points.add(point.timed(k == 6).reached());
      }
    }
    for (int k = 0; k < 8; k++) {
      points.add(new PointWith(dataset, target).tau(1 << k, k).half(half).reached());
    }
    String[] delays = {"none", "none", "exponential:1", "straggler:10", "none"};
    for (int k = 0; k < 5; k++) {
      points.add(
          new PointWith(dataset, target)
              .batch(256, k + 2)
              .half(half)
              .family(8, k < 4 ? 4 : 0, k == 4 ? 10 : 1, delays[k], k == 1 ? "auto/workers" : null)
              .timed(k < 2)
              .reached());
    }
    return points;
  }

  /** A point being made; the numbers follow T(q) = T(1)(1 + q/half)/q. */
  private static final class PointWith {
    private final String dataset;
    private final double target;
    private int workers = 4;
    private int batch = 1;
    private int slack;
    private int localSteps = 1;
    private String delay = "none";
    private Integer tau;
    private String stepFrom = "search";
    private double half = 200;
    private int wobble;
    private boolean timed;

    PointWith(String dataset, double target) {
      this.dataset = dataset;
      this.target = target;
    }

    PointWith batch(int batch, int wobble) {
      this.batch = batch;
      this.workers = Math.min(4, batch);
      this.wobble = wobble;
      return this;
    }

    PointWith tau(int tau, int wobble) {
      this.tau = tau;
      this.batch = tau;
      this.workers = tau;
      this.slack = tau == 1 ? 0 : 1;
      this.wobble = wobble + 2;
      return this;
    }

    PointWith half(double half) {
      this.half = half;
      return this;
    }

    PointWith family(int workers, int slack, int localSteps, String delay, String stepFrom) {
      this.workers = workers;
      this.slack = slack;
      this.localSteps = localSteps;
      this.delay = delay;
      this.stepFrom = stepFrom == null ? "search" : stepFrom;
      return this;
    }

    PointWith timed(boolean timed) {
      this.timed = timed;
      return this;
    }

    PointRecord failed(String reason) {
      return point("failed", reason, null, null);
    }

    PointRecord notReached() {
      return point(
          "not-reached", "No step reached the target within 30 times the prediction.", null, null);
    }

    PointRecord reached() {
      double first = 300 / target;
      double q = (double) batch * localSteps;
      double updates = first * (1 + q / half) / (1 + 1 / half) / q * WOBBLE[wobble % 10];
      return point("reached", null, updates, first / updates);
    }

    private PointRecord point(String status, String reason, Double updates, Double speedup) {
      double q = (double) batch * localSteps;
      double predicted = 300 / target * (1 + q / (1.1 * half)) / q;
      boolean reached = updates != null;
      boolean failed = status.equals("failed");
      Double step = reached ? Double.valueOf(2.4 * q / (half + q)) : null;
      double predictedSpeedup = q * 1.1 * half / (1.1 * half + q);
      return new PointRecord(
          dataset,
          "logistic",
          "1/n",
          workers,
          batch,
          slack,
          localSteps,
          delay,
          tau,
          q,
          target,
          status,
          reason,
          step,
          stepFrom,
          updates,
          reached ? updates * 0.92 : null,
          reached && wobble != 5 ? updates * 1.09 : null,
          reached ? updates * q : null,
          reached ? 0.024 : null,
          failed ? null : Integer.valueOf(8 + 4 * (wobble % 5)),
          speedup,
          reached ? speedup * 0.92 : null,
          reached ? speedup * 1.1 : null,
          reached ? speedup / q : null,
          failed ? Double.valueOf(Double.NaN) : Double.valueOf(predicted),
          failed ? null : Double.valueOf(0.8 * predicted),
          failed ? null : Double.valueOf(1.25 * predicted),
          2.2 * q / (1.1 * half + q),
          failed
              ? null
              : new Estimate(predictedSpeedup, predictedSpeedup * 0.9, predictedSpeedup * 1.15),
          q * (half * 1.3) / (half * 1.3 + q),
          slack == 0 ? null : Double.valueOf(workers - 0.7),
          slack == 0 ? null : Long.valueOf(2L * workers),
          timed && reached ? 0.012 * updates : null,
          timed && reached ? List.of(0.011 * updates, 0.012 * updates, 0.016 * updates) : List.of(),
          timed && reached
              ? List.of(Math.round(updates), Math.round(updates * 1.02), Math.round(updates * 1.1))
              : List.of(),
          timed ? Integer.valueOf(3) : null,
          reached ? Double.valueOf(0.6 * target * target) : null,
          reached ? Double.valueOf(1 + half) : null,
          failed ? List.of() : steps(step == null ? 1 : step, updates),
          reached ? curve(updates) : List.of(),
          failed ? Double.NaN : 12.5);
    }

    private static List<StepTried> steps(double step, Double updates) {
      long until = updates == null ? 4000 : Math.round(updates);
      return List.of(
          new StepTried(step / 4, null, "stopped", until, 8),
          new StepTried(step / 2, updates == null ? null : updates * 1.4, "reached", until, 8),
          new StepTried(step, updates, updates == null ? "not-reached" : "reached", until, 16),
          new StepTried(step * 2, null, "not-reached", until, 8),
          new StepTried(step * 4, null, "diverged", 10, 8));
    }

    private List<CurvePoint> curve(double updates) {
      List<CurvePoint> curve = new ArrayList<>();
      curve.add(new CurvePoint(0, 1, 0, 0.45, 3.0));
      for (int k = 0; k <= 40; k++) {
        double u = Math.pow(updates, k / 40.0);
        double mean = Math.pow(1 + u * (1 / target - 1) / updates, -1);
        if (curve.get(curve.size() - 1).updates() < Math.round(u)) {
          curve.add(
              new CurvePoint(
                  Math.round(u),
                  mean,
                  0.02 * mean,
                  0.45 * mean * mean,
                  1.05 * target * target * half));
        }
      }
      return curve;
    }
  }
}
