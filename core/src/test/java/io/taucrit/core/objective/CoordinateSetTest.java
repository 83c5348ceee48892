package io.taucrit.core.objective;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.TreeSet;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class CoordinateSetTest {
  /** A dimension and batches of coordinates below it. */
  record Fillings(int dimension, List<List<Integer>> batches) {}

  @Provide
  Arbitrary<Fillings> fillings() {
    return Arbitraries.of(1, 2, 63, 64, 65, 4095, 4096, 4097, 300_000)
        .flatMap(
            d ->
                Arbitraries.integers()
                    .between(0, d - 1)
                    .list()
                    .ofMaxSize(80)
                    .list()
                    .ofMaxSize(4)
                    .map(batches -> new Fillings(d, batches)));
  }

  @Property(tries = 500, seed = "20260103")
  void drainsWhatWasAddedInOrder(@ForAll("fillings") Fillings fillings) {
    CoordinateSet set = new CoordinateSet(fillings.dimension());
    for (List<Integer> batch : fillings.batches()) {
      batch.forEach(set::add);
      TreeSet<Integer> expected = new TreeSet<>(batch);
      assertThat(set.size()).isEqualTo(expected.size());
      assertThat(set.drain()).isEqualTo(expected.stream().mapToInt(Integer::intValue).toArray());
      assertThat(set.size()).isZero();
    }
    assertThat(set.drain()).isEmpty();
  }

  @Example
  void holdsTheEndsOfALargeRange() {
    int d = 500_000_000;
    CoordinateSet set = new CoordinateSet(d);
    for (int v : new int[] {d - 1, 0, 123_456_789, d - 1, 64}) {
      set.add(v);
    }
    assertThat(set.drain()).containsExactly(0, 64, 123_456_789, d - 1);
  }
}
