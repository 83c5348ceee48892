package io.taucrit.jobs.engine;

import io.taucrit.core.engine.BatchSampler;
import io.taucrit.core.engine.InThreadRun;
import io.taucrit.core.engine.RunListener;
import io.taucrit.core.engine.Sequencer;
import io.taucrit.core.passes.PartialPass.Slice;
import io.taucrit.jobs.problem.Problem;
import java.util.List;
import org.apache.hadoop.conf.Configuration;

/** A training plan carried out in the calling thread, without Spark: what a run must give. */
final class ReferenceRun {
  private ReferenceRun() {}

  static Sequencer of(Problem problem, TrainingPlan plan) {
    long n = problem.trainingRows();
    List<Slice> rows = problem.read(0, n, new Configuration());
    Sequencer sequencer =
        new Sequencer(
            new double[problem.objective().dimension()],
            plan.run(),
            problem.objective().lambda(),
            System::nanoTime,
            RunListener.none());
    BatchSampler sampler = new BatchSampler(n, plan.dials().batch(), plan.seed());
    InThreadRun.run(
        sequencer, InThreadRun.workers(problem.objective(), rows, plan.dials(), sampler));
    return sequencer;
  }

  /** ‖a − b‖ / ‖b‖. */
  static double relativeDistance(double[] a, double[] b) {
    double difference = 0;
    double norm = 0;
    for (int v = 0; v < b.length; v++) {
      difference += (a[v] - b[v]) * (a[v] - b[v]);
      norm += b[v] * b[v];
    }
    return Math.sqrt(difference / norm);
  }
}
