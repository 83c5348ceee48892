package io.taucrit.submit.figures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.taucrit.core.engine.NoiseTrack;
import io.taucrit.core.momentum.MomentumTrace;
import io.taucrit.jobs.reproduce.MomentumTraining;
import io.taucrit.jobs.reproduce.Results;
import io.taucrit.jobs.reproduce.TunedBatch;
import io.taucrit.jobs.reproduce.TunedBatch.Outcome;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.Test;

/** What Figures 5 to 8 say of results that are made up. */
class NetworkFiguresTest {
  private static final Scope SCOPE = new Scope(false, 3, 1, List.of());

  /** ‖∇f‖² = 1 all along, so that ε̂ = 1 and b̂ = 1 + V/2. */
  private static MomentumTrace trace(IntToDoubleFunction localCriticalBatch) {
    List<MomentumTrace.Point> points = new ArrayList<>();
    List<NoiseTrack.Visited> visited = new ArrayList<>();
    for (int epoch = 0; epoch <= 60; epoch++) {
      double noise = 2 * (localCriticalBatch.applyAsDouble(epoch) - 1);
      points.add(new MomentumTrace.Point(epoch, 100 * epoch, epoch, 1, 1, noise, 0.25));
      visited.add(new NoiseTrack.Visited(epoch, 100 * epoch, 1, noise, null));
    }
    return new MomentumTrace(points, NoiseTrack.of(visited, 100));
  }

  private static Drawing drawn(
      PaperFigure figure, List<MomentumTraining> experiments, List<MomentumTrace> traces) {
    Map<String, Serializable> results = new HashMap<>();
    for (int k = 0; k < experiments.size(); k++) {
      results.put(experiments.get(k).key(), traces.get(k % traces.size()));
    }
    return figure.draw(Results.of(results), SCOPE);
  }

  @Test
  void levelsOfTheLargerBatchesAreCompared() {
    NoiseByBatch figure = new NoiseByBatch();
    List<MomentumTraining> experiments = figure.experiments(SCOPE);
    assertThat(experiments).extracting(MomentumTraining::batch).startsWith(16, 64, 256, 1024);
    List<MomentumTrace> alike =
        List.of(trace(t -> 10), trace(t -> 200), trace(t -> 100 + 5 * t), trace(t -> 300));
    Drawing drawing = drawn(figure, experiments, alike);
    assertThat(drawing.agrees()).isTrue();
    assertThat(drawing.finding()).contains("200 to 380, with the smallest batch 10");
    assertThat(drawing.charts()).extracting("id").containsExactly("fig5-1", "fig5-2");
    assertThat(drawing.charts().get(0).series()).hasSize(4);
    assertThat(drawing.rows()).hasSize(2 * 4 * 61);
    assertThat((Double) drawing.rows().get(61).get(3)).isCloseTo(200, within(1e-9));
    assertThat(drawing.comparisons()).allMatch(Drawing.Comparison::agrees);
    List<MomentumTrace> apart =
        List.of(trace(t -> 10), trace(t -> 200), trace(t -> 1000), trace(t -> 300));
    assertThat(drawn(figure, experiments, apart).agrees()).isFalse();
  }

  @Test
  void everyDecayHasToRaiseTheLevel() {
    NoiseByDecay figure = new NoiseByDecay();
    List<MomentumTraining> experiments = figure.experiments(SCOPE);
    assertThat(experiments.get(0).decays()).containsExactly(24.0, 36.0, 48.0);
    assertThat(experiments.get(1).decays()).isEmpty();
    MomentumTrace rising = trace(t -> t <= 24 ? 10 : t <= 36 ? 20 : t <= 48 ? 60 : 90);
    Drawing drawing = drawn(figure, experiments, List.of(rising, trace(t -> 10)));
    assertThat(drawing.agrees()).isTrue();
    assertThat(drawing.finding()).contains("2.00, 3.00, 1.50 (constant step: 1.00, 1.00, 1.00)");
    MomentumTrace falling = trace(t -> t <= 24 ? 10 : t <= 36 ? 20 : 15);
    assertThat(drawn(figure, experiments, List.of(falling)).agrees()).isFalse();
  }

  /** Samples until the target double at a batch of 256. */
  private static Drawing speedup(double largestLocalCriticalBatch) {
    LargeBatchSpeedup figure = LargeBatchSpeedup.ofConvolution();
    Map<String, Serializable> results = new HashMap<>();
    for (TunedBatch experiment : figure.experiments(SCOPE)) {
      int b = experiment.batch();
      double updates = (1 + (b - 8) / 248.0) * 4000 / b;
      Double local = b == 2048 ? null : (Double) (largestLocalCriticalBatch / (1 + 1.0 / b));
      results.put(experiment.key(), new Outcome(b, updates, 0.1, true, List.of(), local));
    }
    return figure.draw(Results.of(results), SCOPE);
  }

  @Test
  void halfEfficiencyIsComparedWithTheLargestEstimate() {
    Drawing drawing = speedup(500);
    assertThat(drawing.agrees()).isTrue();
    Drawing.Comparison comparison = drawing.comparisons().get(0);
    assertThat(comparison.measured()).isCloseTo(256, within(1e-6));
    assertThat(comparison.predicted()).isCloseTo(500, within(1.0));
    assertThat(drawing.charts().get(0).series())
        .extracting("name")
        .containsExactly("measured", "linear speedup", "half efficiency", "largest b̂");
    assertThat(speedup(1100).agrees()).isFalse();
  }

  @Test
  void batchesThatNeverReachTheTargetAreWornOut() {
    Drawing none = reachedUpTo(0);
    assertThat(none.agrees()).isFalse();
    assertThat(none.finding()).contains("no step reached the target with the smallest batch");
    assertThat(none.rows()).hasSize(9).allMatch(row -> row.get(2) == null);
    Drawing some = reachedUpTo(64);
    // Linear up to there: half efficiency lies between 64 and 128.
    assertThat(some.comparisons().get(0).measured()).isBetween(64.0, 128.0);
    assertThat(some.rows()).hasSize(9);
    assertThat(some.rows().get(3).get(3)).isEqualTo(1.0);
    assertThat(some.rows().get(4).get(3)).isEqualTo(0.0);
  }

  private static Drawing reachedUpTo(int largest) {
    LargeBatchSpeedup figure = LargeBatchSpeedup.ofConvolution();
    Map<String, Serializable> results = new HashMap<>();
    for (TunedBatch experiment : figure.experiments(SCOPE)) {
      int b = experiment.batch();
      results.put(
          experiment.key(),
          b <= largest
              ? new Outcome(b, 4096.0 / b, 0.1, true, List.of(), 80.0)
              : new Outcome(b, null, null, false, List.of(), null));
    }
    return figure.draw(Results.of(results), SCOPE);
  }

  @Test
  void experimentsWithOneKeyAreTheSame() {
    List<String> keys = new ArrayList<>();
    for (PaperFigure figure :
        List.of(new NoiseByBatch(), new NoiseByDecay(), LargeBatchSpeedup.ofSimpleModels())) {
      figure.experiments(SCOPE).forEach(e -> keys.add(e.key()));
    }
    assertThat(keys).doesNotHaveDuplicates();
  }
}
