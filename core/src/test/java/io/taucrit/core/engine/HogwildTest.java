package io.taucrit.core.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.taucrit.core.DenseProblem;
import io.taucrit.core.Dials;
import io.taucrit.core.Problems;
import io.taucrit.core.objective.GlmObjective;
import io.taucrit.core.objective.GradientStatistics;
import io.taucrit.core.optimum.Lbfgs;
import io.taucrit.core.passes.InMemoryPasses;
import io.taucrit.core.passes.PartialPass.Slice;
import io.taucrit.core.step.StepSizes;
import io.taucrit.data.CsrBlock;
import io.taucrit.data.CsrBlockBuilder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Threads that share a worker's copy of x without locks. */
class HogwildTest {
  private static final int THREADS = 4;
  private static final int STEPS = 64;
  private static final int BATCH = 4;
  private static final int ROWS = 16;
  private static final int FEATURES = 2000;

  /**
   * Rows of small integers that all have feature 0 and most of the others: a step takes so long
   * that all threads take some, and writes most of the time.
   */
  private static CsrBlock rowsThatMeet() {
    SplittableRandom random = new SplittableRandom(4);
    CsrBlockBuilder rows = new CsrBlockBuilder();
    for (int i = 0; i < ROWS; i++) {
      rows.startRow(1);
      for (int v = 0; v < FEATURES; v++) {
        if (v == 0 || random.nextInt(4) > 0) {
          rows.add(v, 1 + random.nextInt(3));
        }
      }
    }
    return rows.build();
  }

  private static Worker worker(GlmObjective objective, CsrBlock block, BatchSampler sampler) {
    return new Worker(
        0,
        0,
        objective,
        new Examples(0, List.of(Slice.whole(block))),
        new Examples(0, List.of()),
        sampler,
        STEPS,
        THREADS,
        true);
  }

  private static int length(Request.Step pull) {
    return pull.coordinates() == null ? FEATURES : pull.coordinates().length;
  }

  /** Values at the coordinates of a pull, and 0 elsewhere. */
  private static double[] scattered(Request.Step pull, double[] values) {
    double[] all = new double[FEATURES];
    for (int k = 0; k < values.length; k++) {
      all[pull.coordinates() == null ? k : pull.coordinates()[k]] = values[k];
    }
    return all;
  }

  /**
   * Gradients are constant, so the push is the sum over all rows of all steps whatever the order;
   * with λ = 0, a step of 1/2 and a power of two of rows, every intermediate value is a multiple of
   * 1/8 and exact. Plain additions in place of the atomic ones fail.
   */
  @Test
  void noUpdateIsLost() {
    CsrBlock block = rowsThatMeet();
    DenseProblem data = DenseProblem.of("squared", block, FEATURES, 0);
    GlmObjective objective = new GlmObjective(new LinearLoss(), FEATURES, 0, 1);
    BatchSampler sampler = new BatchSampler(ROWS, BATCH, 2);
    try (Worker worker = worker(objective, block, sampler)) {
      Request.Step pull = (Request.Step) worker.next(new Reply.Registered(0));
      for (long clock = 0; clock < 100; clock++) {
        double[] values = new double[length(pull)];
        Arrays.fill(values, clock);
        Request.Step next = (Request.Step) worker.next(new Reply.Work(clock, clock, 0.5, values));
        double[] sum = new double[FEATURES];
        for (int h = 0; h < STEPS; h++) {
          sampler.draw(
              clock * STEPS + h,
              0,
              ROWS,
              place -> {
                for (int v = 0; v < FEATURES; v++) {
                  sum[v] += data.row((int) place)[v];
                }
              });
        }
        assertThat(scattered(pull, next.push())).isEqualTo(sum);
        assertThat(next.rows()).isEqualTo(BATCH * STEPS);
        pull = next;
      }
    }
  }

  /**
   * With λ > 0 step h counts (1 − γλ)^{H−1−h} times, whoever takes it: x moves by H steps of x ← (1
   * − γλ) x − γ g_h, in their order.
   */
  @Test
  void decayIsThatOfOneThread() {
    CsrBlock block = rowsThatMeet();
    DenseProblem data = DenseProblem.of("squared", block, FEATURES, 0);
    double lambda = 0.1;
    double step = 0.5;
    GlmObjective objective = new GlmObjective(new LinearLoss(), FEATURES, lambda, 1);
    BatchSampler sampler = new BatchSampler(ROWS, BATCH, 2);
    try (Worker worker = worker(objective, block, sampler)) {
      Request.Step pull = (Request.Step) worker.next(new Reply.Registered(0));
      double[] values = Problems.point(length(pull), 1, 3);
      Request.Step next = (Request.Step) worker.next(new Reply.Work(0, 0, step, values));
      double[] x = scattered(pull, values);
      double[] push = scattered(pull, next.push());
      double[] y = x.clone();
      for (int h = 0; h < STEPS; h++) {
        double[] g = new double[FEATURES];
        sampler.draw(
            h,
            0,
            ROWS,
            place -> {
              for (int v = 0; v < FEATURES; v++) {
                g[v] += data.row((int) place)[v] / BATCH;
              }
            });
        for (int v = 0; v < FEATURES; v++) {
          y[v] = (1 - step * lambda) * y[v] - step * g[v];
        }
      }
      double decay = Math.pow(1 - step * lambda, STEPS);
      for (int v = 0; v < FEATURES; v++) {
        double moved = decay * x[v] - step * STEPS / next.rows() * push[v];
        assertThat(moved).isCloseTo(y[v], within(1e-11));
      }
    }
  }

  /** Two workers of four threads; the order of their steps is the machine's, the target is not. */
  @Test
  void converges() {
    CsrBlock block = Problems.rows("logistic", 2000, 200, 5);
    GlmObjective objective = Problems.objective("logistic", block, 200, 1.0 / 2000);
    InMemoryPasses passes = InMemoryPasses.sequential(objective, block);
    GradientStatistics optimum =
        Lbfgs.withDefaults().minimise(passes, new double[200], (x, at) -> {}).at();
    Dials dials = new Dials(2, 8, 0, STEPS, THREADS);
    Sequencer run =
        new Sequencer(
            new double[200],
            new RunPlan(
                dials,
                StepSizes.constant(0.05),
                Averaging.NONE,
                new StoppingRule(optimum.value(), 0.01, 5000, Double.POSITIVE_INFINITY),
                EvaluationSchedule.standard()),
            objective.penalty(),
            () -> 0,
            RunListener.none());
    InThreadRun.run(
        run,
        InThreadRun.workers(
            objective, List.of(Slice.whole(block)), dials, new BatchSampler(2000, 8, 1)));
    assertThat(run.outcome()).isEqualTo(Sequencer.Outcome.REACHED);
    assertThat(run.samples()).isEqualTo(run.updates() * 8 * STEPS);
  }

  @Test
  void closingAWorkerEndsItsThreads() throws InterruptedException {
    CsrBlock block = rowsThatMeet();
    GlmObjective objective = new GlmObjective(new LinearLoss(), FEATURES, 0, 1);
    Set<Thread> before = Thread.getAllStackTraces().keySet();
    List<Thread> threads = new ArrayList<>();
    try (Worker worker = worker(objective, block, new BatchSampler(ROWS, BATCH, 2))) {
      Request.Step pull = (Request.Step) worker.next(new Reply.Registered(0));
      worker.next(new Reply.Work(0, 0, 0.5, new double[length(pull)]));
      for (Thread thread : Thread.getAllStackTraces().keySet()) {
        if (!before.contains(thread) && thread.getName().equals("taucrit-hogwild")) {
          threads.add(thread);
        }
      }
      assertThat(threads).hasSize(THREADS - 1).allMatch(Thread::isDaemon);
    }
    for (Thread thread : threads) {
      thread.join(60_000);
      assertThat(thread.isAlive()).isFalse();
    }
  }
}
