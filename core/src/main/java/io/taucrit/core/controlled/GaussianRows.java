package io.taucrit.core.controlled;

import io.taucrit.core.noise.Interval;
import io.taucrit.core.noise.NoiseSample;
import io.taucrit.core.noise.SampleSource;
import io.taucrit.core.noise.SampledProfile;
import io.taucrit.core.noise.SequentialNoise;
import io.taucrit.core.passes.PartialPass.Slice;
import io.taucrit.data.CsrBlock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * The rows of {@link ControlledObjective}: as many as are asked for, of a data set so large that it
 * is the distribution. Immutable and thread-safe.
 *
 * @param seed other seeds give independent rows
 */
public record GaussianRows(ControlledProblem problem, long seed) implements SampleSource {
  private static final long POPULATION = 1L << 50;

  /** Steps of 1/L after which noiseless descent is looked at. */
  private static final int[] VISITED = {0, 3, 10, 30};

  @Override
  public long population() {
    return POPULATION;
  }

  @Override
  public NoiseSample first(long rows) {
    return new NoiseSample(
        new ControlledObjective(problem),
        List.of(Slice.whole(block(Math.toIntExact(rows)))),
        POPULATION);
  }

  /** The first rows, with standard Gaussian values. */
  CsrBlock block(int rows) {
    int d = problem.f().dimension();
    SplittableRandom random = new SplittableRandom(seed);
    int[] offsets = new int[rows + 1];
    int[] indices = new int[Math.multiplyExact(rows, d)];
    float[] values = new float[indices.length];
    for (int k = 0; k < values.length; k++) {
      indices[k] = k % d;
      values[k] = (float) random.nextGaussian();
    }
    for (int row = 0; row < rows; row++) {
      offsets[row + 1] = (row + 1) * d;
    }
    return new CsrBlock(offsets, indices, values, new float[rows], null);
  }

  /**
   * What the estimators say of M(0) = sup V/‖∇f‖² from a sample: largest over iterates that descent
   * visits, with its simultaneous interval.
   *
   * @param sampling how precise, and how sure
   */
  public Interval estimatedM(SequentialNoise sampling) {
    SequentialNoise.Result result = sampling.run(this, visited());
    return new SampledProfile(result.estimates()).m(0, result.level());
  }

  private List<double[]> visited() {
    Quadratic f = problem.f();
    double[] x = new double[f.dimension()];
    Arrays.fill(x, problem.task().start());
    double[] gradient = new double[x.length];
    List<double[]> iterates = new ArrayList<>();
    int step = 0;
    for (int visit : VISITED) {
      for (; step < visit; step++) {
        f.gradient(x, 0, gradient);
        ImmediateWrites.subtract(x, 0, gradient, x.length, 1 / f.smoothness());
      }
      iterates.add(x.clone());
    }
    return iterates;
  }
}
