package io.taucrit.submit.figures;

import io.taucrit.core.controlled.Covariance;
import io.taucrit.core.controlled.Scheme;
import java.util.List;
import java.util.stream.Stream;

/** All figures, in the order in which they are listed. */
public final class All {
  private All() {}

  public static List<PaperFigure> figures() {
    return Stream.of(stich(), sparsity(), others()).flatMap(List::stream).toList();
  }

  /** Stich, Mohtashami and Jaggi (2021): formulas, the controlled problem, training. */
  private static List<PaperFigure> stich() {
    List<ControlledPanel> written = ControlledPanel.both(Covariance.PAPER);
    List<ControlledPanel> both =
        Stream.of(Covariance.values()).flatMap(c -> ControlledPanel.both(c).stream()).toList();
    List<ControlledPanel> middle =
        List.of(new ControlledPanel("", Covariance.PAPER, List.of(10.0, 100.0, 1000.0)));
    return List.of(
        PredictedSpeedup.iterations(),
        PredictedSpeedup.lowAccuracy(),
        new AnalyzedSpeedup(),
        new ControlledSpeedup(4, Scheme.RANDOM_DELAYS, middle, false),
        new NoiseByBatch(),
        new NoiseByDecay(),
        LargeBatchSpeedup.ofSimpleModels(),
        LargeBatchSpeedup.ofConvolution(),
        new ControlledSpeedup(9, Scheme.MINI_BATCH, both, true),
        new ControlledSteps(10, Scheme.MINI_BATCH, "γ_mb", both),
        new ControlledSpeedup(11, Scheme.RANDOM_DELAYS, written, true),
        new ControlledSteps(12, Scheme.RANDOM_DELAYS, "γ_HW", written),
        new ControlledSpeedup(13, Scheme.CONSTANT_DELAY, written, true),
        new ControlledSteps(14, Scheme.CONSTANT_DELAY, "γ_d", written));
  }

  /** Their Section 6. */
  private static List<PaperFigure> sparsity() {
    return List.of(
        new DelayBySparsity(), new SparsityAlongRun(), new BlockSpeedup(), new Sparsification());
  }

  /** Other papers. */
  private static List<PaperFigure> others() {
    return List.of(
        new LargerMiniBatches(), new MoreLearners(), new FewerRounds(), new Generalisation());
  }
}
