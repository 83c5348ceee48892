package io.taucrit.core.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ScaledVectorTest {
  @Test
  void agreesWithAnOrdinaryVector() {
    SplittableRandom random = new SplittableRandom(1);
    double[] x = {1, -2, 3, 0.5};
    ScaledVector scaled = new ScaledVector(x);
    assertThat(scaled.length()).isEqualTo(4);
    for (int t = 0; t < 2000; t++) {
      double factor = 1 - 0.2 * random.nextDouble();
      int v = random.nextInt(3);
      int[] coordinates = t % 5 == 0 ? null : new int[] {v, 3};
      double[] values = random.doubles(coordinates == null ? 4 : 2, -1, 1).toArray();
      scaled.decay(factor);
      scaled.add(coordinates, values, 0.1);
      for (int u = 0; u < 4; u++) {
        x[u] *= factor;
      }
      for (int k = 0; k < values.length; k++) {
        x[coordinates == null ? k : coordinates[k]] += 0.1 * values[k];
      }
      assertThat(scaled.gather(null)).containsExactly(x, within(1e-13));
    }
    assertThat(scaled.gather(new int[] {3, 1}))
        .containsExactly(new double[] {x[3], x[1]}, within(1e-13));
  }

  /** 0.5^1000 ≈ 1e-301 is representable, and so is every coordinate on the way there. */
  @Test
  void manyDecaysDoNotUnderflow() {
    ScaledVector x = new ScaledVector(new double[] {1, -3});
    for (int t = 0; t < 1000; t++) {
      x.decay(0.5);
    }
    assertThat(x.gather(null)).containsExactly(0x1p-1000, -3 * 0x1p-1000);
    x.add(new int[] {1}, new double[] {2}, 0.25);
    assertThat(x.gather(null)[1]).isCloseTo(0.5, withinPercentage(1e-10));
    for (int t = 0; t < 100_000; t++) {
      x.decay(0.5);
      x.add(null, new double[] {1, 1}, 1);
    }
    assertThat(x.gather(null)).containsExactly(new double[] {2, 2}, within(1e-12));
  }

  @Test
  void oneDecayNearlyToZeroIsExact() {
    ScaledVector x = new ScaledVector(new double[] {4});
    x.decay(1e-200);
    x.decay(1e-110);
    x.add(null, new double[] {3}, 1);
    assertThat(x.gather(null)).containsExactly(3);
  }

  @Test
  void doesNotShareTheStart() {
    double[] start = {1};
    ScaledVector x = new ScaledVector(start);
    x.add(null, new double[] {1}, 1);
    assertThat(start).containsExactly(1);
    x.gather(null)[0] = 9;
    assertThat(x.gather(null)).containsExactly(2);
  }
}
