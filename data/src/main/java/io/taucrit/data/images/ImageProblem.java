package io.taucrit.data.images;

import io.taucrit.data.CsrBlock;
import io.taucrit.data.CsrBlockBuilder;
import io.taucrit.data.UsageException;
import io.taucrit.data.random.CounterRandom;
import java.io.Serializable;
import java.util.Objects;
import java.util.SplittableRandom;

/**
 * Images of K classes, each with a smooth random prototype P_k of mean 0 and variance 1 that is
 * periodic in both directions:
 *
 * <pre>
 *   a(c, i, j) = u P_k(c, i + s, j + t) + noise · N(0, 1),   u ∈ [½, 1½], s, t ∈ {−shift, …, shift}
 * </pre>
 *
 * <p>with the contrast u and the shifts s, t uniform. Averaged over shifts a class shows little of
 * its prototype, so a linear model classifies badly, while a network that finds patterns wherever
 * they are does well. Labels are uniform. Image i is a pure function of (options, i). Immutable and
 * thread-safe.
 */
public final class ImageProblem {
  private static final long IMAGE_STREAM = 0x696D616765L;
  private static final long PROTOTYPE_STREAM = 0x70726F746FL;
  private static final int HIGHEST_FREQUENCY = 3;

  private final Options options;

  /** By class, channel and pixel. */
  private final float[][][] prototypes;

  /**
   * @param shift the most an image is shifted by, in pixels, in both directions; ≥ 0
   * @param noise standard deviation of a pixel's noise, ≥ 0
   * @param seed decides prototypes and images
   */
  public record Options(ImageShape shape, int shift, double noise, long seed)
      implements Serializable {
    public Options {
      if (shape.channels() < 1 || shape.height() < 2 || shape.width() < 2 || shape.classes() < 2) {
        throw new UsageException(
            "Invalid images: %s (allowed: channels >= 1, all else >= 2)".formatted(shape));
      }
      if (shift < 0 || !(noise >= 0) || Double.isInfinite(noise)) {
        throw new UsageException(
            "Invalid images: shift %d, noise %s (allowed: both >= 0)".formatted(shift, noise));
      }
    }

    /** Twelve by twelve pixels in one channel, ten classes. */
    public static Options standard() {
      return new Options(new ImageShape(1, 12, 12, 10), 3, 0.5, 1);
    }
  }

  private ImageProblem(Options options) {
    this.options = options;
    ImageShape shape = options.shape();
    prototypes = new float[shape.classes()][shape.channels()][];
    CounterRandom stream = CounterRandom.of(options.seed(), PROTOTYPE_STREAM);
    for (int k = 0; k < shape.classes(); k++) {
      SplittableRandom random = new SplittableRandom(stream.bits(k));
      for (int c = 0; c < shape.channels(); c++) {
        prototypes[k][c] = prototype(shape, random);
      }
    }
  }

  public static ImageProblem of(Options options) {
    return new ImageProblem(options);
  }

  /** A random sum of waves with at most three periods in either direction, scaled. */
  private static float[] prototype(ImageShape shape, SplittableRandom random) {
    double[] plane = new double[shape.height() * shape.width()];
    for (int p = 0; p <= HIGHEST_FREQUENCY; p++) {
      for (int q = -HIGHEST_FREQUENCY; q <= HIGHEST_FREQUENCY; q++) {
        double amplitude = random.nextGaussian();
        double phase = 2 * Math.PI * random.nextDouble();
        if (p > 0 || q > 0) {
          addWave(plane, shape, p, q, amplitude, phase);
        }
      }
    }
    return standardised(plane);
  }

  private static void addWave(
      double[] plane, ImageShape shape, int p, int q, double amplitude, double phase) {
    for (int i = 0; i < shape.height(); i++) {
      for (int j = 0; j < shape.width(); j++) {
        double turns = (double) p * i / shape.height() + (double) q * j / shape.width();
        plane[i * shape.width() + j] += amplitude * Math.cos(2 * Math.PI * turns + phase);
      }
    }
  }

  private static float[] standardised(double[] plane) {
    double mean = 0;
    for (double value : plane) {
      mean += value / plane.length;
    }
    double variance = 0;
    for (double value : plane) {
      variance += (value - mean) * (value - mean) / plane.length;
    }
    float[] scaled = new float[plane.length];
    for (int v = 0; v < scaled.length; v++) {
      scaled[v] = (float) ((plane[v] - mean) / Math.sqrt(variance));
    }
    return scaled;
  }

  /**
   * The images first … first + count − 1.
   *
   * @throws IndexOutOfBoundsException if one of them is negative
   */
  public CsrBlock block(long first, int count) {
    Objects.checkFromIndexSize(first, count, Long.MAX_VALUE);
    CounterRandom stream = CounterRandom.of(options.seed(), IMAGE_STREAM);
    CsrBlockBuilder rows =
        new CsrBlockBuilder(count, Math.multiplyExact(count, options.shape().features()));
    for (long image = first; image < first + count; image++) {
      addImage(new SplittableRandom(stream.bits(image)), rows);
    }
    return rows.build();
  }

  private void addImage(SplittableRandom random, CsrBlockBuilder rows) {
    ImageShape shape = options.shape();
    int label = random.nextInt(shape.classes());
    double contrast = 0.5 + random.nextDouble();
    int down = shift(random);
    int right = shift(random);
    rows.startRow(label);
    int feature = 0;
    for (float[] plane : prototypes[label]) {
      for (int i = 0; i < shape.height(); i++) {
        int line = Math.floorMod(i + down, shape.height()) * shape.width();
        for (int j = 0; j < shape.width(); j++) {
          double value = plane[line + Math.floorMod(j + right, shape.width())];
          double noise = options.noise() * random.nextGaussian();
          rows.add(feature++, (float) (contrast * value + noise));
        }
      }
    }
  }

  private int shift(SplittableRandom random) {
    return random.nextInt(2 * options.shift() + 1) - options.shift();
  }
}
