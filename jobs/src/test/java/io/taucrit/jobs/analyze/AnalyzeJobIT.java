package io.taucrit.jobs.analyze;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import io.taucrit.core.Progress;
import io.taucrit.core.analysis.Analysis;
import io.taucrit.core.analysis.Analysis.Target;
import io.taucrit.core.noise.NoiseProfile;
import io.taucrit.data.InputException;
import io.taucrit.jobs.TestProblems;
import io.taucrit.jobs.TestSpark;
import io.taucrit.jobs.problem.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Analyses on executors, of real data against reference values from scipy's L-BFGS, λ = 1/n. */
class AnalyzeJobIT {
  private final JavaSparkContext spark = TestSpark.local();

  @TempDir Path folder;

  @Test
  void agreesWithTheReferenceOnSmsSpam() {
    Analysis analysis = analyze(TestProblems.real(spark, "smsspam_tfidf.svm.gz", folder), 2);

    assertThat(analysis.n()).isEqualTo(5_574);
    assertThat(analysis.d()).isEqualTo(3_911);
    assertThat(analysis.nnz()).isEqualTo(68_056);
    assertOptimum(analysis, 0.218367637212);
    assertThat(analysis.sigmaStarSquared().estimate()).isCloseTo(0.025697, withinPercentage(0.5));
    assertThat(analysis.smoothness()).isCloseTo(0.0046899, withinPercentage(1));
    assertThat(analysis.smoothnessAtOptimum()).isCloseTo(0.0014265, withinPercentage(1));
    assertThat(analysis.delta()).isCloseTo(0.3027, within(0.5e-4));
    assertThat(analysis.initial().value()).isCloseTo(Math.log(2), within(1e-12));
    assertThat(analysis.initial().noise()).isCloseTo(0.2471, withinPercentage(0.5));
    assertThat(analysis.initial().gradientNormSquared()).isCloseTo(0.002418, withinPercentage(0.5));
  }

  @Test
  void theAdviceUsesTheWorkersItMay() {
    Problem problem = TestProblems.generated(spark, "logistic", folder);
    Analysis two = analyze(problem, 2);
    Analysis all = analyze(problem, null);

    assertThat(two.advice().workers()).isEqualTo(2);
    assertThat(all.advice().workers()).isEqualTo(TestSpark.LOCAL_SLOTS);
    assertThat(two.advice().batch()).isGreaterThanOrEqualTo(2);
    assertThat(two.targets()).extracting(Target::relativeSuboptimality).containsExactly(0.03, 0.3);
    assertThat(all.targets()).isEqualTo(two.targets());
  }

  /** Asked twice with a seed, the same to the bit; the rest is core's. */
  @Test
  void samplesWhereAskedTo() {
    Problem problem = TestProblems.generated(spark, "logistic", folder);
    AnalyzeJob.Options options =
        new AnalyzeJob.Options(
            List.of(0.3), null, 2, 1, List.of(1e-3), new AnalyzeJob.Sampling(0.3, 0.9, 2_000L));
    Analysis first = AnalyzeJob.run(spark, problem, options, Progress.NONE).analysis();
    assertThat(first.sampling().pilotRows()).isEqualTo(256);
    assertThat(first.sampling().rows() + 256).isLessThanOrEqualTo(first.n());
    assertThat(first.rowsRead()).isEqualTo(first.sampling().rowsRead());
    assertThat(first.epsilonTargets()).hasSize(1);
    assertThat(first.warnings()).noneMatch(w -> w.contains("no effect"));
    assertThat(AnalyzeJob.run(spark, problem, options, Progress.NONE).analysis()).isEqualTo(first);
    assertThat(spark.getPersistentRDDs()).isEmpty();
  }

  @Test
  void fullPassesKnowTargetsInTheGradientToo() {
    Problem problem = TestProblems.generated(spark, "squared", folder);
    AnalyzeJob.Options options =
        new AnalyzeJob.Options(
            List.of(0.3), null, 2, 1, List.of(1e-3), new AnalyzeJob.Sampling(null, 0.9, 500L));
    Analysis analysis = AnalyzeJob.run(spark, problem, options, Progress.NONE).analysis();
    assertThat(analysis.sampling()).isNull();
    NoiseProfile visited = new NoiseProfile();
    analysis.visited().forEach(at -> visited.add(at.gradientNormSquared(), at.noise()));
    assertThat(analysis.epsilonTargets().get(0).criticalBatch().estimate())
        .isEqualTo(visited.criticalBatch(1e-3));
    assertThat(analysis.warnings())
        .anyMatch(w -> w.contains("gradients without bound"))
        .contains(
            "--max-rows 500 has no effect: all rows are read, in full passes; give --precision for"
                + " samples.");
  }

  @Test
  void aLostBlockIsNamed() throws IOException {
    Problem problem = TestProblems.generated(spark, "logistic", folder);
    Path lost = folder.resolve(problem.manifest().blocks().get(3).name());
    Files.delete(lost);
    assertThatThrownBy(() -> analyze(problem, 2))
        .isInstanceOf(InputException.class)
        .hasMessageContaining(lost.toString())
        .hasMessageNotContaining("\n");
    assertThat(spark.getPersistentRDDs()).isEmpty();
  }

  @Test
  @Tag("full")
  void agreesWithTheReferenceOnDebianLibraries() {
    Analysis analysis = analyze(TestProblems.real(spark, "debian12_libs_tfidf.svm.gz", folder), 2);
    assertOptimum(analysis, 0.207834315910);
    assertThat(analysis.sigmaStarSquared().estimate()).isCloseTo(0.040024, withinPercentage(0.5));
    assertThat(analysis.smoothnessAtOptimum()).isCloseTo(0.0010449, withinPercentage(1));
    assertThat(analysis.delta()).isCloseTo(0.4260, within(0.5e-4));
  }

  /**
   * Certified to 1e-7 of f(0) − f⋆, and within what it certifies; the reference is good to 1e-9.
   */
  private static void assertOptimum(Analysis analysis, double reference) {
    double bound = analysis.optimum().suboptimalityBound();
    assertThat(bound).isBetween(0.0, 1e-7 * (analysis.initial().value() - reference));
    assertThat(analysis.optimum().value()).isBetween(reference - 1e-9, reference + 1e-9 + bound);
  }

  private Analysis analyze(Problem problem, Integer workers) {
    AnalyzeJob.Options options = new AnalyzeJob.Options(List.of(0.03, 0.3), null, workers, 1);
    return AnalyzeJob.run(spark, problem, options, Progress.NONE).analysis();
  }
}
