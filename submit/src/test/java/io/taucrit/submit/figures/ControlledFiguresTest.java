package io.taucrit.submit.figures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.taucrit.core.analysis.Estimate;
import io.taucrit.core.controlled.TunedStep;
import io.taucrit.core.predict.CriticalBatch;
import io.taucrit.jobs.reproduce.EstimatedM;
import io.taucrit.jobs.reproduce.Experiment;
import io.taucrit.jobs.reproduce.Results;
import io.taucrit.jobs.reproduce.TunedSgd;
import io.taucrit.submit.figures.Drawing.Comparison;
import io.taucrit.submit.report.Chart;
import io.taucrit.submit.report.Series;
import java.io.Serializable;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Figures of the controlled problem from made results: the formula's own, and others. */
class ControlledFiguresTest {
  private static final Scope FULL = new Scope(false, 3, 1, List.of());
  private static final Scope QUICK = new Scope(true, 3, 1, List.of());
  private static final double SINGLE = 1_000;

  private static PaperFigure figure(String name) {
    return All.figures().stream().filter(f -> f.name().equals(name)).findFirst().orElseThrow();
  }

  private static double formula(TunedSgd experiment) {
    return new CriticalBatch(experiment.task().m()).speedup(experiment.parallelism());
  }

  /** Three seeds, the mean speedup as told, and a standard deviation of a tenth of the mean. */
  private static TunedStep tuned(double speedup, int parallelism) {
    double mean = SINGLE / speedup;
    return new TunedStep(
        0.5 / parallelism, 1, parallelism > 1, List.of(0.9 * mean, mean, 1.1 * mean));
  }

  private static Results made(PaperFigure figure, Scope scope, ToDoubleFunction<TunedSgd> speedup) {
    Map<String, Serializable> byKey = new HashMap<>();
    for (Experiment<?> experiment : figure.experiments(scope)) {
      if (experiment instanceof TunedSgd sgd) {
        byKey.put(sgd.key(), tuned(speedup.applyAsDouble(sgd), sgd.parallelism()));
      } else if (experiment instanceof EstimatedM m) {
        double truth = m.problem().trueM();
        byKey.put(m.key(), new Estimate(truth, 0.9 * truth, 1.1 * truth));
      }
    }
    return Results.of(byKey);
  }

  private static Drawing drawn(String name, ToDoubleFunction<TunedSgd> speedup) {
    PaperFigure figure = figure(name);
    return figure.draw(made(figure, FULL, speedup), FULL);
  }

  @Test
  void allAreListedByName() {
    assertThat(All.figures().stream().map(PaperFigure::name))
        .contains(
            "fig1",
            "fig2",
            "fig3",
            "fig4",
            "fig9",
            "fig10",
            "fig11",
            "fig12",
            "fig13",
            "fig14",
            "blocks",
            "sparsification")
        .doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "fig1",
        "fig2",
        "fig3",
        "fig4",
        "fig9",
        "fig10",
        "fig11",
        "fig12",
        "fig13",
        "fig14",
        "blocks",
        "sparsification"
      })
  void areDrawnWhole(String name) {
    PaperFigure figure = figure(name);
    for (Scope scope : List.of(QUICK, FULL)) {
      Drawing drawing = figure.draw(made(figure, scope, ControlledFiguresTest::formula), scope);
      assertThat(drawing.charts()).isNotEmpty();
      for (Chart chart : drawing.charts()) {
        assertThat(chart.id()).matches(name + "(-.+)?");
        assertThat(chart.series()).isNotEmpty();
        assertThat(chart.reading()).isNotEmpty();
      }
      assertThat(drawing.charts().stream().map(Chart::id)).doesNotHaveDuplicates();
      assertThat(drawing.rows()).isNotEmpty();
      assertThat(drawing.rows()).allMatch(row -> row.size() == drawing.columns().size());
      assertThat(drawing.finding()).doesNotContain("NaN").doesNotContain("null").endsWith(".");
    }
    assertThat(figure.experiments(QUICK).size()).isLessThan(40);
  }

  /**
   * fig9 and fig10 draw what fig3 measures, fig12 what fig11, fig14 what fig13, fig4 part of it.
   */
  @Test
  void pointsAreShared() {
    assertThat(keys("fig3")).containsAll(keys("fig9"));
    assertThat(keys("fig9")).isEqualTo(keys("fig10"));
    assertThat(keys("fig11")).isEqualTo(keys("fig12")).containsAll(keys("fig4"));
    assertThat(keys("fig13")).isEqualTo(keys("fig14"));
  }

  private static Set<String> keys(String figure) {
    return figure(figure).experiments(FULL).stream()
        .map(Experiment::key)
        .collect(Collectors.toSet());
  }

  @ParameterizedTest
  @ValueSource(strings = {"fig3", "fig4", "fig9", "fig11", "fig13"})
  void theFormulasOwnSpeedupAgrees(String name) {
    Drawing drawing = drawn(name, ControlledFiguresTest::formula);
    assertThat(drawing.agrees()).isTrue();
    assertThat(drawing.comparisons()).allMatch(Comparison::agrees);
    assertThat(drawing.columns())
        .startsWith("covariance", "m", "parallelism", "updates", "speedup", "step");
    for (List<Object> row : drawing.rows()) {
      assertThat((double) row.get(4))
          .isCloseTo((double) row.get(8), within(1e-9 * (double) row.get(8)));
      assertThat((double) row.get(3)).isCloseTo(SINGLE / (double) row.get(4), within(1e-6));
      assertThat((double) row.get(5)).isCloseTo(0.5, within(1e-12));
      assertThat((double) row.get(6)).isCloseTo(0.1 * (double) row.get(3), within(1e-6));
    }
  }

  @Test
  void rowsAreAllPointsOfBothCovariances() {
    Drawing drawing = drawn("fig3", ControlledFiguresTest::formula);
    assertThat(drawing.rows()).hasSize(2 * 6 * 15);
    assertThat(drawing.rows().stream().map(r -> r.get(0))).containsOnly("paper", "unit");
    assertThat(drawing.rows().stream().map(r -> r.get(1)))
        .containsOnly(0.0, 1.0, 10.0, 100.0, 1000.0, 10000.0);
    assertThat(drawing.rows().get(0).subList(0, 3)).isEqualTo(List.of("paper", 0.0, 1));
    assertThat(drawing.charts().stream().map(Chart::id))
        .containsExactly(
            "fig3-top", "fig3-bottom", "fig3-unit-top", "fig3-unit-bottom", "fig3-estimated");
  }

  @Test
  void speedupThatSaturatesFarFromTheFormulaDisagrees() {
    Drawing late = drawn("fig4", TunedSgd::parallelism);
    assertThat(late.agrees()).isFalse();
    Drawing early = drawn("fig13", sgd -> Math.min(formula(sgd), 4));
    assertThat(early.agrees()).isFalse();
    assertThat(early.comparisons())
        .anyMatch(c -> c.by().startsWith("paper") && !c.agrees() && c.measured() == 4);
    Drawing near = drawn("fig4", sgd -> formula(sgd) / (sgd.parallelism() > 1 ? 1.5 : 1));
    assertThat(near.agrees()).isTrue();
  }

  @Test
  void anIntervalWithoutTheTrueMDisagrees() {
    PaperFigure figure = figure("fig3");
    Map<String, Serializable> byKey = new HashMap<>();
    for (Experiment<?> experiment : figure.experiments(FULL)) {
      if (experiment instanceof TunedSgd sgd) {
        byKey.put(sgd.key(), tuned(formula(sgd), sgd.parallelism()));
      } else if (experiment instanceof EstimatedM m) {
        double named = m.problem().m();
        byKey.put(m.key(), new Estimate(named, 0.9 * named, 1.1 * named));
      }
    }
    Drawing drawing = figure.draw(Results.of(byKey), FULL);
    assertThat(drawing.agrees()).isFalse();
    assertThat(drawing.finding()).contains("in 5 of 10 intervals");
  }

  /** ± SD of the updates: a tenth more of them is a speedup divided by 1.1. */
  @Test
  void deviationsAreThoseOfTheSeeds() {
    Chart chart = drawn("fig9", ControlledFiguresTest::formula).charts().get(0);
    Series bars =
        chart.series().stream()
            .filter(s -> s.name().equals("M = 10, mean ± SD"))
            .findFirst()
            .orElseThrow();
    assertThat(bars.points()).hasSize(15);
    bars.points()
        .forEach(
            p -> {
              assertThat(p.y() / p.lower()).isCloseTo(1.1, within(1e-9));
              assertThat(p.y() / p.upper()).isCloseTo(0.9, within(1e-9));
            });
  }

  @Test
  void blocksDisagreeWhereTheThresholdIsTheRoot() {
    assertThat(drawn("blocks", ControlledFiguresTest::formula).agrees()).isTrue();
    Drawing root =
        drawn("blocks", sgd -> Math.min(sgd.parallelism(), Math.sqrt(1 + sgd.task().m())));
    assertThat(root.agrees()).isFalse();
    assertThat(root.rows()).hasSize(5 * 15);
  }

  @Test
  void sparsificationDisagreesWhereMasksGain() {
    ToDoubleFunction<TunedSgd> paper = sgd -> formula(sgd) / (1 + sgd.task().m());
    assertThat(drawn("sparsification", paper).agrees()).isTrue();
    Drawing gain =
        drawn("sparsification", sgd -> sgd.task().m() > 10 ? 1.5 : paper.applyAsDouble(sgd));
    assertThat(gain.agrees()).isFalse();
  }

  /** A point of each figure, measured: sequential SGD with M = 0 needs 48 iterations. */
  @Test
  void experimentsMeasure() {
    TunedSgd noiseless =
        figure("fig13").experiments(QUICK).stream()
            .filter(TunedSgd.class::isInstance)
            .map(TunedSgd.class::cast)
            .filter(e -> e.task().m() == 0 && e.parallelism() == 1)
            .findFirst()
            .orElseThrow();
    TunedStep best = noiseless.measure(new Configuration(false));
    assertThat(best.mean()).isEqualTo(48);
    assertThat(best.interior()).isTrue();
  }
}
