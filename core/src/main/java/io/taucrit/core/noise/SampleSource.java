package io.taucrit.core.noise;

/** Where a growing sample comes from: shuffled blocks, of which the first ones are read. */
public interface SampleSource {
  /** n, the number of rows of the data set. */
  long population();

  /**
   * The first {@code rows} rows in an order that is uniformly random and the same at every call, so
   * that a larger sample contains the smaller one.
   */
  NoiseSample first(long rows);
}
