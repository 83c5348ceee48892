package io.taucrit.jobs.engine;

import io.taucrit.core.Dials;
import io.taucrit.core.delay.DelayModel;
import io.taucrit.core.delay.NoDelay;
import io.taucrit.core.engine.Averaging;
import io.taucrit.core.engine.EvaluationSchedule;
import io.taucrit.core.engine.RunPlan;
import io.taucrit.core.engine.Sampling;
import io.taucrit.core.engine.StoppingRule;
import io.taucrit.core.step.StepSizes;
import java.io.Serializable;

/**
 * What to run and how.
 *
 * @param delays injected before every push, for experiments
 * @param where whether workers are tasks or simulated in one task
 * @param encrypt whether to encrypt the channel (it is authenticated in any case)
 * @param timeoutSeconds bound on every wait for a worker or a reply
 * @param start x_0 of a run that does not go on from a checkpoint; null for 0
 */
public record TrainingPlan(
    RunPlan run,
    long seed,
    Sampling sampling,
    DelayModel delays,
    Where where,
    boolean encrypt,
    long timeoutSeconds,
    double[] start)
    implements Serializable {
  /** Bound on waits where the user gives none: ten minutes. */
  public static final long TIMEOUT_SECONDS_DEFAULT = 600;

  /** Where the workers are. */
  public enum Where {
    /** A task each, on real time. */
    TASKS,
    /** All inside one task, on simulated time in which only injected delays count. */
    SIMULATED
  }

  /** A run of worker tasks without injected delays. */
  public static TrainingPlan of(RunPlan run, long seed) {
    return new TrainingPlan(
        run,
        seed,
        Sampling.INDEPENDENT,
        new NoDelay(),
        Where.TASKS,
        true,
        TIMEOUT_SECONDS_DEFAULT,
        null);
  }

  /** Encrypted worker tasks without delays. */
  public static TrainingPlan of(
      Dials dials,
      StepSizes steps,
      StoppingRule stopping,
      EvaluationSchedule evaluations,
      long seed) {
    return of(new RunPlan(dials, steps, Averaging.NONE, stopping, evaluations), seed);
  }

  public TrainingPlan withSampling(Sampling newSampling) {
    return new TrainingPlan(run, seed, newSampling, delays, where, encrypt, timeoutSeconds, start);
  }

  public TrainingPlan withDelays(DelayModel newDelays, Where newWhere) {
    return new TrainingPlan(
        run, seed, sampling, newDelays, newWhere, encrypt, timeoutSeconds, start);
  }

  public TrainingPlan withEncryption(boolean newEncrypt) {
    return new TrainingPlan(run, seed, sampling, delays, where, newEncrypt, timeoutSeconds, start);
  }

  public TrainingPlan withTimeout(long newTimeoutSeconds) {
    return new TrainingPlan(run, seed, sampling, delays, where, encrypt, newTimeoutSeconds, start);
  }

  /**
   * @param newStart x_0 in the coordinates of the objective, or null for 0
   */
  public TrainingPlan withStart(double[] newStart) {
    return new TrainingPlan(run, seed, sampling, delays, where, encrypt, timeoutSeconds, newStart);
  }

  /** A copy of x_0, of length d. */
  double[] start(int dimension) {
    return start == null ? new double[dimension] : start.clone();
  }

  public Dials dials() {
    return run.dials();
  }
}
