package io.taucrit.submit.chaos;

import io.taucrit.core.engine.RunListener;
import io.taucrit.jobs.TestProblems;
import io.taucrit.jobs.TestSpark;
import io.taucrit.jobs.engine.Checkpoints;
import io.taucrit.jobs.engine.Executors;
import io.taucrit.jobs.engine.Training;
import io.taucrit.jobs.engine.TrainingPlan;
import io.taucrit.jobs.engine.TrainingResult;
import io.taucrit.jobs.problem.Problem;
import io.taucrit.submit.Poll;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hdfs.DistributedFileSystem;
import org.apache.hadoop.hdfs.MiniDFSCluster;
import org.apache.spark.api.java.JavaSparkContext;

/** What the faults strike, made when it is first asked for: executors, an HDFS, a problem. */
final class Ground implements AutoCloseable {
  static final int DATANODES = 3;

  private static final long WAIT_SECONDS = 60;

  private final Path folder;
  private Problem problem;
  private MiniDFSCluster hdfs;
  private Commands commands;

  Ground(Path folder) {
    this.folder = folder;
  }

  /** An application with {@link Member#WORKERS} executors that live, also after one was lost. */
  JavaSparkContext cluster() throws Exception {
    JavaSparkContext spark = TestSpark.cluster();
    // The driver has a block manager too.
    Poll.until(
        () -> spark.sc().getExecutorMemoryStatus().size() == Member.WORKERS + 1,
        WAIT_SECONDS,
        () ->
            "%d executors, %d processes"
                .formatted(
                    spark.sc().getExecutorMemoryStatus().size() - 1, Executors.living().size()));
    return spark;
  }

  /** Of some three thousand rows, in blocks that every executor can read. */
  Problem problem() throws Exception {
    if (problem == null) {
      problem = TestProblems.generated(cluster(), "logistic", folder.resolve("blocks"));
    }
    return problem;
  }

  /** Trains on the executors, keeping no checkpoints. */
  TrainingResult train(TrainingPlan plan, RunListener listener) throws Exception {
    return train(plan, Checkpoints.none(), listener);
  }

  TrainingResult train(TrainingPlan plan, Checkpoints checkpoints, RunListener listener)
      throws Exception {
    Problem on = problem();
    return Training.run(cluster(), on, plan, checkpoints, listener);
  }

  /** What was struck still works: a synchronous run on all slots gives the right bits. */
  void assertUsable() throws Exception {
    JavaSparkContext spark = cluster();
    // Spark starts executors anew; the driver is one of the names that have memory.
    Poll.until(
        () -> spark.sc().getExecutorMemoryStatus().size() > Member.WORKERS,
        WAIT_SECONDS,
        () -> "executors did not come back");
    Member.SYNCHRONOUS.assertRight(problem(), train(Member.SYNCHRONOUS.plan(), RunListener.none()));
  }

  /** Three datanodes, two copies of every block. */
  MiniDFSCluster hdfs() throws IOException {
    if (hdfs == null) {
      Configuration configuration = new Configuration();
      configuration.setInt("dfs.replication", 2);
      hdfs =
          new MiniDFSCluster.Builder(configuration, folder.resolve("hdfs").toFile())
              .numDataNodes(DATANODES)
              .build();
      hdfs.waitActive();
    }
    return hdfs;
  }

  /** Its file system. */
  DistributedFileSystem files() throws IOException {
    return hdfs().getFileSystem();
  }

  /** A URI on the HDFS that nothing has. */
  String newHdfsFolder() throws IOException {
    return "%s/chaos/%d".formatted(hdfs().getURI(), System.nanoTime());
  }

  Path newLocalFolder() throws IOException {
    return Files.createTempDirectory(folder, "fault");
  }

  /** Commands as processes of their own, and what they print undisturbed. */
  Commands commands() throws IOException {
    if (commands == null) {
      commands = new Commands(newLocalFolder());
    }
    return commands;
  }

  @Override
  public void close() {
    if (hdfs != null) {
      hdfs.shutdown(true);
    }
  }
}
