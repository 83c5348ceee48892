package io.taucrit.jobs.sweep;

import io.taucrit.core.step.StepSizes;
import io.taucrit.core.sweep.Cohort;
import io.taucrit.core.sweep.Curve;
import io.taucrit.core.sweep.Setting;
import io.taucrit.jobs.problem.Problem;
import java.io.Serializable;
import org.apache.hadoop.conf.Configuration;

/** One mean curve, simulated inside one task. */
record CurveTask(Problem problem, Setting setting, StepSizes steps, Cohort.Goal goal)
    implements Serializable {

  /**
   * @param workSeconds in the task
   */
  record Result(Curve curve, double workSeconds) implements Serializable {}

  Result run(Configuration hadoop) {
    long started = System.nanoTime();
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
