package io.taucrit.submit.report;

import io.taucrit.jobs.sweep.SweepRecord.PointRecord;

/** The setting of a point in few words. */
final class Setting {
  private Setting() {}

  /** As in "P 8, b 256, s 4, H 10, straggler:10, step auto"; the dials left alone are left out. */
  static String of(PointRecord p) {
    if (p.tau() != null) {
      return "τ " + Numbers.count(p.tau()) + step(p);
    }
    return "P %s, b %s".formatted(Numbers.count(p.workers()), Numbers.count(p.batch()))
        + (p.slack() == 0 ? "" : ", s " + Numbers.count(p.slack()))
        + (p.localSteps() == 1 ? "" : ", H " + Numbers.count(p.localSteps()))
        + (p.delay() == null || p.delay().equals("none") ? "" : ", " + p.delay())
        + step(p);
  }

  private static String step(PointRecord p) {
    return p.stepFrom() == null || SweepCase.searched(p) ? "" : ", step " + p.stepFrom();
  }
}
