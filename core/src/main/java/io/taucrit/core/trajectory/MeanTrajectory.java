package io.taucrit.core.trajectory;

import io.taucrit.core.passes.SplitRows;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.LongStream;

/**
 * Means over runs that differ in their seed alone and were evaluated after the same updates.
 *
 * @param points as far as all runs stayed finite
 * @param diverged how many did not
 */
public record MeanTrajectory(List<Point> points, int diverged) implements Serializable {

  /**
   * Means at an evaluation; see {@link Trajectory.Point}.
   *
   * @param gap held-out less training loss, run by run
   * @param averageGradient of ‖∇f‖² over the updates so far
   */
  public record Point(
      long updates,
      long samples,
      Mean objective,
      Mean gradientNormSquared,
      Mean averageGradient,
      Mean noise,
      Mean trainingLoss,
      Mean heldOutLoss,
      Mean trainingError,
      Mean heldOutError,
      Mean gap,
      double meanStaleness)
      implements Serializable {}

  /**
   * Follows a run for each of the seeds, firstSeed, firstSeed + 1, ….
   *
   * @throws IllegalArgumentException if the step is too long for λ
   */
  public static MeanTrajectory follow(SplitRows rows, Course course, long firstSeed, int seeds) {
    return of(
        LongStream.range(firstSeed, firstSeed + seeds)
            .mapToObj(seed -> FollowedRun.follow(rows, course, seed))
            .toList());
  }

  static MeanTrajectory of(List<Trajectory> runs) {
    int length = runs.stream().mapToInt(run -> run.points().size()).min().orElse(0);
    List<Point> points = new ArrayList<>();
    for (int k = 0; k < length; k++) {
      points.add(point(runs, k));
    }
    return new MeanTrajectory(points, (int) runs.stream().filter(Trajectory::diverged).count());
  }

  private static Point point(List<Trajectory> runs, int k) {
    Trajectory.Point any = runs.get(0).points().get(k);
    return new Point(
        any.updates(),
        any.samples(),
        mean(runs, k, Trajectory.Point::objective),
        mean(runs, k, Trajectory.Point::gradientNormSquared),
        Mean.of(runs.stream().map(run -> run.averageGradient(k)).toList()),
        mean(runs, k, Trajectory.Point::noise),
        mean(runs, k, Trajectory.Point::trainingLoss),
        mean(runs, k, Trajectory.Point::heldOutLoss),
        mean(runs, k, Trajectory.Point::trainingError),
        mean(runs, k, Trajectory.Point::heldOutError),
        mean(runs, k, Trajectory.Point::gap),
        mean(runs, k, Trajectory.Point::meanStaleness).mean());
  }

  private static Mean mean(
      List<Trajectory> runs, int k, Function<Trajectory.Point, Double> quantity) {
    // Not a stream collected by toList: missing values are null.
    List<Double> values = new ArrayList<>();
    runs.forEach(run -> values.add(quantity.apply(run.points().get(k))));
    return Mean.of(values);
  }

  /** The last evaluation that all runs reached. */
  public Point last() {
    return points.get(points.size() - 1);
  }
}
