package io.taucrit.core.engine;

import io.taucrit.core.objective.Objective;

/** One thread's work space: a view of x and a gradient accumulator, of length d each. */
final class Lane {
  final double[] x;
  final double[] gradient;

  Lane(Objective objective) {
    x = new double[objective.dimension()];
    gradient = new double[objective.dimension()];
  }
}
