package io.taucrit.core.engine;

import io.taucrit.core.DenseProblem;
import io.taucrit.core.Dials;
import io.taucrit.core.objective.Penalty;
import java.util.ArrayList;
import java.util.List;

/** Local SGD of one worker written down densely and slowly from its formula. */
final class DenseRun {
  private final DenseProblem data;
  private final Penalty penalty;
  private final Dials dials;
  private final BatchSampler sampler;

  /**
   * @param data with λ = 0
   * @param penalty λ of the decay, and the coordinates without any
   */
  DenseRun(DenseProblem data, Penalty penalty, Dials dials, BatchSampler sampler) {
    this.data = data;
    this.penalty = penalty;
    this.dials = dials;
    this.sampler = sampler;
  }

  /** λ of one coordinate: free ones come last. */
  private double lambda(int v) {
    return v < data.row(0).length - penalty.free() ? penalty.l2() : 0;
  }

  /** Where H steps lead, and how many rows were drawn for them. */
  record End(double[] y, long rows) {}

  /** y ← (1 − γλ) y − (γ/m_h) Σ ∇f_i(y), H times, over the worker's own rows. */
  End steps(int worker, long clock, double[] x, double step) {
    double[] y = x.clone();
    long rows = 0;
    for (int h = 0; h < dials.localSteps(); h++) {
      List<Integer> own = new ArrayList<>();
      sampler.draw(
          clock * dials.localSteps() + h,
          Examples.firstPlace(data.n(), worker, dials.workers()),
          Examples.firstPlace(data.n(), worker + 1, dials.workers()),
          place -> own.add((int) place));
      double[] next = new double[y.length];
      for (int v = 0; v < y.length; v++) {
        next[v] = (1 - step * lambda(v)) * y[v];
      }
      for (int row : own) {
        double[] g = data.rowGradient(y, row);
        for (int v = 0; v < y.length; v++) {
          next[v] -= step / own.size() * g[v];
        }
      }
      y = next;
      rows += own.size();
    }
    return new End(y, rows);
  }
}
