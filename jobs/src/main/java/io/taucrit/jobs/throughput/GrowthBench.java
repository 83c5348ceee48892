package io.taucrit.jobs.throughput;

import io.taucrit.core.Dials;
import io.taucrit.core.Progress;
import io.taucrit.core.objective.LogisticLoss;
import io.taucrit.data.synthetic.SparseGlmProblem;
import io.taucrit.jobs.problem.Lambda;
import io.taucrit.jobs.problem.Problem;
import io.taucrit.jobs.problem.StagedBlocks;
import io.taucrit.jobs.throughput.Throughput.Growth;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * How the engine's rates change with sizes and dials: each a factor of 4 up or down from a base,
 * alone, on generated rows. The base is measured before and after all others, and the later one,
 * when the machine is warm, counts.
 */
final class GrowthBench {
  /** Rows of a mini-batch of the base. */
  static final int BATCH = 1_024;

  private static final int FACTOR = 4;
  private static final long ROWS = 20_000;
  private static final int FEATURES = 10_000;
  private static final double NONZEROS = 40;
  private static final double STEP = 1;
  private static final String BASE = "base";

  private final JavaSparkContext spark;
  private final int cores;
  private final double seconds;
  private final long seed;

  GrowthBench(JavaSparkContext spark, int cores, double seconds, long seed) {
    this.spark = spark;
    this.cores = cores;
    this.seconds = seconds;
    this.seed = seed;
  }

  /**
   * @param batchFactor multiplies rows of a step
   */
  private record Size(
      long rows, int features, double nonzeros, int workers, int batchFactor, int slack) {}

  private record Measured(double local, double miniBatch) {}

  List<Growth> run(Progress progress) {
    Map<String, Size> sizes = sizes();
    Map<Size, Measured> measured = new LinkedHashMap<>();
    sizes.forEach(
        (varied, size) -> {
          progress.stage("Growth: " + varied);
          measured.put(size, measure(size));
        });
    Size base = sizes.get(BASE);
    progress.stage("Growth: " + BASE);
    measured.put(base, measure(base));
    List<Growth> rows = new ArrayList<>();
    sizes.forEach(
        (varied, size) -> rows.add(row(varied, size, measured.get(size), measured.get(base))));
    return rows;
  }

  private Map<String, Size> sizes() {
    Map<String, Size> sizes = new LinkedHashMap<>();
    Size base = new Size(ROWS, FEATURES, NONZEROS, cores, 1, 0);
    sizes.put(BASE, base);
    for (int power : new int[] {-1, 1}) {
      double f = Math.pow(FACTOR, power);
      String by = power < 0 ? " / " + FACTOR : " x " + FACTOR;
      sizes.put("n" + by, new Size((long) (f * ROWS), FEATURES, NONZEROS, cores, 1, 0));
      sizes.put("d" + by, new Size(ROWS, (int) (f * FEATURES), NONZEROS, cores, 1, 0));
      sizes.put("nonzeros a row" + by, new Size(ROWS, FEATURES, f * NONZEROS, cores, 1, 0));
    }
    for (int workers = 1; workers < cores; workers *= FACTOR) {
      sizes.put("P = " + workers, new Size(ROWS, FEATURES, NONZEROS, workers, 1, 0));
    }
    for (int factor = FACTOR; factor <= FACTOR * FACTOR; factor *= FACTOR) {
      sizes.put("b x " + factor, new Size(ROWS, FEATURES, NONZEROS, cores, factor, 0));
    }
    for (int slack = 1; slack <= FACTOR * FACTOR && cores > 1; slack *= FACTOR) {
      sizes.put("s = " + slack, new Size(ROWS, FEATURES, NONZEROS, cores, 1, slack));
    }
    return sizes;
  }

  private Measured measure(Size size) {
    SparseGlmProblem made =
        SparseGlmProblem.of(
            SparseGlmProblem.Options.defaults("logistic")
                .withRows(size.rows())
                .withFeatures(size.features())
                .withNonzerosPerRow(size.nonzeros())
                .withSeed(seed));
    try (StagedBlocks staged = StagedBlocks.of(spark, made, null)) {
      Problem problem = Problem.of(staged.blocks(), new LogisticLoss(), Lambda.ONE_OVER_ROWS, 0);
      EngineRate rate = new EngineRate(spark, problem, STEP, seconds, seed);
      int batch = Math.max(size.workers(), BATCH * size.batchFactor());
      return new Measured(
          rate.perCore(
              EngineRate.local(size.rows(), size.workers(), size.batchFactor(), size.slack(), 1)),
          rate.perCore(Dials.synchronous(size.workers(), batch).withSlack(size.slack())));
    }
  }

  private static Growth row(String varied, Size size, Measured measured, Measured base) {
    return new Growth(
        varied,
        size.rows(),
        size.features(),
        size.nonzeros(),
        size.workers(),
        size.batchFactor(),
        size.slack(),
        measured.local(),
        measured.miniBatch(),
        measured.local() / base.local(),
        measured.miniBatch() / base.miniBatch());
  }
}
