package io.taucrit.core.predict;

import static org.assertj.core.api.Assertions.assertThat;

import io.taucrit.core.Problems;
import io.taucrit.core.objective.GlmObjective;
import io.taucrit.core.passes.InMemoryPasses;
import io.taucrit.core.passes.PartialPass.Slice;
import io.taucrit.data.CsrBlock;
import java.util.List;
import org.junit.jupiter.api.Test;

class SpeedupBandTest {
  private static final double TARGET = 0.02;
  private static final CsrBlock BLOCK = Problems.rows("logistic", 2000, 60, 3);
  private static final GlmObjective OBJECTIVE = Problems.objective("logistic", BLOCK, 60, 5e-4);

  private static PathPredictor predictor(long seed) {
    InMemoryPasses rows = InMemoryPasses.parallel(OBJECTIVE, List.of(Slice.whole(BLOCK)), 1);
    return PathPredictor.of(rows, null, TARGET, 20_000, seed);
  }

  private static double speedup(PathPredictor predictor, double batch) {
    return predictor.predict(1, TARGET).updates() / predictor.predict(batch, TARGET).updates();
  }

  /**
   * Predictors with other probes, 60 of them, against the mean over all of them: a 95 % interval
   * misses in 3 of 60. More than 9 misses are of probability 0.002 if it covers.
   */
  @Test
  void itCoversWhatOtherProbesPredict() {
    double batch = 64;
    int probes = 60;
    double[] estimates = new double[probes];
    double[][] bands = new double[probes][];
    double mean = 0;
    for (int s = 0; s < probes; s++) {
      PathPredictor predictor = predictor(s + 1);
      estimates[s] = speedup(predictor, batch);
      bands[s] = new SpeedupBand(predictor, TARGET).around(estimates[s], batch);
      mean += estimates[s] / probes;
    }
    int misses = 0;
    for (int s = 0; s < probes; s++) {
      assertThat(bands[s][0]).isLessThan(estimates[s]);
      assertThat(bands[s][1]).isGreaterThan(estimates[s]);
      misses += mean < bands[s][0] || mean > bands[s][1] ? 1 : 0;
    }
    assertThat(misses).isLessThanOrEqualTo(9);
    assertThat(bands[0][1] / bands[0][0]).as("it says something").isLessThan(1.5);
  }

  @Test
  void oneRowHasASpeedupOfOneForSure() {
    PathPredictor predictor = predictor(1);
    assertThat(new SpeedupBand(predictor, TARGET).around(1, 1)).containsExactly(1, 1);
  }

  @Test
  void thereIsNoneWhereNothingIsPredicted() {
    PathPredictor predictor = predictor(1);
    assertThat(new SpeedupBand(predictor, 1e-12).around(1, 4)).isNull();
  }
}
