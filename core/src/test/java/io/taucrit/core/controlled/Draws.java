package io.taucrit.core.controlled;

import java.util.SplittableRandom;
import org.apache.commons.math3.stat.descriptive.SummaryStatistics;

/** Moments of a stochastic gradient at one x, from many draws. */
record Draws(SummaryStatistics[] coordinates, SummaryStatistics squaredErrors) {
  static Draws of(StochasticGradient gradient, double[] x, double[] mean, int draws, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    SummaryStatistics[] coordinates = new SummaryStatistics[gradient.dimension()];
    for (int v = 0; v < coordinates.length; v++) {
      coordinates[v] = new SummaryStatistics();
    }
    SummaryStatistics squaredErrors = new SummaryStatistics();
    double[] g = new double[gradient.support()];
    for (int i = 0; i < draws; i++) {
      int from = gradient.draw(x, g, random);
      double squaredError = 0;
      for (int v = 0; v < coordinates.length; v++) {
        double drawn = v >= from && v < from + g.length ? g[v - from] : 0;
        coordinates[v].addValue(drawn);
        squaredError += (drawn - mean[v]) * (drawn - mean[v]);
      }
      squaredErrors.addValue(squaredError);
    }
    return new Draws(coordinates, squaredErrors);
  }

  /** How many standard errors the mean of a coordinate is off. */
  double error(int coordinate, double mean) {
    return error(coordinates[coordinate], mean);
  }

  /** How many standard errors the mean of ‖g − ∇f‖² is off. */
  double errorOfNoise(double noise) {
    return error(squaredErrors, noise);
  }

  private static double error(SummaryStatistics sample, double mean) {
    return (sample.getMean() - mean) / (sample.getStandardDeviation() / Math.sqrt(sample.getN()));
  }
}
