package io.taucrit.jobs.ml;

import io.taucrit.core.analysis.Analysis;
import io.taucrit.jobs.train.RunRecord;

/**
 * How a model was trained.
 *
 * @param run the record of the run, as in run.json
 * @param analysis behind batch size, step or target, as in analysis.json; null where none was
 *     needed
 */
public record SgdSummary(RunRecord run, Analysis analysis) {}
