package io.taucrit.submit.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.taucrit.core.engine.RunListener;
import io.taucrit.data.InputException;
import io.taucrit.jobs.engine.Executors;
import io.taucrit.jobs.engine.TrainingPlan;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * An executor stands still (SIGSTOP) and goes on (SIGCONT), within the bound on silence or after
 * the run has given it up.
 *
 * @param moment pushes after which it stops
 */
record ExecutorPaused(Member member, int moment, int victim, int millis, boolean tooLong)
    implements Fault {
  private static final long BOUND_SECONDS = 6;

  static ExecutorPaused draw(SplittableRandom random) {
    return new ExecutorPaused(
        Member.draw(random),
        random.nextInt(1, Member.PUSHES - Member.WORKERS),
        random.nextInt(Member.WORKERS),
        random.nextInt(200, 3_000),
        random.nextInt(3) == 0);
  }

  @Override
  public String expectation() {
    return tooLong ? "silent worker named, slots free again" : "every push once, the same result";
  }

  @Override
  public void strike(Ground ground) throws Exception {
    ground.problem();
    Stopper stopper = new Stopper();
    try {
      if (tooLong) {
        TrainingPlan impatient = member.plan().withTimeout(BOUND_SECONDS);
        assertThatThrownBy(() -> ground.train(impatient, stopper))
            .isInstanceOf(InputException.class)
            .hasMessageMatching(
                "Worker [01] was silent for more than %d s; see the executor's log, or raise --timeout"
                    .formatted(BOUND_SECONDS));
      } else {
        member.assertRight(ground.problem(), ground.train(member.plan(), stopper));
      }
    } finally {
      stopper.goOn();
    }
    assertThat(stopper.stopped).isNotNull();
    if (tooLong) {
      ground.assertUsable();
    }
  }

  private final class Stopper implements RunListener {
    private int pushes;
    private volatile ProcessHandle stopped;

    @Override
    public void applied(int worker, long clock, long staleness, double seconds) {
      if (++pushes != moment) {
        return;
      }
      stopped = Executors.get(victim);
      signal("STOP");
      if (!tooLong) {
        CompletableFuture.delayedExecutor(millis, TimeUnit.MILLISECONDS).execute(this::goOn);
      }
    }

    private void goOn() {
      if (stopped != null) {
        signal("CONT");
      }
    }

    private void signal(String name) {
      try {
        String process = Long.toString(stopped.pid());
        assertThat(new ProcessBuilder("kill", "-" + name, process).start().waitFor()).isZero();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
