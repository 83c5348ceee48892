package io.taucrit.core.noise;

import io.taucrit.core.Problems;
import io.taucrit.core.objective.GlmObjective;
import io.taucrit.core.objective.GradientStatistics;
import io.taucrit.core.objective.PointwiseLoss;
import io.taucrit.core.optimum.Lbfgs;
import io.taucrit.core.passes.InMemoryPasses;
import io.taucrit.core.passes.PartialPass.Slice;
import io.taucrit.data.CsrBlock;
import io.taucrit.data.CsrBlockBuilder;
import io.taucrit.data.synthetic.SparseGlmProblem;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.DoubleStream;

/** 20,000 rows whose gradient noise is known by a full pass, and samples of them. */
record PlantedProblem(
    String name, GlmObjective objective, CsrBlock rows, List<double[]> iterates, double epsilon) {
  static final int ROWS = 20_000;
  private static final int FEATURES = 200;

  /** 1 − s of the way from x_0 = 0 to x⋆ for these s: start, half-way, near and at the optimum. */
  private static final double[] LEFT = {1, 0.5, 1.0 / 16, 0};

  static PlantedProblem named(String name) {
    return named(name, 0);
  }

  /**
   * @param draw which of the problems of that law: others share neither rows nor coefficients
   */
  static PlantedProblem named(String name, int draw) {
    long s = 1_000L * draw;
    return switch (name) {
      case "logistic", "squared-hinge", "poisson" ->
          sparse(name, name, 1.0 / ROWS, planted(name, s + 31));
      case "squared" -> sparse(name, "squared", 0.01, planted("squared", s + 41));
      case "three-directions" ->
          of(
              name,
              new GlmObjective(PointwiseLoss.named("squared"), 3, 1.0 / ROWS, 1),
              dense(s + 51));
      case "long-rows" ->
          sparse(name, "logistic", 1.0 / ROWS, scaled(planted("logistic", s + 31), 0.35, s + 61));
      case "heavy-tails" ->
          sparse(name, "logistic", 1.0 / ROWS, scaled(planted("logistic", s + 31), 0.5, s + 61));
      case "extreme-tails" ->
          sparse(name, "logistic", 1.0 / ROWS, scaled(planted("logistic", s + 31), 1, s + 61));
      case "weighted" ->
          sparse(name, "logistic", 0.001, Problems.weighted(planted("logistic", s + 31), s + 71));
      default -> throw new IllegalArgumentException(name);
    };
  }

  private static PlantedProblem sparse(String name, String loss, double lambda, CsrBlock rows) {
    return of(name, Problems.objective(loss, rows, FEATURES, lambda), rows);
  }

  private static PlantedProblem of(String name, GlmObjective objective, CsrBlock rows) {
    InMemoryPasses data = InMemoryPasses.sequential(objective, rows);
    double[] optimum =
        Lbfgs.withDefaults().minimise(data, new double[objective.dimension()], (x, at) -> {}).x();
    List<double[]> iterates =
        DoubleStream.of(LEFT)
            .mapToObj(s -> DoubleStream.of(optimum).map(x -> (1 - s) * x).toArray())
            .toList();
    return new PlantedProblem(name, objective, rows, iterates, 0.02 * data.at(optimum).noise());
  }

  /** Unit rows of about five nonzeros; none is empty. */
  private static CsrBlock planted(String loss, long seed) {
    CsrBlock drawn =
        SparseGlmProblem.of(
                SparseGlmProblem.Options.defaults(loss)
                    .withRows(2 * ROWS)
                    .withFeatures(FEATURES)
                    .withNonzerosPerRow(5)
                    .withSeed(seed))
            .block(0, 2 * ROWS);
    CsrBlockBuilder builder = new CsrBlockBuilder();
    for (int row = 0, kept = 0; kept < ROWS; row++) {
      if (drawn.rowOffsets()[row] < drawn.rowOffsets()[row + 1]) {
        builder.addRowOf(drawn, row);
        kept++;
      }
    }
    return builder.build();
  }

  /** Gaussian rows of standard deviations 1, 1/2 and 1/5: (tr Σ)²/tr Σ² is about 1.5. */
  private static CsrBlock dense(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    double[] deviations = {1, 0.5, 0.2};
    double[] planted = {1, -1, 2};
    CsrBlockBuilder builder = new CsrBlockBuilder();
    for (int row = 0; row < ROWS; row++) {
      double[] a = new double[3];
      double margin = 0;
      for (int v = 0; v < 3; v++) {
        a[v] = deviations[v] * random.nextGaussian();
        margin += a[v] * planted[v];
      }
      builder.startRow((float) (margin + random.nextGaussian()));
      for (int v = 0; v < 3; v++) {
        builder.add(v, (float) a[v]);
      }
    }
    return builder.build();
  }

  /** Row norms e^{sN}, N normal. */
  private static CsrBlock scaled(CsrBlock rows, double s, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] values = rows.values().clone();
    for (int row = 0; row < rows.rows(); row++) {
      double scale = Math.exp(s * random.nextGaussian());
      for (int k = rows.rowOffsets()[row]; k < rows.rowOffsets()[row + 1]; k++) {
        values[k] = (float) (values[k] * scale);
      }
    }
    return new CsrBlock(rows.rowOffsets(), rows.indices(), values, rows.labels(), rows.weights());
  }

  List<GradientStatistics> exact() {
    InMemoryPasses data = InMemoryPasses.sequential(objective, rows);
    return iterates.stream().map(data::at).toList();
  }

  /** A simple random sample of m rows. */
  NoiseSample sample(int m, long seed) {
    return sample(objective, rows, order(rows.rows(), m, seed));
  }

  static NoiseSample sample(GlmObjective objective, CsrBlock rows, int[] chosen) {
    CsrBlockBuilder builder = new CsrBlockBuilder();
    for (int row : chosen) {
      builder.addRowOf(rows, row);
    }
    return new NoiseSample(objective, List.of(Slice.whole(builder.build())), rows.rows());
  }

  /** The first m of a uniformly random order of n. */
  static int[] order(int n, int m, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    int[] order = new int[n];
    for (int i = 0; i < n; i++) {
      order[i] = i;
    }
    int[] chosen = new int[m];
    for (int i = 0; i < m; i++) {
      int j = i + random.nextInt(n - i);
      chosen[i] = order[j];
      order[j] = order[i];
    }
    return chosen;
  }
}
