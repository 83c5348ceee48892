package io.taucrit.jobs.sweep;

import io.taucrit.core.Dials;
import io.taucrit.core.step.StepSizes;
import io.taucrit.core.sweep.Cohort;
import io.taucrit.core.sweep.Curve;
import io.taucrit.core.sweep.Setting;
import io.taucrit.data.InputException;
import io.taucrit.jobs.problem.Problem;
import io.taucrit.jobs.tasks.Task;
import java.io.Serializable;
import java.util.Objects;
import org.apache.hadoop.conf.Configuration;

/** One mean curve, simulated inside one task. */
record CurveTask(Problem problem, Setting setting, StepSizes steps, Cohort.Goal goal)
    implements Task<CurveTask.Result> {
  /** A worker's rows of one step, and what hangs on them. */
  private static final double BATCH_BYTES = 400;

  private static final double MEMORY_SHARE = 0.6;

  /**
   * @param workSeconds in the task
   */
  record Result(Curve curve, double workSeconds) implements Serializable {
    Result {
      Objects.requireNonNull(curve, "curve");
    }
  }

  /**
   * @throws InputException if the runs do not fit into memory, or cannot be done
   */
  @Override
  public Result run(Configuration hadoop, int tasks) {
    long started = System.nanoTime();
    checkMemory(tasks);
    try {
      return measured(hadoop, started);
    } catch (IllegalArgumentException e) {
      throw new InputException(e.getMessage(), e);
    }
  }

  /** Running out of memory would end the whole application, and again when it goes on. */
  private void checkMemory(int tasks) {
    Dials dials = setting.dials();
    double batches = 2.0 * BATCH_BYTES * dials.localSteps() + BATCH_BYTES;
    double run = 16.0 * problem.objective().dimension() + dials.workers() * batches;
    double needed = run * goal.seeds().most();
    double there = MEMORY_SHARE * Runtime.getRuntime().maxMemory() / tasks;
    if (needed > there) {
      throw new InputException(
          "%d seeds of %d workers with %d local steps and d = %d need some %.0f MiB, and a task has %.0f:"
                  .formatted(
                      goal.seeds().most(),
                      dials.workers(),
                      dials.localSteps(),
                      problem.objective().dimension(),
                      needed / (1 << 20),
                      there / (1 << 20))
              + " lower seeds.most, workers or tau, or give the executors more memory");
    }
  }

  private Result measured(Configuration hadoop, long started) {
    Curve curve =
        Cohort.follow(
            problem.objective(),
            problem.read(0, problem.trainingRows(), hadoop),
            setting,
            steps,
            goal);
    return new Result(curve, (System.nanoTime() - started) / 1e9);
  }
}
