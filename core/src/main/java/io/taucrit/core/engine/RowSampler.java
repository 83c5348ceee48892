package io.taucrit.core.engine;

import java.util.function.LongConsumer;

/** The rows that one worker draws: a pure function of the step. Immutable and thread-safe. */
@FunctionalInterface
public interface RowSampler {
  /** Passes the places of one step's rows to the consumer, in order. */
  void draw(long step, LongConsumer places);
}
