package io.taucrit.submit.output;

import static io.taucrit.submit.sweep.SweepRecords.point;
import static org.assertj.core.api.Assertions.assertThat;

import io.taucrit.jobs.sweep.SweepRecord;
import io.taucrit.jobs.sweep.SweepRecord.Half;
import io.taucrit.submit.sweep.SweepRecords;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A sweep's result on a terminal. */
class SweepSummaryTest {
  @Test
  void everyPointHasARow() {
    SweepRecord record =
        SweepRecords.of(
            List.of(SweepRecords.problem(32_561, 0.3234)),
            List.of(
                point(
                    Map.of(
                        "step",
                        0.9705,
                        "updates",
                        473.7,
                        "updatesLower",
                        460.0,
                        "updatesUpper",
                        490.0,
                        "predictedUpdates",
                        500.0,
                        "predictedSpeedup",
                        Map.of("estimate", 190.0),
                        "formulaSpeedup",
                        199.2,
                        "speedup",
                        198.9)),
                point(
                    Map.of(
                        "workers",
                        8,
                        "slack",
                        4,
                        "delay",
                        "straggler:1:10",
                        "stepFrom",
                        "auto",
                        "step",
                        0.25,
                        "updates",
                        1200.0,
                        "seconds",
                        0.5)),
                point(
                    Map.of(
                        "tau",
                        16,
                        "workers",
                        16,
                        "batch",
                        16,
                        "slack",
                        1,
                        "status",
                        "not-reached",
                        "reason",
                        "gave up after 9,000 updates")),
                point(Map.of("batch", 8, "status", "failed", "reason", "diverged at every step"))),
            List.of(new Half("a9a", "logistic", "1/n", 0.03, "batch", 700.0, 721.8, 1155.0)));
    assertThat(SweepSummary.text(record))
        .isEqualTo(
            """
            Sweep            s: 4 points in 12.50 s, 2 reached, 1 not reached, 1 failed

              problem  target   setting                                           step      updates  [lower, upper]  predicted  meas./pred.  formula  speedup  seconds
              a9a      0.03000  P 1, b 64, s 0, H 1                             0.9705        473.7  [460.0, 490.0]      500.0       0.9474    476.9    198.9        –
              a9a      0.03000  P 8, b 64, s 4, H 1, straggler:1:10, step auto  0.2500        1,200                          –            –        –        –   0.5000
              a9a      0.03000  delay 16                                             –  not-reached                          –            –        –        –        –
              a9a      0.03000  P 1, b 8, s 0, H 1                                   –       failed                          –            –        –        –        –
              With a delay of tau rows updates are rounds of tau rows: T(tau)/tau.

              half efficiency  target   along  measured  predicted  formula  meas./pred.
              a9a              0.03000  batch     700.0      721.8    1,155       0.9698

            Not reached      a9a, logistic, lambda 1/n, target 0.03000, delay 16: gave up after 9,000 updates
            Failed           a9a, logistic, lambda 1/n, target 0.03000, P 1, b 8, s 0, H 1: diverged at every step
            """);
  }
}
