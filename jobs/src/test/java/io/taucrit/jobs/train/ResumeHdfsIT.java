package io.taucrit.jobs.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.taucrit.core.Progress;
import io.taucrit.core.delay.ConstantDelay;
import io.taucrit.core.engine.RunListener;
import io.taucrit.core.engine.TracePoint;
import io.taucrit.data.InputException;
import io.taucrit.jobs.TestProblems;
import io.taucrit.jobs.TestSpark;
import io.taucrit.jobs.problem.Problem;
import io.taucrit.jobs.train.TrainOptions.Checkpointing;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hdfs.MiniDFSCluster;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs keep their checkpoints on HDFS, lose a datanode, and go on from them. */
class ResumeHdfsIT {
  private static final int UPDATES = 400;

  private static MiniDFSCluster hdfs;

  private final JavaSparkContext spark = TestSpark.local();

  @TempDir Path folder;

  @BeforeAll
  static void startCluster() throws IOException {
    Configuration configuration = new Configuration();
    configuration.setInt("dfs.replication", 2);
    File data = new File("target/hdfs-resume").getAbsoluteFile();
    hdfs = new MiniDFSCluster.Builder(configuration, data).numDataNodes(3).build();
    hdfs.waitActive();
  }

  @AfterAll
  static void stopCluster() {
    hdfs.shutdown(true);
  }

  @Test
  void aRunGoesOnToTheSameBitsAlthoughADatanodeDied() {
    Problem problem = TestProblems.generated(spark, "logistic", folder);
    String checkpoints = hdfs.getURI() + "/runs/1";
    TrainJob.Result whole = train(problem, options(UPDATES, null), RunListener.none());
    RunListener stopper =
        new RunListener() {
          private boolean stopped;

          @Override
          public void evaluated(TracePoint point) {
            if (!stopped && point.updates() > 100) {
              stopped = hdfs.stopDataNode(0) != null;
            }
          }
        };
    TrainJob.Result part =
        train(
            problem, slow(options(230, new Checkpointing(checkpoints, 20L, null, false))), stopper);
    assertThat(hdfs.getDataNodes()).hasSize(2);
    assertThat(part.record().checkpoints()).isPositive();
    assertThat(part.record().warnings()).isEmpty();

    TrainJob.Result rest =
        train(
            problem,
            options(UPDATES, new Checkpointing(checkpoints, null, null, true)),
            RunListener.none());
    assertThat(rest.record().resumedFrom()).isBetween(1L, 230L);
    assertThat(rest.parameters()).isEqualTo(whole.parameters());
    assertThat(rest.record().samples()).isEqualTo(whole.record().samples());
    assertSameWhereBothWereEvaluated(rest.trace(), whole.trace());

    assertThatThrownBy(
            () ->
                train(
                    problem,
                    options(UPDATES, new Checkpointing(checkpoints, null, null, true))
                        .withMethod(new Asked().batch(31).step(0.5).workers(3).options().method()),
                    RunListener.none()))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("batch is")
        .hasMessageContaining("was 30");
  }

  /** A run that was cut at 230 updates may have been evaluated there, and then at other ones. */
  private static void assertSameWhereBothWereEvaluated(
      List<TracePoint> resumed, List<TracePoint> whole) {
    Map<Long, Double> objectives =
        whole.stream().collect(Collectors.toMap(TracePoint::updates, TracePoint::objective));
    List<TracePoint> common =
        resumed.stream().filter(point -> objectives.containsKey(point.updates())).toList();
    assertThat(common).hasSizeGreaterThan(30);
    assertThat(common)
        .allMatch(point -> objectives.get(point.updates()) == point.objective())
        .last()
        .isEqualTo(resumed.get(resumed.size() - 1));
  }

  private static TrainOptions options(long updates, Checkpointing checkpointing) {
    return new Asked()
        .batch(30)
        .step(0.5)
        .workers(3)
        .maxUpdates(updates)
        .options()
        .withCheckpointing(checkpointing);
  }

  /** So that several checkpoints are written while it runs. */
  private static TrainOptions slow(TrainOptions options) {
    TrainOptions.Setting setting = options.setting();
    return options.withSetting(
        new TrainOptions.Setting(
            new ConstantDelay(0.005),
            setting.where(),
            setting.encrypt(),
            setting.timeoutSeconds()));
  }

  private TrainJob.Result train(Problem problem, TrainOptions options, RunListener listener) {
    return TrainJob.run(spark, problem, options, Progress.NONE, listener);
  }
}
