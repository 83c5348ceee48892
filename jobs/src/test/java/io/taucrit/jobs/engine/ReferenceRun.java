package io.taucrit.jobs.engine;

import io.taucrit.core.engine.BatchSampler;
import io.taucrit.core.engine.InThreadRun;
import io.taucrit.core.engine.PushLog;
import io.taucrit.core.engine.RunListener;
import io.taucrit.core.engine.Sequencer;
import io.taucrit.core.engine.Worker;
import io.taucrit.core.passes.PartialPass.Slice;
import io.taucrit.jobs.problem.Problem;
import java.util.List;
import org.apache.hadoop.conf.Configuration;

/** A training plan carried out in the calling thread, without Spark: what a run must give. */
public final class ReferenceRun {
  private ReferenceRun() {}

  public static Sequencer of(Problem problem, TrainingPlan plan) {
    return of(problem, plan, null);
  }

  /** As {@link #of(Problem, TrainingPlan)}, with pushes in the order of a recorded run. */
  static Sequencer replay(Problem problem, TrainingPlan plan, PushLog pushes) {
    return of(problem, plan, pushes.workers());
  }

  private static Sequencer of(Problem problem, TrainingPlan plan, int[] order) {
    long n = problem.trainingRows();
    List<Slice> rows = problem.read(0, n, new Configuration());
    Sequencer sequencer =
        new Sequencer(
            new double[problem.objective().dimension()],
            plan.run(),
            problem.objective().penalty(),
            System::nanoTime,
            RunListener.none());
    BatchSampler sampler = new BatchSampler(n, plan.dials().batch(), plan.seed());
    List<Worker> workers = InThreadRun.workers(problem.objective(), rows, plan.dials(), sampler);
    if (order == null) {
      InThreadRun.run(sequencer, workers);
    } else {
      InThreadRun.replay(sequencer, workers, order);
    }
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
