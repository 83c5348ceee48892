package io.taucrit.core.engine;

/** How the rows of a run follow each other. Immutable and thread-safe. */
public enum Sampling {
  /** With replacement, as the theory and all predictions have it. */
  INDEPENDENT,
  /**
   * Without replacement: an epoch is an order of all rows, another one than the last. The noise of
   * an epoch's rows cancels at its end, so that accurate targets need fewer updates, or allow
   * longer steps, than predicted for independent rows (for orders drawn anew and for one kept,
   * Mishchenko, Khaled and Richtárik, "Random Reshuffling: Simple Analysis with Vast Improvements",
   * NeurIPS 2020).
   */
  SHUFFLED
}
