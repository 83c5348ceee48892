package io.taucrit.core.predict;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.taucrit.core.Problems;
import io.taucrit.core.objective.GlmObjective;
import io.taucrit.core.passes.InMemoryPasses;
import io.taucrit.core.passes.PartialPass.Slice;
import io.taucrit.data.CsrBlock;
import java.util.List;
import org.junit.jupiter.api.Test;

class PredictionBandTest {
  private static final double TARGET = 0.02;
  private static final CsrBlock BLOCK = Problems.rows("logistic", 2000, 60, 3);
  private static final GlmObjective OBJECTIVE = Problems.objective("logistic", BLOCK, 60, 5e-4);

  private static PathPredictor predictor(long seed) {
    InMemoryPasses rows = InMemoryPasses.parallel(OBJECTIVE, List.of(Slice.whole(BLOCK)), 1);
    return PathPredictor.of(rows, null, TARGET, 20_000, seed);
  }

  private static PredictionBand band(PathPredictor predictor, double target) {
    return new PredictionBand(predictor, (p, b, t) -> p.predict(b, t, target));
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
    PredictionBand.Ends[] bands = new PredictionBand.Ends[probes];
    double mean = 0;
    for (int s = 0; s < probes; s++) {
      PathPredictor predictor = predictor(s + 1);
      estimates[s] = speedup(predictor, batch);
      bands[s] = band(predictor, TARGET).ofSpeedup(estimates[s], batch, 1);
      mean += estimates[s] / probes;
    }
    int misses = 0;
    for (int s = 0; s < probes; s++) {
      assertThat(bands[s].lower()).isLessThan(estimates[s]);
      assertThat(bands[s].upper()).isGreaterThan(estimates[s]);
      misses += mean < bands[s].lower() || mean > bands[s].upper() ? 1 : 0;
    }
    assertThat(misses).isLessThanOrEqualTo(9);
    assertThat(bands[0].upper() / bands[0].lower()).as("it says something").isLessThan(2);
  }

  @Test
  void oneRowHasASpeedupOfOneForSure() {
    PathPredictor predictor = predictor(1);
    assertThat(band(predictor, TARGET).ofSpeedup(1, 1, 1)).isEqualTo(new PredictionBand.Ends(1, 1));
  }

  /** ± 1.96 · 0.1 on the logarithm at least, whatever the probes say. */
  @Test
  void theErrorOfTheModelIsInEveryPrediction() {
    PredictionBand band = band(predictor(1), TARGET);
    for (double delay : new double[] {1, 16}) {
      PredictionBand.Ends ends = band.ofUpdates(100, 1, delay);
      assertThat(Math.sqrt(ends.lower() * ends.upper())).isCloseTo(100, within(1e-9));
      assertThat(Math.log(ends.upper() / ends.lower())).isBetween(2 * 1.96 * 0.1, 1.0);
    }
  }

  @Test
  void thereIsNoneWhereNothingIsPredicted() {
    PathPredictor predictor = predictor(1);
    PredictionBand band = band(predictor, 1e-12);
    assertThat(band.ofSpeedup(1, 4, 1)).isNull();
    assertThat(band.ofUpdates(1, 1, 4)).isNull();
  }
}
