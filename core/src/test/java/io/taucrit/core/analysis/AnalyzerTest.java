package io.taucrit.core.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import io.taucrit.core.DenseProblem;
import io.taucrit.core.Problems;
import io.taucrit.core.Progress;
import io.taucrit.core.analysis.Analysis.ProfileEntry;
import io.taucrit.core.analysis.Analysis.Speedup;
import io.taucrit.core.analysis.Analysis.StepSize;
import io.taucrit.core.analysis.Analysis.Target;
import io.taucrit.core.passes.InMemoryPasses;
import io.taucrit.core.passes.PartialPass.Slice;
import io.taucrit.data.CsrBlock;
import io.taucrit.data.CsrBlockBuilder;
import io.taucrit.data.InputException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AnalyzerTest {
  private static final int ROWS = 1500;
  private static final int FEATURES = 40;
  private static final double LAMBDA = 1.0 / ROWS;
  private static final CsrBlock BLOCK = Problems.rows("logistic", ROWS, FEATURES, 4);
  private static final InMemoryPasses DATA = passes("logistic", BLOCK, FEATURES, LAMBDA);
  private static final Analyzer ANALYZER =
      Analyzer.withDefaults().with(List.of(0.03, 0.3)).withWorkers(4);
  private static final Analyzer.Result RESULT = ANALYZER.analyze(DATA, DATA, "logistic");
  private static final Analysis ANALYSIS = RESULT.analysis();

  private static InMemoryPasses passes(String loss, CsrBlock block, int features, double lambda) {
    return InMemoryPasses.parallel(
        Problems.objective(loss, block, features, lambda), List.of(Slice.whole(block)), 2);
  }

  @Test
  void describesTheProblem() {
    assertThat(ANALYSIS.n()).isEqualTo(ROWS);
    assertThat(ANALYSIS.d()).isEqualTo(FEATURES);
    assertThat(ANALYSIS.nnz()).isEqualTo(BLOCK.nonzeros());
    assertThat(ANALYSIS.loss()).isEqualTo("logistic");
    assertThat(ANALYSIS.lambda()).isEqualTo(LAMBDA);
    assertThat(ANALYSIS.delta()).isEqualTo(DATA.featureCounts().relativeSparsity());
    assertThat(ANALYSIS.constantFeatures()).isZero();
    assertThat(ANALYSIS.smoothness()).isGreaterThan(ANALYSIS.smoothnessAtOptimum());
    assertThat(ANALYSIS.rowsRead()).isGreaterThan(25 * ROWS).isNotNegative();
    assertThat(ANALYSIS.pathSample().rows()).isEqualTo(ROWS);
    assertThat(ANALYSIS.pathSample().whole()).isTrue();
    assertThat(ANALYSIS.pathSample().passes()).isPositive();
    assertThat(ANALYSIS.warnings()).isEmpty();
  }

  @Test
  void measuresAtTheStartAndAtTheOptimum() {
    DenseProblem dense = DenseProblem.of("logistic", BLOCK, FEATURES, LAMBDA);
    double[] zero = new double[FEATURES];
    assertThat(ANALYSIS.initial().value()).isCloseTo(Math.log(2), within(1e-12));
    assertThat(ANALYSIS.initial().noise()).isCloseTo(dense.noise(zero), withinPercentage(1e-8));
    double[] gradient = dense.gradient(RESULT.minimiser());
    assertThat(DenseProblem.dot(gradient, gradient)).isLessThan(1e-11);
    assertThat(ANALYSIS.optimum().value())
        .isCloseTo(dense.value(RESULT.minimiser()), within(1e-12));
    assertThat(ANALYSIS.optimum().suboptimalityBound()).isBetween(0.0, 1e-9);
    assertThat(ANALYSIS.sigmaStarSquared().estimate())
        .isCloseTo(dense.noise(RESULT.minimiser()), withinPercentage(1e-8));
  }

  @Test
  void theProfileIsMonotone() {
    List<ProfileEntry> profile = ANALYSIS.profile();
    assertThat(profile).hasSize(25);
    for (int i = 0; i < profile.size(); i++) {
      ProfileEntry entry = profile.get(i);
      double kappa = entry.sigmaSquared().estimate() / entry.epsilon() + entry.m().estimate();
      assertThat(entry.criticalBatch().estimate()).isCloseTo(kappa + 1, withinPercentage(1e-9));
      assertThat(entry.m().lower()).isEqualTo(entry.m().estimate());
      assertThat(entry.m().upper()).isNull();
      if (i > 0) {
        // ε falls: fewer points count for σ⋆², more for M.
        assertThat(entry.epsilon()).isLessThan(profile.get(i - 1).epsilon());
        assertThat(entry.sigmaSquared().estimate())
            .isLessThanOrEqualTo(profile.get(i - 1).sigmaSquared().estimate());
        assertThat(entry.m().estimate()).isGreaterThanOrEqualTo(profile.get(i - 1).m().estimate());
      }
    }
    assertThat(ANALYSIS.visited()).hasSizeGreaterThan(14);
    for (Analysis.Visited v : ANALYSIS.visited()) {
      double epsilon = ANALYSIS.targets().get(0).epsilon();
      assertThat(v.localCriticalBatch())
          .isCloseTo(1 + v.noise() / (v.gradientNormSquared() + epsilon), within(1e-9));
      assertThat(v.diversityBound()).isGreaterThan(v.localCriticalBatch());
    }
  }

  @Test
  void targetsFollowThePaper() {
    assertThat(ANALYSIS.targets()).hasSize(2);
    double gap = ANALYSIS.initial().value() - ANALYSIS.optimum().value();
    for (Target target : ANALYSIS.targets()) {
      double delta = target.relativeSuboptimality() * gap;
      assertThat(target.suboptimality()).isCloseTo(delta, withinPercentage(1e-9));
      double epsilon = ANALYSIS.smoothnessAtOptimum() * delta;
      assertThat(target.epsilon()).isCloseTo(epsilon, withinPercentage(1e-9));
      double kappa = target.sigmaSquared().estimate() / epsilon + target.m().estimate();
      assertThat(target.criticalBatch().estimate()).isCloseTo(kappa + 1, withinPercentage(1e-9));
      assertThat(target.formulaHalfEfficiencyBatch().estimate())
          .isCloseTo(kappa + 2, withinPercentage(1e-9));
      assertThat(target.sigmaSquared().estimate())
          .isGreaterThanOrEqualTo(ANALYSIS.sigmaStarSquared().estimate() * (1 - 1e-9));
    }
    assertThat(ANALYSIS.targets().get(0).halfEfficiencyBatch().estimate())
        .as("a nearer target leaves more to parallelism")
        .isGreaterThan(ANALYSIS.targets().get(1).halfEfficiencyBatch().estimate());
  }

  @Test
  void everyBatchHasAPredictionAndAStep() {
    for (Target target : ANALYSIS.targets()) {
      assertThat(target.speedup())
          .extracting(Speedup::batch)
          .as("up to 16 times the rows")
          .containsExactly(1, 4, 16, 64, 256, 1024, 4096, 16384);
      assertThat(target.speedup().get(0).estimate()).isEqualTo(1);
      for (Speedup s : target.speedup()) {
        assertThat(s.updates()).isGreaterThanOrEqualTo(1);
        assertThat(s.estimate()).isBetween(1.0, s.batch() * 1.02);
        assertThat(s.formula()).isBetween(1 - 1e-9, s.batch() * (1 + 1e-9));
        assertThat(target.updatesFor(s.batch())).isCloseTo(s.updates(), withinPercentage(1e-9));
      }
      List<StepSize> steps = target.stepSizes();
      assertThat(steps).extracting(StepSize::step).allMatch(step -> step > 0);
      assertThat(steps)
          .filteredOn(s -> s.delay() == 1)
          .hasSize(8)
          .allMatch(s -> s.source().equals("path"))
          .allMatch(s -> s.step() < 2 / ANALYSIS.smoothnessAtOptimum());
      assertThat(steps)
          .filteredOn(s -> s.delay() > 1)
          .extracting(StepSize::delay)
          .containsExactly(4, 16, 64, 256, 1024, 4096, 16384);
      assertThat(steps)
          .filteredOn(s -> s.delay() > 1)
          .allMatch(s -> s.source().equals("path") && s.batch() == 1);
    }
  }

  @Test
  void interpolatesBetweenTheListedBatches() {
    Target target = ANALYSIS.targets().get(0);
    double between = Math.sqrt(target.updatesFor(16) * target.updatesFor(64));
    assertThat(target.updatesFor(32)).isCloseTo(between, withinPercentage(1e-9));
    assertThat(target.stepFor(32))
        .isCloseTo(Math.sqrt(target.stepFor(16) * target.stepFor(64)), withinPercentage(1e-9));
    assertThat(target.stepFor(1)).isEqualTo(target.stepSizes().get(0).step());
    assertThat(target.updatesFor(1 << 20))
        .as("the last is kept")
        .isCloseTo(target.updatesFor(16384), withinPercentage(1e-9));
  }

  @Test
  void advisesTheLargestEfficientBatch() {
    Analysis.Advice advice = ANALYSIS.advice();
    Target target = ANALYSIS.targets().get(0);
    assertThat(advice.mode()).isEqualTo("synchronous");
    assertThat(advice.workers()).isEqualTo(4);
    assertThat(advice.slack()).isZero();
    assertThat(advice.localSteps()).isEqualTo(1);
    assertThat(advice.relativeSuboptimality()).isEqualTo(0.03);
    List<Speedup> efficient =
        target.speedup().stream()
            .filter(s -> s.batch() >= 4 && s.estimate() / s.batch() >= 0.5)
            .toList();
    Speedup best = efficient.get(efficient.size() - 1);
    assertThat(best.batch()).as("this problem has room").isGreaterThanOrEqualTo(16);
    assertThat(advice.batch()).isEqualTo(best.batch());
    assertThat(advice.predictedUpdates()).isEqualTo(best.updates());
    assertThat(advice.stepSize()).isCloseTo(target.stepFor(best.batch()), withinPercentage(1e-9));
    assertThat(advice.reason())
        .startsWith(String.format(Locale.ROOT, "A batch of %,d needs", best.batch()));
  }

  @Test
  void manyWorkersGetAtLeastOneRowEach() {
    Analysis many =
        Analyzer.withDefaults().withWorkers(700).analyze(DATA, DATA, "logistic").analysis();
    assertThat(many.advice().batch()).isEqualTo(1024);
  }

  @Test
  void halfEfficiencyIsLogInterpolated() {
    // Efficiencies 1, 1, 1/4: one half lies in the middle of 4 and 16 on both log scales.
    List<Speedup> speedups = List.of(speedup(1, 1.0), speedup(4, 4.0), speedup(16, 4.0));
    assertThat(PredictedCurves.halfEfficiency(speedups)).isCloseTo(8, within(1e-12));
    assertThat(PredictedCurves.halfEfficiency(speedups.subList(0, 2))).isNull();
    assertThat(PredictedCurves.halfEfficiency(List.of(speedup(1, 1.0), speedup(4, null)))).isNull();
  }

  private static Speedup speedup(int batch, Double estimate) {
    return new Speedup(batch, 1, 1.0, null, null, estimate, null, null, 1);
  }

  @Test
  void theSameSeedGivesTheSameAnalysis() {
    assertThat(ANALYZER.analyze(DATA, DATA, "logistic").analysis()).isEqualTo(ANALYSIS);
  }

  @Test
  void predictsTargetsInTheGradientThatAreNotMetAtTheStart() {
    double start = ANALYSIS.initial().gradientNormSquared();
    Analysis analysis =
        ANALYZER
            .withEpsilons(List.of(0.02 * start, start))
            .analyze(DATA, DATA, "logistic")
            .analysis();
    assertThat(analysis.epsilonPredictions()).hasSize(1);
    Analysis.EpsilonPrediction prediction = analysis.epsilonPredictions().get(0);
    assertThat(prediction.epsilon()).isEqualTo(0.02 * start);
    assertThat(prediction.speedup()).hasSize(8).allMatch(s -> s.updatesLower() < s.updates());
    assertThat(prediction.delays()).hasSize(8).allMatch(s -> s.batch() == 1);
    assertThat(analysis.warnings())
        .anyMatch(w -> w.startsWith("Epsilon " + start + " is met at the start"));
    assertThat(ANALYSIS.epsilonPredictions()).isNull();
  }

  @Test
  void usesAGivenOptimum() {
    double given = ANALYSIS.optimum().value() - 1e-4;
    Analysis analysis = ANALYZER.withOptimum(given).analyze(DATA, DATA, "logistic").analysis();
    assertThat(analysis.optimum().value()).isEqualTo(given);
    assertThat(analysis.targets().get(0).suboptimality())
        .isCloseTo(0.03 * (Math.log(2) - given), within(1e-12));
    assertThat(analysis.warnings()).isEmpty();
  }

  @Test
  void warnsAboutAnImpossibleOptimum() {
    double reached = ANALYSIS.optimum().value();
    Analysis analysis =
        ANALYZER.withOptimum(reached + 1e-3).analyze(DATA, DATA, "logistic").analysis();
    assertThat(analysis.optimum().value()).isEqualTo(reached);
    assertThat(analysis.warnings())
        .singleElement()
        .asString()
        .startsWith("The given optimum")
        .contains("is above a value that was reached");
  }

  @Test
  void warnsWithoutRegulariser() {
    InMemoryPasses data = passes("logistic", BLOCK, FEATURES, 0);
    Analysis analysis = ANALYZER.analyze(data, data, "logistic").analysis();
    assertThat(analysis.optimum().suboptimalityBound()).isNull();
    assertThat(analysis.warnings())
        .anyMatch(w -> w.startsWith("lambda = 0: the optimum may not exist"));
  }

  @Test
  void warnsThatPoissonHasNoSmoothness() {
    CsrBlock block = Problems.rows("poisson", 800, FEATURES, 4);
    InMemoryPasses data = passes("poisson", block, FEATURES, 1.0 / 800);
    Analysis analysis = ANALYZER.analyze(data, data, "poisson").analysis();
    assertThat(analysis.smoothness()).isNull();
    assertThat(analysis.smoothnessAtOptimum()).isPositive();
    assertThat(analysis.warnings())
        .anyMatch(w -> w.startsWith("The poisson loss has no bound on its curvature"));
    assertThat(analysis.targets().get(0).speedup()).allMatch(s -> s.updates() != null);
  }

  @Test
  void warnsAboutAnIntercept() {
    CsrBlockBuilder rows = new CsrBlockBuilder();
    for (int row = 0; row < 300; row++) {
      rows.startRow(BLOCK.labels()[row]).add(0, 1);
      for (int k = BLOCK.rowOffsets()[row]; k < BLOCK.rowOffsets()[row + 1]; k++) {
        rows.add(BLOCK.indices()[k] + 1, BLOCK.values()[k]);
      }
    }
    InMemoryPasses data = passes("logistic", rows.build(), FEATURES + 1, 0.01);
    Analysis analysis = ANALYZER.analyze(data, data, "logistic").analysis();
    assertThat(analysis.constantFeatures()).isEqualTo(1);
    assertThat(analysis.delta()).isLessThan(1);
    assertThat(analysis.warnings())
        .singleElement()
        .asString()
        .startsWith("1 feature(s) occur in every row");
  }

  @Test
  void warnsWhereTheSampleIsNotTheWhole() {
    InMemoryPasses sample =
        InMemoryPasses.sequential(DATA.objective(), List.of(new Slice(BLOCK, 0, 700)));
    Analysis analysis = ANALYZER.analyze(DATA, sample, "logistic").analysis();
    assertThat(analysis.pathSample().whole()).isFalse();
    assertThat(analysis.warnings())
        .containsExactly(
            "T(b) and the steps are predicted from a random sample of 700 of 1500 rows; the intervals"
                + " of T(b) do not hold the error of that.");
    assertThat(analysis.pathSample().errorInIntervals()).isFalse();
    assertThat(ANALYSIS.pathSample().errorInIntervals()).isTrue();
  }

  @Test
  void namesTheLimitWhereTheTargetIsTooFar() {
    double work = 40.0 * (BLOCK.nonzeros() + 3 * FEATURES);
    Analysis analysis =
        ANALYZER
            .with(List.of(1e-6))
            .withEpsilons(List.of(1e-9))
            .withPathWork(work)
            .analyze(DATA, DATA, "logistic")
            .analysis();
    assertThat(analysis.targets().get(0).updatesFor(1)).isNull();
    int passes = analysis.pathSample().passes();
    assertThat(passes).as("the base path and those beside it").isBetween(40, 80);
    String limit =
        ": no updates can be predicted, because descent on the sample did not come near it within %d"
                .formatted(passes)
            + " passes (the limit for 1500 rows with %d nonzeros and %d features)."
                .formatted(BLOCK.nonzeros(), FEATURES);
    assertThat(analysis.warnings()).contains("Target 1.0E-6" + limit, "Epsilon 1.0E-9" + limit);
  }

  /** Vectors of length d are most of a pass over few rows with many features. */
  @Test
  void aPassCostsForFeaturesToo() {
    assertThat(Analyzer.mostPasses(6e9, 800_000, 1_000)).isEqualTo(7_471);
    assertThat(Analyzer.mostPasses(6e9, 800_000, 1_000_000)).isEqualTo(1_578);
    assertThat(Analyzer.mostPasses(6e9, 100, 1)).isEqualTo(50_000);
    assertThat(Analyzer.mostPasses(6e9, 8e6, Integer.MAX_VALUE)).isEqualTo(2);
  }

  @Test
  void refusesAProblemWithoutSignal() {
    // Every row occurs with both labels.
    CsrBlockBuilder rows = new CsrBlockBuilder();
    IntStream.range(0, 40).forEach(i -> rows.startRow(i % 2).add(i / 2 % 5, 1));
    for (double lambda : new double[] {0.1, 0}) {
      InMemoryPasses data = passes("logistic", rows.build(), 5, lambda);
      assertThatThrownBy(() -> ANALYZER.analyze(data, data, "logistic"))
          .isInstanceOf(InputException.class)
          .hasMessageStartingWith("Cannot analyse: f(0) = ")
          .hasMessageEndingWith("is already the optimum (all labels or features carry no signal)");
    }
  }

  @Test
  void refusesTargetsOutsideOfZeroToOne() {
    for (double bad : new double[] {0, 1, -0.1, Double.NaN}) {
      assertThatThrownBy(() -> Analyzer.withDefaults().with(List.of(0.1, bad)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("Invalid target: %s not in (0, 1)".formatted(bad));
    }
  }

  @Test
  void tellsWhatItDoes() {
    List<String> stages = new ArrayList<>();
    Progress progress =
        new Progress() {
          @Override
          public void stage(String description) {
            stages.add(description);
          }

          @Override
          public void at(double fraction, String detail) {
            assertThat(Double.isNaN(fraction) || (fraction >= 0 && fraction <= 1)).isTrue();
          }
        };
    ANALYZER.withProgress(progress).analyze(DATA, DATA, "logistic");
    assertThat(stages).startsWith("Counting features").contains("Finding the optimum");
    assertThat(stages).doesNotHaveDuplicates().hasSizeGreaterThan(5);
  }
}
