package io.taucrit.jobs.reproduce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.taucrit.core.Dials;
import io.taucrit.core.engine.Averaging;
import io.taucrit.core.engine.BatchSampler;
import io.taucrit.core.engine.EvaluationSchedule;
import io.taucrit.core.objective.GradientSums;
import io.taucrit.core.objective.LogisticLoss;
import io.taucrit.core.objective.Penalty;
import io.taucrit.core.passes.PartialPass;
import io.taucrit.core.passes.PartialPass.Slice;
import io.taucrit.core.passes.SplitRows;
import io.taucrit.core.step.StepSizes;
import io.taucrit.core.sweep.Setting;
import io.taucrit.core.theory.AsynchronousGuarantee;
import io.taucrit.core.theory.MiniBatchGuarantee;
import io.taucrit.core.trajectory.Course;
import io.taucrit.core.trajectory.FollowedRun;
import io.taucrit.core.trajectory.MeanTrajectory;
import io.taucrit.data.hadoop.BlockFolder;
import io.taucrit.data.hadoop.GeneratedBlocks;
import io.taucrit.data.synthetic.SparseGlmProblem;
import io.taucrit.jobs.problem.Lambda;
import io.taucrit.jobs.problem.Problem;
import java.nio.file.Path;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Experiments on 600 generated rows of which a fifth is held out. */
class FollowedRunsTest {
  private static final Configuration HADOOP = new Configuration();

  @TempDir static Path folder;

  private static BlockFolder blocks;
  private static ProblemRows rows;
  private static SplitRows split;
  private static Landmarks landmarks;

  @BeforeAll
  static void write() {
    blocks =
        GeneratedBlocks.write(
            SparseGlmProblem.Options.defaults("logistic")
                .withRows(600)
                .withFeatures(60)
                .withNonzerosPerRow(6),
            folder.resolve("blocks"));
    rows = new ProblemRows(problem("1/n"));
    split = rows.read(HADOOP);
    landmarks = Landmarks.of(split);
  }

  private static Problem problem(String lambda) {
    return Problem.of(blocks, new LogisticLoss(), new Lambda(lambda), 0.2);
  }

  private static FollowedRuns experiment(Setting setting, Scale scale) {
    return new FollowedRuns(
        rows, setting, scale, List.of(1.0, 4.0), Averaging.NONE, 4000, 1.3, 5, 3);
  }

  private static Setting learners(int count) {
    return new Setting(new Dials(count, 8 * count, count == 1 ? 0 : 1, 1, 1), "none");
  }

  @Test
  void aFifthIsHeldOut() {
    assertThat(split.trainingRows()).isEqualTo(480);
    assertThat(split.heldOut().stream().mapToLong(Slice::rows).sum()).isEqualTo(120);
  }

  /**
   * By the sum a row moves x by the same however many learners there are: after each has pushed
   * once what it computed at x_0, x is −γ Σ ∇f_i(x_0) over all their rows. Without λ, which decays
   * x push by push.
   */
  @ParameterizedTest
  @ValueSource(ints = {1, 3, 16})
  void theStepOfAPushDoesNotDependOnTheLearners(int count) {
    Setting setting = learners(count);
    double step = Scale.SUM.averaged(landmarks, setting.dials(), 4000);
    double[][] last = new double[1][];
    FollowedRun.observe(
        new ProblemRows(problem("0")).read(HADOOP),
        new Course(
            setting, StepSizes.constant(step), Averaging.NONE, EvaluationSchedule.standard(), 1),
        5,
        (at, x, staleness) -> last[0] = x);
    double[] sum = new double[60];
    Slice all = split.training().get(0);
    new BatchSampler(480, 8 * count, 5)
        .draw(
            0,
            0,
            480,
            place ->
                split
                    .objective()
                    .addGradient(new double[60], all.block(), all.from() + (int) place, sum));
    double[] expected = new double[60];
    for (int v = 0; v < 60; v++) {
      expected[v] = -landmarks.rowStep() * sum[v];
    }
    assertThat(last[0]).containsExactly(expected, within(1e-12));
  }

  /** One learner is plain SGD, synchronous by its dials; with slack it is the same. */
  @Test
  void oneLearnerIsPlainSgd() {
    FollowedRuns plain = experiment(new Setting(Dials.synchronous(1, 8), "none"), Scale.SUM);
    FollowedRuns slack = experiment(new Setting(new Dials(1, 8, 1, 1, 1), "none"), Scale.SUM);
    List<FollowedRuns.WithStep> expected = plain.measure(HADOOP).steps();
    List<FollowedRuns.WithStep> measured = slack.measure(HADOOP).steps();
    for (int k = 0; k < 2; k++) {
      MeanTrajectory.Point a = expected.get(k).runs().last();
      MeanTrajectory.Point b = measured.get(k).runs().last();
      assertThat(b.objective().mean()).isCloseTo(a.objective().mean(), within(1e-10));
      assertThat(b.heldOutLoss().mean()).isCloseTo(a.heldOutLoss().mean(), within(1e-10));
    }
    assertThat(expected.get(1).step()).isEqualTo(4 * expected.get(0).step());
  }

  /** By the guarantee's γ on the sum over a push, the engine's averaged step is bγ. */
  @Test
  void theGuaranteesStepIsOnTheSumOverAPush() {
    double batches =
        new MiniBatchGuarantee(landmarks.smoothness(), landmarks.largestNoise(), landmarks.gap())
            .bestStep(32, 4000);
    assertThat(Scale.GUARANTEE.averaged(landmarks, Dials.synchronous(1, 32), 4000))
        .isCloseTo(32 * batches, within(1e-12));
    double learners =
        new AsynchronousGuarantee(
                landmarks.smoothness(), landmarks.largestNoise(), landmarks.gap(), 8)
            .bestStep(16, 4000 / 8.0);
    assertThat(Scale.GUARANTEE.averaged(landmarks, learners(16).dials(), 4000))
        .isCloseTo(128 * learners, within(1e-12));
  }

  @Test
  void landmarksAreThoseOfTheTrainingRows() {
    GradientSums start = PartialPass.sums(split.objective(), new double[60], split.training());
    assertThat(landmarks.optimum() + landmarks.gap()).isCloseTo(Math.log(2), within(1e-12));
    assertThat(landmarks.largestNoise())
        .isGreaterThanOrEqualTo(start.statistics(new double[60], Penalty.l2(1.0 / 480)).noise());
    assertThat(landmarks.curvature()).isBetween(1.0 / 480, landmarks.smoothness());
    assertThat(landmarks.smoothness()).isLessThanOrEqualTo(0.25 + 1.0 / 480 + 1e-6);
  }

  @ParameterizedTest
  @EnumSource(Scale.class)
  void resultsAreReadBackAsTheyWere(Scale scale) throws Exception {
    FollowedRuns experiment = experiment(learners(4), scale);
    FollowedRuns.Followed followed = experiment.measure(HADOOP);
    ObjectMapper json = new ObjectMapper();
    String text = json.writeValueAsString(followed);
    assertThat(json.readValue(text, experiment.type())).isEqualTo(followed);
    assertThat(followed).isEqualTo(experiment.measure(HADOOP));
    assertThat(followed.steps()).hasSize(2);
  }

  /** The engine refuses steps that λ does not allow; the measurement goes on. */
  @Test
  void aStepThatIsTooLongIsNoResult() {
    FollowedRuns experiment =
        new FollowedRuns(
            new ProblemRows(problem("10")),
            learners(1),
            Scale.SUM,
            List.of(1.0, 1e6),
            Averaging.NONE,
            400,
            1.3,
            5,
            1);
    List<FollowedRuns.WithStep> steps = experiment.measure(HADOOP).steps();
    assertThat(steps.get(0).runs()).isNotNull();
    assertThat(steps.get(1).runs()).isNull();
  }

  @Test
  void theKeyTellsProblemsApart() {
    String key = experiment(learners(4), Scale.SUM).key();
    ProblemRows moved = new ProblemRows(problem("1/n").at("elsewhere"));
    ProblemRows other = new ProblemRows(problem("2/n"));
    assertThat(moved).hasToString(rows.toString());
    assertThat(other.toString()).isNotEqualTo(rows.toString());
    assertThat(key).contains(rows.toString()).doesNotContain(folder.toString());
  }

  /** The corollary and its sharper form, along a run, and that the second is sharper. */
  @Test
  void sparseGradientsAreNoisy() {
    SparsityBound.Visited visited = new SparsityBound(rows, 2000, 1.2, 3).measure(HADOOP);
    double factor = (1 - visited.delta()) / visited.delta();
    assertThat(visited.points().size()).isGreaterThan(20);
    for (SparsityBound.Point point : visited.points()) {
      assertThat(point.noise()).isGreaterThanOrEqualTo(point.coordinatewise());
      assertThat(point.coordinatewise()).isGreaterThanOrEqualTo(factor * point.gradient());
    }
  }

  /** At τ = 1 every rule takes the same step; the rules that divide learn less under delay. */
  @Test
  void rulesBeginAlike() {
    AdaptedSteps.Outcomes constant = adapted(AdaptedSteps.Rule.CONSTANT);
    for (AdaptedSteps.Rule rule : AdaptedSteps.Rule.values()) {
      AdaptedSteps.Outcomes outcomes = adapted(rule);
      assertThat(outcomes.rowStep()).isEqualTo(constant.rowStep());
      assertThat(outcomes.delays().get(0)).isEqualTo(constant.delays().get(0));
      assertThat(outcomes.delays().get(1).end().meanStaleness()).isBetween(14.0, 15.0);
    }
    double loss = constant.delays().get(1).end().trainingLoss().mean();
    AdaptedSteps.Outcomes divided = adapted(AdaptedSteps.Rule.STALENESS);
    assertThat(divided.delays().get(1).end().trainingLoss().mean()).isGreaterThan(loss);
  }

  private static AdaptedSteps.Outcomes adapted(AdaptedSteps.Rule rule) {
    return new AdaptedSteps(rows, rule, List.of(1, 16), 960, 2000, 5, 2).measure(HADOOP);
  }
}
