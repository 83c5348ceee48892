package io.taucrit.core.engine;

/** How the rows of a run follow each other. Immutable and thread-safe. */
public enum Sampling {
  /** With replacement, as the theory and all predictions have it. */
  INDEPENDENT,
  /**
   * Without replacement: an epoch is a new order of all rows (random reshuffling). The noise of an
   * epoch's rows cancels at its end, so that accurate targets need fewer updates, or allow longer
   * steps, than predicted for independent rows (Mishchenko, Khaled and Richtárik, "Random
   * Reshuffling: Simple Analysis with Vast Improvements", NeurIPS 2020).
   */
  SHUFFLED
}
