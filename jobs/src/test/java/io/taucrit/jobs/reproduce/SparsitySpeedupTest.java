package io.taucrit.jobs.reproduce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.taucrit.core.objective.GlmObjective;
import io.taucrit.core.objective.GradientStatistics;
import io.taucrit.core.objective.SquaredLoss;
import io.taucrit.core.passes.InMemoryPasses;
import io.taucrit.core.sweep.Seeds;
import io.taucrit.data.synthetic.SparseGlmProblem;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;

class SparsitySpeedupTest {
  private static final SparseGlmProblem.Options OPTIONS =
      new SparseGlmProblem.Options("squared", 500, 20, 10, 0.5, 0, 1, 3);

  private static SparsitySpeedup at(int delay) {
    return new SparsitySpeedup(OPTIONS, delay, 0.05, new Seeds(4, 8, 0.1, 1));
  }

  /** f and the noise vanish at the planted coefficients, up to labels kept as floats. */
  @Test
  void everyRowIsFittedAtThePlantedCoefficients() {
    InMemoryPasses passes =
        InMemoryPasses.sequential(
            new GlmObjective(new SquaredLoss(), 20, 0, 1), at(1).withoutNoise());
    GradientStatistics planted = passes.at(SparseGlmProblem.of(OPTIONS).planted());
    GradientStatistics start = passes.at(new double[20]);
    assertThat(planted.value()).isCloseTo(0, within(1e-12));
    assertThat(planted.noise()).isCloseTo(0, within(1e-12));
    assertThat(start.value()).isGreaterThan(0.1);
  }

  /** Far beyond 1/Δ rounds do not become fewer, and M is above the bound. */
  @Test
  void delaysBeyondTheSparsityAreWasted() {
    SparsitySpeedup.Best one = at(1).measure(new Configuration());
    SparsitySpeedup.Best many = at(64).measure(new Configuration());
    assertThat(one.m()).isGreaterThan((1 - 0.5) / 0.5);
    assertThat(64 * many.updates()).isGreaterThan(4 * one.updates());
    assertThat(many.updates()).isLessThan(one.updates());
    assertThat(one.lower()).isLessThanOrEqualTo(one.updates());
    assertThat(one.upper()).isGreaterThanOrEqualTo(one.updates());
  }
}
