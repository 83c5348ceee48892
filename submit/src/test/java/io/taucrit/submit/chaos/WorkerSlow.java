package io.taucrit.submit.chaos;

import io.taucrit.core.delay.StragglerDelay;
import io.taucrit.core.engine.RunListener;
import io.taucrit.jobs.engine.TrainingPlan;
import java.util.SplittableRandom;

/**
 * One worker takes far longer than the other over everything.
 *
 * @param millis of the slow worker's clocks
 */
record WorkerSlow(Member member, int straggler, int millis) implements Fault {
  static WorkerSlow draw(SplittableRandom random) {
    return new WorkerSlow(
        Member.draw(random), random.nextInt(Member.WORKERS), random.nextInt(5, 25));
  }

  @Override
  public String expectation() {
    return "every push once, the same result";
  }

  @Override
  public void strike(Ground ground) throws Exception {
    TrainingPlan plan =
        member
            .plan()
            .withDelays(
                new StragglerDelay(1e-4, straggler, 10.0 * millis), TrainingPlan.Where.TASKS);
    member.assertRight(ground.problem(), ground.train(plan, RunListener.none()));
  }
}
