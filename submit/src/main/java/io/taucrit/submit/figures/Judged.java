package io.taucrit.submit.figures;

import io.taucrit.core.trajectory.Mean;
import io.taucrit.core.trajectory.MeanTrajectory;
import java.util.Arrays;
import java.util.function.Function;

/** By what models are judged: the first of these that a run has. */
enum Judged {
  HELD_OUT_ERROR("Held-out error", MeanTrajectory.Point::heldOutError),
  HELD_OUT_LOSS("Held-out loss", MeanTrajectory.Point::heldOutLoss),
  TRAINING_LOSS("Training loss", MeanTrajectory.Point::trainingLoss);

  private final String text;
  private final Function<MeanTrajectory.Point, Mean> quantity;

  Judged(String text, Function<MeanTrajectory.Point, Mean> quantity) {
    this.text = text;
    this.quantity = quantity;
  }

  static Judged of(MeanTrajectory.Point any) {
    return Arrays.stream(values()).filter(j -> j.at(any) != null).findFirst().orElseThrow();
  }

  Mean at(MeanTrajectory.Point point) {
    return quantity.apply(point);
  }

  String text() {
    return text;
  }
}
