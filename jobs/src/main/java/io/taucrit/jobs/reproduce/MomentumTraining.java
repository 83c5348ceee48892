package io.taucrit.jobs.reproduce;

import io.taucrit.core.momentum.MomentumPlan;
import io.taucrit.core.momentum.MomentumTrace;
import io.taucrit.core.passes.SplitRows;
import io.taucrit.core.step.ConstantSchedule;
import io.taucrit.core.step.EpochDecay;
import io.taucrit.core.step.StepSchedule;
import java.util.List;
import org.apache.hadoop.conf.Configuration;

/**
 * One run with momentum, evaluated at x_0, after the first update, and at the end of every epoch.
 *
 * @param batch b
 * @param relativeStep γ as a multiple of the learner's constant step
 * @param momentum β
 * @param epochs after which it ends
 * @param decays epochs at which the step is divided by ten; may be empty
 */
public record MomentumTraining(
    Learner learner,
    int batch,
    double relativeStep,
    double momentum,
    double epochs,
    List<Double> decays,
    long seed)
    implements Experiment<MomentumTrace> {
  public MomentumTraining {
    decays = List.copyOf(decays);
  }

  @Override
  public String key() {
    return "training[%s, b %s, step %s, momentum %s, epochs %s, decays %s, seed %s]"
        .formatted(learner.key(), batch, relativeStep, momentum, epochs, decays, seed);
  }

  @Override
  public String text() {
    String decayed = decays.isEmpty() ? "" : ", step decay";
    return "training %s, b = %d%s".formatted(learner.text(), batch, decayed);
  }

  /** An epoch of training, and a pass to evaluate at its end. */
  @Override
  public double cost() {
    return 2 * epochs * learner.rows() * learner.secondsPerRow();
  }

  @Override
  public Class<MomentumTrace> type() {
    return MomentumTrace.class;
  }

  @Override
  public MomentumTrace measure(Configuration hadoop) {
    SplitRows data = learner.read(hadoop);
    StepSchedule schedule =
        decays.isEmpty()
            ? new ConstantSchedule()
            : new EpochDecay(0.1, decays, data.trainingRows());
    double step = relativeStep * learner.step(data, momentum);
    return MomentumTrace.byEpochs(
        data,
        data.objective().start(seed),
        new MomentumPlan(batch, step, momentum, schedule, seed),
        epochs);
  }
}
