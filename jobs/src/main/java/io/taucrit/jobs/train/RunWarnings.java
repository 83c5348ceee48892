package io.taucrit.jobs.train;

import io.taucrit.core.Dials;
import io.taucrit.core.engine.Sequencer.Outcome;
import io.taucrit.core.engine.TracePoint;
import io.taucrit.core.step.StepChoice;
import io.taucrit.jobs.engine.TrainingPlan;
import io.taucrit.jobs.engine.TrainingResult;
import java.util.ArrayList;
import java.util.List;

/** What the user of a run that has ended has to know about it. */
final class RunWarnings {
  private RunWarnings() {}

  /**
   * @param rule of the step as asked for
   */
  static List<String> of(TrainingPlan plan, TrainingResult result, String rule) {
    List<String> warnings = new ArrayList<>();
    TracePoint last = result.trace().get(result.trace().size() - 1);
    Dials dials = plan.dials();
    double step = plan.run().steps().initial(dials);
    if (result.outcome() == Outcome.DIVERGED) {
      warnings.add(
          "The objective left the finite numbers after %d updates: the step %s is too long."
              .formatted(result.updates(), step));
    }
    if (dials.slack() == 0 && !rule.equals(StepChoice.predicted().rule())) {
      warnings.add(
          "The rule /%s of --step has no effect at slack 0, where nothing is stale."
              .formatted(rule));
    }
    if (last.objective() > 3 * Math.abs(result.trace().get(0).objective())
        && result.outcome() != Outcome.DIVERGED) {
      warnings.add(
          "The objective ended far above its start: the step %s is too long.".formatted(step));
    }
    if (dials.slack() > 0 && result.cost() != null && result.cost().resumedFrom() != null) {
      warnings.add("The record of pushes begins where the run was resumed.");
    }
    if (result.pushes().missed() > 0 && dials.slack() > 0) {
      warnings.add(
          "The record of pushes holds the first %,d; %,d came later."
              .formatted(result.pushes().size(), result.pushes().missed()));
    }
    if (result.cost() != null && result.cost().checkpointFailure() != null) {
      warnings.add(result.cost().checkpointFailure());
    }
    return warnings;
  }
}
