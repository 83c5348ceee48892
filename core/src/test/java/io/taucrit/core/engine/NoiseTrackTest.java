package io.taucrit.core.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.taucrit.core.DenseProblem;
import io.taucrit.core.Dials;
import io.taucrit.core.Problems;
import io.taucrit.core.delay.NoDelay;
import io.taucrit.core.engine.NoiseTrack.Point;
import io.taucrit.core.engine.NoiseTrack.Visited;
import io.taucrit.core.objective.Objective;
import io.taucrit.core.passes.PartialPass.Slice;
import io.taucrit.core.step.StepSizes;
import io.taucrit.data.CsrBlock;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NoiseTrackTest {
  private static final long ROWS = 100;

  private static Visited at(long samples, double gradientNormSquared, double noise) {
    return new Visited(samples / 10, samples, gradientNormSquared, noise, null);
  }

  /** ‖∇f‖² is 1/epoch and V is 3, evaluated at the end of every epoch and at the start. */
  private static List<Visited> epochs(int last) {
    List<Visited> visited = new ArrayList<>(List.of(at(0, 5, 3)));
    for (int epoch = 1; epoch <= last; epoch++) {
      visited.add(at(epoch * ROWS, 1.0 / epoch, 3));
    }
    return visited;
  }

  @Test
  void epsilonIsTheSumOfThePaper() {
    double sum = 0;
    for (int i = 0; i <= 9; i++) {
      sum += 1.0 / (40 - i);
    }

    NoiseTrack track = NoiseTrack.of(epochs(40), ROWS);

    assertThat(track.epsilonHat()).isCloseTo(sum / 10, within(1e-15));
    assertThat(track.epsilonEpochs()).isEqualTo(10);
    assertThat(track.epochs()).isEqualTo(40);
    assertThat(track.longestGapEpochs()).isEqualTo(1);
    assertThat(track.rowsRead()).isEqualTo(41 * ROWS);
    assertThat(track.lastLocalCriticalBatch())
        .isCloseTo(1 + 3 / (1.0 / 40 + sum / 10), within(1e-12));
    assertThat(track.largestLocalCriticalBatch()).isEqualTo(track.lastLocalCriticalBatch());
  }

  @Test
  void eachEvaluationCountsForTheRowsSinceTheOneBefore() {
    // The last 1000 of 3000 rows: 200 of the 500 before 2200, then 300 and 500.
    List<Visited> visited =
        List.of(at(0, 9, 1), at(1700, 8, 1), at(2200, 4, 1), at(2500, 2, 1), at(3000, 1, 1));

    NoiseTrack track = NoiseTrack.of(visited, ROWS);

    assertThat(track.epsilonHat()).isCloseTo((200 * 4 + 300 * 2 + 500 * 1) / 1000.0, within(1e-15));
    assertThat(track.longestGapEpochs()).isEqualTo(5);
  }

  @Test
  void ofAShortRunItIsTheSecondHalf() {
    // The last 400 of 800 rows.
    NoiseTrack track = NoiseTrack.of(epochs(8), ROWS);

    assertThat(track.epsilonEpochs()).isEqualTo(4);
    assertThat(track.epsilonHat())
        .isCloseTo((1.0 / 5 + 1.0 / 6 + 1.0 / 7 + 1.0 / 8) / 4, within(1e-15));
  }

  @Test
  void whatIsNotFiniteIsReadButNotCounted() {
    List<Visited> visited = new ArrayList<>(epochs(30));
    visited.add(at(31 * ROWS, Double.NaN, Double.POSITIVE_INFINITY));

    NoiseTrack track = NoiseTrack.of(visited, ROWS);

    assertThat(track.epsilonHat()).isEqualTo(NoiseTrack.of(epochs(30), ROWS).epsilonHat());
    assertThat(track.epochs()).isEqualTo(30);
    assertThat(track.rowsRead()).isEqualTo(32 * ROWS);
  }

  @Test
  void aRunThatDidNotMoveHasItsStart() {
    NoiseTrack track = NoiseTrack.of(List.of(at(0, 5, 3)), ROWS);

    assertThat(track.epsilonHat()).isEqualTo(5);
    assertThat(track.largestLocalCriticalBatch()).isEqualTo(1 + 3 / 10.0);
    assertThat(track.epsilonEpochs()).isZero();
  }

  @Test
  void withoutEvaluationsThereIsNothing() {
    NoiseTrack track = NoiseTrack.of(List.of(), ROWS);

    assertThat(track.epsilonHat()).isNaN();
    assertThat(track.largestLocalCriticalBatch()).isNull();
    assertThat(track.lastLocalCriticalBatch()).isNull();
    assertThat(track.criticalBatch()).isNull();
    assertThat(track.points()).isEmpty();
  }

  /** The peak lies at an evaluation that thinning drops. */
  @Test
  void pointsAreThinnedAndTheLargestIsNot() {
    List<Visited> visited = new ArrayList<>();
    for (int k = 0; k <= 1000; k++) {
      visited.add(at(k * ROWS, 1, k == 501 ? 1e6 : 3));
    }

    NoiseTrack track = NoiseTrack.of(visited, ROWS);

    List<Double> epochs = track.points().stream().map(Point::epochs).toList();
    assertThat(epochs).hasSizeBetween(NoiseTrack.MOST_POINTS / 2, NoiseTrack.MOST_POINTS);
    assertThat(epochs).startsWith(0.0).endsWith(1000.0).isSorted().doesNotHaveDuplicates();
    for (int i = 2; i < epochs.size(); i++) {
      assertThat(epochs.get(i) - epochs.get(i - 1)).as("even").isEqualTo(32);
    }
    assertThat(epochs).doesNotContain(501.0);
    assertThat(track.largestLocalCriticalBatch()).isEqualTo(1 + 1e6 / 2);
    assertThat(NoiseTrack.of(visited.subList(0, 48), ROWS).points()).hasSize(48);
  }

  /**
   * A whole run against a transcription: x ← (1 − γλ)x − (γ/b) Σ ∇ℓ_i, with gradient and noise of
   * dense rows at every evaluation, and footnote 4 over the same iterates.
   */
  @ParameterizedTest
  @CsvSource({"logistic, 1, 0.5", "logistic, 3, 0.5", "squared, 2, 0.05", "squared-hinge, 2, 0.05"})
  void aRunIsTrackedExactly(String loss, int workers, double step) {
    int rows = 60;
    int features = 12;
    int batch = 6;
    int updates = 250;
    double lambda = 0.01;
    CsrBlock block = Problems.rows(loss, rows, features, 5);
    Objective objective = Problems.objective(loss, block, features, lambda);
    DenseProblem dense = DenseProblem.of(loss, block, features, lambda);
    EvaluationSchedule schedule = EvaluationSchedule.standard().everyEpoch(rows / (double) batch);
    Dials dials = Dials.synchronous(workers, batch);
    BatchSampler sampler = new BatchSampler(rows, batch, 3);
    Sequencer run =
        new Sequencer(
            new double[features],
            new RunPlan(
                dials,
                StepSizes.constant(step),
                Averaging.NONE,
                StoppingRule.updates(updates),
                schedule),
            objective.penalty(),
            () -> 0,
            RunListener.none());
    InThreadRun.run(
        run,
        InThreadRun.workers(objective, List.of(Slice.whole(block)), dials, sampler),
        new NoDelay(),
        new VirtualClock());

    NoiseTrack track = NoiseTrack.ofTrace(run.trace(), rows);

    double[][] path = path(dense, sampler, step / batch, lambda, updates);
    double epsilon = 0;
    for (int i = 0; i <= 9; i++) {
      double[] gradient = dense.gradient(path[updates - i * rows / batch]);
      epsilon += DenseProblem.dot(gradient, gradient) / 10;
    }
    assertThat(track.epsilonHat()).isCloseTo(epsilon, within(1e-10 * epsilon));
    double largest = 0;
    for (int t = 0; t <= updates; t = (int) schedule.after(t)) {
      largest = Math.max(largest, local(dense, path[t], epsilon));
    }
    assertThat(track.largestLocalCriticalBatch()).isCloseTo(largest, within(1e-10 * largest));
    assertThat(track.points()).hasSizeGreaterThan(20);
    for (Point p : track.points()) {
      double exact = local(dense, path[(int) p.updates()], epsilon);
      assertThat(p.localCriticalBatch()).isCloseTo(exact, within(1e-10 * exact));
      assertThat(p.noise())
          .isCloseTo(dense.noise(path[(int) p.updates()]), within(1e-10 * p.noise()));
      assertThat(p.epochs()).isEqualTo(p.updates() * batch / (double) rows);
      assertThat(p.localCriticalBatch()).isLessThanOrEqualTo(p.criticalBatch() * (1 + 1e-12));
      assertThat(p.criticalBatch()).isLessThanOrEqualTo(4 * largest);
    }
    assertThat(track.criticalBatch()).isLessThanOrEqualTo(4 * largest);
  }

  private static double[][] path(
      DenseProblem dense, BatchSampler sampler, double perSample, double lambda, int updates) {
    double[][] path = new double[updates + 1][];
    path[0] = new double[dense.row(0).length];
    for (int t = 0; t < updates; t++) {
      double[] x = path[t];
      double[] next = x.clone();
      List<Integer> drawn = new ArrayList<>();
      sampler.draw(t, 0, dense.n(), place -> drawn.add((int) place));
      for (int v = 0; v < next.length; v++) {
        next[v] -= perSample * drawn.size() * lambda * x[v];
      }
      for (int row : drawn) {
        double[] gradient = dense.rowGradient(x, row);
        for (int v = 0; v < next.length; v++) {
          next[v] -= perSample * (gradient[v] - lambda * x[v]);
        }
      }
      path[t + 1] = next;
    }
    return path;
  }

  private static double local(DenseProblem dense, double[] x, double epsilon) {
    double[] gradient = dense.gradient(x);
    return 1 + dense.noise(x) / (DenseProblem.dot(gradient, gradient) + epsilon);
  }
}
