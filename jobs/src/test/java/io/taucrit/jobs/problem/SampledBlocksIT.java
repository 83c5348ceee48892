package io.taucrit.jobs.problem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.taucrit.core.noise.NoiseSample;
import io.taucrit.core.noise.SampledNoise;
import io.taucrit.core.passes.PartialPass.Slice;
import io.taucrit.core.passes.SlicedRows;
import io.taucrit.data.BlockManifest.BlockEntry;
import io.taucrit.data.hadoop.BlockFolder;
import io.taucrit.data.random.CounterRandom;
import io.taucrit.data.spark.ProblemWriter;
import io.taucrit.data.synthetic.SparseGlmProblem;
import io.taucrit.data.view.Preprocessing;
import io.taucrit.jobs.TestProblems;
import io.taucrit.jobs.TestSpark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A sample on executors against the same rows in memory. */
class SampledBlocksIT {
  private static final long SEED = 7;

  private final JavaSparkContext spark = TestSpark.local();

  @TempDir Path folder;

  /** Blocks ordered by the seed's random bits, the last one the pilot's; 11 rows held out. */
  @ParameterizedTest
  @CsvSource({
    "300, squared, ''",
    "256, squared, ''",
    "1000, squared, ''",
    "2500, squared, ''",
    "2500, logistic, balanced"
  })
  void isTheFirstRowsOfTheBlocksInTheSeedsOrder(long rows, String loss, String classWeights) {
    Problem problem = TestProblems.generated(spark, loss, folder, 0.1);
    if (!classWeights.isEmpty()) {
      problem = Preprocessor.of(spark, problem, new Preprocessing(true, true, classWeights));
    }
    check(problem, rows);
  }

  private void check(Problem problem, long rows) {
    CounterRandom random = CounterRandom.of(SEED, 0x73616D706C65L);
    List<Slice> order = new ArrayList<>();
    List<BlockEntry> entries = problem.manifest().blocks();
    IntStream.range(0, entries.size())
        .boxed()
        .sorted((a, b) -> Long.compare(random.bits(a), random.bits(b)))
        .map(entries::get)
        .forEach(
            entry ->
                order.addAll(
                    problem.read(
                        entry.firstPlace(),
                        Math.min(problem.trainingRows(), entry.firstPlace() + entry.rows()),
                        spark.hadoopConfiguration())));
    Slice last = order.remove(order.size() - 1);
    List<double[]> xs = List.of(point(problem, 1), point(problem, 2));
    try (SampledBlocks source = new SampledBlocks(spark, problem, 3, 1, SEED)) {
      assertThat(source.population()).isEqualTo(problem.trainingRows() - last.rows());
      long asked = Math.min(rows, source.population());
      source.first(Math.min(asked, 100));
      NoiseSample here =
          new NoiseSample(
              problem.objective(),
              SlicedRows.here(Slice.range(order, 0, asked)),
              source.population());
      List<SampledNoise> expected = here.at(xs);
      List<SampledNoise> actual = source.first(asked).at(xs);
      for (int k = 0; k < xs.size(); k++) {
        double theta = expected.get(k).gradientNormSquared();
        assertThat(actual.get(k).rows()).isEqualTo(asked);
        assertThat(actual.get(k).gradientNormSquared()).isCloseTo(theta, within(1e-10 * theta));
        assertSame(actual.get(k), expected.get(k));
      }
      assertThat(source.pilot().stream().mapToLong(Slice::rows).sum()).isEqualTo(last.rows());
      assertThat(source.first(asked).featureCounts().nonzeros())
          .isEqualTo(here.featureCounts().nonzeros());
    }
    assertThat(spark.getPersistentRDDs()).isEmpty();
  }

  private static void assertSame(SampledNoise actual, SampledNoise expected) {
    for (double confidence : new double[] {0.9, 0.99}) {
      assertThat(actual.noise(confidence).lower())
          .isCloseTo(expected.noise(confidence).lower(), within(1e-5 * expected.noise()));
      double upper = expected.localCriticalBatch(0.01, confidence).upper();
      assertThat(actual.localCriticalBatch(0.01, confidence).upper())
          .isCloseTo(upper, within(1e-4 * upper));
    }
  }

  /** Every look asks for more rows, and no block is read twice. */
  @Test
  void readsABlockOnceAndNoMoreThanItNeeds() throws IOException {
    Problem problem = TestProblems.generated(spark, "logistic", folder);
    double[] x = point(problem, 1);
    try (SampledBlocks source = new SampledBlocks(spark, problem, 2, 600, SEED)) {
      assertThat(source.pilot().stream().mapToLong(Slice::rows).sum()).isBetween(256L, 600L);
      long pilotRows = source.rowsRead();
      source.first(256).at(x);
      assertThat(source.rowsRead() - pilotRows).isBetween(185L, 512L);
      long before = bytes();
      source.first(700).at(List.of(x, point(problem, 2)));
      long grown = bytes() - before;
      assertThat(source.rowsRead() - pilotRows).isBetween(700L, 1024L);
      source.first(700).at(List.of(x, point(problem, 3)));
      source.first(500).featureCounts();
      assertThat(bytes() - before).isEqualTo(grown);
      assertThat(source.bytesRead()).isLessThan(source.bytes() / 2);
      assertThat(source.bytes())
          .isEqualTo(problem.manifest().blocks().stream().mapToLong(entry -> length(entry)).sum());
    }
  }

  private long length(BlockEntry entry) {
    try {
      return Files.size(folder.resolve(entry.name()));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static long bytes() {
    return FileSystem.getAllStatistics().stream()
        .filter(s -> s.getScheme().equals("file"))
        .mapToLong(FileSystem.Statistics::getBytesRead)
        .sum();
  }

  @Test
  void theSameSeedGivesTheSameBitsAndAnotherSeedOtherRows() {
    Problem problem = TestProblems.generated(spark, "logistic", folder);
    double first = norm(problem, 1);
    assertThat(norm(problem, 1)).isEqualTo(first);
    assertThat(norm(problem, 2)).isNotEqualTo(first);
  }

  private double norm(Problem problem, long seed) {
    try (SampledBlocks source = new SampledBlocks(spark, problem, 3, 1, seed)) {
      return source.first(600).at(point(problem, 1)).gradientNormSquared();
    }
  }

  @Test
  void refusesWhatOneBlockCannotGive() {
    BlockFolder blocks =
        ProblemWriter.writeBlocks(
            spark,
            SparseGlmProblem.of(
                SparseGlmProblem.Options.defaults("logistic")
                    .withRows(100)
                    .withFeatures(50)
                    .withNonzerosPerRow(5)),
            folder.toString());
    Problem problem = TestProblems.of(blocks, "logistic", 0);
    assertThatThrownBy(() -> new SampledBlocks(spark, problem, 1, 10, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Invalid sample: all 100 rows are in one block");
  }

  /**
   * 200,000 rows of 20 nonzeros: b̂ within 20 % at x_0 and where V/‖∇f‖² is near 1,000, from a
   * share of the rows, against one pass over all.
   */
  @Test
  void findsTheCriticalBatchFromAShareOfTheRows() {
    BlockFolder blocks =
        ProblemWriter.writeBlocks(
            spark,
            SparseGlmProblem.of(
                SparseGlmProblem.Options.defaults("logistic")
                    .withRows(200_000)
                    .withFeatures(2_000)
                    .withNonzerosPerRow(20)),
            folder.toString());
    CriticalBatchCheck.of(spark, TestProblems.of(blocks, "logistic", 0), 10_000, 0.2, 0.3);
  }

  /**
   * Ten million rows: at most 5 % of rows and bytes for 10 %, whatever n is. Takes 2 GB of disk.
   */
  @Test
  @Tag("full")
  void findsTheCriticalBatchOfTenMillionRows() {
    BlockFolder blocks =
        ProblemWriter.writeBlocks(
            spark,
            SparseGlmProblem.of(
                SparseGlmProblem.Options.defaults("logistic")
                    .withRows(10_000_000)
                    .withFeatures(10_000)
                    .withNonzerosPerRow(25)),
            folder.toString());
    CriticalBatchCheck.of(spark, TestProblems.of(blocks, "logistic", 0), 100_000, 0.1, 0.05);
  }

  private static double[] point(Problem problem, long seed) {
    return new SplittableRandom(seed).doubles(problem.objective().dimension(), -0.5, 0.5).toArray();
  }
}
