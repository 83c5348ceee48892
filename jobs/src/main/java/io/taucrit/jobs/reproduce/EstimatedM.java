package io.taucrit.jobs.reproduce;

import io.taucrit.core.analysis.Estimate;
import io.taucrit.core.controlled.ControlledProblem;
import io.taucrit.core.controlled.GaussianRows;
import io.taucrit.core.noise.Interval;
import io.taucrit.core.noise.SequentialNoise;
import java.util.Locale;
import org.apache.hadoop.conf.Configuration;

/**
 * What the estimators of the analysis say of M of the controlled problem, from samples of its
 * stochastic gradients, with an interval of 95 %.
 *
 * @param precision largest relative half-width asked for
 * @param mostRows rows at which to stop in any case
 */
public record EstimatedM(ControlledProblem problem, double precision, long mostRows, long seed)
    implements Experiment<Estimate> {
  private static final double CONFIDENCE = 0.95;
  private static final double SECONDS_OF_A_ROW = 2e-6;

  @Override
  public String text() {
    return String.format(
        Locale.ROOT, "estimate of M = %.0f, %s", problem.trueM(), problem.covariance().text());
  }

  @Override
  public double cost() {
    return SECONDS_OF_A_ROW * Math.min(mostRows, 2e4 * (1 + problem.trueM() / 100));
  }

  @Override
  public Class<Estimate> type() {
    return Estimate.class;
  }

  @Override
  public Estimate measure(Configuration hadoop) {
    SequentialNoise sampling =
        new SequentialNoise(precision, CONFIDENCE, 0, SequentialNoise.FIRST_ROWS, mostRows);
    // Every instance has rows of its own, so that the intervals are independent trials.
    long own = seed + 1_000_003L * problem.toString().hashCode();
    Interval m = new GaussianRows(problem, own).estimatedM(sampling);
    return new Estimate(finite(m.estimate()), m.lower(), finite(m.upper()));
  }

  private static Double finite(double value) {
    return Double.isFinite(value) ? (Double) value : null;
  }
}
