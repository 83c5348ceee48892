package io.taucrit.core.noise;

import java.util.List;
import java.util.stream.IntStream;

/**
 * Samples as many rows as a precision needs: at every look the intervals of V and b̂ at all
 * iterates are compared with the precision, and the sample grows by a power of two until all are as
 * tight and none has {@link SampledNoise#rowsTooFew too few rows}, all rows are read (the values
 * are then exact) or a limit is reached. The rows needed depend on the data's distribution, not on
 * n.
 *
 * <p><b>Stopping early is paid for.</b> Look j uses intervals of confidence 1 − α_j with Σ α_j ≤ α
 * = 1 − confidence, so that the intervals reported hold with the asked confidence whatever made the
 * sampling stop (union bound over the looks). α_j/α is 1/6, 1/2, 1/6, then 1/12, 1/24, …: the first
 * look is a pilot that says how much more is needed, and the second mostly the last.
 *
 * <p>The confidence is that of each interval; {@link SampledProfile} takes {@link Result#level} for
 * maxima over iterates. Immutable and thread-safe.
 *
 * @param precision largest half-width relative to the estimate, &gt; 0
 * @param confidence of each interval, in (0, 1)
 * @param epsilon ε of b̂(x) = 1 + V/(‖∇f‖² + ε), in units of ‖∇f‖²
 * @param firstRows rows of the first look, ≥ 8
 * @param mostRows rows at which to stop in any case
 */
public record SequentialNoise(
    double precision, double confidence, double epsilon, long firstRows, long mostRows) {
  private static final double[] SHARES = {1.0 / 6, 1.0 / 2, 1.0 / 6};

  /** Rows are taken a fifth above what the last look suggests, and at most 64 times its own. */
  private static final double RESERVE = 1.2;

  private static final int LARGEST_GROWTH = 64;

  public SequentialNoise {
    if (!(precision > 0) || !(epsilon >= 0) || firstRows < 8 || mostRows < firstRows) {
      throw new IllegalArgumentException(
          "Invalid sampling: precision %s, epsilon %s, rows from %d to %d"
              .formatted(precision, epsilon, firstRows, mostRows));
    }
    SampledNoise.tail(confidence);
  }

  /** Rows of the first look unless said otherwise. */
  public static final int FIRST_ROWS = 2_048;

  /** First look at {@value #FIRST_ROWS} rows, and no limit. */
  public static SequentialNoise of(double precision, double confidence, double epsilon) {
    return new SequentialNoise(precision, confidence, epsilon, FIRST_ROWS, Long.MAX_VALUE);
  }

  /**
   * What the last look saw.
   *
   * @param estimates one for every iterate
   * @param level the confidence to ask of them, so that the intervals hold with the confidence that
   *     was asked for: 1 − α_j
   * @param looks j
   * @param reached whether all intervals are as tight as asked, and of enough rows
   */
  public record Result(List<SampledNoise> estimates, double level, int looks, boolean reached) {
    /** m, the rows read. */
    public long rows() {
      return estimates.get(0).rows();
    }
  }

  /**
   * @param iterates at least one, chosen without the source's rows
   */
  public Result run(SampleSource source, List<double[]> iterates) {
    long most = Math.min(source.population(), mostRows);
    long rows = Math.min(firstRows, most);
    for (int look = 1; ; look++) {
      List<SampledNoise> estimates = source.first(rows).at(iterates);
      double level = 1 - (1 - confidence) * share(look);
      double worst =
          estimates.stream().mapToDouble(e -> relativeHalfWidth(e, level)).max().orElseThrow();
      boolean reached =
          worst <= precision && estimates.stream().noneMatch(SampledNoise::rowsTooFew);
      if (reached || rows == most) {
        return new Result(estimates, level, look, reached);
      }
      double wanted = RESERVE * Math.pow(worst / precision, 2);
      long growth = 2;
      while (growth < wanted && growth < LARGEST_GROWTH) {
        growth *= 2;
      }
      rows = rows > most / growth ? most : rows * growth;
    }
  }

  private double relativeHalfWidth(SampledNoise at, double level) {
    return Math.max(
        at.noise(level).relativeHalfWidth(),
        at.localCriticalBatch(epsilon, level).relativeHalfWidth());
  }

  /** α_j/α. */
  static double share(int look) {
    return look <= SHARES.length
        ? SHARES[look - 1]
        : Math.pow(0.5, look - SHARES.length)
            * (1 - IntStream.range(0, SHARES.length).mapToDouble(j -> SHARES[j]).sum());
  }
}
