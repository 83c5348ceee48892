package io.taucrit.core.step;

/** The step stays as it is. */
public record ConstantSchedule() implements StepSchedule {
  @Override
  public String text() {
    return "constant";
  }

  @Override
  public double at(double step, long samples) {
    return step;
  }
}
