package io.taucrit.core.trajectory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class MeanTrajectoryTest {
  private static Trajectory.Point point(long updates, double objective, double gradient) {
    return new Trajectory.Point(
        updates, 2 * updates, objective, gradient, 1, objective, objective + 1, 0.5, null, 3);
  }

  private static Trajectory run(boolean diverged, Trajectory.Point... points) {
    return new Trajectory(List.of(points), diverged);
  }

  /** ∫ of (4, 2, 2, 0) at updates 0, 1, 3, 4: 3 + 4 + 1. */
  @Test
  void theAverageGradientIsTheTrapezoidalRule() {
    Trajectory run = run(false, point(0, 1, 4), point(1, 1, 2), point(3, 1, 2), point(4, 1, 0));
    assertThat(run.averageGradient(0)).isEqualTo(4);
    assertThat(run.averageGradient(1)).isEqualTo(3);
    assertThat(run.averageGradient(3)).isEqualTo(2);
  }

  @Test
  void meansAndDeviationsAreOverTheRuns() {
    MeanTrajectory mean =
        MeanTrajectory.of(
            List.of(
                run(false, point(0, 1, 1), point(2, 2, 1)),
                run(false, point(0, 1, 1), point(2, 4, 1)),
                run(false, point(0, 1, 1), point(2, 9, 1))));
    MeanTrajectory.Point last = mean.last();
    assertThat(last.objective().mean()).isEqualTo(5);
    assertThat(last.objective().deviation()).isCloseTo(Math.sqrt(13), within(1e-12));
    assertThat(last.objective().standardError()).isCloseTo(Math.sqrt(13.0 / 3), within(1e-12));
    assertThat(last.gap().mean()).isEqualTo(1);
    assertThat(last.gap().deviation()).isZero();
    assertThat(last.heldOutError()).isNull();
    assertThat(last.samples()).isEqualTo(4);
  }

  @Test
  void runsCountAsFarAsAllOfThemAreFinite() {
    MeanTrajectory mean =
        MeanTrajectory.of(
            List.of(
                run(false, point(0, 1, 1), point(1, 2, 1), point(2, 3, 1)),
                run(true, point(0, 1, 1), point(1, 4, 1))));
    assertThat(mean.diverged()).isEqualTo(1);
    assertThat(mean.points()).hasSize(2);
    assertThat(mean.last().objective().mean()).isEqualTo(3);
  }

  @Test
  void aMeanOfOneHasNoDeviationAndOfMissingValuesIsMissing() {
    assertThat(Mean.of(List.of(3.0))).isEqualTo(new Mean(3, 0, 1));
    assertThat(Mean.of(Arrays.asList(3.0, null))).isNull();
    assertThat(Mean.of(List.of())).isNull();
  }
}
