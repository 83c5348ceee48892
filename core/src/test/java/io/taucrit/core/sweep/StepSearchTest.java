package io.taucrit.core.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import io.taucrit.core.sweep.Curve.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StepSearchTest {
  private static final double INFINITE = Double.POSITIVE_INFINITY;

  private static Curve curve(Outcome outcome, Double updates, long until) {
    return new Curve(outcome, updates, updates, updates, 0.01, until, 8, 0, 0, List.of());
  }

  /**
   * Searches where T(γ) is given; infinite is not reached, NaN diverged. Returns the waves, and
   * checks that nobody is followed for longer than allowed.
   */
  private static List<List<StepSearch.Trial>> search(StepSearch search, DoubleUnaryOperator time) {
    List<List<StepSearch.Trial>> waves = new ArrayList<>();
    for (List<StepSearch.Trial> wave = search.wave(); !wave.isEmpty(); wave = search.wave()) {
      waves.add(wave);
      for (StepSearch.Trial trial : wave) {
        double updates = time.applyAsDouble(trial.step());
        search.add(
            trial,
            Double.isNaN(updates)
                ? curve(Outcome.DIVERGED, null, 3)
                : updates > trial.mostUpdates()
                    ? curve(Outcome.NOT_REACHED, null, trial.mostUpdates())
                    : curve(Outcome.REACHED, updates, (long) updates));
      }
      assertThat(waves).hasSizeLessThan(60);
    }
    return waves;
  }

  /** T = 100 (r + 1/r)/2 with r = γ/γ⋆ has its minimum at γ⋆. */
  private static DoubleUnaryOperator valley(double best) {
    return step -> 50 * (step / best + best / step);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.01, 0.3, 0.9, 1, 1.2, 7, 100})
  void theBestIsFoundAndInterior(double best) {
    StepSearch search = StepSearch.around(1, INFINITE, 1_000_000);
    search(search, valley(best));
    int i = search.best();
    assertThat(search.step(i) / best).isBetween(Math.pow(2, -0.26), Math.pow(2, 0.26));
    assertThat(search.order()).contains(i - 1, i + 1).doesNotHaveDuplicates();
  }

  @Test
  void aGoodPredictionCostsThreeStepsAndTheNeighboursStopWhenTheyHaveLost() {
    StepSearch search = StepSearch.around(1, INFINITE, 1_000_000);
    List<List<StepSearch.Trial>> waves = search(search, valley(1));
    assertThat(waves).hasSize(2);
    assertThat(waves.get(0)).extracting(StepSearch.Trial::mostUpdates).containsExactly(1_000_000L);
    assertThat(waves.get(1)).extracting(StepSearch.Trial::index).containsExactly(-1, 1);
    assertThat(waves.get(1)).extracting(StepSearch.Trial::mostUpdates).containsOnly(100L);
  }

  @Test
  void afterADivergenceOnlyShorterStepsAreTried() {
    StepSearch search = StepSearch.around(1, INFINITE, 10_000);
    List<List<StepSearch.Trial>> waves =
        search(search, step -> step > 0.1 ? Double.NaN : 10 / step);
    // 2^(-7/2) = 0.088 is the longest step that does not diverge.
    assertThat(search.best()).isEqualTo(-7);
    assertThat(waves.stream().flatMap(List::stream).mapToInt(StepSearch.Trial::index))
        .allMatch(i -> i <= 0);
  }

  @Test
  void bothSidesAreTriedWhereTheTargetIsNotReached() {
    StepSearch search = StepSearch.around(1, INFINITE, 500);
    search(search, step -> step > 5 && step < 40 ? 400 : INFINITE);
    assertThat(search.step(search.best())).isBetween(5.0, 40.0);
  }

  @Test
  void theSearchEndsWhereNothingEverReachesTheTarget() {
    StepSearch search = StepSearch.around(1, INFINITE, 500);
    List<List<StepSearch.Trial>> waves = search(search, step -> INFINITE);
    assertThat(search.best()).isNull();
    assertThat(waves).hasSize(11);
    assertThat(search.order()).contains(-20, 20);
  }

  @Test
  void stepsStayBelowTheBound() {
    StepSearch search = StepSearch.around(1, 1.5, 10_000);
    search(search, step -> 100 / step);
    assertThat(search.order()).allMatch(i -> search.step(i) < 1.5);
    assertThat(search.step(search.best())).isGreaterThan(1.5 / Math.sqrt(2));
    // A prediction above the bound begins below it.
    assertThat(StepSearch.around(9, 1.5, 10).wave().get(0).step()).isEqualTo(0.75);
  }

  @Test
  void aGivenStepIsNotSearched() {
    StepSearch search = StepSearch.only(0.3, 100);
    assertThat(search(search, valley(10))).hasSize(1);
    assertThat(search.order()).containsExactly(0);
  }
}
