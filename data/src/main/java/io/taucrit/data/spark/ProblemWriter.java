package io.taucrit.data.spark;

import io.taucrit.data.BlockManifest;
import io.taucrit.data.BlockManifest.BlockEntry;
import io.taucrit.data.CsrBlock;
import io.taucrit.data.Labels;
import io.taucrit.data.hadoop.BlockFolder;
import io.taucrit.data.hadoop.TextPart;
import io.taucrit.data.synthetic.SparseGlmProblem;
import java.io.Serializable;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.util.SerializableConfiguration;

/**
 * Writes the rows of a {@link SparseGlmProblem}, in tasks of one block each.
 *
 * <p>The rows are independent and identically distributed, so they need no shuffle: the place of a
 * row is its number. Text and blocks hold the same rows.
 */
public final class ProblemWriter {
  private ProblemWriter() {}

  /**
   * Writes a folder of blocks.
   *
   * @throws io.taucrit.data.InputException if the folder is not empty or cannot be written
   */
  public static BlockFolder writeBlocks(
      JavaSparkContext sc, SparseGlmProblem problem, String output) {
    Configuration configuration = sc.hadoopConfiguration();
    String folder = BlockFolder.create(output, configuration);
    int rowsPerBlock = rowsPerBlock(problem);
    long rows = problem.options().rows();
    SerializableConfiguration conf = new SerializableConfiguration(configuration);
    List<Written> written;
    try (JobDescription unused = new JobDescription(sc, "Generate %d rows".formatted(rows))) {
      written =
          TaskFailures.unwrapped(
              () ->
                  parts(sc, rows, rowsPerBlock)
                      .map(part -> writeBlock(problem, part, rowsPerBlock, folder, conf))
                      .collect());
    } catch (Throwable failure) {
      BlockFolder.abandon(folder, configuration);
      throw failure;
    }
    BlockManifest manifest =
        new BlockManifest(
            BlockManifest.FORMAT_VERSION,
            rows,
            problem.options().features(),
            written.stream().mapToLong(part -> part.entry.nonzeros()).sum(),
            rowsPerBlock,
            problem.options().seed(),
            written.stream().map(part -> part.labels).reduce(Labels.NONE, Labels::merge),
            false,
            0,
            problem.description(),
            written.stream().map(part -> part.entry).toList());
    return BlockFolder.commit(folder, manifest, configuration);
  }

  /**
   * Writes LIBSVM text, {@code part-00000.svm} and so on.
   *
   * @throws io.taucrit.data.InputException if the folder is not empty or cannot be written
   */
  public static void writeText(JavaSparkContext sc, SparseGlmProblem problem, String output) {
    String folder = BlockFolder.create(output, sc.hadoopConfiguration());
    int rowsPerPart = rowsPerBlock(problem);
    long rows = problem.options().rows();
    SerializableConfiguration conf = new SerializableConfiguration(sc.hadoopConfiguration());
    try (JobDescription unused = new JobDescription(sc, "Generate %d rows".formatted(rows))) {
      TaskFailures.unwrapped(
          () ->
              parts(sc, rows, rowsPerPart)
                  .map(part -> writePart(problem, part, rowsPerPart, folder, conf))
                  .collect());
    }
  }

  /** What the driver learns of a written block. */
  private record Written(BlockEntry entry, Labels labels) implements Serializable {}

  private static Written writeBlock(
      SparseGlmProblem problem,
      int part,
      int rowsPerBlock,
      String folder,
      SerializableConfiguration conf) {
    CsrBlock block = rows(problem, part, rowsPerBlock);
    long attempt = TaskContext.get().taskAttemptId();
    long firstPlace = (long) part * rowsPerBlock;
    return new Written(
        BlockFolder.write(folder, part, attempt, firstPlace, block, conf.value()),
        Labels.of(block));
  }

  private static String writePart(
      SparseGlmProblem problem,
      int part,
      int rowsPerPart,
      String folder,
      SerializableConfiguration conf) {
    CsrBlock block = rows(problem, part, rowsPerPart);
    return TextPart.write(folder, part, TaskContext.get().taskAttemptId(), block, conf.value());
  }

  private static CsrBlock rows(SparseGlmProblem problem, int part, int rowsPerPart) {
    long first = (long) part * rowsPerPart;
    return problem.block(first, (int) Math.min(rowsPerPart, problem.options().rows() - first));
  }

  private static int rowsPerBlock(SparseGlmProblem problem) {
    SparseGlmProblem.Options options = problem.options();
    return BlockManifest.rowsPerBlock(
        options.rows(), (long) (options.rows() * options.nonzerosPerRow()));
  }

  private static JavaRDD<Integer> parts(JavaSparkContext sc, long rows, int rowsPerPart) {
    int parts = BlockManifest.blockCount(rows, rowsPerPart);
    return sc.parallelize(IntStream.range(0, parts).boxed().toList(), parts);
  }
}
