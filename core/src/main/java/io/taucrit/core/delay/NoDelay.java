package io.taucrit.core.delay;

/** 0 seconds. Immutable and thread-safe. */
public record NoDelay() implements DelayModel {
  @Override
  public double seconds(int worker, long clock) {
    return 0;
  }

  @Override
  public String toString() {
    return "none";
  }
}
