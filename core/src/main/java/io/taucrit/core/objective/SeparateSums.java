package io.taucrit.core.objective;

import io.taucrit.data.CsrBlock;
import java.util.List;

/** One sweep an iterate over few rows at a time, which the processor's cache then still holds. */
final class SeparateSums implements JointSums {
  private static final int ROWS_AT_ONCE = 128;

  private final Objective objective;
  private final List<double[]> iterates;
  private final List<GradientSums> sums;

  SeparateSums(Objective objective, List<double[]> iterates) {
    this.objective = objective;
    this.iterates = iterates;
    this.sums = iterates.stream().map(x -> new GradientSums(objective.dimension())).toList();
  }

  @Override
  public void add(CsrBlock block, int from, int to) {
    int step = iterates.size() == 1 ? Math.max(1, to - from) : ROWS_AT_ONCE;
    for (int first = from; first < to; first += step) {
      for (int k = 0; k < iterates.size(); k++) {
        objective.accumulate(
            iterates.get(k), block, first, Math.min(to, first + step), sums.get(k));
      }
    }
  }

  @Override
  public List<GradientSums> sums() {
    return sums;
  }
}
