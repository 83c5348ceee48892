package io.taucrit.jobs.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.taucrit.core.Dials;
import io.taucrit.core.engine.EvaluationSchedule;
import io.taucrit.core.engine.RunListener;
import io.taucrit.core.engine.StoppingRule;
import io.taucrit.core.engine.TracePoint;
import io.taucrit.core.step.StepSizes;
import io.taucrit.data.hadoop.BlockFolder;
import io.taucrit.data.synthetic.SparseGlmProblem;
import io.taucrit.jobs.Jobs;
import io.taucrit.jobs.TestProblems;
import io.taucrit.jobs.TestSpark;
import io.taucrit.jobs.problem.Problem;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Ten million features on executors of 2 GiB: only sparse messages make that bearable. */
@Tag("full")
class LargeDimensionIT {
  private static final Logger LOG = LoggerFactory.getLogger(LargeDimensionIT.class);
  private static final int FEATURES = 10_000_000;
  private static final int NONZEROS = 100;
  private static final int BATCH = 512;
  private static final int WORKERS = 2;
  private static final long GIB = 1L << 30;

  @TempDir Path folder;

  @Test
  void trainsInBoundedMemoryWithSparseMessages() {
    JavaSparkContext spark = TestSpark.cluster("2g");
    BlockFolder blocks =
        new Jobs(spark)
            .generateBlocks(
                SparseGlmProblem.of(
                    SparseGlmProblem.Options.defaults("logistic")
                        .withRows(100_000)
                        .withFeatures(FEATURES)
                        .withNonzerosPerRow(NONZEROS)),
                folder.resolve("blocks").toString());
    Problem problem = TestProblems.of(blocks, "logistic", 0);
    Dials dials = Dials.synchronous(WORKERS, BATCH).withSlack(4);
    TrainingPlan plan =
        TrainingPlan.of(
            dials,
            StepSizes.constant(2),
            StoppingRule.updates(500),
            new EvaluationSchedule(4),
            Plans.SEED);
    TrainingResult result =
        Training.run(spark, problem, plan, Checkpoints.none(), RunListener.none());

    List<TracePoint> trace = result.trace();
    assertThat(trace.get(trace.size() - 1).objective()).isLessThan(trace.get(0).objective());
    TrainingResult.Cost cost = result.cost();
    double pushed = (double) cost.bytesPushed() / result.pushes().size();
    double pulled = (double) cost.bytesPulled() / result.pushes().size();
    LOG.info(
        "d = {}: {} bytes a push, {} a pull, peak heap {} MiB driver, {} MiB workers, {} pushes/s",
        FEATURES,
        pushed,
        pulled,
        cost.driverPeakHeapBytes() >> 20,
        cost.workerPeakHeapBytes() >> 20,
        result.pushes().size() / result.trainSeconds());
    // A value, and a coordinate in at most four bytes, for every nonzero of the worker's rows.
    assertThat(pushed).isLessThan(12.0 * NONZEROS * BATCH / WORKERS);
    assertThat(pulled).isLessThan(8.5 * NONZEROS * BATCH / WORKERS);
    assertThat(cost.workerPeakHeapBytes()).isLessThan(2 * GIB);
    assertThat(cost.driverPeakHeapBytes()).isLessThan(4 * GIB);
  }
}
