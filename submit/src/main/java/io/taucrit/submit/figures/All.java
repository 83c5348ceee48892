package io.taucrit.submit.figures;

import java.util.List;

/** All figures, in the order in which they are listed. */
public final class All {
  private All() {}

  public static List<PaperFigure> figures() {
    return List.of(
        new NoiseByBatch(),
        new NoiseByDecay(),
        LargeBatchSpeedup.ofSimpleModels(),
        LargeBatchSpeedup.ofConvolution());
  }
}
