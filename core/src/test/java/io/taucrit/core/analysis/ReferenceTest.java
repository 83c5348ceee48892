package io.taucrit.core.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import io.taucrit.core.objective.FeatureCounts;
import io.taucrit.core.objective.GlmObjective;
import io.taucrit.core.objective.GradientStatistics;
import io.taucrit.core.objective.LogisticLoss;
import io.taucrit.core.optimum.Lbfgs;
import io.taucrit.core.passes.InMemoryPasses;
import io.taucrit.core.passes.PartialPass.Slice;
import io.taucrit.core.spectrum.LargestEigenvalue;
import io.taucrit.data.CsrBlock;
import io.taucrit.data.RealData;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Real data against reference values: logistic loss, λ = 1/n, no intercept; optima by scipy's
 * L-BFGS to 1e-9.
 */
class ReferenceTest {
  @ParameterizedTest
  @CsvSource({
    // file, n, d, f*, V(x*), V(0), ||grad f(0)||^2, L, L*, Delta
    "a9a.svm.gz, 32561, 123, 0.323379582465, 1.4416, 3.013, 0.4540, 1.572, 0.72857, 0.9533",
    "smsspam_tfidf.svm.gz, 5574, 3911, 0.218367637212, 0.025697, 0.2471, 0.002418, 0.0046899,"
        + " 0.0014265, 0.3027",
    "debian12_libs_tfidf.svm.gz, 63440, 39140, 0.207834315910, 0.040024, 0.2487, 0.001297,"
        + " 0.0035583, 0.0010449, 0.4260"
  })
  void agreesWithTheReference(
      String file,
      int n,
      int d,
      double optimum,
      double noiseAtOptimum,
      double noiseAtZero,
      double gradientAtZero,
      double smoothness,
      double smoothnessAtOptimum,
      double delta) {
    CsrBlock block = RealData.load(file);
    assertThat(block.rows()).isEqualTo(n);
    GlmObjective objective = new GlmObjective(new LogisticLoss(), d, 1.0 / n, 1);
    InMemoryPasses data = InMemoryPasses.parallel(objective, List.of(Slice.whole(block)), 2);

    GradientStatistics zero = data.at(new double[d]);
    assertThat(zero.value()).isCloseTo(Math.log(2), within(1e-12));
    assertThat(zero.noise()).isCloseTo(noiseAtZero, withinPercentage(0.5));
    assertThat(zero.gradientNormSquared()).isCloseTo(gradientAtZero, withinPercentage(0.5));

    Lbfgs.Solution solution = Lbfgs.withDefaults().minimise(data, new double[d], (x, at) -> {});
    assertThat(solution.certified()).isTrue();
    assertThat(solution.at().value()).isCloseTo(optimum, within(1e-8 * optimum));
    assertThat(solution.at().noise()).isCloseTo(noiseAtOptimum, withinPercentage(0.5));

    assertThat(LargestEigenvalue.smoothness(data, 1)).isCloseTo(smoothness, withinPercentage(1));
    assertThat(LargestEigenvalue.atPoint(data, solution.x(), 1))
        .isCloseTo(smoothnessAtOptimum, withinPercentage(1));

    FeatureCounts counts = data.featureCounts();
    assertThat(counts.relativeSparsity()).isEqualTo((double) mostFrequent(block, d) / n);
    assertThat(counts.relativeSparsity()).isCloseTo(delta, within(0.5e-4));
    assertThat(counts.constantFeatures()).isZero();
  }

  /** The most rows that one feature has, counted by itself. */
  private static long mostFrequent(CsrBlock block, int d) {
    long[] rows = new long[d];
    for (int feature : block.indices()) {
      rows[feature]++;
    }
    long most = 0;
    for (long count : rows) {
      most = Math.max(most, count);
    }
    return most;
  }
}
