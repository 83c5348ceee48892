package io.taucrit.jobs.reproduce;

import io.taucrit.core.controlled.Scheme;
import io.taucrit.core.controlled.Simulation;
import io.taucrit.core.controlled.StepTuning;
import io.taucrit.core.controlled.Task;
import io.taucrit.core.controlled.TunedStep;
import io.taucrit.data.InputException;
import java.util.List;
import java.util.Locale;
import org.apache.hadoop.conf.Configuration;

/**
 * SGD with its best step at one parallelism, on a task whose noise is known. At parallelism 1 all
 * schemes are the same one.
 */
public record TunedSgd(Task task, Scheme scheme, int parallelism, List<Long> seeds)
    implements Experiment<TunedStep> {
  /** Of a gradient, measured, on one core. */
  private static final double SECONDS = 2e-7;

  /** Gradients to the target are about so many times M + 2.5 q. */
  private static final double GRADIENTS = 20;

  /** The winner and one step to each side. */
  private static final int STEPS = 3;

  public TunedSgd {
    scheme = parallelism == 1 ? Scheme.MINI_BATCH : scheme;
    seeds = List.copyOf(seeds);
  }

  @Override
  public String text() {
    return String.format(
        Locale.ROOT, "%s, M = %.0f, parallelism %d", scheme.text(), task.m(), parallelism);
  }

  @Override
  public double cost() {
    double gradients = GRADIENTS * (task.m() + 2.5 * parallelism);
    double drawn = scheme == Scheme.MINI_BATCH ? gradients / parallelism : gradients;
    return SECONDS * STEPS * seeds.size() * drawn;
  }

  @Override
  public Class<TunedStep> type() {
    return TunedStep.class;
  }

  /**
   * @throws InputException if no step reached the target
   */
  @Override
  public TunedStep measure(Configuration hadoop) {
    TunedStep best = new StepTuning(new Simulation(task, scheme, parallelism), seeds).best();
    if (best == null) {
      throw new InputException(
          "Cannot tune the step: none of %d reaches the target (%s)"
              .formatted(task.steps().size(), text()));
    }
    return best;
  }
}
