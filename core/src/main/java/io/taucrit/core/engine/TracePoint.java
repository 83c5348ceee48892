package io.taucrit.core.engine;

import java.io.Serializable;

/**
 * One evaluation during training; a line of trace.jsonl.
 *
 * @param updates rounds applied
 * @param samples rows whose gradients were applied
 * @param trainSeconds training clock, which stands still during evaluations
 * @param objective f
 * @param suboptimality f − f⋆, null where f⋆ is not known
 * @param relativeSuboptimality (f − f⋆)/(f(0) − f⋆), wherever the run started
 * @param noise V(x) over the training rows
 * @param diversityBound B_S(x) = 1 + V/‖∇f‖²
 * @param heldOutLoss mean loss over held-out rows, null without any
 */
public record TracePoint(
    long updates,
    long samples,
    double trainSeconds,
    double objective,
    Double suboptimality,
    Double relativeSuboptimality,
    double gradientNormSquared,
    double noise,
    double diversityBound,
    Double heldOutLoss)
    implements Serializable {}
