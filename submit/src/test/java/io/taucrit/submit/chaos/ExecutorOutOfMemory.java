package io.taucrit.submit.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.taucrit.core.delay.DelayModel;
import io.taucrit.core.engine.RunListener;
import io.taucrit.data.InputException;
import io.taucrit.jobs.engine.TrainingPlan;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Memory runs out where a worker is, once or whenever it is tried again.
 *
 * @param clock of the worker at which it does
 */
record ExecutorOutOfMemory(Member member, int worker, int clock, boolean always) implements Fault {
  static ExecutorOutOfMemory draw(SplittableRandom random) {
    return new ExecutorOutOfMemory(
        Member.draw(random),
        random.nextInt(Member.WORKERS),
        random.nextInt(1, Member.UPDATES - 10),
        random.nextBoolean());
  }

  @Override
  public String expectation() {
    return always ? "failure named after four tries, slots free" : "every push once, same result";
  }

  @Override
  public void strike(Ground ground) throws Exception {
    ground.problem();
    Path mark = ground.newLocalFolder().resolve("allocated");
    TrainingPlan plan =
        member
            .plan()
            .withDelays(
                new Allocating(worker, clock, always ? null : mark.toString()),
                TrainingPlan.Where.TASKS);
    if (always) {
      assertThatThrownBy(() -> ground.train(plan, RunListener.none()))
          .isInstanceOf(InputException.class)
          .hasMessageStartingWith("Training failed after ")
          .hasMessageContaining("failed 4 times")
          .hasMessageNotContaining("\n");
      ground.assertUsable();
    } else {
      member.assertRight(ground.problem(), ground.train(plan, RunListener.none()));
      assertThat(mark).exists();
    }
  }

  /**
   * No delay, but a worker that reaches a clock allocates until there is no memory.
   *
   * @param mark file that says that it was done once; null to do it every time
   */
  record Allocating(int worker, long clock, String mark) implements DelayModel {
    @Override
    public double seconds(int asked, long at) {
      if (asked == worker && at == clock && isToAllocate()) {
        List<long[]> all = new ArrayList<>();
        while (true) {
          all.add(new long[1 << 20]);
        }
      }
      return 0;
    }

    private boolean isToAllocate() {
      try {
        return mark == null || Files.exists(Files.createFile(Path.of(mark)));
      } catch (FileAlreadyExistsException e) {
        return false;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
