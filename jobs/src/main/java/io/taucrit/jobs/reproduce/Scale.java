package io.taucrit.jobs.reproduce;

import io.taucrit.core.Dials;
import io.taucrit.core.theory.AsynchronousGuarantee;
import io.taucrit.core.theory.MiniBatchGuarantee;

/** What a run's averaged step is a multiple of. In its tasks only, where the rows are known. */
public enum Scale {
  /**
   * The step of one row, on the mean over a push: the same averaged step for every batch, as
   * software has it whose loss is a mean.
   */
  MEAN("the mean over the batch") {
    @Override
    double averaged(Landmarks at, Dials dials, long samples) {
      return at.rowStep();
    }
  },
  /**
   * The step of one row, on the sum over a push, as Bhardwaj and Cong write it: a row moves x by
   * the same whatever the batch and however many workers. The engine divides by the rows b of all
   * workers' pushes together, hence b times the step.
   */
  SUM("the sum over the batch") {
    @Override
    double averaged(Landmarks at, Dials dials, long samples) {
      return dials.batch() * at.rowStep();
    }
  },
  /** As {@link #SUM}, by the step with the best guarantee for so many samples. */
  GUARANTEE("the step of the best guarantee") {
    @Override
    double averaged(Landmarks at, Dials dials, long samples) {
      double rows = (double) dials.batch() / dials.workers();
      double step =
          dials.slack() == 0
              ? new MiniBatchGuarantee(at.smoothness(), at.largestNoise(), at.gap())
                  .bestStep(dials.batch(), samples)
              : new AsynchronousGuarantee(at.smoothness(), at.largestNoise(), at.gap(), rows)
                  .bestStep(dials.workers(), samples / rows);
      return dials.batch() * step;
    }
  };

  private final String text;

  Scale(String text) {
    this.text = text;
  }

  abstract double averaged(Landmarks at, Dials dials, long samples);

  public String text() {
    return text;
  }
}
