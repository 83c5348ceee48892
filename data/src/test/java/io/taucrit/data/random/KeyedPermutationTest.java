package io.taucrit.data.random;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyedPermutationTest {
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 15, 16, 17, 63, 64, 65, 1000, 4097, 100_003})
  void isABijectionWithItsInverse(long n) {
    for (long seed = -2; seed < 3; seed++) {
      KeyedPermutation permutation = KeyedPermutation.of(n, seed);
      boolean[] taken = new boolean[(int) n];
      for (long row = 0; row < n; row++) {
        long place = permutation.place(row);
        assertThat(place).isBetween(0L, n - 1);
        assertThat(taken[(int) place]).as("place %d of n = %d taken", place, n).isFalse();
        taken[(int) place] = true;
        assertThat(permutation.rowNumber(place)).isEqualTo(row);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {(1L << 31) + 7, (1L << 61) - 1, 1L << 62})
  void invertsLargeLengths(long n) {
    KeyedPermutation permutation = KeyedPermutation.of(n, 42);
    LongStream.of(0, 1, n / 2, n - 1)
        .forEach(
            row -> {
              long place = permutation.place(row);
              assertThat(place).isBetween(0L, n - 1);
              assertThat(permutation.rowNumber(place)).isEqualTo(row);
            });
  }

  @Test
  void differsBySeedAndIsAFunctionOfIt() {
    long[] first = places(1000, 1);
    assertThat(places(1000, 1)).isEqualTo(first);
    assertThat(places(1000, 2)).isNotEqualTo(first);
  }

  /**
   * All n! orders are equally likely over seeds: a chi-square test at level 1e-6 for each n, on
   * fixed seeds. Critical values: chi2.isf(1e-6, n! − 1) of SciPy 1.17.1.
   */
  @Test
  void allOrdersAreEquallyLikely() {
    assertThat(chiSquareOfOrders(2, 2, 20_000)).isLessThan(23.93);
    assertThat(chiSquareOfOrders(3, 6, 60_000)).isLessThan(35.89);
    assertThat(chiSquareOfOrders(4, 24, 48_000)).isLessThan(70.55);
    assertThat(chiSquareOfOrders(5, 120, 60_000)).isLessThan(207.20);
    assertThat(chiSquareOfOrders(6, 720, 72_000)).isLessThan(913.9);
  }

  /**
   * The pair (block of row i, block of row i + 1) of a shuffle into 16 blocks is uniform, tested by
   * chi-square on 16² cells and one permutation of 160,000 rows; level 1e-6, chi2.isf(1e-6, 255) =
   * 377.08. Places exclude one another, which changes cell probabilities by 1e-5 of their size
   * only.
   */
  @Test
  void neighboursLandInIndependentBlocks() {
    int n = 160_000;
    KeyedPermutation permutation = KeyedPermutation.of(n, 7);
    int[] cells = new int[256];
    for (int row = 0; row + 1 < n; row += 2) {
      int block = (int) (permutation.place(row) / (n / 16));
      int next = (int) (permutation.place(row + 1) / (n / 16));
      cells[16 * block + next]++;
    }
    double expected = n / 2 / 256.0;
    double chiSquare = 0;
    for (int count : cells) {
      chiSquare += (count - expected) * (count - expected) / expected;
    }
    assertThat(chiSquare).isLessThan(377.08);
  }

  @Test
  void refusesWhatItDoesNotCover() {
    assertThatThrownBy(() -> KeyedPermutation.of(0, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Invalid length: 0 not in [1, 2^62]");
    KeyedPermutation permutation = KeyedPermutation.of(10, 1);
    assertThatThrownBy(() -> permutation.place(10)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> permutation.rowNumber(-1))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }

  private static double chiSquareOfOrders(int n, int orders, int seeds) {
    Map<Long, Integer> counts = new HashMap<>();
    for (int seed = 0; seed < seeds; seed++) {
      long order = 0;
      for (long place : places(n, seed)) {
        order = 10 * order + place;
      }
      counts.merge(order, 1, Integer::sum);
    }
    double expected = (double) seeds / orders;
    double chiSquare = (orders - counts.size()) * expected;
    for (int count : counts.values()) {
      chiSquare += (count - expected) * (count - expected) / expected;
    }
    return chiSquare;
  }

  private static long[] places(int n, long seed) {
    KeyedPermutation permutation = KeyedPermutation.of(n, seed);
    return LongStream.range(0, n).map(permutation::place).toArray();
  }
}
