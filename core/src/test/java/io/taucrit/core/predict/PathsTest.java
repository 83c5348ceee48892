package io.taucrit.core.predict;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import io.taucrit.core.SteepStart;
import io.taucrit.core.optimum.Lbfgs;
import io.taucrit.core.passes.InMemoryPasses;
import io.taucrit.core.spectrum.LargestEigenvalue;
import org.junit.jupiter.api.Test;

class PathsTest {
  private static final InMemoryPasses DATA = SteepStart.rows();
  private static final double[] ZERO = new double[DATA.objective().dimension()];
  private static final Lbfgs.Solution SOLUTION =
      Lbfgs.withDefaults().minimise(DATA, ZERO, (x, at) -> {});
  private static final double OPTIMUM = SOLUTION.at().value();
  private static final double GAP = DATA.at(ZERO).value() - OPTIMUM;
  private static final double AT_START = LargestEigenvalue.atPoint(DATA, ZERO, 1);
  private static final double AT_OPTIMUM = LargestEigenvalue.atPoint(DATA, SOLUTION.x(), 1);

  @Test
  void shortStepsTakeTheirOwnPathWhereTheStartIsSteep() {
    assertThat(AT_START).as("the planted problem").isGreaterThan(20 * AT_OPTIMUM);
    Paths paths = Paths.follow(DATA, OPTIMUM, 1 / AT_OPTIMUM, 1e-3 * GAP, 5000);
    double step = 0.2 / AT_START;
    DescentPath own = DescentPath.follow(DATA, OPTIMUM, step, 1e-3 * GAP, 4000);
    for (int t : new int[] {50, 100, 200, 400}) {
      double expected = own.suboptimalityAt(t * step);
      assertThat(paths.slow(step).suboptimalityAt(t * step))
          .as("after %d steps", t)
          .isCloseTo(expected, withinPercentage(20));
    }
  }
}
