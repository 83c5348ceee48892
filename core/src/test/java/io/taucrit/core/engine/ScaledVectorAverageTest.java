package io.taucrit.core.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** x̄_T = Σ w_t x_t / Σ w_t, against the dense sum. */
class ScaledVectorAverageTest {
  private static final int LENGTH = 7;

  /** One update of both, the same numbers for the same random source. */
  private static double[] update(SplittableRandom random, double weakest, ScaledVector... vectors) {
    double factor = 1 - (1 - weakest) * random.nextDouble();
    int[] coordinates = random.nextInt(10) == 0 ? null : new int[] {random.nextInt(LENGTH - 1), 6};
    double[] values = random.doubles(coordinates == null ? LENGTH : 2, -1, 1).toArray();
    for (ScaledVector x : vectors) {
      x.decay(factor);
      x.add(coordinates, values, 0.3);
      x.endOfUpdate();
    }
    double[] change = new double[LENGTH + 1];
    for (int k = 0; k < values.length; k++) {
      change[coordinates == null ? k : coordinates[k]] += 0.3 * values[k];
    }
    change[LENGTH] = factor;
    return change;
  }

  /**
   * The scale is folded in at 1e-3: with decays uniform in [0.7, 1] about every 40 updates, with
   * 0.999 every few thousand, and without decay never.
   */
  @ParameterizedTest
  @CsvSource({
    "UNIFORM, 0.7, 900", "LINEAR, 0.7, 900", "UNIFORM, 0.01, 300", "LINEAR, 0.01, 300",
    "UNIFORM, 0.999, 20000", "LINEAR, 0.999, 20000", "UNIFORM, 1, 900", "LINEAR, 1, 900"
  })
  void agreesWithTheDenseSum(Averaging averaging, double weakest, int updates) {
    SplittableRandom random = new SplittableRandom(5);
    double[] x = random.doubles(LENGTH, -2, 2).toArray();
    ScaledVector scaled = new ScaledVector(x, averaging);
    assertThat(scaled.average()).as("before the first update").containsExactly(x);
    double[] sum = new double[LENGTH];
    double weights = 0;
    for (int t = 1; t <= updates; t++) {
      double[] change = update(random, weakest, scaled);
      double weight = averaging == Averaging.LINEAR ? t : 1;
      weights += weight;
      double[] mean = new double[LENGTH];
      for (int v = 0; v < LENGTH; v++) {
        x[v] = x[v] * change[LENGTH] + change[v];
        sum[v] += weight * x[v];
        mean[v] = sum[v] / weights;
      }
      assertThat(scaled.average()).as("after %d updates", t).containsExactly(mean, within(1e-11));
      assertThat(scaled.gather(null)).containsExactly(x, within(1e-11));
    }
  }

  @Test
  void withoutAveragingItIsTheVector() {
    SplittableRandom random = new SplittableRandom(6);
    ScaledVector scaled = new ScaledVector(new double[LENGTH], Averaging.NONE);
    for (int t = 0; t < 50; t++) {
      update(random, 0.5, scaled);
      assertThat(scaled.average()).isEqualTo(scaled.gather(null));
    }
  }

  /** Written and read, or copied, at many moments: the bits of all later updates are equal. */
  @ParameterizedTest
  @EnumSource(Averaging.class)
  void goesOnFromItsBytesToTheSameBits(Averaging averaging) throws IOException {
    for (int moment = 0; moment < 120; moment += 7) {
      SplittableRandom random = new SplittableRandom(moment);
      ScaledVector original = new ScaledVector(random.doubles(LENGTH, -2, 2).toArray(), averaging);
      for (int t = 0; t < moment; t++) {
        update(random, 0.7, original);
      }
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      original.writeTo(new DataOutputStream(bytes));
      DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes.toByteArray()));
      ScaledVector read = ScaledVector.readFrom(in);
      assertThat(in.read()).as("all bytes are read").isEqualTo(-1);
      ScaledVector copy = original.copy();
      for (int t = 0; t < 150; t++) {
        assertThat(read.gather(null)).isEqualTo(original.gather(null));
        assertThat(read.average()).isEqualTo(original.average());
        assertThat(copy.average()).isEqualTo(original.average());
        update(random, 0.7, original, read, copy);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Averaging.class)
  void sharesAreThoseOfTheWeights(Averaging averaging) {
    double weights = 0;
    for (int t = 1; t <= 100; t++) {
      double weight = averaging == Averaging.LINEAR ? t : 1;
      weights += weight;
      double share = averaging == Averaging.NONE ? 1 : weight / weights;
      assertThat(averaging.share(t)).isCloseTo(share, within(1e-15));
    }
  }
}
