package io.taucrit.core.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.taucrit.core.Problems;
import io.taucrit.core.Progress;
import io.taucrit.core.noise.NoiseProfile;
import io.taucrit.core.noise.NoiseSample;
import io.taucrit.core.noise.SampleSource;
import io.taucrit.core.objective.GlmObjective;
import io.taucrit.core.objective.GradientStatistics;
import io.taucrit.core.passes.InMemoryPasses;
import io.taucrit.core.passes.PartialPass.Slice;
import io.taucrit.data.CsrBlock;
import io.taucrit.data.CsrBlockBuilder;
import java.util.List;
import org.junit.jupiter.api.Test;

class SampledAnalyzerTest {
  private static final int ROWS = 40_000;
  private static final int PILOT = 4_000;
  private static final int FEATURES = 60;
  private static final CsrBlock BLOCK = Problems.rows("logistic", ROWS, FEATURES, 4);
  private static final GlmObjective OBJECTIVE =
      Problems.objective("logistic", BLOCK, FEATURES, 1.0 / ROWS);
  private static final double EPSILON = 1e-3;
  private static final Analysis ANALYSIS = analyze(BLOCK, OBJECTIVE, EPSILON, 0.25, ROWS);

  /** Rows that are independent are in random order as they are: the pilot's come last. */
  private record Head(GlmObjective objective, CsrBlock rows) implements SampleSource {
    @Override
    public long population() {
      return (long) rows.rows() - PILOT;
    }

    @Override
    public NoiseSample first(long count) {
      return new NoiseSample(
          objective, List.of(new Slice(rows, 0, Math.toIntExact(count))), population());
    }
  }

  private static Analysis analyze(
      CsrBlock rows, GlmObjective objective, double epsilon, double precision, long mostRows) {
    InMemoryPasses pilot =
        InMemoryPasses.parallel(
            objective, List.of(new Slice(rows, rows.rows() - PILOT, rows.rows())), 2);
    return new SampledAnalyzer(
            Analyzer.withDefaults().with(List.of(0.1, 0.03)).withWorkers(2),
            List.of(epsilon),
            precision,
            0.95,
            mostRows,
            1,
            Progress.NONE)
        .analyze(
            new Head(objective, rows),
            pilot,
            "logistic",
            rows.rows(),
            rows.nonzeros(),
            () -> new Sampling.Reading(7, 8, 9))
        .analysis();
  }

  @Test
  void describesTheProblemAndWhatWasRead() {
    Sampling sampling = ANALYSIS.sampling();
    assertThat(ANALYSIS.n()).isEqualTo(ROWS);
    assertThat(ANALYSIS.nnz()).isEqualTo(BLOCK.nonzeros());
    assertThat(ANALYSIS.rowsRead()).isEqualTo(7);
    assertThat(sampling.bytesRead()).isEqualTo(8);
    assertThat(sampling.bytes()).isEqualTo(9);
    assertThat(sampling.pilotRows()).isEqualTo(PILOT);
    assertThat(sampling.population()).isEqualTo(ROWS - PILOT);
    assertThat(sampling.reached()).isTrue();
    assertThat(sampling.rows()).isLessThan(ROWS - PILOT);
    assertThat(sampling.iterates()).hasSizeBetween(8, 16);
    assertThat(ANALYSIS.pathSample().whole()).isFalse();
    assertThat(ANALYSIS.advice().batch()).isPositive();
  }

  /** The sample's intervals against a pass over the rows that they are about. */
  @Test
  void intervalsHoldTheTruth() {
    InMemoryPasses rest =
        InMemoryPasses.sequential(OBJECTIVE, List.of(new Slice(BLOCK, 0, ROWS - PILOT)));
    GradientStatistics start = rest.at(new double[FEATURES]);
    Sampling.Iterate at = ANALYSIS.sampling().iterates().get(0);
    assertInside(start.gradientNormSquared(), at.gradientNormSquared());
    assertInside(start.noise(), at.noise());
    assertInside(start.diversityBound() - 1, at.ratio());
    assertInside(start.localCriticalBatch(ANALYSIS.sampling().epsilon()), at.localCriticalBatch());
    assertInside(rest.featureCounts().relativeSparsity(), ANALYSIS.sampling().delta());
    assertThat(ANALYSIS.initial().noise()).isEqualTo(at.noise().estimate());
  }

  private static void assertInside(double truth, Estimate estimate) {
    assertThat(truth).isBetween(estimate.lower(), estimate.upper());
  }

  /** M, σ⋆² and b_crit at the ε that were asked for, against maxima over the visited iterates. */
  @Test
  void profilesFollowTheIterates() {
    NoiseProfile visited = new NoiseProfile();
    ANALYSIS.visited().forEach(at -> visited.add(at.gradientNormSquared(), at.noise()));
    Analysis.ProfileEntry entry = ANALYSIS.epsilonTargets().get(0);
    assertThat(entry.epsilon()).isEqualTo(EPSILON);
    double sigma = visited.sigmaSquared(EPSILON);
    assertThat(entry.sigmaSquared().estimate()).isCloseTo(sigma, within(1e-12));
    assertInside(visited.criticalBatch(EPSILON), entry.criticalBatch());
    assertThat(ANALYSIS.profile()).hasSize(25);
    for (Analysis.Target target : ANALYSIS.targets()) {
      assertThat(target.criticalBatch().lower()).isLessThan(target.criticalBatch().upper());
    }
  }

  /** No iterate is that near to the optimum: σ⋆² is not known there, and not 0. */
  @Test
  void saysWhichTargetsNoIterateReached() {
    Analysis analysis = analyze(BLOCK, OBJECTIVE, 1e-12, 0.25, 3_000);
    Analysis.ProfileEntry entry = analysis.epsilonTargets().get(0);
    assertThat(entry.sigmaSquared().estimate()).isNull();
    assertThat(entry.criticalBatch().estimate()).isNull();
    assertThat(entry.criticalBatch().upper()).isNull();
    assertThat(analysis.warnings())
        .anyMatch(w -> w.startsWith("Epsilon: no visited iterate") && w.contains("1.000e-12"));
  }

  @Test
  void saysWhatIsThePilots() {
    assertThat(ANALYSIS.warnings())
        .anyMatch(
            w ->
                w.contains("those of a pilot of 4,000 rows")
                    && w.contains("the intervals of T(b) do not hold the error of that")
                    && w.contains("too low"));
    assertThat(ANALYSIS.pathSample().errorInIntervals()).isFalse();
    assertThat(ANALYSIS.optimum().suboptimalityBound()).isNull();
  }

  @Test
  void saysThatTheSampleIsTooSmall() {
    Analysis small = analyze(BLOCK, OBJECTIVE, EPSILON, 0.01, 1_000);
    assertThat(small.sampling().reached()).isFalse();
    assertThat(small.sampling().rows()).isEqualTo(1_000);
    assertThat(small.warnings()).anyMatch(w -> w.startsWith("The sample is too small"));
    assertThat(ANALYSIS.warnings()).noneMatch(w -> w.startsWith("The sample is too small"));
  }

  @Test
  void leavesAnInterceptOut() {
    CsrBlockBuilder builder = new CsrBlockBuilder();
    for (int row = 0; row < ROWS / 4; row++) {
      builder.startRow(BLOCK.labels()[row]);
      for (int k = BLOCK.rowOffsets()[row]; k < BLOCK.rowOffsets()[row + 1]; k++) {
        builder.add(BLOCK.indices()[k], BLOCK.values()[k]);
      }
      builder.add(FEATURES, 1);
    }
    CsrBlock rows = builder.build();
    Analysis analysis =
        analyze(rows, Problems.objective("logistic", rows, FEATURES + 1, 1e-3), EPSILON, 0.3, ROWS);
    assertThat(analysis.constantFeatures()).isEqualTo(1);
    assertThat(analysis.delta()).isLessThan(0.9);
    assertThat(analysis.warnings()).anyMatch(w -> w.contains("(an intercept?)"));
  }

  @Test
  void isAFunctionOfItsArguments() {
    assertThat(analyze(BLOCK, OBJECTIVE, EPSILON, 0.25, ROWS)).isEqualTo(ANALYSIS);
  }

  @Test
  void refusesAnEpsilonOfNothing() {
    assertThatThrownBy(
            () ->
                new SampledAnalyzer(
                    Analyzer.withDefaults(), List.of(0.0), 0.1, 0.95, 100, 1, Progress.NONE))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Invalid epsilon: 0.0 <= 0");
  }
}
