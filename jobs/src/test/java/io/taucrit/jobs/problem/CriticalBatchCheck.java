package io.taucrit.jobs.problem;

import static org.assertj.core.api.Assertions.assertThat;

import io.taucrit.core.noise.Interval;
import io.taucrit.core.noise.SampledNoise;
import io.taucrit.core.noise.SequentialNoise;
import io.taucrit.core.objective.GradientStatistics;
import io.taucrit.core.optimum.Lbfgs;
import io.taucrit.core.passes.InMemoryPasses;
import java.util.List;
import java.util.Locale;
import org.apache.hadoop.fs.FileSystem;
import org.apache.spark.api.java.JavaSparkContext;

/** Sampled critical batches against the truth of one pass over all rows. */
final class CriticalBatchCheck {
  private static final double FAR = 1_000;

  private CriticalBatchCheck() {}

  /**
   * Asserts that b̂ = 1 + V/‖∇f‖² at x_0 and at a point with V/‖∇f‖² near 1,000 is as near to the
   * truth as asked, and prints figures.
   *
   * @param share of rows and bytes that may be read
   */
  static void of(
      JavaSparkContext spark, Problem problem, long pilotRows, double precision, double share) {
    double[] zero = new double[problem.objective().dimension()];
    try (SampledBlocks source = new SampledBlocks(spark, problem, 4, pilotRows, 1)) {
      long before = bytes();
      long started = System.nanoTime();
      InMemoryPasses pilot = InMemoryPasses.parallel(problem.objective(), source.pilot(), 4);
      double[] optimum =
          Lbfgs.withDefaults().withTolerance(1e-6).minimise(pilot, zero, (x, at) -> {}).x();
      List<double[]> iterates = List.of(zero, far(pilot, zero, optimum));
      SequentialNoise.Result result = SequentialNoise.of(precision, 0.95, 0).run(source, iterates);
      long bytes = bytes() - before;
      double seconds = (System.nanoTime() - started) / 1e9;
      started = System.nanoTime();
      List<GradientStatistics> truth;
      try (SparkPasses passes = new SparkPasses(spark, problem, 4)) {
        truth = passes.at(iterates);
      }
      System.out.printf(
          Locale.ROOT,
          "%,d rows: sample of %,d in %d looks, read %,d rows (%.2f %%) and %,d bytes (%.2f %%) in %.1f s;"
              + " one full pass %.1f s%n",
          problem.rows(),
          result.rows(),
          result.looks(),
          source.rowsRead(),
          100.0 * source.rowsRead() / problem.rows(),
          bytes,
          100.0 * bytes / source.bytes(),
          seconds,
          (System.nanoTime() - started) / 1e9);
      assertThat(result.reached()).isTrue();
      for (int k = 0; k < iterates.size(); k++) {
        SampledNoise at = result.estimates().get(k);
        double exact = truth.get(k).diversityBound();
        Interval interval = at.diversityBound(result.level());
        System.out.printf(
            Locale.ROOT,
            "  iterate %d: b = %.5g in [%.5g, %.5g], truth %.5g (%+.2f %%)%n",
            k,
            interval.estimate(),
            interval.lower(),
            interval.upper(),
            exact,
            100 * (interval.estimate() / exact - 1));
        assertThat(interval.estimate()).isBetween(exact * (1 - precision), exact * (1 + precision));
        assertThat(interval.relativeHalfWidth()).isLessThanOrEqualTo(precision);
      }
      assertThat(truth.get(1).diversityBound()).isBetween(FAR / 2, FAR * 2);
      assertThat(source.rowsRead()).isLessThanOrEqualTo((long) (share * problem.rows()));
      assertThat(bytes).isLessThanOrEqualTo((long) (share * source.bytes()));
    }
  }

  /** The point between x_0 and the pilot's optimum where V/‖∇f‖² is 1,000 over the pilot. */
  private static double[] far(InMemoryPasses pilot, double[] zero, double[] optimum) {
    double low = 0;
    double high = 1;
    for (int k = 0; k < 30; k++) {
      double middle = (low + high) / 2;
      GradientStatistics at = pilot.at(between(zero, optimum, middle));
      if (at.noise() < FAR * at.gradientNormSquared()) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return between(zero, optimum, low);
  }

  private static double[] between(double[] from, double[] to, double share) {
    double[] x = new double[from.length];
    for (int v = 0; v < x.length; v++) {
      x[v] = from[v] + share * (to[v] - from[v]);
    }
    return x;
  }

  /** Bytes that this process has read from local files. */
  private static long bytes() {
    return FileSystem.getAllStatistics().stream()
        .filter(s -> s.getScheme().equals("file"))
        .mapToLong(FileSystem.Statistics::getBytesRead)
        .sum();
  }
}
