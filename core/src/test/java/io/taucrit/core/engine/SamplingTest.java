package io.taucrit.core.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.taucrit.core.Dials;
import io.taucrit.core.Problems;
import io.taucrit.core.objective.Objective;
import io.taucrit.core.passes.PartialPass.Slice;
import io.taucrit.core.step.StepSizes;
import io.taucrit.data.CsrBlock;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the order of rows does to constant steps. */
class SamplingTest {
  private static final int FEATURES = 30;
  private static final CsrBlock ROWS = Problems.rows("logistic", 400, FEATURES, 7);
  private static final Objective OBJECTIVE =
      Problems.objective("logistic", ROWS, FEATURES, 1.0 / 400);

  /** Where constant steps end up: mean ‖∇f‖² at the ends of epochs 100 to 199. */
  private static double gradientLeft(Dials dials, Sampling sampling) {
    double updatesPerEpoch = 400.0 / dials.rowsPerRound();
    RunPlan plan =
        new RunPlan(
            dials,
            StepSizes.constant(0.2 * dials.batch()),
            Averaging.NONE,
            StoppingRule.updates((long) (200 * updatesPerEpoch)),
            EvaluationSchedule.endsOnly().everyEpoch(updatesPerEpoch));
    Sequencer run =
        new Sequencer(new double[FEATURES], plan, OBJECTIVE.penalty(), () -> 0, RunListener.none());
    BatchSampler sampler = new BatchSampler(400, dials.batch(), 3, sampling);
    InThreadRun.run(
        run, InThreadRun.workers(OBJECTIVE, List.of(Slice.whole(ROWS)), dials, sampler));
    List<TracePoint> ends = run.trace().stream().filter(t -> t.samples() >= 100 * 400).toList();
    assertThat(ends).hasSizeGreaterThanOrEqualTo(100);
    return ends.stream().mapToDouble(TracePoint::gradientNormSquared).average().orElseThrow();
  }

  /** With replacement noise adds up; without, that of an epoch's rows cancels at its end. */
  @ParameterizedTest
  @CsvSource({"1, 1, 1", "1, 4, 1", "4, 4, 1", "2, 2, 10"})
  void shuffledRowsLeaveLessNoise(int workers, int batch, int localSteps) {
    Dials dials = new Dials(workers, batch, 0, localSteps, 1);
    double independent = gradientLeft(dials, Sampling.INDEPENDENT);
    double shuffled = gradientLeft(dials, Sampling.SHUFFLED);
    assertThat(shuffled).isLessThan(0.5 * independent);
  }
}
