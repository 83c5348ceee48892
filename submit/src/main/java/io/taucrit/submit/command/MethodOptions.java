package io.taucrit.submit.command;

import io.taucrit.core.analysis.Analysis.Fastest;
import io.taucrit.core.engine.Averaging;
import io.taucrit.core.engine.Sampling;
import io.taucrit.core.step.StepChoice;
import io.taucrit.jobs.train.TrainOptions.Method;
import picocli.CommandLine.Option;

/** Which member of the family to train with. */
final class MethodOptions {
  @Option(
      names = "--workers",
      paramLabel = "P",
      description = "Number of workers, one task slot each. Default: all slots.")
  Integer workers;

  @Option(
      names = "--batch",
      paramLabel = "B",
      description = "Rows of one step over all workers, at least P. Default: the advised one.")
  Integer batch;

  @Option(
      names = "--slack",
      paramLabel = "S",
      description =
          "How many rounds a worker may be ahead of the slowest: 0 is synchronous, more is"
              + " asynchronous. A push then misses at most (P - 1)(2S + 1) pushes of other workers."
              + " Default: 0.")
  Integer slack;

  @Option(
      names = "--local-steps",
      paramLabel = "H",
      description =
          "Steps on a worker's own copy of the parameters between two messages (local SGD)."
              + " Default: 1.")
  Integer localSteps;

  @Option(
      names = "--threads",
      paramLabel = "T",
      defaultValue = "1",
      description =
          "Threads of a worker that share its copy and its local steps (Hogwild!); give a task as many"
              + " cores with --conf spark.task.cpus. Default: ${DEFAULT-VALUE}.")
  int threads;

  @Option(
      names = "--step",
      paramLabel = "STEP",
      defaultValue = "auto",
      description =
          "Step size: a number, by which the mean gradient of the batch is multiplied, or auto, the"
              + " predicted one for these options. With slack, either can be divided by a rule of"
              + " thumb, as in 0.5/tau or auto/workers: tau is the largest delay possible, staleness"
              + " each push's own delay, workers P; auto is then the step of one worker alone."
              + " Default: ${DEFAULT-VALUE}.")
  String step;

  @Option(
      names = "--schedule",
      paramLabel = "SCHEDULE",
      defaultValue = "constant",
      description =
          "How the step changes: constant; decay:FACTOR@EPOCH,EPOCH..., as in decay:0.1@5,10; or"
              + " inverse-time[:MU], min(step, 1/(MU t)) after t updates, with MU = lambda by default."
              + " Default: ${DEFAULT-VALUE}.")
  String schedule;

  @Option(
      names = "--average",
      paramLabel = "none|uniform|linear",
      defaultValue = "none",
      description =
          "Which weighted average of the iterates is the model; none: the last one."
              + " Default: ${DEFAULT-VALUE}.")
  Averaging averaging;

  @Option(
      names = "--sampling",
      paramLabel = "independent|shuffled",
      defaultValue = "independent",
      description =
          "How rows follow each other: independent, with replacement, as all predictions have it;"
              + " shuffled, every row once an epoch in a new order, which needs fewer updates to"
              + " accurate targets and allows longer steps. Default: ${DEFAULT-VALUE}.")
  Sampling sampling;

  Method method() {
    return new Method(
        workers,
        batch,
        slack == null ? 0 : slack,
        localSteps == null ? 1 : localSteps,
        threads,
        StepChoice.parse(step),
        schedule,
        averaging,
        sampling);
  }

  /** Where no dial was turned, those of the fastest setting. */
  Method method(Fastest fastest) {
    boolean open =
        workers == null && batch == null && slack == null && localSteps == null && threads == 1;
    return fastest == null || !open ? method() : method().following(fastest);
  }
}
