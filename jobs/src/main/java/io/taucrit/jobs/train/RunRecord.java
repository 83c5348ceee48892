package io.taucrit.jobs.train;

import io.taucrit.core.Dials;
import io.taucrit.core.engine.NoiseTrack;
import io.taucrit.core.engine.Sequencer.Outcome;
import io.taucrit.core.engine.Staleness;
import io.taucrit.core.engine.TracePoint;
import io.taucrit.core.objective.SparselyRegularised;
import io.taucrit.data.view.Preprocessing;
import io.taucrit.jobs.engine.TrainingPlan;
import io.taucrit.jobs.engine.TrainingPlan.Where;
import io.taucrit.jobs.engine.TrainingResult;
import io.taucrit.jobs.problem.Problem;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The record of one training run; the field names are those of run.json. Together with the data it
 * holds all that is needed to repeat the run.
 *
 * @param mode "synchronous" or "asynchronous", with "local" or "hogwild" where there are local
 *     steps
 * @param l2 "exact" or "sparse"
 * @param stepSize averaged step at the beginning
 * @param step the step as asked for: a number or auto, and a rule
 * @param d features, an intercept counted as one; x has as many coordinates, or with several
 *     classes as many of each
 * @param lambda factor of the L2 term
 * @param l1 λ₁ of the term λ₁‖x‖₁, 0 for none
 * @param delay injected delays
 * @param simulated whether workers and time were simulated inside one task
 * @param target relative suboptimality asked for, null for none
 * @param optimum f⋆ used, null where not known
 * @param updates rounds: P pushes each
 * @param trainSeconds training clock: no loading, no evaluation; work that is under way when an
 *     evaluation begins goes on uncounted, at slack above 0 up to a clock for each line of
 *     trace.jsonl
 * @param totalSeconds wall clock of the whole run, loading and evaluation included; as all bytes,
 *     from where it was resumed, if it was
 * @param reached whether the target was met; null without a target
 * @param outcome why it ended
 * @param predictedUpdates T as predicted by the analysis behind the step; null without one or a
 *     target, and where the run is another than predictions are for: not from 0, with shuffled
 *     rows, averaged iterates or a schedule
 * @param bytesPushed bytes of all pushes and requests, as sent (in one JVM: as handed over); null
 *     where simulated
 * @param bytesOfEvaluations bytes of evaluations, both ways; not counted in one JVM
 * @param bytesPerPush bytesPushed by the number of pushes they were counted for
 * @param largestStalenessAllowed (P − 1)(2s + 1)
 * @param noise the local critical batch size along the run, equation (9)
 * @param resumedFrom updates of the checkpoint it went on from, null without one
 * @param preprocessing what was done to the rows when they were read
 * @param start the model it started from, null for x_0 = 0
 * @param versions of taucrit, Spark, Scala and Java
 */
public record RunRecord(
    String mode,
    List<String> data,
    String loss,
    double lambda,
    double l1,
    String l2,
    long n,
    int d,
    int workers,
    int batch,
    int slack,
    int localSteps,
    int threads,
    double stepSize,
    String step,
    String schedule,
    String averaging,
    String sampling,
    String delay,
    boolean simulated,
    long seed,
    Double target,
    Double optimum,
    long updates,
    long samples,
    double trainSeconds,
    double totalSeconds,
    double objective,
    Double suboptimality,
    Double relativeSuboptimality,
    Double heldOutLoss,
    Boolean reached,
    String outcome,
    Double predictedUpdates,
    Long bytesPushed,
    Long bytesPulled,
    Long bytesOfEvaluations,
    Double bytesPerPush,
    Boolean encrypted,
    Long driverPeakHeapBytes,
    Long workerPeakHeapBytes,
    long largestStalenessAllowed,
    Staleness staleness,
    NoiseTrack noise,
    long checkpoints,
    Long resumedFrom,
    Preprocessing preprocessing,
    String start,
    Map<String, String> versions,
    List<String> warnings) {

  /**
   * @param predictedUpdates null for none
   */
  static RunRecord of(
      Problem problem,
      TrainOptions options,
      TrainingPlan plan,
      TrainingResult result,
      Double predictedUpdates,
      double totalSeconds,
      Map<String, String> versions,
      List<String> warnings) {
    Dials dials = plan.dials();
    TracePoint last = result.trace().get(result.trace().size() - 1);
    Boolean reached = options.goal().target() == null ? null : result.outcome() == Outcome.REACHED;
    Optional<TrainingResult.Cost> cost = Optional.ofNullable(result.cost());
    long pushesHere = result.pushes().size() + result.pushes().missed();
    return new RunRecord(
        dials.mode(),
        options.data(),
        problem.lossName(),
        problem.objective().regularisation(),
        problem.objective().penalty().l1(),
        problem.objective() instanceof SparselyRegularised ? "sparse" : "exact",
        problem.trainingRows(),
        problem.objective().features(),
        dials.workers(),
        dials.batch(),
        dials.slack(),
        dials.localSteps(),
        dials.threads(),
        plan.run().steps().initial(dials),
        options.method().step().toString(),
        plan.run().steps().schedule().text(),
        options.method().averaging().name().toLowerCase(Locale.ROOT),
        options.method().sampling().name().toLowerCase(Locale.ROOT),
        plan.delays().toString(),
        plan.where() == Where.SIMULATED,
        plan.seed(),
        options.goal().target(),
        plan.run().stopping().optimum(),
        result.updates(),
        result.samples(),
        result.trainSeconds(),
        totalSeconds,
        last.objective(),
        last.suboptimality(),
        last.relativeSuboptimality(),
        last.heldOutLoss(),
        reached,
        result.outcome().name().toLowerCase(Locale.ROOT).replace('_', '-'),
        predictedUpdates,
        cost.map(TrainingResult.Cost::bytesPushed).orElse(null),
        cost.map(TrainingResult.Cost::bytesPulled).orElse(null),
        cost.map(TrainingResult.Cost::bytesOfEvaluations).orElse(null),
        cost.map(c -> (double) c.bytesPushed() / Math.max(1, pushesHere)).orElse(null),
        cost.map(TrainingResult.Cost::encrypted).orElse(null),
        cost.map(TrainingResult.Cost::driverPeakHeapBytes).orElse(null),
        cost.map(TrainingResult.Cost::workerPeakHeapBytes).orElse(null),
        dials.largestStaleness(),
        result.staleness(),
        NoiseTrack.ofTrace(result.trace(), problem.trainingRows()),
        cost.map(TrainingResult.Cost::checkpoints).orElse(0L),
        cost.map(TrainingResult.Cost::resumedFrom).orElse(null),
        problem.preprocessing(),
        options.start() == null ? null : options.start().name(),
        versions,
        List.copyOf(warnings));
  }
}
