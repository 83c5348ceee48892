package io.taucrit.core.predict;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.taucrit.core.DenseProblem;
import io.taucrit.core.Dials;
import io.taucrit.core.Problems;
import io.taucrit.core.engine.BatchSampler;
import io.taucrit.core.engine.EvaluationSchedule;
import io.taucrit.core.engine.InThreadRun;
import io.taucrit.core.engine.RunListener;
import io.taucrit.core.engine.RunPlan;
import io.taucrit.core.engine.Sequencer;
import io.taucrit.core.engine.StoppingRule;
import io.taucrit.core.engine.TracePoint;
import io.taucrit.core.objective.GlmObjective;
import io.taucrit.core.objective.Penalty;
import io.taucrit.core.optimum.Lbfgs;
import io.taucrit.core.passes.InMemoryPasses;
import io.taucrit.core.passes.PartialPass.Slice;
import io.taucrit.core.predict.PathPredictor.Prediction;
import io.taucrit.data.CsrBlock;
import io.taucrit.data.random.CounterRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.commons.math3.linear.EigenDecomposition;
import org.apache.commons.math3.linear.MatrixUtils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PathPredictorTest {
  private static final int ROWS = 2000;
  private static final int FEATURES = 60;
  private static final int SEEDS = 32;
  private static final double LAMBDA = 1.0 / ROWS;
  private static final CsrBlock BLOCK = Problems.rows("logistic", ROWS, FEATURES, 12);
  private static final GlmObjective OBJECTIVE =
      Problems.objective("logistic", BLOCK, FEATURES, LAMBDA);
  private static final InMemoryPasses DATA = InMemoryPasses.sequential(OBJECTIVE, BLOCK);
  private static final Lbfgs.Solution SOLUTION =
      Lbfgs.withDefaults().minimise(DATA, new double[FEATURES], (x, at) -> {});
  private static final PathPredictor PREDICTOR =
      PathPredictor.of(DATA, SOLUTION.x(), 0.01, 20_000, 1);

  @Test
  void knowsTheCurvatureAtTheOptimum() {
    double[][] hessian = DenseProblem.of("logistic", BLOCK, FEATURES, LAMBDA).hessian(SOLUTION.x());
    double[] eigenvalues =
        new EigenDecomposition(MatrixUtils.createRealMatrix(hessian)).getRealEigenvalues();
    double largest = Arrays.stream(eigenvalues).max().orElseThrow();
    assertThat(PREDICTOR.curvatureAtOptimum()).isCloseTo(largest, within(1e-3 * largest));
    assertThat(PREDICTOR.passes()).isPositive();
  }

  /**
   * With the same step a larger batch only lowers the noise, so T(b) cannot grow. A batch b times
   * larger cannot save more than b times the updates, up to the grid of steps: neighbours differ by
   * a factor 2^(1/4), the large ones by √2, which costs some per cent of T.
   */
  @ParameterizedTest
  @ValueSource(doubles = {0.3, 0.1, 0.03, 0.01})
  void largerBatchesNeedFewerUpdatesAndMoreRows(double target) {
    double first = PREDICTOR.predict(1, target).updates();
    double previous = first;
    for (double batch = 2; batch <= 1 << 20; batch *= 2) {
      Prediction prediction = PREDICTOR.predict(batch, target);
      assertThat(prediction.updates()).isLessThanOrEqualTo(previous);
      assertThat(2 * prediction.updates())
          .as("rows at b = %s", batch)
          .isGreaterThan(0.9 * previous);
      assertThat(first / prediction.updates()).as("speedup").isLessThanOrEqualTo(batch * 1.02);
      assertThat(prediction.step()).isBetween(0.0, 2 / PREDICTOR.curvatureAtOptimum());
      previous = prediction.updates();
    }
    assertThat(first / previous).as("some speedup, then none").isBetween(5.0, 1e5);
    assertThat(PREDICTOR.predict(1 << 21, target).updates())
        .isCloseTo(previous, within(0.01 * previous));
  }

  @Test
  void nearerTargetsNeedMoreUpdates() {
    for (int batch : new int[] {1, 64, 4096}) {
      assertThat(PREDICTOR.predict(batch, 0.01).updates())
          .isGreaterThan(PREDICTOR.predict(batch, 0.03).updates());
    }
  }

  @Test
  void saysNothingAboutTargetsBelowTheFollowedPath() {
    assertThat(PREDICTOR.predict(1 << 20, 1e-7)).isNull();
    PathPredictor brief = PathPredictor.of(DATA, SOLUTION.x(), 0.01, 3, 1);
    assertThat(brief.predict(1, 0.01)).isNull();
  }

  @Test
  void findsTheOptimumOfASampleItself() {
    PathPredictor own = PathPredictor.of(DATA, null, 0.01, 20_000, 1);
    double expected = PREDICTOR.predict(16, 0.03).updates();
    assertThat(own.predict(16, 0.03).updates()).isCloseTo(expected, within(0.03 * expected));
  }

  /**
   * The mean suboptimality of 32 runs at the predicted step crosses the target after the predicted
   * updates, within a factor 1.5 (found: 0.98 to 1.12). The standard error of the mean at the
   * crossing is checked to be below 6 % of the target; a crossing displaced by more than 25 % would
   * need a mean that is four standard errors off, probability below 1e-4 in each of the six cases.
   */
  @ParameterizedTest
  @CsvSource({"1, 0.03", "16, 0.03", "256, 0.03", "1, 0.01", "16, 0.01", "256, 0.01"})
  void thePredictedStepReachesTheTargetAsPredicted(int batch, double target) {
    Prediction prediction = PREDICTOR.predict(batch, target);
    double measured = crossing(batch, prediction.step(), target, 2 * prediction.updates());
    assertThat(measured / prediction.updates()).isBetween(1 / 1.5, 1.5);
  }

  /** The same for the mean of ‖∇f‖² over 32 runs (found: 1.06 to 1.14). */
  @ParameterizedTest
  @CsvSource({"1, 0.02", "16, 0.02", "256, 0.02", "16, 0.005"})
  void predictsTheGradientToo(int batch, double share) {
    double epsilon = share * DATA.at(new double[FEATURES]).gradientNormSquared();
    Prediction prediction = PREDICTOR.predictGradient(batch, 1, epsilon);
    double updates = prediction.updates();
    List<List<TracePoint>> traces = new ArrayList<>();
    for (int seed = 1; seed <= SEEDS; seed++) {
      traces.add(run(batch, prediction.step(), (long) (2 * updates), seed));
    }
    int k = 0;
    while (meanGradient(traces, k) > epsilon) {
      k++;
    }
    assertThat(traces.get(0).get(k).updates() / updates).isBetween(1 / 1.5, 1.5);
  }

  private static double meanGradient(List<List<TracePoint>> traces, int k) {
    return traces.stream()
        .mapToDouble(trace -> trace.get(k).gradientNormSquared())
        .average()
        .orElseThrow();
  }

  /** T(b) is about the best step: no other step is faster than predicted by more than 1.5. */
  @ParameterizedTest
  @CsvSource({"1, 0.03", "16, 0.03", "256, 0.03", "16, 0.01"})
  void noStepIsMuchFaster(int batch, double target) {
    Prediction prediction = PREDICTOR.predict(batch, target);
    for (double factor : new double[] {0.5, Math.sqrt(0.5), Math.sqrt(2), 2}) {
      double step = Math.min(factor * prediction.step(), 1.95 / PREDICTOR.curvatureAtOptimum());
      assertThat(crossing(batch, step, target, prediction.updates()))
          .as("factor %s", factor)
          .isGreaterThan(prediction.updates() / 1.5);
    }
  }

  /** Where the mean of 32 runs first reaches the target; infinite if it does not. */
  private static double crossing(int batch, double step, double target, double updates) {
    List<List<TracePoint>> traces = new ArrayList<>();
    for (int seed = 1; seed <= SEEDS; seed++) {
      traces.add(run(batch, step, (long) Math.ceil(updates), seed));
    }
    for (int k = 0; k < traces.get(0).size(); k++) {
      int at = k;
      double[] gaps =
          traces.stream().mapToDouble(trace -> trace.get(at).relativeSuboptimality()).toArray();
      double mean = Arrays.stream(gaps).average().orElseThrow();
      if (mean <= target) {
        double squares = Arrays.stream(gaps).map(g -> (g - mean) * (g - mean)).sum();
        assertThat(Math.sqrt(squares / (SEEDS - 1) / SEEDS)).isLessThan(0.06 * target);
        return traces.get(0).get(k).updates();
      }
    }
    return Double.POSITIVE_INFINITY;
  }

  private static List<TracePoint> run(int batch, double step, long updates, long seed) {
    Sequencer sequencer =
        new Sequencer(
            new double[FEATURES],
            RunPlan.synchronous(
                1,
                batch,
                step,
                new StoppingRule(SOLUTION.at().value(), null, updates, Double.POSITIVE_INFINITY),
                new EvaluationSchedule(1.05)),
            Penalty.l2(LAMBDA),
            () -> 0,
            RunListener.none());
    BatchSampler sampler = new BatchSampler(ROWS, batch, seed);
    InThreadRun.run(
        sequencer,
        InThreadRun.workers(
            OBJECTIVE, List.of(Slice.whole(BLOCK)), Dials.synchronous(1, batch), sampler));
    return sequencer.trace();
  }

  /**
   * One row at a time with a constant delay, transcribed: the mean of 32 runs crosses the target as
   * predicted, within a factor 1.5 (found: 1.00 to 1.10), and no step a factor 2 away is faster
   * than predicted by more than that. See above for the probability of a false alarm.
   */
  @ParameterizedTest
  @CsvSource({"4, 0.03", "64, 0.03", "1024, 0.03", "64, 0.01"})
  void predictsWhatADelayCosts(int delay, double target) {
    Prediction prediction = PREDICTOR.predict(1, delay, target);
    double updates = prediction.updates();
    assertThat(delayedCrossing(delay, prediction.step(), target, 2 * updates) / updates)
        .isBetween(1 / 1.5, 1.5);
    for (double factor : new double[] {0.5, 2}) {
      assertThat(delayedCrossing(delay, factor * prediction.step(), target, updates))
          .as("factor %s", factor)
          .isGreaterThan(updates / 1.5);
    }
  }

  @Test
  void longerDelaysNeedMoreUpdatesButFewerPerWorker() {
    double previous = PREDICTOR.predict(1, 0.01).updates();
    for (int delay = 2; delay <= 1 << 14; delay *= 4) {
      double updates = PREDICTOR.predict(1, delay, 0.01).updates();
      assertThat(updates).isBetween(0.9 * previous, 4.4 * previous);
      previous = updates;
    }
    double longest = PREDICTOR.predict(1, 1 << 16, 0.01).updates();
    assertThat(longest / previous).as("in the end as the delay").isBetween(3.0, 8.1);
  }

  private static double delayedCrossing(int delay, double step, double target, double updates) {
    double[][] x = new double[SEEDS][FEATURES];
    double[][][] old = new double[SEEDS][delay][];
    double optimum = SOLUTION.at().value();
    double initial = DATA.at(new double[FEATURES]).value() - optimum;
    double due = 1;
    for (int t = 0; t <= updates; t++) {
      if (t >= due) {
        due = Math.max(t + 1, 1.05 * t);
        double mean = 0;
        for (double[] of : x) {
          mean += (DATA.at(of).value() - optimum) / initial / SEEDS;
        }
        if (mean <= target) {
          return t;
        }
      }
      for (int seed = 0; seed < SEEDS; seed++) {
        old[seed][t % delay] = x[seed].clone();
        // x_i = x_0 for i < τ.
        double[] read = t < delay ? old[seed][0] : old[seed][(t + 1) % delay];
        double[] gradient = new double[FEATURES];
        int row = (int) CounterRandom.of(7, seed).below(ROWS, t);
        OBJECTIVE.addGradient(read, BLOCK, row, gradient);
        for (int v = 0; v < FEATURES; v++) {
          x[seed][v] -= step * (gradient[v] + LAMBDA * read[v]);
        }
      }
    }
    return Double.POSITIVE_INFINITY;
  }
}
