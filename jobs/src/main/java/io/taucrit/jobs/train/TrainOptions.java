package io.taucrit.jobs.train;

import io.taucrit.core.analysis.Analysis;
import io.taucrit.core.analysis.Analysis.Fastest;
import io.taucrit.core.delay.DelayModel;
import io.taucrit.core.delay.NoDelay;
import io.taucrit.core.engine.Averaging;
import io.taucrit.core.engine.Sampling;
import io.taucrit.core.step.StepChoice;
import io.taucrit.core.step.StepSchedule;
import io.taucrit.data.UsageException;
import io.taucrit.jobs.engine.TrainingPlan;
import io.taucrit.jobs.engine.TrainingPlan.Where;
import java.util.List;

/**
 * What the user asks of a training run.
 *
 * @param data names of the input, for the record
 * @param advice an analysis of the same problem, or null
 * @param checkpointing null for none
 * @param trackNoise whether to evaluate at the end of every epoch too, for b̂ along the run
 * @param start null for x_0 = 0
 */
public record TrainOptions(
    List<String> data,
    Method method,
    Goal goal,
    Setting setting,
    long seed,
    Analysis advice,
    Checkpointing checkpointing,
    boolean trackNoise,
    Start start) {

  /** Everything left open but data, goal and seed. */
  public static TrainOptions of(List<String> data, Goal goal, long seed) {
    return new TrainOptions(
        data, Method.open(), goal, Setting.standard(), seed, null, null, false, null);
  }

  public TrainOptions withMethod(Method newMethod) {
    return new TrainOptions(
        data, newMethod, goal, setting, seed, advice, checkpointing, trackNoise, start);
  }

  public TrainOptions withSetting(Setting newSetting) {
    return new TrainOptions(
        data, method, goal, newSetting, seed, advice, checkpointing, trackNoise, start);
  }

  public TrainOptions withAdvice(Analysis newAdvice) {
    return new TrainOptions(
        data, method, goal, setting, seed, newAdvice, checkpointing, trackNoise, start);
  }

  public TrainOptions withCheckpointing(Checkpointing newCheckpointing) {
    return new TrainOptions(
        data, method, goal, setting, seed, advice, newCheckpointing, trackNoise, start);
  }

  public TrainOptions withTrackNoise(boolean newTrackNoise) {
    return new TrainOptions(
        data, method, goal, setting, seed, advice, checkpointing, newTrackNoise, start);
  }

  public TrainOptions withStart(Start newStart) {
    return new TrainOptions(
        data, method, goal, setting, seed, advice, checkpointing, trackNoise, newStart);
  }

  /**
   * A model to start from.
   *
   * @param name what it is, for the record and messages
   * @param coefficients for rows as they are, an intercept last, not modified
   */
  public record Start(String name, double[] coefficients) {}

  /**
   * The member of the family.
   *
   * @param workers P, or null for all slots
   * @param batch b, or null for the advised one
   * @param slack s
   * @param localSteps H
   * @param threads that share a worker's vector
   * @param schedule as {@link StepSchedule#parse} reads it
   */
  public record Method(
      Integer workers,
      Integer batch,
      int slack,
      int localSteps,
      int threads,
      StepChoice step,
      String schedule,
      Averaging averaging,
      Sampling sampling) {
    public Method {
      if (workers != null && workers < 1) {
        throw new UsageException("Invalid --workers: %d (allowed: >= 1)".formatted(workers));
      }
      if (batch != null && batch < 1) {
        throw new UsageException("Invalid --batch: %d (allowed: >= 1)".formatted(batch));
      }
      if (batch != null && workers != null && batch < workers) {
        throw new UsageException(
            "Invalid --batch: %d is less than one row for each of %d workers (allowed: >= %d)"
                .formatted(batch, workers, workers));
      }
      if (slack < 0) {
        throw new UsageException("Invalid --slack: %d (allowed: >= 0)".formatted(slack));
      }
      if (localSteps < 1) {
        throw new UsageException("Invalid --local-steps: %d (allowed: >= 1)".formatted(localSteps));
      }
      if (threads < 1 || threads > localSteps) {
        throw new UsageException(
            "Invalid --threads: %d (allowed: from 1 to --local-steps, which they share: %d)"
                .formatted(threads, localSteps));
      }
      StepSchedule.parse(schedule, 1, 1, 1);
    }

    /** Synchronous mini-batch SGD with everything else predicted. */
    public static Method open() {
      return new Method(
          null,
          null,
          0,
          1,
          1,
          StepChoice.predicted(),
          "constant",
          Averaging.NONE,
          Sampling.INDEPENDENT);
    }

    public Method withWorkers(Integer newWorkers) {
      return new Method(
          newWorkers, batch, slack, localSteps, threads, step, schedule, averaging, sampling);
    }

    public Method withBatch(Integer newBatch) {
      return new Method(
          workers, newBatch, slack, localSteps, threads, step, schedule, averaging, sampling);
    }

    public Method withSlack(int newSlack) {
      return new Method(
          workers, batch, newSlack, localSteps, threads, step, schedule, averaging, sampling);
    }

    public Method withLocalSteps(int newLocalSteps, int newThreads) {
      return new Method(
          workers, batch, slack, newLocalSteps, newThreads, step, schedule, averaging, sampling);
    }

    public Method withStep(StepChoice newStep) {
      return new Method(
          workers, batch, slack, localSteps, threads, newStep, schedule, averaging, sampling);
    }

    /** The same with the dials of the fastest setting. */
    public Method following(Fastest fastest) {
      return withWorkers(fastest.workers())
          .withBatch(fastest.batch())
          .withSlack(fastest.slack())
          .withLocalSteps(fastest.localSteps(), 1);
    }
  }

  /**
   * When to stop.
   *
   * @param target relative suboptimality to reach, or null for none
   * @param optimum f⋆, or null to find it where a target needs it
   * @param maxUpdates null for no bound
   * @param maxSeconds on the training clock; null for ten minutes, and no bound where it is
   *     simulated
   */
  public record Goal(Double target, Double optimum, Long maxUpdates, Double maxSeconds) {
    /** Bound on the training clock where the user gives none: ten minutes. */
    public static final double MAX_SECONDS_DEFAULT = 600;

    public Goal {
      if (target != null && !(target > 0 && target < 1)) {
        throw new UsageException(
            "Invalid --target: %s (allowed: above 0 and below 1)".formatted(target));
      }
      if (maxUpdates != null && maxUpdates < 1) {
        throw new UsageException("Invalid --max-updates: %d (allowed: >= 1)".formatted(maxUpdates));
      }
      if (maxSeconds != null && !(maxSeconds > 0)) {
        throw new UsageException("Invalid --max-seconds: %s (allowed: > 0)".formatted(maxSeconds));
      }
    }

    public static Goal target(double target) {
      return new Goal(target, null, null, null);
    }
  }

  /**
   * Where and how it runs.
   *
   * @param delays injected before every push
   */
  public record Setting(DelayModel delays, Where where, boolean encrypt, long timeoutSeconds) {
    public Setting {
      if (timeoutSeconds < 1) {
        throw new UsageException("Invalid --timeout: %d (allowed: >= 1)".formatted(timeoutSeconds));
      }
    }

    public static Setting standard() {
      return new Setting(new NoDelay(), Where.TASKS, true, TrainingPlan.TIMEOUT_SECONDS_DEFAULT);
    }
  }

  /**
   * Checkpoints of the run.
   *
   * @param folder where they are
   * @param everyUpdates null for no such rule
   * @param everySeconds null for no such rule
   * @param resume go on from the newest one, if there is any
   */
  public record Checkpointing(
      String folder, Long everyUpdates, Double everySeconds, boolean resume) {
    public Checkpointing {
      if (everyUpdates != null && everyUpdates < 1) {
        throw new UsageException(
            "Invalid --checkpoint: %d updates (allowed: >= 1)".formatted(everyUpdates));
      }
      if (everySeconds != null && !(everySeconds > 0)) {
        throw new UsageException(
            "Invalid --checkpoint: %s seconds (allowed: > 0)".formatted(everySeconds));
      }
    }
  }
}
