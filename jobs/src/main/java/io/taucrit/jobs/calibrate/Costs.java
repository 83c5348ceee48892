package io.taucrit.jobs.calibrate;

import io.taucrit.core.predict.CostModel;
import java.util.List;

/**
 * What a calibration measured and made of it.
 *
 * @param workers P of the runs with several workers
 * @param rows rows of the sample that the runs drew from
 * @param timings every timed run, by setting
 * @param model fitted to them
 * @param seconds wall clock of the calibration
 */
public record Costs(
    int workers, long rows, List<CostModel.Timing> timings, CostModel model, double seconds) {}
