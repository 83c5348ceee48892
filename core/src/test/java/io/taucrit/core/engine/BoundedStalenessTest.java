package io.taucrit.core.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.taucrit.core.DenseProblem;
import io.taucrit.core.Dials;
import io.taucrit.core.Problems;
import io.taucrit.core.objective.GlmObjective;
import io.taucrit.core.objective.Penalty;
import io.taucrit.core.passes.PartialPass.Slice;
import io.taucrit.core.step.ConstantSchedule;
import io.taucrit.core.step.ConstantStep;
import io.taucrit.core.step.InverseTime;
import io.taucrit.core.step.PredictedStep;
import io.taucrit.core.step.StepOverDelay;
import io.taucrit.core.step.StepOverStaleness;
import io.taucrit.core.step.StepSizes;
import io.taucrit.data.CsrBlock;
import io.taucrit.data.view.RowView;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Runs with slack for a given order of pushes, against the update written down densely. */
class BoundedStalenessTest {
  private static final int ROWS = 203;
  private static final int FEATURES = 40;
  private static final int BATCH = 9;
  private static final int UPDATES = 50;
  private static final double LAMBDA = 0.05;
  private static final EvaluationSchedule EVALUATIONS = new EvaluationSchedule(1.3);
  private static final CsrBlock ROWS_AS_THEY_ARE =
      Problems.weighted(Problems.rows("logistic", ROWS, FEATURES, 5), 6);

  static Stream<Arguments> cases() {
    ConstantSchedule constant = new ConstantSchedule();
    List<StepSizes> sizes =
        List.of(
            new StepSizes(0.3, new ConstantStep(), constant),
            new StepSizes(0.6, new StepOverStaleness(), constant),
            new StepSizes(2, new StepOverDelay(), constant),
            new StepSizes(1, PredictedStep.formula(1, 10), constant),
            new StepSizes(0.3, new ConstantStep(), new InverseTime(LAMBDA, BATCH)));
    return sizes.stream()
        .flatMap(
            steps ->
                IntStream.of(1, 3)
                    .boxed()
                    .flatMap(
                        slack ->
                            Stream.of(
                                    new Dials(3, BATCH, slack, 1, 1),
                                    new Dials(4, BATCH, slack, 4, 1))
                                .flatMap(
                                    dials ->
                                        Stream.of(false, true)
                                            .map(free -> Arguments.of(steps, dials, free)))));
  }

  /** The run in x, with the gate and the pauses for evaluations, in a random order of pushes. */
  private static final class Transcription {
    final Dials dials;
    final StepSizes steps;
    final DenseRun dense;
    final int[] order;
    final double[] x;
    final long[] clocks;
    final double[][] read;
    final double[] readStep;
    final int[] readAt;
    final long[] staleness = new long[1000];
    int pushes;
    long samples;
    double sumOfStaleness;
    long nextEvaluation;

    Transcription(
        CsrBlock block, Penalty penalty, Dials dials, StepSizes steps, BatchSampler sampler) {
      this.dials = dials;
      this.steps = steps;
      x = new double[FEATURES + penalty.free()];
      dense =
          new DenseRun(DenseProblem.of("logistic", block, x.length, 0), penalty, dials, sampler);
      order = new int[dials.workers() * UPDATES];
      clocks = new long[dials.workers()];
      read = new double[dials.workers()][];
      readStep = new double[dials.workers()];
      readAt = new int[dials.workers()];
      nextEvaluation = EVALUATIONS.after(0);
    }

    void run(SplittableRandom random) {
      serve();
      while (pushes < order.length) {
        int[] busy = busy();
        push(busy[random.nextInt(busy.length)]);
        int updates = pushes / dials.workers();
        if (pushes % dials.workers() == 0 && updates >= nextEvaluation) {
          nextEvaluation = EVALUATIONS.after(updates);
          int[] late = busy();
          serve();
          for (int w : late) {
            if (pushes < order.length) {
              push(w);
              serve();
            }
          }
        }
        serve();
      }
    }

    int[] busy() {
      return IntStream.range(0, read.length).filter(w -> read[w] != null).toArray();
    }

    /** x ← (1 − φ (1 − D) m/(bH)) x − φ (γ/b) G with G = (D x_read − y) m/(γH). */
    void push(int w) {
      double gamma = readStep[w];
      DenseRun.End end = dense.steps(w, clocks[w], read[w], gamma);
      int theta = pushes - readAt[w];
      double phi = steps.rule() instanceof StepOverStaleness ? 1.0 / (1 + theta) : 1;
      double share = (double) end.rows() / (dials.batch() * dials.localSteps());
      for (int v = 0; v < x.length; v++) {
        double decay = v < FEATURES ? Math.pow(1 - gamma * LAMBDA, dials.localSteps()) : 1;
        double g = (decay * read[w][v] - end.y()[v]) * end.rows() / (gamma * dials.localSteps());
        x[v] = (1 - phi * (1 - decay) * share) * x[v] - phi * gamma / dials.batch() * g;
      }
      order[pushes] = w;
      clocks[w]++;
      read[w] = null;
      staleness[theta]++;
      sumOfStaleness += theta;
      samples += end.rows();
      pushes++;
    }

    void serve() {
      long behind = Arrays.stream(clocks).min().orElseThrow();
      double mean = pushes < dials.workers() ? dials.workers() - 1 : sumOfStaleness / pushes;
      for (int w = 0; w < read.length; w++) {
        if (read[w] == null && clocks[w] - dials.slack() <= behind) {
          read[w] = x.clone();
          readAt[w] = pushes;
          readStep[w] = steps.at(dials, mean, samples);
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void pushesAreAppliedByTheFormula(StepSizes steps, Dials dials, boolean intercept) {
    RowView view = intercept ? RowView.withIntercept(FEATURES) : RowView.plain(FEATURES);
    CsrBlock block = view.of(ROWS_AS_THEY_ARE);
    Penalty penalty = new Penalty(LAMBDA, 0, view.intercepts());
    BatchSampler sampler = new BatchSampler(ROWS, BATCH, 3);
    Transcription expected = new Transcription(block, penalty, dials, steps, sampler);
    expected.run(new SplittableRandom(8));

    Sequencer run =
        new Sequencer(
            new double[view.dimension()],
            new RunPlan(dials, steps, Averaging.NONE, StoppingRule.updates(UPDATES), EVALUATIONS),
            penalty,
            () -> 0,
            RunListener.none());
    GlmObjective objective = Problems.objective("logistic", block, view.dimension(), penalty);
    InThreadRun.replay(
        run,
        InThreadRun.workers(objective, List.of(Slice.whole(block)), dials, sampler),
        expected.order);

    assertThat(run.updates()).isEqualTo(UPDATES);
    assertThat(run.samples()).isEqualTo(expected.samples);
    long[] counts = run.staleness().counts();
    assertThat(counts).isEqualTo(Arrays.copyOf(expected.staleness, counts.length));
    assertThat(run.staleness().max())
        .as("the order uses the slack")
        .isBetween((long) dials.workers(), dials.largestStaleness());
    assertThat(Problems.relativeDistance(run.parameters(), expected.x)).isLessThan(1e-10);
    double norm = 0;
    for (int v = 0; v < FEATURES; v++) {
      norm += expected.x[v] * expected.x[v];
    }
    double value =
        DenseProblem.of("logistic", block, view.dimension(), 0).value(expected.x)
            + LAMBDA / 2 * norm;
    assertThat(run.trace().get(run.trace().size() - 1).objective()).isCloseTo(value, within(1e-12));
  }
}
