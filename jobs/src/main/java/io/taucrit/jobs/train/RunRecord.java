package io.taucrit.jobs.train;

import io.taucrit.core.engine.Staleness;
import java.util.List;
import java.util.Map;

/**
 * The record of one training run; the field names are those of run.json. Together with the data it
 * holds all that is needed to repeat the run.
 *
 * @param mode "synchronous"
 * @param stepSize averaged step
 * @param target relative suboptimality asked for, null for none
 * @param optimum f⋆ used, null where not known
 * @param trainSeconds training clock: no loading, no evaluation
 * @param totalSeconds wall clock of the whole run, loading and evaluation included
 * @param reached whether the target was met; null without a target
 * @param outcome why it ended
 * @param predictedUpdates T(b) as predicted by the analysis behind the step; null without one
 * @param bytesPushed bytes of all pushes and requests, as sent (in one JVM: as handed over)
 * @param versions of taucrit, Spark, Scala and Java
 */
public record RunRecord(
    String mode,
    List<String> data,
    String loss,
    double lambda,
    long n,
    int d,
    int workers,
    int batch,
    int slack,
    int localSteps,
    double stepSize,
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
    long bytesPushed,
    long bytesPulled,
    boolean encrypted,
    Staleness staleness,
    Map<String, String> versions,
    List<String> warnings) {}
