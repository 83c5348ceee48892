package io.taucrit.submit.figures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.taucrit.core.objective.LogisticLoss;
import io.taucrit.core.sweep.Setting;
import io.taucrit.core.trajectory.Mean;
import io.taucrit.core.trajectory.MeanTrajectory;
import io.taucrit.data.hadoop.GeneratedBlocks;
import io.taucrit.data.synthetic.SparseGlmProblem;
import io.taucrit.jobs.problem.Lambda;
import io.taucrit.jobs.problem.Problem;
import io.taucrit.jobs.reproduce.AdaptedSteps;
import io.taucrit.jobs.reproduce.Experiment;
import io.taucrit.jobs.reproduce.FollowedRuns;
import io.taucrit.jobs.reproduce.Landmarks;
import io.taucrit.jobs.reproduce.Scale;
import io.taucrit.jobs.reproduce.SparsityBound;
import io.taucrit.jobs.reproduce.SparsitySpeedup;
import io.taucrit.submit.figures.Drawing.Comparison;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Figures from the engine on sparse data: by real measurements, and by results that are made up.
 */
class GlmFiguresTest {
  private static final Landmarks LANDMARKS =
      new Landmarks(0.5, 0.2, 0.0164, 0.0125, 0.14, 0.25, 600);

  @TempDir static Path folder;

  private static Problem problem;

  @BeforeAll
  static void write() {
    SparseGlmProblem.Options options =
        SparseGlmProblem.Options.defaults("logistic")
            .withRows(1000)
            .withFeatures(100)
            .withNonzerosPerRow(8);
    problem =
        Problem.of(
            GeneratedBlocks.write(options, folder.resolve("blocks")),
            new LogisticLoss(),
            Lambda.ONE_OVER_ROWS,
            0.2);
  }

  private static Scope scope(boolean quick) {
    return new Scope(quick, 2, 1, List.of(new Scope.Dataset("small", problem)));
  }

  static Stream<PaperFigure> figures() {
    return Stream.of(
        new DelayBySparsity(),
        new SparsityAlongRun(),
        new LargerMiniBatches(),
        new MoreLearners(),
        new FewerRounds(),
        new Generalisation());
  }

  /** Measured for real, through JSON and back, and drawn. */
  @ParameterizedTest
  @MethodSource("figures")
  void quickFiguresAreMeasuredAndDrawn(PaperFigure figure) {
    Scope scope = scope(true);
    List<? extends Experiment<?>> experiments = figure.experiments(scope);
    assertThat(experiments.stream().map(Experiment::key)).doesNotHaveDuplicates();
    Drawing drawing = figure.draw(GivenResults.of(experiments, GlmFiguresTest::throughJson), scope);
    assertThat(drawing.charts()).isNotEmpty();
    assertThat(drawing.charts())
        .allMatch(chart -> !chart.empty() && chart.id().startsWith(figure.name() + "-"));
    assertThat(drawing.rows()).isNotEmpty();
    assertThat(drawing.rows()).allMatch(row -> row.size() == drawing.columns().size());
    assertThat(drawing.finding()).hasSizeGreaterThan(20).endsWith(".");
    assertThat(All.figures().stream().map(PaperFigure::name)).contains(figure.name());
  }

  private static <R extends Serializable> R throughJson(Experiment<R> experiment) {
    ObjectMapper json = new ObjectMapper();
    try {
      R measured = experiment.measure(new Configuration());
      return json.readValue(json.writeValueAsString(measured), experiment.type());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Drawing drawn(PaperFigure figure, Function<Experiment<?>, Serializable> result) {
    Scope scope = scope(false);
    return figure.draw(GivenResults.of(figure.experiments(scope), result), scope);
  }

  private static Comparison comparison(Drawing drawing, String quantity) {
    return drawing.comparisons().stream()
        .filter(c -> c.quantity().startsWith(quantity))
        .findFirst()
        .orElseThrow();
  }

  /** T(τ) = (1 + κ/τ) is halfway at τ½ = κ + 2. */
  private static SparsitySpeedup.Best speedup(SparsitySpeedup at, double kappa) {
    double updates = 100 * (1 + kappa / at.delay());
    return new SparsitySpeedup.Best(updates, 0.9 * updates, 1.1 * updates, 1.0, kappa, 0.1);
  }

  @Test
  void delayThatGrowsWithTheInverseOfSparsityAgrees() {
    Drawing drawing =
        drawn(
            new DelayBySparsity(),
            e -> speedup((SparsitySpeedup) e, 4 / ((SparsitySpeedup) e).options().delta()));
    assertThat(drawing.agrees()).isTrue();
    assertThat(comparison(drawing, "growth").measured()).isBetween(0.9, 1.1);
    assertThat(comparison(drawing, "τ½ at Δ = 0.1").measured()).isCloseTo(42, within(1.5));
  }

  @Test
  void delayThatGrowsWithItsRootDoesNot() {
    Drawing drawing =
        drawn(
            new DelayBySparsity(),
            e ->
                speedup(
                    (SparsitySpeedup) e, 9 / Math.sqrt(((SparsitySpeedup) e).options().delta())));
    assertThat(comparison(drawing, "growth").measured()).isLessThan(0.6);
    assertThat(drawing.agrees()).isFalse();
  }

  @Test
  void noiseBelowTheBoundDoesNotAgree() {
    assertThat(drawn(new SparsityAlongRun(), e -> visited(4.1)).agrees()).isTrue();
    assertThat(drawn(new SparsityAlongRun(), e -> visited(3.9)).agrees()).isFalse();
  }

  /** Δ = 0.2 asks for four times the squared gradient. */
  private static SparsityBound.Visited visited(double ratio) {
    return new SparsityBound.Visited(
        0.2, 0, List.of(new SparsityBound.Point(0, 0.5, 0.5 * ratio, 0.5 * ratio)));
  }

  private static Mean mean(double value) {
    return new Mean(value, 0.001 * value, 2);
  }

  private static MeanTrajectory.Point point(
      long samples, double objective, double average, double heldOutLoss, double error) {
    return new MeanTrajectory.Point(
        samples,
        samples,
        mean(objective),
        mean(average),
        mean(average),
        mean(0.1),
        mean(0.4),
        mean(heldOutLoss),
        mean(error),
        mean(error),
        mean(heldOutLoss - 0.4),
        0);
  }

  /**
   * Runs whose error falls from a half to {@code error}, and ‖∇f‖² on average to {@code average}.
   */
  private static FollowedRuns.Followed followed(FollowedRuns of, double error, double average) {
    MeanTrajectory runs =
        new MeanTrajectory(
            List.of(point(0, 0.7, 4e-4, 0.7, 0.5), point(of.samples(), 0.51, average, 0.5, error)),
            0);
    return new FollowedRuns.Followed(
        LANDMARKS, of.factors().stream().map(f -> new FollowedRuns.WithStep(f, f, runs)).toList());
  }

  @Test
  void convergenceThatSlowsWithTheBatchAgrees() {
    Drawing drawing =
        drawn(
            new LargerMiniBatches(),
            e -> {
              FollowedRuns runs = (FollowedRuns) e;
              double size = Math.log(2 + runs.setting().dials().batch());
              return followed(runs, 0.04 * size, 1e-6 * size);
            });
    assertThat(drawing.agrees()).isTrue();
    assertThat(drawing.finding()).contains("larger from 4 on").contains("never fall");
    Comparison ratio = comparison(drawing, "mean ‖∇f‖² at M = 4096 over that at 1");
    assertThat(ratio.measured()).isCloseTo(Math.log(4098) / Math.log(3), within(1e-9));
  }

  @Test
  void convergenceThatGetsFasterDoesNot() {
    Drawing drawing =
        drawn(
            new MoreLearners(),
            e -> {
              FollowedRuns runs = (FollowedRuns) e;
              return followed(runs, 0.3 / runs.setting().dials().workers(), 1e-6);
            });
    assertThat(drawing.agrees()).isFalse();
    assertThat(drawing.finding()).contains("larger nowhere");
  }

  /** Without loss up to H = 16; the best of the steps counts. */
  @Test
  void localStepsCountAsLongAsNothingIsLost() {
    Drawing drawing =
        drawn(
            new FewerRounds(),
            e -> {
              FollowedRuns runs = (FollowedRuns) e;
              boolean free = runs.setting().dials().localSteps() <= 16;
              return new FollowedRuns.Followed(
                  LANDMARKS,
                  runs.factors().stream()
                      .map(f -> new FollowedRuns.WithStep(f, f, ended(free ? 0.01 : 0.02, f)))
                      .toList());
            });
    assertThat(drawing.comparisons()).hasSize(2);
    assertThat(drawing.comparisons()).allMatch(c -> c.measured() == 16);
    // 800 rows in five epochs are 500 steps of eight workers, rounded down to 256.
    assertThat(drawing.comparisons()).allMatch(c -> c.predicted() == 16);
    assertThat(drawing.agrees()).isTrue();
  }

  /** f − f⋆ is least at twice the step. */
  private static MeanTrajectory ended(double error, double factor) {
    double off = Math.abs(Math.log(factor / 2));
    return new MeanTrajectory(List.of(point(800, 0.5 + error * (1 + off), 1e-5, 0.5, 0.1)), 0);
  }

  @Test
  void adaptedStepsAreHeldAgainstNoDelayAndTheConstantStep() {
    Drawing kept = drawn(new Generalisation(), e -> outcomes((AdaptedSteps) e, 0.5));
    assertThat(kept.agrees()).isTrue();
    assertThat(kept.finding()).doesNotContain("learnt less");
    Drawing lost = drawn(new Generalisation(), e -> outcomes((AdaptedSteps) e, 0.9));
    assertThat(lost.agrees()).isFalse();
    assertThat(lost.finding()).contains("learnt less than half as much: step over staleness");
    assertThat(comparison(lost, "gap, predicted step").agrees()).isFalse();
    assertThat(comparison(kept, "fall of the held-out loss").measured())
        .isCloseTo(0.2, within(1e-12));
  }

  /** Held-out loss 0.5 without delay, 0.8 with a constant step at any other. */
  private static AdaptedSteps.Outcomes outcomes(AdaptedSteps of, double adapted) {
    double late = of.rule() == AdaptedSteps.Rule.CONSTANT ? 0.8 : adapted;
    return new AdaptedSteps.Outcomes(
        0.1,
        of.delays().stream()
            .map(
                tau ->
                    new AdaptedSteps.AtDelay(
                        tau,
                        point(0, 0.7, 4e-4, 0.7, 0.5),
                        point(8000, 0.5, 1e-5, tau == 1 ? 0.5 : late, 0.1)))
            .toList());
  }

  /** The mean's step is one for all batches; the sum's grows with them; learners change neither. */
  @Test
  void figuresAskForTheStepsThatTheyName() {
    List<FollowedRuns> batches = new LargerMiniBatches().experiments(scope(false));
    assertThat(batches.stream().map(FollowedRuns::scale).distinct())
        .containsExactlyInAnyOrder(Scale.MEAN, Scale.SUM, Scale.GUARANTEE);
    List<FollowedRuns> learners = new MoreLearners().experiments(scope(false));
    assertThat(learners).allMatch(e -> e.setting().dials().batch() % 8 == 0);
    assertThat(learners.stream().map(FollowedRuns::setting).map(Setting::dials))
        .allMatch(d -> d.batch() / d.workers() == 8 && (d.workers() == 1 || d.slack() == 1));
  }
}
