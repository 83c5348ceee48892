package io.taucrit.jobs.engine;

import io.taucrit.core.engine.BatchSampler;
import io.taucrit.core.engine.InThreadRun;
import io.taucrit.core.engine.PushLog;
import io.taucrit.core.engine.RunListener;
import io.taucrit.core.engine.Sequencer;
import io.taucrit.core.engine.Staleness;
import io.taucrit.core.engine.VirtualClock;
import io.taucrit.core.passes.PartialPass.Slice;
import io.taucrit.jobs.problem.Problem;
import java.io.Serializable;
import java.util.List;
import org.apache.hadoop.conf.Configuration;

/** A whole run inside one task: P virtual workers, simulated time, the same iterates. */
final class SimulatedRun implements Serializable {
  private static final long serialVersionUID = 1L;

  private final Problem problem;
  private final TrainingPlan plan;

  SimulatedRun(Problem problem, TrainingPlan plan) {
    this.problem = problem;
    this.plan = plan;
  }

  TrainingResult run(Configuration hadoop) {
    List<Slice> rows = problem.read(0, problem.trainingRows(), hadoop);
    PushLog log = new PushLog();
    VirtualClock clock = new VirtualClock();
    Sequencer sequencer =
        new Sequencer(
            plan.start(problem.objective().dimension()),
            plan.run(),
            problem.objective().penalty(),
            clock,
            new RunListener() {
              @Override
              public void applied(int worker, long pushClock, long staleness, double seconds) {
                log.add(worker, pushClock, staleness, seconds);
              }
            });
    BatchSampler sampler =
        new BatchSampler(
            problem.trainingRows(), plan.dials().batch(), plan.seed(), plan.sampling());
    InThreadRun.run(
        sequencer,
        InThreadRun.workers(problem.objective(), rows, plan.dials(), sampler),
        plan.delays(),
        clock);
    return TrainingResult.of(sequencer, Staleness.of(sequencer.staleness()), log);
  }
}
