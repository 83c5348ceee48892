package io.taucrit.data.synthetic;

import io.taucrit.data.CsrBlock;
import io.taucrit.data.CsrBlockBuilder;
import io.taucrit.data.UsageException;
import io.taucrit.data.random.CounterRandom;
import java.io.Serializable;
import java.util.Locale;
import java.util.Objects;
import java.util.SplittableRandom;

/**
 * A sparse generalised linear model with planted coefficients β, and rows (a, y) drawn from it.
 *
 * <p>Features are present independently with power-law probabilities, the largest of which is Δ;
 * values are 1 + Exp(1), each row scaled to norm 1. β_v ~ N(0, signal²), so that over the draw of β
 * every margin m = aᵀβ has standard deviation {@code signal} (0 for a row without features). Labels
 * given the margin:
 *
 * <ul>
 *   <li>logistic, squared-hinge: +1 with probability 1 / (1 + e^−m), else −1
 *   <li>squared: m + N(0, 1/4)
 *   <li>poisson: Poisson(e^m), with m cut at 8
 *   <li>multinomial: one of {@value #CLASSES} classes k, with coefficients β_k and margin m_k each,
 *       with probability proportional to e^{m_k}
 * </ul>
 *
 * <p>Row i is a pure function of (options, i): any split of the rows over tasks gives the same
 * data. Immutable and thread-safe.
 */
public final class SparseGlmProblem implements Serializable {
  private static final long serialVersionUID = 1L;

  private static final long ROW_STREAM = 0x726F77L;
  private static final long COEFFICIENT_STREAM = 0x62657461L;
  private static final double NOISE = 0.5;
  private static final int CLASSES = 4;
  private static final double LARGEST_POISSON_MARGIN = 8;
  // e^−mean must not underflow in the product method.
  private static final double POISSON_CHUNK = 32;

  private final Options options;
  private final FeatureDistribution distribution;

  private SparseGlmProblem(Options options) {
    this.options = options;
    this.distribution =
        new FeatureDistribution(
            options.features, options.nonzerosPerRow, options.delta, options.exponent);
  }

  /**
   * The problem with the given options.
   *
   * @throws UsageException if no power law has the requested number of nonzeros per row
   */
  public static SparseGlmProblem of(Options options) {
    return new SparseGlmProblem(options);
  }

  /**
   * What to generate; copies with one value changed come from the {@code with…} methods.
   *
   * @param loss logistic, squared, poisson, squared-hinge or multinomial
   * @param rows number of rows n
   * @param features number of features d
   * @param nonzerosPerRow expected nonzeros of a row
   * @param delta Δ, the probability of feature 0 and the largest of all, in (0, 1]
   * @param exponent decay of the feature probabilities, ≥ 0
   * @param signal standard deviation of the planted margins, ≥ 0
   * @param seed decides rows and coefficients
   */
  public record Options(
      String loss,
      long rows,
      int features,
      double nonzerosPerRow,
      double delta,
      double exponent,
      double signal,
      long seed)
      implements Serializable {

    public Options {
      switch (loss) {
        case "logistic", "squared", "poisson", "squared-hinge", "multinomial" -> {}
        default ->
            throw new UsageException(
                "Invalid loss: %s, expected logistic, squared, poisson, squared-hinge or multinomial"
                    .formatted(loss));
      }
      require(rows >= 1, "rows", rows, ">= 1");
      require(features >= 1, "features", features, ">= 1");
      require(delta > 0 && delta <= 1, "delta", delta, "in (0, 1]");
      require(exponent >= 0 && exponent <= 16, "exponent", exponent, "in [0, 16]");
      require(signal >= 0 && Double.isFinite(signal), "signal", signal, ">= 0 and finite");
    }

    /** A problem of moderate size for the loss. */
    public static Options defaults(String loss) {
      double signal = Objects.equals(loss, "poisson") ? 0.5 : 3;
      return new Options(loss, 20_000, 5_000, 30, 0.5, 0.8, signal, 1);
    }

    public Options withRows(long newRows) {
      return new Options(loss, newRows, features, nonzerosPerRow, delta, exponent, signal, seed);
    }

    public Options withFeatures(int newFeatures) {
      return new Options(loss, rows, newFeatures, nonzerosPerRow, delta, exponent, signal, seed);
    }

    public Options withNonzerosPerRow(double newNonzerosPerRow) {
      return new Options(loss, rows, features, newNonzerosPerRow, delta, exponent, signal, seed);
    }

    public Options withDelta(double newDelta) {
      return new Options(loss, rows, features, nonzerosPerRow, newDelta, exponent, signal, seed);
    }

    public Options withExponent(double newExponent) {
      return new Options(loss, rows, features, nonzerosPerRow, delta, newExponent, signal, seed);
    }

    public Options withSignal(double newSignal) {
      return new Options(loss, rows, features, nonzerosPerRow, delta, exponent, newSignal, seed);
    }

    public Options withSeed(long newSeed) {
      return new Options(loss, rows, features, nonzerosPerRow, delta, exponent, signal, newSeed);
    }

    private static void require(boolean holds, String name, Object value, String allowed) {
      if (!holds) {
        throw new UsageException("Invalid %s: %s, must be %s".formatted(name, value, allowed));
      }
    }
  }

  public Options options() {
    return options;
  }

  /** One line for people. */
  public String description() {
    return String.format(
        Locale.ROOT,
        "synthetic %s: %d rows, %d features, %s nonzeros a row, delta %s, exponent %s, signal %s,"
            + " seed %d",
        options.loss,
        options.rows,
        options.features,
        options.nonzerosPerRow,
        options.delta,
        options.exponent,
        options.signal,
        options.seed);
  }

  /** β, length d; of several classes, coefficient (v, k) at vK + k. */
  public double[] planted() {
    CounterRandom stream = CounterRandom.of(options.seed, COEFFICIENT_STREAM);
    double[] planted = new double[Math.multiplyExact(options.features, margins())];
    for (int v = 0; v < planted.length; v++) {
      planted[v] = coefficient(stream, v);
    }
    return planted;
  }

  /**
   * The rows {@code firstRow … firstRow + rows − 1}.
   *
   * @throws IndexOutOfBoundsException if they are not all in [0, n)
   */
  public CsrBlock block(long firstRow, int rows) {
    Objects.checkFromIndexSize(firstRow, rows, options.rows);
    CounterRandom rowStream = CounterRandom.of(options.seed, ROW_STREAM);
    CounterRandom coefficients = CounterRandom.of(options.seed, COEFFICIENT_STREAM);
    CsrBlockBuilder builder =
        new CsrBlockBuilder(rows, 16 + (int) Math.min(rows * options.nonzerosPerRow, 1 << 24));
    for (long row = firstRow; row < firstRow + rows; row++) {
      addRow(new SplittableRandom(rowStream.bits(row)), coefficients, builder);
    }
    return builder.build();
  }

  private void addRow(
      SplittableRandom random, CounterRandom coefficients, CsrBlockBuilder builder) {
    int[] features = distribution.draw(random);
    double[] values = new double[features.length];
    double normSquared = 0;
    for (int k = 0; k < values.length; k++) {
      values[k] = 1 - Math.log1p(-random.nextDouble());
      normSquared += values[k] * values[k];
    }
    double scale = 1 / Math.sqrt(normSquared);
    double[] margins = new double[margins()];
    for (int k = 0; k < values.length; k++) {
      values[k] *= scale;
      for (int c = 0; c < margins.length; c++) {
        long index = (long) features[k] * margins.length + c;
        margins[c] += values[k] * coefficient(coefficients, index);
      }
    }
    builder.startRow(margins.length > 1 ? draw(margins, random) : label(margins[0], random));
    for (int k = 0; k < values.length; k++) {
      builder.add(features[k], (float) values[k]);
    }
  }

  private int margins() {
    return options.loss.equals("multinomial") ? CLASSES : 1;
  }

  private double coefficient(CounterRandom stream, long index) {
    return options.signal * new SplittableRandom(stream.bits(index)).nextGaussian();
  }

  /** k with probability e^{m_k}/Σ_j e^{m_j}: the largest of m_k + G_k, G_k of Gumbel's law. */
  private static int draw(double[] margins, SplittableRandom random) {
    int drawn = 0;
    double largest = Double.NEGATIVE_INFINITY;
    for (int k = 0; k < margins.length; k++) {
      double perturbed = margins[k] - Math.log(-Math.log1p(-random.nextDouble()));
      if (perturbed > largest) {
        drawn = k;
        largest = perturbed;
      }
    }
    return drawn;
  }

  private float label(double margin, SplittableRandom random) {
    return switch (options.loss) {
      case "squared" -> (float) (margin + NOISE * random.nextGaussian());
      case "poisson" -> poisson(Math.exp(Math.min(margin, LARGEST_POISSON_MARGIN)), random);
      default -> random.nextDouble() * (1 + Math.exp(-margin)) < 1 ? 1 : -1;
    };
  }

  /** A Poisson deviate as the sum of deviates of small mean, each by the product of uniforms. */
  private static int poisson(double mean, SplittableRandom random) {
    int count = 0;
    for (double left = mean; left > 0; left -= POISSON_CHUNK) {
      double threshold = Math.exp(-Math.min(left, POISSON_CHUNK));
      double product = random.nextDouble();
      while (product > threshold) {
        count++;
        product *= random.nextDouble();
      }
    }
    return count;
  }
}
