package io.taucrit.jobs.sweep;

import io.taucrit.core.Progress;
import io.taucrit.core.step.StepChoice;
import io.taucrit.core.sweep.Measure;
import io.taucrit.core.sweep.Seeds;
import io.taucrit.jobs.TestSpark;
import io.taucrit.jobs.problem.Lambda;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ScratchIT {
  @Test
  void run() throws Exception {
    String[] a = System.getenv("SCRATCH").split(";");
    List<Integer> bs =
        IntStream.rangeClosed(0, Integer.parseInt(a[2])).mapToObj(k -> 1 << (2 * k)).toList();
    List<Integer> ts =
        IntStream.rangeClosed(0, Integer.parseInt(a[3])).mapToObj(k -> 1 << (2 * k)).toList();
    List<StepChoice> search = Arrays.asList((StepChoice) null);
    SweepPlan plan =
        new SweepPlan(
            "scratch",
            List.of(
                new SweepPlan.Data(
                    a[0], List.of("/work/shared/data/" + a[0] + ".svm.gz"), null, null, null)),
            List.of("logistic"),
            List.of(Lambda.ONE_OVER_ROWS),
            Measure.SUBOPTIMALITY,
            List.of(Double.parseDouble(a[1])),
            List.of(
                new SweepPlan.Grid(
                    List.of(1), bs, List.of(0), List.of(1), List.of("none"), search, null, 0),
                new SweepPlan.Grid(null, null, null, null, null, search, ts, 0)),
            new Seeds(8, 64, 0.03, 1),
            30);
    SweepRecord r =
        SweepJob.run(
            TestSpark.local(),
            plan,
            new SweepJob.Options(
                Files.createTempDirectory("sw").toString() + "/j", "", 2, null, true, 3600),
            Progress.NONE);
    for (var p : r.points()) {
      System.out.printf(
          "%s b=%d tau=%s T=%.1f [%.1f, %.1f] pred=%.1f step=%.4g pstep=%.4g seeds=%d se=%.3f speedup=%.2f eff=%.3f work=%.1f tried=%s%n",
          p.status(),
          p.batch(),
          p.tau(),
          p.updates(),
          p.updatesLower(),
          p.updatesUpper(),
          p.predictedUpdates(),
          p.step(),
          p.predictedStep(),
          p.seeds(),
          p.standardError(),
          p.speedup(),
          p.efficiency(),
          p.workSeconds(),
          p.steps().stream()
              .map(
                  s ->
                      "%.3g:%s/%d/%d"
                          .formatted(
                              s.step() / p.predictedStep(),
                              s.outcome().equals("reached")
                                  ? "" + Math.round(s.updates())
                                  : s.outcome(),
                              s.until(),
                              s.seeds()))
              .toList());
    }
    r.halves().forEach(System.out::println);
    System.out.println("total " + r.totalSeconds());
  }
}
