package io.taucrit.core.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.taucrit.core.Dials;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StepRuleTest {
  /** P = 4, b = 16, s = 2: largest staleness 3 · 5. */
  private static final Dials STALE = new Dials(4, 16, 2, 1, 1);

  @Test
  void rulesGoByTheirNames() {
    assertThat(StepRule.names()).containsExactly("constant", "tau", "staleness", "workers");
    assertThat(StepRule.plain()).containsOnlyKeys(StepRule.names());
    StepRule.plain().forEach((name, rule) -> assertThat(rule.get().name()).isEqualTo(name));
    assertThat(PredictedStep.formula(1, 1).name()).isEqualTo("predicted").isNotIn(StepRule.names());
  }

  @ParameterizedTest
  @CsvSource({"constant, 0.5", "tau, 0.03125", "staleness, 0.5", "workers, 0.125"})
  void stepsOfPlainRules(String name, double expected) {
    StepRule rule = StepRule.plain().get(name).get();
    // Measured staleness is nothing to them.
    assertThat(rule.step(0.5, STALE, 0)).isEqualTo(expected);
    assertThat(rule.step(0.5, STALE, 99)).isEqualTo(expected);
    assertThat(rule.step(0.5, STALE.withSlack(0), 1.5)).as("at slack 0").isEqualTo(0.5);
    assertThat(rule.step(0.5, STALE.withSlack(0).withLocalSteps(9, 3), 1.5))
        .as("local steps at slack 0")
        .isEqualTo(0.5);
  }

  @Test
  void onlyTheStalenessRuleShortensAPush() {
    StepRule staleness = new StepOverStaleness();
    assertThat(staleness.factor(0)).isEqualTo(1);
    assertThat(staleness.factor(3)).isEqualTo(0.25);
    for (String name : StepRule.names()) {
      if (!name.equals("staleness")) {
        assertThat(StepRule.plain().get(name).get().factor(7)).isEqualTo(1);
      }
    }
    assertThat(PredictedStep.formula(1, 1).factor(7)).isEqualTo(1);
  }

  /** b γ_∞/(κ + q), γ_∞ = 2, κ = 100: q = b at slack 0, above the delay ½ + 4 (½ + θ̄). */
  @ParameterizedTest
  @CsvSource({"0, 1, 1.5, 16", "0, 10, 1.5, 16", "2, 1, 0, 2.5", "2, 1, 3, 14.5", "2, 10, 3, 14.5"})
  void predictsFromBatchOrDelayAlone(int slack, int localSteps, double staleness, double q) {
    Dials dials = new Dials(4, 16, slack, localSteps, 1);
    PredictedStep rule = PredictedStep.formula(2, 100);
    assertThat(rule.step(1, dials, staleness)).isCloseTo(16 * 2 / (100 + q), within(1e-15));
    assertThat(rule.step(0.25, dials, staleness)).isCloseTo(4 * 2 / (100 + q), within(1e-15));
    assertThat(rule.atMost(1e9).step(1, dials, staleness))
        .isEqualTo(rule.step(1, dials, staleness));
    assertThat(rule.atMost(0.01).step(1, dials, staleness)).isCloseTo(16 * 0.01 / q, within(1e-15));
  }

  @Test
  void takesAnyPredictedCurves() {
    PredictedStep rule = new PredictedStep(b -> 1 / b, t -> t);
    assertThat(rule.step(1, STALE.withSlack(0), 0)).isEqualTo(1.0 / 16);
    assertThat(rule.step(1, STALE, 3)).isEqualTo(16 * 14.5);
  }
}
