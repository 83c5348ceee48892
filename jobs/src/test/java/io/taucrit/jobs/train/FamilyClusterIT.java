package io.taucrit.jobs.train;

import static org.assertj.core.api.Assertions.assertThat;

import io.taucrit.core.Progress;
import io.taucrit.core.analysis.Analysis;
import io.taucrit.core.engine.RunListener;
import io.taucrit.data.hadoop.BlockFolder;
import io.taucrit.jobs.TestProblems;
import io.taucrit.jobs.TestSpark;
import io.taucrit.jobs.analyze.AnalyzeJob;
import io.taucrit.jobs.problem.Problem;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Every member of the family on two executors, with the predicted step, on real data. */
class FamilyClusterIT {
  private static final Logger LOG = LoggerFactory.getLogger(FamilyClusterIT.class);
  private static final double TARGET = 0.01;
  private static final int WORKERS = 2;

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = "a9a.svm.gz")
  void someMembersReachTheTarget(String data) {
    assertReached(data, new int[] {1, 16}, new int[] {1, 10});
  }

  @Tag("full")
  @ParameterizedTest
  @ValueSource(strings = {"a9a.svm.gz", "debian12_libs_tfidf.svm.gz"})
  void everyMemberReachesTheTarget(String data) {
    assertReached(data, new int[] {0, 1, 4, 16}, new int[] {1, 10, 100});
  }

  private void assertReached(String data, int[] slacks, int[] localSteps) {
    JavaSparkContext spark = TestSpark.cluster();
    BlockFolder blocks = TestProblems.realBlocks(spark, data, folder);
    Problem problem = TestProblems.of(blocks, "logistic", 0);
    Analysis analysis =
        AnalyzeJob.run(
                spark,
                problem,
                new AnalyzeJob.Options(List.of(TARGET), null, WORKERS, 1),
                Progress.NONE)
            .analysis();
    for (int slack : slacks) {
      for (int steps : localSteps) {
        TrainOptions options =
            new Asked()
                .workers(WORKERS)
                .target(TARGET)
                .advice(analysis)
                .options()
                .withTrackNoise(true);
        RunRecord record =
            TrainJob.run(
                    spark,
                    problem,
                    options.withMethod(options.method().withSlack(slack).withLocalSteps(steps, 1)),
                    Progress.NONE,
                    RunListener.none())
                .record();
        LOG.info(
            "{} slack {} local steps {}: {} rounds of {} predicted, {} s, staleness {} of {}",
            data,
            slack,
            steps,
            record.updates(),
            record.predictedUpdates(),
            record.trainSeconds(),
            record.staleness().max(),
            record.largestStalenessAllowed());
        assertThat(record.reached()).as("slack %d, %d local steps", slack, steps).isTrue();
        assertThat(record.relativeSuboptimality()).isBetween(0.0, TARGET);
        assertThat(record.staleness().max()).isLessThanOrEqualTo(record.largestStalenessAllowed());
        assertThat(record.noise().epochs()).isEqualTo(record.samples() / (double) record.n());
        assertThat(record.noise().largestLocalCriticalBatch())
            .isGreaterThanOrEqualTo(record.noise().lastLocalCriticalBatch());
      }
    }
  }
}
