package io.taucrit.jobs.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import io.taucrit.jobs.compare.Solver.Seconds;
import io.taucrit.jobs.compare.Solver.Solution;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SolutionTest {
  /** The run to 0.001 was over before that to 0.01 by one clock, after it by the other. */
  @Test
  void aRunToATighterLevelBoundsTheLooserOnes() {
    Map<Double, Seconds> toLevel = Map.of(0.01, new Seconds(5, 6), 0.001, new Seconds(4, 7));
    assertThat(Solution.byName(toLevel, Seconds::train))
        .containsExactly(entry("0.1", 4.0), entry("0.01", 4.0), entry("0.001", 4.0));
    assertThat(Solution.byName(toLevel, Seconds::total))
        .containsExactly(entry("0.1", 6.0), entry("0.01", 6.0), entry("0.001", 7.0));
  }

  @Test
  void whatWasNotReachedIsNull() {
    assertThat(Solution.byName(Map.of(0.1, new Seconds(1, 2)), Seconds::total))
        .containsExactly(entry("0.1", 2.0), entry("0.01", null), entry("0.001", null));
  }
}
