package io.taucrit.core.step;

import io.taucrit.core.Dials;
import io.taucrit.data.UsageException;

/**
 * A step as the user asks for it: a number or the predicted one, and a rule.
 *
 * @param step averaged step, null for the predicted one
 * @param rule a name of {@link StepRule#names}
 */
public record StepChoice(Double step, String rule) {
  /** The predicted step of the whole run. */
  public static StepChoice predicted() {
    return new StepChoice(null, ConstantStep.NAME);
  }

  public static StepChoice of(double step) {
    return new StepChoice(step, ConstantStep.NAME);
  }

  /**
   * Reads {@code NUMBER} or {@code auto}, perhaps followed by {@code /tau}, {@code /staleness} or
   * {@code /workers}.
   *
   * @throws UsageException if the text is neither
   */
  public static StepChoice parse(String text) {
    int slash = text.indexOf('/');
    String base = slash < 0 ? text : text.substring(0, slash);
    String rule = slash < 0 ? ConstantStep.NAME : text.substring(slash + 1);
    if (StepRule.plain().containsKey(rule)) {
      try {
        double step = base.equals("auto") ? 1 : Double.parseDouble(base);
        if (step > 0 && Double.isFinite(step)) {
          return new StepChoice(base.equals("auto") ? null : step, rule);
        }
      } catch (NumberFormatException e) {
        // Falls through to the one message.
      }
    }
    throw new UsageException(
        "Invalid --step: '%s' (allowed: a number > 0, or auto; also divided by a rule: /tau, /staleness or /workers)"
            .formatted(text));
  }

  /**
   * The steps of a run. A predicted one is that of the whole run, or, where a rule divides it, that
   * of one worker alone.
   *
   * @param predicted not used where the choice is a number
   */
  public StepSizes sizes(Dials dials, PredictedStep predicted, StepSchedule schedule) {
    StepRule plain = StepRule.plain().get(rule).get();
    if (step != null) {
      return new StepSizes(step, plain, schedule);
    }
    if (followsPrediction()) {
      return new StepSizes(1, predicted, schedule);
    }
    double alone = (double) dials.batch() / dials.workers();
    double ofAll = predicted.averaged().applyAsDouble(alone) * dials.workers();
    return new StepSizes(ofAll, plain, schedule);
  }

  /** Whether the predicted step is followed as it is. */
  public boolean followsPrediction() {
    return step == null && rule.equals(ConstantStep.NAME);
  }

  /** As {@link #parse} reads it. */
  @Override
  public String toString() {
    String base = step == null ? "auto" : String.valueOf(step);
    return rule.equals(ConstantStep.NAME) ? base : base + "/" + rule;
  }
}
