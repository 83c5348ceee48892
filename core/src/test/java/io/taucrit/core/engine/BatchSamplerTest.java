package io.taucrit.core.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.apache.commons.math3.distribution.ChiSquaredDistribution;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BatchSamplerTest {
  private static List<Long> places(BatchSampler sampler, long clock, long first, long end) {
    List<Long> places = new ArrayList<>();
    sampler.draw(clock, first, end, places::add);
    return places;
  }

  @Property(tries = 300, seed = "20260102", edgeCases = EdgeCasesMode.NONE)
  void theBatchDoesNotDependOnTheSplit(
      @ForAll @LongRange(min = 1, max = 20_000) long n,
      @ForAll @IntRange(min = 1, max = 300) int batch,
      @ForAll @IntRange(min = 1, max = 9) int workers,
      @ForAll @LongRange(min = 0, max = 1L << 40) long clock,
      @ForAll long seed) {
    BatchSampler sampler = new BatchSampler(n, batch, seed);
    List<Long> whole = places(sampler, clock, 0, n);
    List<Long> union = new ArrayList<>();
    for (int w = 0; w < workers; w++) {
      long first = Examples.firstPlace(n, w, workers);
      long end = Examples.firstPlace(n, w + 1, workers);
      List<Long> own = places(sampler, clock, first, end);
      assertThat(own).allMatch(place -> place >= first && place < end);
      union.addAll(own);
    }
    assertThat(whole).hasSize(batch).allMatch(place -> place >= 0 && place < n);
    assertThat(union).containsExactlyInAnyOrderElementsOf(whole);
  }

  @Test
  void seedsAndClocksDrawDifferentBatches() {
    List<Long> batch = places(new BatchSampler(1000, 50, 1), 3, 0, 1000);
    assertThat(places(new BatchSampler(1000, 50, 1), 3, 0, 1000)).isEqualTo(batch);
    assertThat(places(new BatchSampler(1000, 50, 1), 4, 0, 1000)).isNotEqualTo(batch);
    assertThat(places(new BatchSampler(1000, 50, 2), 3, 0, 1000)).isNotEqualTo(batch);
  }

  /**
   * Pearson's statistic over all rows. Draws of one round are stratified, hence counts vary at most
   * as those of independent draws, and the upper 1e-6 quantile is exceeded by chance with
   * probability at most about 1e-6 in each of the five cases. Strata: 1, 1, 8, 32 and 64; n = 3307
   * and 6421 do not divide by them.
   */
  @ParameterizedTest
  @CsvSource({"7, 3", "97, 16", "1000, 37", "3307, 64", "6421, 200"})
  void everyRowIsDrawnEquallyOften(int n, int batch) {
    BatchSampler sampler = new BatchSampler(n, batch, 11);
    long[] counts = new long[n];
    int rounds = 100 * n / batch;
    for (long clock = 0; clock < rounds; clock++) {
      sampler.draw(clock, 0, n, place -> counts[(int) place]++);
    }
    double expected = (double) rounds * batch / n;
    double statistic = 0;
    for (long count : counts) {
      statistic += (count - expected) * (count - expected) / expected;
    }
    double limit = new ChiSquaredDistribution(n - 1).inverseCumulativeProbability(1 - 1e-6);
    assertThat(statistic).isLessThan(limit);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4, 8, 16, 32, 64})
  void workersShareABatchEvenly(int workers) {
    int n = 6400;
    for (int batch : new int[] {64, 100, 256, 1000}) {
      BatchSampler sampler = new BatchSampler(n, batch, 5);
      for (long clock = 0; clock < 50; clock++) {
        for (int w = 0; w < workers; w++) {
          long first = Examples.firstPlace(n, w, workers);
          long end = Examples.firstPlace(n, w + 1, workers);
          assertThat((double) places(sampler, clock, first, end).size())
              .isGreaterThan((double) batch / workers - 1)
              .isLessThan((double) batch / workers + 1);
        }
      }
    }
  }

  /** Where n does not divide by P a draw at a border may fall to the neighbour: rarely, by one. */
  @Test
  void workersShareABatchNearlyEvenlyWhereRowsDoNotDivide() {
    int n = 32_561;
    BatchSampler sampler = new BatchSampler(n, 256, 5);
    for (long clock = 0; clock < 1000; clock++) {
      for (int w = 0; w < 4; w++) {
        long first = Examples.firstPlace(n, w, 4);
        long end = Examples.firstPlace(n, w + 1, 4);
        assertThat(places(sampler, clock, first, end).size()).isBetween(63, 65);
      }
    }
  }

  /** The first row is drawn first, last, and in between: the order of a round is not the rows'. */
  @Test
  void everyPlaceInABatchSeesAllRows() {
    int n = 6400;
    BatchSampler sampler = new BatchSampler(n, 3, 9);
    boolean[][] seen = new boolean[3][64];
    for (long clock = 0; clock < 5000; clock++) {
      List<Long> places = places(sampler, clock, 0, n);
      for (int j = 0; j < 3; j++) {
        seen[j][(int) (places.get(j) / 100)] = true;
      }
    }
    // A given stratum is missed by 5000 uniform draws with probability (63/64)^5000 < 1e-34.
    for (boolean[] strata : seen) {
      assertThat(strata).doesNotContain(false);
    }
  }

  /** 6,400 rows are 64 strata of 100; 7,001 rows are strata of 109 and of 110 rows. */
  @ParameterizedTest
  @CsvSource({"6400, 7", "6400, 6400", "7001, 64", "50, 3", "1, 2"})
  void shuffledRowsComeOnceAnEpochInANewOrder(int n, int batch) {
    BatchSampler sampler = new BatchSampler(n, batch, 11, Sampling.SHUFFLED);
    int strata = n < 200 ? 1 : 64;
    List<Long> drawn = new ArrayList<>();
    for (long clock = 0; drawn.size() < 3 * n; clock++) {
      drawn.addAll(places(sampler, clock, 0, n));
    }
    List<Long> firstEpoch = drawn.subList(0, n);
    assertThat(new HashSet<>(firstEpoch).size()).isGreaterThanOrEqualTo(n - n % strata);
    int[] times = new int[n];
    drawn.subList(0, 3 * n).forEach(place -> times[place.intValue()]++);
    assertThat(Arrays.stream(times).boxed())
        .allMatch(t -> t >= (n % strata == 0 ? 3 : 2) && t <= (n % strata == 0 ? 3 : 4));
    if (n > 1) {
      // Orders of a stratum of 50 rows or more agree in a place about once.
      long same = IntStream.range(0, n).filter(i -> drawn.get(i).equals(drawn.get(n + i))).count();
      assertThat(same).isLessThan(n / 5);
    }
  }

  @ParameterizedTest
  @CsvSource({"1000, 7, 3", "6400, 64, 4", "50, 5, 5"})
  void shuffledBatchesDoNotDependOnTheSplit(long n, int batch, int workers) {
    BatchSampler sampler = new BatchSampler(n, batch, 3, Sampling.SHUFFLED);
    for (long clock = 0; clock < 50; clock++) {
      List<Long> owners = new ArrayList<>();
      List<Long> shares = new ArrayList<>();
      for (int w = 0; w < workers; w++) {
        long first = Examples.firstPlace(n, w, workers);
        owners.addAll(places(sampler, clock, first, Examples.firstPlace(n, w + 1, workers)));
        sampler.ofShare(w, workers).draw(clock, shares::add);
      }
      assertThat(owners).containsExactlyInAnyOrderElementsOf(places(sampler, clock, 0, n));
      assertThat(shares).containsExactlyInAnyOrderElementsOf(owners);
    }
  }

  @Test
  void oneRowIsDrawnOverAndOver() {
    assertThat(places(new BatchSampler(1, 5, 3), 17, 0, 1)).containsExactly(0L, 0L, 0L, 0L, 0L);
  }

  /** The virtual workers of a round draw what owners of places draw, each its own share. */
  @ParameterizedTest
  @CsvSource({"1000, 64, 8", "1000, 7, 3", "50, 5, 5", "9000, 300, 130", "1, 4, 2"})
  void sharesOfARoundMakeUpTheRound(long n, int batch, int workers) {
    BatchSampler sampler = new BatchSampler(n, batch, 3);
    for (long clock = 0; clock < 5; clock++) {
      List<Long> all = new ArrayList<>();
      for (int w = 0; w < workers; w++) {
        List<Long> share = new ArrayList<>();
        sampler.ofShare(w, workers).draw(clock, share::add);
        assertThat(share.size()).isBetween(batch / workers, batch / workers + 1);
        all.addAll(share);
      }
      assertThat(all).containsExactlyInAnyOrderElementsOf(places(sampler, clock, 0, n));
    }
  }

  /**
   * One draw a worker and round over n rows is uniform: chi-square over 50 cells of 40,000 draws
   * has mean 49 and standard deviation 9.9; five of them above is one in a million.
   */
  @Test
  void everyShareIsUniformOverAllRows() {
    BatchSampler sampler = new BatchSampler(5000, 16, 8);
    RowSampler third = sampler.ofShare(3, 16);
    int[] cells = new int[50];
    for (long clock = 0; clock < 40_000; clock++) {
      third.draw(clock, place -> cells[(int) (place / 100)]++);
    }
    double chiSquare = 0;
    for (int count : cells) {
      chiSquare += (count - 800.0) * (count - 800.0) / 800;
    }
    assertThat(chiSquare).isLessThan(49 + 5 * 9.9);
  }
}
