package io.taucrit.core.step;

/** How the averaged step changes while training goes on. Immutable and thread-safe. */
public interface StepSchedule {
  /** As it is written on the command line and in run.json. */
  String text();

  /**
   * @param step averaged step before the schedule
   * @param samples rows applied so far
   * @return averaged step, at most {@code step}
   */
  double at(double step, long samples);
}
