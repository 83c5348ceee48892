package io.taucrit.submit.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.taucrit.core.engine.RunListener;
import io.taucrit.core.objective.LogisticLoss;
import io.taucrit.data.synthetic.SparseGlmProblem;
import io.taucrit.jobs.Jobs;
import io.taucrit.jobs.engine.Checkpoints;
import io.taucrit.jobs.engine.Training;
import io.taucrit.jobs.problem.DataSource;
import io.taucrit.jobs.problem.Lambda;
import io.taucrit.jobs.problem.Problem;
import io.taucrit.jobs.problem.StagedBlocks;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * Text that is staged as blocks, which a synchronous run then trains on.
 *
 * @param text a local folder
 * @param folder for temporary blocks, on any Hadoop file system
 */
record Staging(Ground ground, String text, String folder) {
  static Staging to(String folder, Ground ground) throws Exception {
    SparseGlmProblem made =
        SparseGlmProblem.of(
            SparseGlmProblem.Options.defaults("logistic").withRows(2_000).withFeatures(400));
    String text = ground.newLocalFolder().resolve("text").toString();
    new Jobs(ground.cluster()).generateText(made, text);
    return new Staging(ground, text, folder);
  }

  /** Stages, trains, and removes the blocks. */
  void train() throws Exception {
    JavaSparkContext spark = ground.cluster();
    String rows;
    try (StagedBlocks staged = StagedBlocks.of(spark, source(folder))) {
      Problem problem = problem(staged);
      rows = problem.rowsHash();
      Member.SYNCHRONOUS.assertRight(
          problem,
          Training.run(
              spark, problem, Member.SYNCHRONOUS.plan(), Checkpoints.none(), RunListener.none()));
    }
    assertNothingLeft();
    String elsewhere = Files.createTempDirectory("staged").toString();
    try (StagedBlocks undisturbed = StagedBlocks.of(spark, source(elsewhere))) {
      assertThat(rows).isNotNull().isEqualTo(problem(undisturbed).rowsHash());
    }
    Files.delete(java.nio.file.Path.of(elsewhere));
  }

  private static Problem problem(StagedBlocks staged) {
    return Problem.of(staged.blocks(), new LogisticLoss(), Lambda.ONE_OVER_ROWS, 0);
  }

  private DataSource source(String staging) {
    return DataSource.of(List.of(text), 1).withFeatures(400).withStaging(staging);
  }

  /** Whether blocks are being written. */
  boolean isUnderWay() throws IOException {
    return entries() > 0;
  }

  void assertNothingLeft() throws IOException {
    assertThat(entries()).as("temporary folders in %s", folder).isZero();
  }

  private int entries() throws IOException {
    Path path = new Path(folder);
    try {
      return path.getFileSystem(new Configuration()).listStatus(path).length;
    } catch (FileNotFoundException e) {
      return 0;
    }
  }
}
