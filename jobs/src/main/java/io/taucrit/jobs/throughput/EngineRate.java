package io.taucrit.jobs.throughput;

import io.taucrit.core.Dials;
import io.taucrit.core.engine.EvaluationSchedule;
import io.taucrit.core.engine.RunListener;
import io.taucrit.core.engine.Sampling;
import io.taucrit.core.engine.StoppingRule;
import io.taucrit.core.engine.TracePoint;
import io.taucrit.core.step.StepSizes;
import io.taucrit.jobs.engine.Checkpoints;
import io.taucrit.jobs.engine.Training;
import io.taucrit.jobs.engine.TrainingPlan;
import io.taucrit.jobs.engine.TrainingResult;
import io.taucrit.jobs.problem.Problem;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * Nonzeros that training goes through in a second, by the training clock between the first update,
 * until which workers wait for each other, and the last; there are no evaluations between.
 *
 * @param step averaged
 * @param seconds training clock of a measurement
 */
record EngineRate(JavaSparkContext spark, Problem problem, double step, double seconds, long seed) {
  /** With independent rows. */
  double perCore(Dials dials) {
    return perCore(dials, Sampling.INDEPENDENT);
  }

  /** Of each core: P workers of some threads have a core a thread. */
  double perCore(Dials dials, Sampling sampling) {
    TrainingPlan plan =
        TrainingPlan.of(
                dials,
                StepSizes.constant(step),
                new StoppingRule(null, null, Long.MAX_VALUE, seconds),
                EvaluationSchedule.endsOnly(),
                seed)
            .withSampling(sampling);
    TrainingResult result =
        Training.run(spark, problem, plan, Checkpoints.none(), RunListener.none());
    TracePoint first = result.trace().get(1);
    boolean several = result.updates() > first.updates();
    double rows = result.samples() - (several ? first.samples() : 0);
    double time = result.trainSeconds() - (several ? first.trainSeconds() : 0);
    double nonzeros = rows * problem.nonzeros() / problem.rows();
    return nonzeros / time / (dials.workers() * dials.threads());
  }

  /** Local SGD: so many rows of a worker a step, n/8 rows of all workers a clock. */
  static Dials local(long rows, int workers, int rowsPerStep, int slack, int threads) {
    int batch = workers * rowsPerStep;
    int steps = (int) Math.max(threads, Math.min(Integer.MAX_VALUE, rows / 8 / batch));
    return new Dials(workers, batch, slack, Math.max(1, steps), threads);
  }
}
