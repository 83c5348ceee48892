package io.taucrit.core.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.taucrit.core.objective.GradientSums;
import io.taucrit.core.objective.Penalty;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;

/** Conversations with the sequencer, message by message; d = 3. */
class SequencerTest {
  private static final double[] START = {1, 2, 3};
  private static final int[] FIRST_TWO = {0, 1};

  private final List<TracePoint> heard = new ArrayList<>();
  private final long[] now = {0};

  /** What a request was answered, if it was. */
  private static final class Answer {
    private final List<Reply> replies = new ArrayList<>();

    Reply reply() {
      assertThat(replies).as("answers to one request").hasSize(1);
      return replies.get(0);
    }

    boolean waits() {
      return replies.isEmpty();
    }

    String refusal() {
      assertThat(reply()).isInstanceOf(Reply.Refused.class);
      return ((Reply.Refused) reply()).reason();
    }

    Reply.Work work() {
      assertThat(reply()).isInstanceOf(Reply.Work.class);
      return (Reply.Work) reply();
    }
  }

  private static Answer ask(Sequencer sequencer, Request request) {
    Answer answer = new Answer();
    sequencer.handle(request, answer.replies::add);
    return answer;
  }

  private Sequencer sequencer(int workers, StoppingRule stopping, LongSupplier clock) {
    return new Sequencer(
        START,
        RunPlan.synchronous(workers, 4, 0.5, stopping, new EvaluationSchedule(1e9)),
        Penalty.l2(0.1),
        clock,
        new RunListener() {
          @Override
          public void evaluated(TracePoint point) {
            heard.add(point);
          }
        });
  }

  private static Answer step(Sequencer s, int worker, long clock, double... push) {
    double[] values = push.length == 0 ? null : push;
    return ask(s, new Request.Step(worker, 0, clock, values, values == null ? 0 : 2, FIRST_TWO));
  }

  private static Answer evaluated(Sequencer s, int worker, double loss) {
    GradientSums sums = new GradientSums(5, loss, 1, new double[3]);
    return ask(s, new Request.Evaluated(worker, 0, s.version(), sums, 0, 0));
  }

  /** A run of two workers that both wait for, and get, work of clock 0. */
  private Sequencer pairAtWork() {
    Sequencer s = sequencer(2, StoppingRule.updates(100), () -> 0);
    for (int w = 0; w < 2; w++) {
      ask(s, new Request.Register(w, 0));
      step(s, w, 0);
    }
    evaluated(s, 0, 1);
    assertThat(evaluated(s, 1, 1).work().values()).containsExactly(1, 2);
    return s;
  }

  @Test
  void evaluatesBeforeTheFirstWork() {
    Sequencer s = sequencer(1, StoppingRule.updates(100), () -> 0);
    assertThat(s.unregistered()).containsExactly(0);
    assertThat(ask(s, new Request.Register(0, 0)).reply()).isEqualTo(new Reply.Registered(0));
    assertThat(s.unregistered()).isEmpty();
    Reply reply = step(s, 0, 0).reply();
    assertThat(reply).isInstanceOf(Reply.Evaluate.class);
    assertThat(((Reply.Evaluate) reply).x()).containsExactly(START);
    assertThat(s.owing()).containsExactly(0);
    Reply.Work work = evaluated(s, 0, 10).work();
    assertThat(work.clock()).isEqualTo(0);
    assertThat(work.values()).containsExactly(1, 2);
    // Mean loss 10/5 and the regulariser 0.05 (1 + 4 + 9).
    assertThat(heard).hasSize(1);
    assertThat(heard.get(0).objective()).isCloseTo(2 + 0.7, within(1e-15));
    assertThat(heard.get(0).heldOutLoss()).isNull();
    assertThat(s.trace()).isEqualTo(heard);
  }

  @Test
  void appliesARoundOnceAllPushesAreIn() {
    Sequencer s = pairAtWork();
    Answer first = step(s, 0, 1, 8, 0);
    assertThat(first.waits()).isTrue();
    assertThat(s.version()).isEqualTo(0);
    assertThat(s.parameters()).containsExactly(START);
    assertThat(s.owing()).containsExactly(1);
    step(s, 1, 1, 8, 16);
    assertThat(s.version()).isEqualTo(1);
    assertThat(s.samples()).isEqualTo(4);
    // x ← (1 − 0.05) x − (0.5/4) G.
    double[] expected = {0.95 - 2, 1.9 - 2, 2.85};
    assertThat(s.parameters()).containsExactly(expected, within(1e-15));
    assertThat(s.staleness().counts()).containsExactly(1, 1);
    assertThat(Staleness.of(s.staleness()).mean()).isEqualTo(0.5);
  }

  @Test
  void evaluatesEveryWorkerOnceAndAnswersThePullsThen() {
    Sequencer s = pairAtWork();
    Answer first = step(s, 0, 1, 0, 0);
    Answer second = step(s, 1, 1, 0, 0);
    // The schedule's next evaluation is after update 1.
    assertThat(first.reply()).isInstanceOf(Reply.Evaluate.class);
    assertThat(second.reply()).isInstanceOf(Reply.Evaluate.class);
    Answer waiting = evaluated(s, 1, 1);
    assertThat(waiting.waits()).isTrue();
    assertThat(evaluated(s, 0, 1).work().clock()).isEqualTo(1);
    assertThat(waiting.work().version()).isEqualTo(1);
    assertThat(heard).extracting(TracePoint::updates).containsExactly(0L, 1L);
  }

  @Test
  void reportsTheMeanHeldOutLoss() {
    Sequencer s = sequencer(1, StoppingRule.updates(0), () -> 0);
    ask(s, new Request.Register(0, 0));
    step(s, 0, 0);
    GradientSums sums = new GradientSums(5, 1, 1, new double[3]);
    ask(s, new Request.Evaluated(0, 0, 0, sums, 8, 2));
    assertThat(heard.get(0).heldOutLoss()).isEqualTo(0.25);
  }

  @Test
  void answersARepeatedClockAgainAndAppliesItOnce() {
    Sequencer s = pairAtWork();
    Answer lost = step(s, 0, 1, 8, 8);
    Answer repeated = step(s, 0, 1, 8, 8);
    assertThat(lost.refusal()).isEqualTo("repeated by the same attempt");
    assertThat(repeated.waits()).isTrue();
    step(s, 1, 1, 0, 0);
    assertThat(s.parameters()[0]).isCloseTo(0.95 - 1, within(1e-15));
    assertThat(repeated.reply()).isInstanceOf(Reply.Evaluate.class);
    // The reply is lost: the worker asks again and is told again.
    assertThat(step(s, 0, 1, 8, 8).reply()).isInstanceOf(Reply.Evaluate.class);
    assertThat(s.version()).isEqualTo(1);
  }

  @Test
  void refusesAnOutOfOrderClockWithoutHarm() {
    Sequencer s = pairAtWork();
    Answer waiting = step(s, 0, 1, 8, 8);
    assertThat(step(s, 0, 3, 1, 1).refusal()).isEqualTo("clock 3 out of order: the next is 2");
    assertThat(step(s, 0, 0).refusal()).isEqualTo("clock 0 out of order: the next is 2");
    assertThat(step(s, 0, 2).refusal()).isEqualTo("clock 2 out of order: the next is 2");
    assertThat(waiting.waits()).as("the pull before is not disturbed").isTrue();
    step(s, 1, 1, 0, 0);
    assertThat(waiting.reply()).isInstanceOf(Reply.Evaluate.class);
    assertThat(s.parameters()[0]).isCloseTo(0.95 - 1, within(1e-15));
  }

  @Test
  void refusesAPushOfTheWrongLengthWithoutHarm() {
    Sequencer s = pairAtWork();
    assertThat(step(s, 0, 1, 1, 2, 3).refusal()).isEqualTo("push of 3 values for 2 coordinates");
    assertThat(step(s, 0, 1, 8, 8).waits()).isTrue();
    step(s, 1, 1, 0, 0);
    assertThat(s.parameters()[0]).isCloseTo(0.95 - 1, within(1e-15));
  }

  @Test
  void refusesWorkersOutsideTheRun() {
    Sequencer s = pairAtWork();
    for (int worker : new int[] {-1, 2}) {
      assertThat(ask(s, new Request.Register(worker, 0)).refusal())
          .isEqualTo("worker %d of a run of 2 workers".formatted(worker));
    }
    assertThat(s.version()).isEqualTo(0);
  }

  @Test
  void refusesAnAttemptThatDidNotRegister() {
    Sequencer s = pairAtWork();
    assertThat(ask(s, new Request.Step(0, 7, 1, new double[2], 0, FIRST_TWO)).refusal())
        .isEqualTo("attempt 7 is not registered");
    assertThat(step(s, 0, 1, 0, 0).waits()).isTrue();
  }

  @Test
  void aNewAttemptTakesTheOldOnesPlace() {
    Sequencer s = pairAtWork();
    Answer waiting = step(s, 0, 1, 8, 8);
    assertThat(ask(s, new Request.Register(0, 5)).reply()).isEqualTo(new Reply.Registered(1));
    assertThat(waiting.refusal()).isEqualTo("superseded by attempt 5");
    assertThat(step(s, 0, 2, 1, 1).refusal()).isEqualTo("superseded by attempt 5");
    assertThat(ask(s, new Request.Register(0, 4)).refusal()).isEqualTo("superseded by attempt 5");
    assertThat(evaluated(s, 0, 1).refusal()).isEqualTo("superseded by attempt 5");
    // The push of the old attempt counts; the new one asks for the next clock without one.
    Answer fresh = ask(s, new Request.Step(0, 5, 1, null, 0, FIRST_TWO));
    step(s, 1, 1, 0, 0);
    assertThat(fresh.reply()).isInstanceOf(Reply.Evaluate.class);
    assertThat(s.parameters()[0]).isCloseTo(0.95 - 1, within(1e-15));
  }

  @Test
  void aWorkerLostWhileEvaluatingIsAskedAgain() {
    Sequencer s = sequencer(1, StoppingRule.updates(100), () -> 0);
    ask(s, new Request.Register(0, 0));
    assertThat(step(s, 0, 0).reply()).isInstanceOf(Reply.Evaluate.class);
    ask(s, new Request.Register(0, 1));
    assertThat(ask(s, new Request.Step(0, 1, 0, null, 0, FIRST_TWO)).reply())
        .isInstanceOf(Reply.Evaluate.class);
  }

  @Test
  void ignoresSumsOfAnotherVersion() {
    Sequencer s = pairAtWork();
    step(s, 0, 1, 0, 0);
    step(s, 1, 1, 0, 0);
    GradientSums wrong = new GradientSums(5, 1e6, 1, new double[3]);
    ask(s, new Request.Evaluated(0, 0, 0, wrong, 0, 0));
    assertThat(evaluated(s, 1, 1).waits()).isTrue();
    assertThat(heard).hasSize(1);
    evaluated(s, 0, 1);
    assertThat(heard).hasSize(2);
    assertThat(heard.get(1).objective()).isLessThan(10);
  }

  @Test
  void abortRefusesWhoWaitsAndWhoComesLater() {
    Sequencer s = pairAtWork();
    Answer waiting = step(s, 0, 1, 8, 8);
    s.abort("the disk is full");
    assertThat(s.outcome()).isEqualTo(Sequencer.Outcome.FAILED);
    assertThat(waiting.refusal()).isEqualTo("the disk is full");
    assertThat(step(s, 1, 1, 8, 8).refusal()).isEqualTo("the disk is full");
    assertThat(step(s, 0, 1, 8, 8).refusal()).isEqualTo("the disk is full");
    s.abort("something else");
    assertThat(step(s, 1, 1, 8, 8).refusal()).isEqualTo("the disk is full");
    assertThat(s.version()).as("nothing is applied to a failed run").isEqualTo(0);
    assertThat(s.parameters()).containsExactly(START);
  }

  @Test
  void refusesStepsThatCannotConverge() {
    assertThatThrownBy(() -> withStep(10))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Invalid step: 10.0 must be > 0 and below 1/lambda = 10.0");
    assertThatThrownBy(() -> withStep(0)).hasMessageStartingWith("Invalid step: 0.0");
    assertThatThrownBy(() -> withStep(Double.NaN)).hasMessageStartingWith("Invalid step: NaN");
    assertThat(withStep(9.999).outcome()).isNull();
  }

  private static Sequencer withStep(double step) {
    return new Sequencer(
        START,
        RunPlan.synchronous(1, 1, step, StoppingRule.updates(1), EvaluationSchedule.standard()),
        Penalty.l2(0.1),
        () -> 0,
        RunListener.none());
  }

  @Test
  void refusesBatchesBelowOneRowAWorker() {
    assertThatThrownBy(() -> sequencer(5, StoppingRule.updates(1), () -> 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Invalid run: 5 workers, batch 4 < workers");
    assertThatThrownBy(() -> sequencer(0, StoppingRule.updates(1), () -> 0))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void theTrainingClockStandsStillDuringEvaluations() {
    now[0] = 5_000_000_000L;
    Sequencer s = sequencer(1, StoppingRule.updates(100), () -> now[0]);
    ask(s, new Request.Register(0, 0));
    step(s, 0, 0);
    now[0] += 70_000_000_000L;
    assertThat(s.trainSeconds()).isEqualTo(0);
    evaluated(s, 0, 1);
    assertThat(s.trainSeconds()).isEqualTo(0);
    now[0] += 2_000_000_000L;
    assertThat(s.trainSeconds()).isEqualTo(2);
    step(s, 0, 1, 0, 0);
    now[0] += 30_000_000_000L;
    assertThat(s.trainSeconds()).isEqualTo(2);
    evaluated(s, 0, 1);
    now[0] += 1_000_000_000L;
    assertThat(s.trainSeconds()).isEqualTo(3);
    assertThat(heard).extracting(TracePoint::trainSeconds).containsExactly(0.0, 2.0);
  }

  @Test
  void stopsAtTheTarget() {
    // Relative suboptimalities with f⋆ = 0.7: (2 + 0.7 − 0.7)/2 = 1, then below 1/4.
    StoppingRule rule = new StoppingRule(0.7, 0.25, 100, Double.POSITIVE_INFINITY);
    Sequencer s = sequencer(1, rule, () -> 0);
    ask(s, new Request.Register(0, 0));
    step(s, 0, 0);
    evaluated(s, 0, 10);
    step(s, 0, 1, 0, 0);
    assertThat(evaluated(s, 0, 2.4).reply()).isEqualTo(new Reply.Stop());
    assertThat(s.outcome()).isEqualTo(Sequencer.Outcome.REACHED);
    assertThat(heard.get(0).relativeSuboptimality()).isCloseTo(1, within(1e-12));
    assertThat(heard.get(1).suboptimality())
        .isCloseTo(0.48 + 0.7 * 0.95 * 0.95 - 0.7, within(1e-12));
    // Who asks again, or comes late, is told to stop as well.
    assertThat(step(s, 0, 1, 0, 0).reply()).isEqualTo(new Reply.Stop());
  }

  @Test
  void stopsAtTheLargestNumberOfUpdates() {
    Sequencer s = sequencer(1, StoppingRule.updates(3), () -> 0);
    ask(s, new Request.Register(0, 0));
    step(s, 0, 0);
    evaluated(s, 0, 1);
    step(s, 0, 1, 0, 0);
    evaluated(s, 0, 1);
    assertThat(step(s, 0, 2, 0, 0).work().clock()).isEqualTo(2);
    assertThat(step(s, 0, 3, 0, 0).reply()).isInstanceOf(Reply.Evaluate.class);
    assertThat(evaluated(s, 0, 1).reply()).isEqualTo(new Reply.Stop());
    assertThat(s.outcome()).isEqualTo(Sequencer.Outcome.MAX_UPDATES);
    assertThat(heard).extracting(TracePoint::updates).containsExactly(0L, 1L, 3L);
  }

  @Test
  void stopsWhenTheTimeIsUp() {
    Sequencer s = sequencer(1, new StoppingRule(null, null, 100, 10), () -> now[0]);
    ask(s, new Request.Register(0, 0));
    step(s, 0, 0);
    evaluated(s, 0, 1);
    step(s, 0, 1, 0, 0);
    evaluated(s, 0, 1);
    now[0] = 9_999_999_999L;
    assertThat(step(s, 0, 2, 0, 0).work().clock()).isEqualTo(2);
    now[0] = 10_000_000_000L;
    assertThat(step(s, 0, 3, 0, 0).reply()).isInstanceOf(Reply.Evaluate.class);
    assertThat(evaluated(s, 0, 1).reply()).isEqualTo(new Reply.Stop());
    assertThat(s.outcome()).isEqualTo(Sequencer.Outcome.MAX_SECONDS);
    assertThat(s.trainSeconds()).isEqualTo(10);
  }

  @Test
  void stopsWhereTheObjectiveIsNotFinite() {
    for (double loss : new double[] {Double.NaN, Double.POSITIVE_INFINITY}) {
      StoppingRule rule = new StoppingRule(0.0, 0.5, 100, Double.POSITIVE_INFINITY);
      Sequencer s = sequencer(1, rule, () -> 0);
      ask(s, new Request.Register(0, 0));
      step(s, 0, 0);
      evaluated(s, 0, 1);
      step(s, 0, 1, 1e300, 1e300);
      assertThat(evaluated(s, 0, loss).reply()).isEqualTo(new Reply.Stop());
      assertThat(s.outcome()).isEqualTo(Sequencer.Outcome.DIVERGED);
    }
  }

  @Test
  void aTargetNeedsAnOptimum() {
    assertThatThrownBy(() -> new StoppingRule(null, 0.1, 1, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("A target needs a known optimum");
  }
}
