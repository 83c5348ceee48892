package io.taucrit.submit.chaos;

import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Function;

/** The sequence of faults that a seed stands for; each is a function of the seed and its index. */
final class Faults {
  /** A kind of fault and its share among the others. */
  private record Kind(int share, Function<SplittableRandom, Fault> draw) {}

  private static final List<Kind> KINDS =
      List.of(
          new Kind(4, ExecutorKilled::draw),
          new Kind(1, random -> ClockSet.draw(random, true)),
          new Kind(4, ConnectionDisturbed::draw),
          new Kind(1, random -> ClockSet.draw(random, false)),
          new Kind(2, ExecutorPaused::draw),
          new Kind(1, ExecutorOutOfMemory::draw),
          new Kind(1, WorkerSlow::draw),
          new Kind(2, random -> DriverKilled.draw(random, false)),
          new Kind(2, random -> DriverKilled.draw(random, true)),
          new Kind(1, DriverPaused::draw),
          new Kind(1, random -> DatanodeStopped.draw(random, false)),
          new Kind(1, random -> DatanodeStopped.draw(random, true)),
          new Kind(1, random -> DiskFull.draw(random, false)),
          new Kind(1, random -> DiskFull.draw(random, true)),
          new Kind(1, SweepKilled::draw),
          new Kind(1, SweepPaused::draw));

  /** Every kind in its share; the sequence repeats it. */
  private static final List<Kind> CYCLE =
      KINDS.stream().flatMap(kind -> Collections.nCopies(kind.share(), kind).stream()).toList();

  private Faults() {}

  static Fault draw(long seed, int index) {
    // The index goes through a generator of its own: neighbours have nothing in common.
    long mixed = new SplittableRandom(index).nextLong();
    return CYCLE.get(index % CYCLE.size()).draw().apply(new SplittableRandom(seed ^ mixed));
  }

  /** An element of an enum. */
  static <E extends Enum<E>> E any(Class<E> type, SplittableRandom random) {
    E[] all = type.getEnumConstants();
    return all[random.nextInt(all.length)];
  }
}
