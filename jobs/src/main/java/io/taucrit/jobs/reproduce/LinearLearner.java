package io.taucrit.jobs.reproduce;

import io.taucrit.core.objective.GradientStatistics;
import io.taucrit.core.optimum.Lbfgs;
import io.taucrit.core.passes.InMemoryPasses;
import io.taucrit.core.passes.SplitRows;
import io.taucrit.core.spectrum.LargestEigenvalue;
import io.taucrit.core.sweep.MomentumCohort.Yardstick;
import io.taucrit.jobs.problem.Problem;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;

/**
 * A generalised linear model as it is, with its own λ.
 *
 * @param name of the data set
 */
public record LinearLearner(String name, Problem problem) implements Learner {
  /** Relative suboptimality at which the noise is looked at to guess a step. */
  private static final double TARGET = 0.03;

  @Override
  public String key() {
    return "linear[%s]".formatted(new ProblemRows(problem));
  }

  @Override
  public String text() {
    return problem.lossName() + " model, " + name;
  }

  @Override
  public Yardstick yardstick() {
    return Yardstick.SUBOPTIMALITY;
  }

  @Override
  public double secondsPerRow() {
    return 5e-7 + 5e-9 * problem.manifest().nonzeros() / problem.rows();
  }

  @Override
  public long rows() {
    return problem.trainingRows();
  }

  @Override
  public SplitRows read(Configuration hadoop) {
    return new ProblemRows(problem).read(hadoop);
  }

  /** (1 − β)/(8 λ_max(∇²f(0))). */
  @Override
  public double step(SplitRows data, double momentum) {
    return (1 - momentum) / (8 * curvature(data));
  }

  /**
   * γ_∞ b/(κ + b) with γ_∞ = 2/λ_max(∇²f(0)), which momentum allows, and κ = V/‖∇f‖² where L-BFGS
   * comes as far as training shall.
   */
  @Override
  public double searchFrom(SplitRows data, int batch, double momentum) {
    List<GradientStatistics> visited = new ArrayList<>();
    double optimum =
        Lbfgs.withDefaults()
            .withTolerance(TARGET * 1e-3)
            .minimise(passes(data), data.objective().start(1), (x, at) -> visited.add(at))
            .at()
            .value();
    double far = optimum + TARGET * (visited.get(0).value() - optimum);
    double kappa =
        visited.stream()
            .filter(at -> at.value() <= far)
            .findFirst()
            .map(at -> at.noise() / at.gradientNormSquared())
            .orElse(1.0);
    return 2 / curvature(data) * batch / (kappa + batch);
  }

  private static double curvature(SplitRows data) {
    return LargestEigenvalue.atPoint(passes(data), data.objective().start(1), 1);
  }

  private static InMemoryPasses passes(SplitRows data) {
    return InMemoryPasses.sequential(data.objective(), data.training());
  }
}
