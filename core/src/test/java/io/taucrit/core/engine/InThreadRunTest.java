package io.taucrit.core.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.groups.Tuple.tuple;

import io.taucrit.core.Dials;
import io.taucrit.core.Problems;
import io.taucrit.core.delay.DelayModel;
import io.taucrit.core.objective.Objective;
import io.taucrit.core.passes.PartialPass.Slice;
import io.taucrit.core.step.ConstantSchedule;
import io.taucrit.core.step.StepOverStaleness;
import io.taucrit.core.step.StepSizes;
import io.taucrit.data.CsrBlock;
import io.taucrit.data.random.CounterRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs in simulated time. */
class InThreadRunTest {
  private static final int FEATURES = 40;
  private static final CsrBlock ROWS = Problems.rows("logistic", 301, FEATURES, 7);
  private static final Objective OBJECTIVE =
      Problems.objective("logistic", ROWS, FEATURES, 1.0 / 301);

  /** Keeps the order of pushes and how far workers are apart. */
  private static final class Log implements RunListener {
    final List<Integer> order = new ArrayList<>();
    final List<Double> seconds = new ArrayList<>();
    final long[] clocks;
    long largestLead;

    Log(int workers) {
      clocks = new long[workers];
    }

    @Override
    public void applied(int worker, long clock, long staleness, double betweenReadAndPush) {
      assertThat(clock).isEqualTo(clocks[worker]++);
      order.add(worker);
      seconds.add(betweenReadAndPush);
      long last = Arrays.stream(clocks).min().orElseThrow();
      largestLead = Math.max(largestLead, clocks[worker] - last);
    }
  }

  private static RunPlan plan(Dials dials, int updates, EvaluationSchedule evaluations) {
    return new RunPlan(
        dials,
        new StepSizes(0.5, new StepOverStaleness(), new ConstantSchedule()),
        Averaging.NONE,
        StoppingRule.updates(updates),
        evaluations);
  }

  private static Sequencer sequencer(RunPlan plan, VirtualClock clock, RunListener listener) {
    return new Sequencer(new double[FEATURES], plan, OBJECTIVE.penalty(), clock, listener);
  }

  private static List<Worker> team(Dials dials) {
    return InThreadRun.workers(
        OBJECTIVE,
        List.of(Slice.whole(ROWS)),
        dials,
        new BatchSampler(ROWS.rows(), dials.batch(), 3));
  }

  private static Sequencer run(RunPlan plan, DelayModel delays, RunListener listener) {
    VirtualClock clock = new VirtualClock();
    Sequencer run = sequencer(plan, clock, listener);
    InThreadRun.run(run, team(plan.dials()), delays, clock);
    assertThat(run.outcome()).isEqualTo(Sequencer.Outcome.MAX_UPDATES);
    return run;
  }

  /** Seconds with an exponential law of mean 1, a function of worker and clock. */
  private static DelayModel exponential(long seed) {
    CounterRandom random = CounterRandom.of(seed, 0);
    return (worker, clock) -> -Math.log1p(-random.uniform(clock * 100 + worker));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 7})
  void fastWorkersGetOneClockMoreThanTheSlackAhead(int slack) {
    Dials dials = new Dials(4, 8, slack, 1, 1);
    Log log = new Log(4);
    Sequencer run =
        run(
            plan(dials, 100, EvaluationSchedule.endsOnly()),
            (worker, clock) -> worker == 2 ? 1 : 0.1,
            log);
    assertThat(log.largestLead).isEqualTo(slack + 1);
    assertThat(run.staleness().max()).isLessThanOrEqualTo(dials.largestStaleness());
    // Behind the gate all go at the straggler's pace, hence equally often but for the lead.
    assertThat(Arrays.stream(log.clocks).max().orElseThrow()).isBetween(100L, 100L + slack + 1);
    assertThat(log.clocks[2]).isBetween(100L - slack - 1, 100L);
  }

  /** Half a second is exact in nanoseconds and in binary. */
  @Test
  void aSynchronousRunGoesAtThePaceOfTheSlowest() {
    Dials dials = Dials.synchronous(4, 8);
    Log log = new Log(4);
    Sequencer run =
        run(
            plan(dials, 60, EvaluationSchedule.standard()),
            (worker, clock) -> worker == 2 ? 0.5 : 0.0625,
            log);
    assertThat(run.trainSeconds()).isEqualTo(30);
    for (TracePoint point : run.trace()) {
      assertThat(point.trainSeconds()).isEqualTo(0.5 * point.updates());
    }
    assertThat(log.seconds).as("seconds from read to application").containsOnly(0.5);
  }

  /** The slowest of every round, one by one. */
  @Test
  void aSynchronousRunSumsTheSlowestDelays() {
    DelayModel delays = exponential(5);
    double expected = 0;
    for (int clock = 0; clock < 80; clock++) {
      double slowest = 0;
      for (int worker = 0; worker < 3; worker++) {
        slowest = Math.max(slowest, delays.seconds(worker, clock));
      }
      expected += slowest;
    }
    Dials dials = Dials.synchronous(3, 8);
    Sequencer run = run(plan(dials, 80, EvaluationSchedule.standard()), delays, new Log(3));
    assertThat(run.trainSeconds()).isCloseTo(expected, within(80e-9));
  }

  /** One worker has no one to wait for: slack changes neither its time nor its bits. */
  @Test
  void slackIsNothingToOneWorker() {
    List<Sequencer> runs = new ArrayList<>();
    for (int slack : new int[] {0, 5}) {
      RunPlan plan = plan(new Dials(1, 8, slack, 1, 1), 50, EvaluationSchedule.standard());
      runs.add(run(plan, exponential(6), new Log(1)));
    }
    assertThat(Problems.relativeDistance(runs.get(0).parameters(), runs.get(1).parameters()))
        .isLessThan(1e-13);
    assertThat(runs.get(0).trainSeconds()).isEqualTo(runs.get(1).trainSeconds());
  }

  /**
   * Between a worker's successive pushes lie all the pushes of the others, hence θ̄ = P − 1 up to
   * what is under way at the start, the evaluation after it, and the end: P² of 16,000 pushes each.
   */
  @ParameterizedTest
  @CsvSource({"2", "8"})
  void workersThatAreNeverIdleHaveAMeanStalenessOfOneLessThanThem(int workers) {
    Dials dials = new Dials(workers, 8, 100_000, 1, 1);
    Log log = new Log(workers);
    Sequencer run =
        run(plan(dials, 16_000 / workers, EvaluationSchedule.endsOnly()), exponential(7), log);
    assertThat(run.staleness().mean())
        .isCloseTo(workers - 1, within(3 * workers * workers / 16_000.0));
    assertThat(run.staleness().max()).isGreaterThan(workers);
    // P workers at one clock a second each: 16,000/P seconds, with a standard deviation of √16,000.
    assertThat(run.trainSeconds()).isCloseTo(16_000.0 / workers, within(5 * Math.sqrt(16_000)));
  }

  /** The recorded order is all that matters: delays change nothing else. */
  @ParameterizedTest
  @CsvSource({"1, 0, 1", "3, 0, 2", "4, 1, 1", "4, 3, 1", "5, 2, 3", "3, 50, 1"})
  void aReplayRepeatsARunToTheBit(int workers, int slack, int localSteps) {
    Dials dials = new Dials(workers, 10, slack, localSteps, 1);
    RunPlan plan = plan(dials, 120, new EvaluationSchedule(1.2));
    Log log = new Log(workers);
    Sequencer recorded = run(plan, exponential(8), log);

    Log again = new Log(workers);
    Sequencer replayed = sequencer(plan, new VirtualClock(), again);
    InThreadRun.replay(
        replayed, team(dials), log.order.stream().mapToInt(Integer::intValue).toArray());

    assertThat(replayed.outcome()).isEqualTo(Sequencer.Outcome.MAX_UPDATES);
    assertThat(again.order).isEqualTo(log.order);
    assertThat(replayed.parameters()).isEqualTo(recorded.parameters());
    assertThat(replayed.staleness().counts()).isEqualTo(recorded.staleness().counts());
    assertThat(replayed.trace())
        .extracting(TracePoint::updates, TracePoint::samples, TracePoint::objective)
        .isEqualTo(
            recorded.trace().stream()
                .map(p -> tuple(p.updates(), p.samples(), p.objective()))
                .toList());
    if (slack > 0) {
      Sequencer other = run(plan, exponential(9), new Log(workers));
      assertThat(other.parameters())
          .as("another order of pushes gives other bits")
          .isNotEqualTo(recorded.parameters());
    }
  }
}
