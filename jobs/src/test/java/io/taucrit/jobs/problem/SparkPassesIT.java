package io.taucrit.jobs.problem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.taucrit.core.objective.FeatureCounts;
import io.taucrit.core.objective.GradientStatistics;
import io.taucrit.core.passes.InMemoryPasses;
import io.taucrit.data.InputException;
import io.taucrit.data.spark.ProblemWriter;
import io.taucrit.data.spark.TaskFailures;
import io.taucrit.data.synthetic.SparseGlmProblem;
import io.taucrit.jobs.TestProblems;
import io.taucrit.jobs.TestSpark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaSparkContext;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Passes on executors against passes in memory over the same rows. */
class SparkPassesIT {
  private static final double TOLERANCE = 1e-12;

  private final JavaSparkContext spark = TestSpark.local();

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({"logistic, 1", "logistic, 2", "logistic, 3", "squared, 3", "poisson, 3"})
  void agreeWithPassesInMemory(String loss, int parts) {
    Problem problem = TestProblems.generated(spark, loss, folder, 0.1);
    InMemoryPasses memory =
        InMemoryPasses.sequential(
            problem.objective(),
            problem.read(0, problem.trainingRows(), spark.hadoopConfiguration()));
    int d = problem.objective().dimension();
    double[] x = point(d, 1);
    double[][] vectors = {point(d, 2), point(d, 3)};
    try (SparkPasses passes = new SparkPasses(spark, problem, parts)) {
      assertThat(passes.rows()).isEqualTo(memory.rows()).isEqualTo(problem.trainingRows());
      assertSame(passes.at(x), memory.at(x));
      List<GradientStatistics> several = passes.at(List.of(x, point(d, 4), point(d, 5)));
      assertThat(several).hasSize(3);
      assertSame(several.get(0), memory.at(x));
      assertSame(several.get(2), memory.at(point(d, 5)));
      assertSame(passes.hessianTimes(x, vectors), memory.hessianTimes(x, vectors));
      if (Double.isFinite(problem.objective().smoothness())) {
        assertSame(passes.curvatureBoundTimes(vectors), memory.curvatureBoundTimes(vectors));
      }
      assertThat(passes.featureCounts())
          .usingRecursiveComparison()
          .isEqualTo(memory.featureCounts());
    }
  }

  @Test
  void theSamePartitionsGiveTheSameBits() {
    Problem problem = TestProblems.generated(spark, "logistic", folder);
    double[] x = point(problem.objective().dimension(), 1);
    GradientStatistics first = statistics(problem, x);
    GradientStatistics second = statistics(problem, x);
    assertSameBits(second, first);
  }

  /**
   * Prints what eight iterates in one pass cost against one, with blocks read from disk and with
   * cached ones: the least of three times each, which depends on the machine and its neighbours.
   */
  @Test
  @Tag("full")
  void eightIteratesInOnePass() {
    Problem problem =
        TestProblems.of(
            ProblemWriter.writeBlocks(
                spark,
                SparseGlmProblem.of(
                    SparseGlmProblem.Options.defaults("logistic")
                        .withRows(1_000_000)
                        .withFeatures(5_000)
                        .withNonzerosPerRow(30)),
                folder.toString()),
            "logistic",
            0);
    int d = problem.objective().dimension();
    List<double[]> eight = IntStream.range(0, 8).mapToObj(k -> point(d, k)).toList();
    double[] least = {1e9, 1e9, 1e9, 1e9};
    for (int round = 0; round < 3; round++) {
      for (int count : new int[] {1, 8}) {
        List<double[]> xs = eight.subList(0, count);
        try (SparkPasses passes = new SparkPasses(spark, problem, 2)) {
          for (int cached = 0; cached < 2; cached++) {
            long started = System.nanoTime();
            List<GradientStatistics> at = passes.at(xs);
            int which = 2 * cached + (count == 1 ? 0 : 1);
            least[which] = Math.min(least[which], (System.nanoTime() - started) / 1e9);
            assertThat(at).hasSize(count).allMatch(s -> s.rows() == 1_000_000);
          }
        }
      }
    }
    System.out.printf(
        Locale.ROOT,
        "1 and 8 iterates over %,d nonzeros: from disk %.2f s and %.2f s (ratio %.2f),"
            + " cached %.2f s and %.2f s (ratio %.2f)%n",
        problem.manifest().nonzeros(),
        least[0],
        least[1],
        least[1] / least[0],
        least[2],
        least[3],
        least[3] / least[2]);
  }

  private GradientStatistics statistics(Problem problem, double[] x) {
    try (SparkPasses passes = new SparkPasses(spark, problem, 3)) {
      GradientStatistics fresh = passes.at(x);
      assertSameBits(passes.at(x), fresh);
      return fresh;
    }
  }

  /** Rows are read once and kept until the passes are closed. */
  @Test
  void blocksAreReadOnce() throws IOException {
    Problem problem = TestProblems.generated(spark, "logistic", folder);
    double[] x = point(problem.objective().dimension(), 1);
    try (SparkPasses passes = new SparkPasses(spark, problem, 2)) {
      FeatureCounts counts = passes.featureCounts();
      Path lost = folder.resolve(problem.manifest().blocks().get(0).name());
      Files.delete(lost);
      assertThat(passes.at(x).rows()).isEqualTo(counts.rows());
      try (SparkPasses later = new SparkPasses(spark, problem, 2)) {
        assertThatThrownBy(() -> TaskFailures.unwrapped(() -> later.at(x)))
            .isInstanceOf(InputException.class)
            .hasMessageContaining(lost.toString());
      }
    }
    assertThat(spark.getPersistentRDDs()).isEmpty();
  }

  private static void assertSame(GradientStatistics actual, GradientStatistics expected) {
    assertThat(actual.rows()).isEqualTo(expected.rows());
    assertThat(actual.value()).isCloseTo(expected.value(), relative(expected.value()));
    assertThat(actual.noise()).isCloseTo(expected.noise(), relative(expected.noise()));
    assertThat(actual.gradientNormSquared())
        .isCloseTo(expected.gradientNormSquared(), relative(expected.gradientNormSquared()));
    assertThat(actual.gradient()).containsExactly(expected.gradient(), within(TOLERANCE));
  }

  private static void assertSameBits(GradientStatistics actual, GradientStatistics expected) {
    assertThat(actual)
        .usingRecursiveComparison()
        .withEqualsForType(Double::equals, Double.class)
        .isEqualTo(expected);
  }

  private static void assertSame(double[][] actual, double[][] expected) {
    assertThat(actual).hasDimensions(expected.length, expected[0].length);
    for (int j = 0; j < expected.length; j++) {
      assertThat(actual[j]).containsExactly(expected[j], within(TOLERANCE));
    }
  }

  private static Offset<Double> relative(double value) {
    return within(TOLERANCE * Math.abs(value));
  }

  private static double[] point(int d, long seed) {
    return new SplittableRandom(seed).doubles(d, -1, 1).toArray();
  }
}
