package io.taucrit.core.step;

import java.util.List;
import java.util.stream.Collectors;

/**
 * The step is multiplied by a factor at given epochs, as in Section 7.2 of Stich et al. (2021).
 *
 * @param factor in (0, 1)
 * @param epochs when, in passes over the n training rows; ascending, > 0
 * @param rows n
 */
public record EpochDecay(double factor, List<Double> epochs, long rows) implements StepSchedule {
  public EpochDecay {
    epochs = List.copyOf(epochs);
    if (!(factor > 0 && factor < 1) || epochs.isEmpty() || rows < 1) {
      throw new IllegalArgumentException(
          "Invalid decay: factor %s at %s".formatted(factor, epochs));
    }
  }

  @Override
  public String text() {
    return "decay:%s@%s"
        .formatted(factor, epochs.stream().map(String::valueOf).collect(Collectors.joining(",")));
  }

  @Override
  public double at(double step, long samples) {
    double decayed = step;
    for (double epoch : epochs) {
      if (samples >= epoch * rows) {
        decayed *= factor;
      }
    }
    return decayed;
  }
}
