package io.taucrit.core.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import io.taucrit.core.Problems;
import io.taucrit.core.momentum.MomentumPlan;
import io.taucrit.core.momentum.MomentumRun;
import io.taucrit.core.objective.Objective;
import io.taucrit.core.passes.PartialPass.Slice;
import io.taucrit.core.passes.SplitRows;
import io.taucrit.core.sweep.MomentumCohort.Goal;
import io.taucrit.core.sweep.MomentumCohort.Yardstick;
import io.taucrit.data.CsrBlock;
import java.util.List;
import org.junit.jupiter.api.Test;

class MomentumCohortTest {
  private static final CsrBlock BLOCK = Problems.rows("squared-hinge", 400, 10, 1);
  private static final Objective OBJECTIVE = Problems.objective("squared-hinge", BLOCK, 10, 0.01);
  private static final SplitRows DATA =
      new SplitRows(
          OBJECTIVE, List.of(new Slice(BLOCK, 0, 300)), List.of(new Slice(BLOCK, 300, 400)));

  private static Curve follow(double step, Goal goal) {
    return MomentumCohort.follow(
        DATA, new double[10], MomentumPlan.constant(4, step, 0.9, 0), goal);
  }

  @Test
  void crossesWhereTheMeanOfTheRunsDoes() {
    double start = DATA.heldOutError(new double[10]);
    Goal goal =
        new Goal(Yardstick.HELD_OUT_ERROR, 0.6 * start, 0, 1000, MomentumCohort.seeds(1, 3));
    Curve curve = follow(0.02, goal);
    assertThat(curve.outcome()).isEqualTo(Curve.Outcome.REACHED);
    List<Curve.Point> points = curve.points();
    assertThat(curve.updates())
        .isBetween(
            (double) points.get(points.size() - 2).updates(),
            (double) points.get(points.size() - 1).updates());
    for (Curve.Point point : points) {
      double mean = 0;
      for (long seed : goal.seeds()) {
        MomentumRun run =
            new MomentumRun(DATA, new double[10], MomentumPlan.constant(4, 0.02, 0.9, seed));
        run.advanceTo(point.updates());
        mean += DATA.heldOutError(run.x()) / start / 3;
      }
      assertThat(Math.abs(point.mean() - mean)).isLessThan(1e-12);
    }
  }

  @Test
  void suboptimalityIsByTheStart() {
    double start = DATA.at(new double[10]).value();
    Goal goal =
        new Goal(Yardstick.SUBOPTIMALITY, 0.5, start - 0.05, 10_000, MomentumCohort.seeds(1, 2));
    Curve curve = follow(0.01, goal);
    assertThat(curve.outcome()).isEqualTo(Curve.Outcome.REACHED);
    assertThat(curve.points().get(0).mean()).isEqualTo(1);
  }

  @Test
  void givesUpAndSeesDivergence() {
    Goal goal = new Goal(Yardstick.HELD_OUT_ERROR, 1e-9, 0, 200, MomentumCohort.seeds(1, 2));
    Curve patient = follow(0.01, goal);
    assertThat(patient.outcome()).isEqualTo(Curve.Outcome.NOT_REACHED);
    assertThat(patient.until()).isGreaterThanOrEqualTo(200);
    assertThat(follow(1e9, goal.withMostUpdates(1_000_000)).outcome())
        .isEqualTo(Curve.Outcome.DIVERGED);
  }
}
