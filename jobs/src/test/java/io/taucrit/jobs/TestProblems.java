package io.taucrit.jobs;

import io.taucrit.core.objective.Loss;
import io.taucrit.data.RealData;
import io.taucrit.data.hadoop.BlockFolder;
import io.taucrit.data.spark.LibsvmConverter;
import io.taucrit.data.spark.ProblemWriter;
import io.taucrit.data.synthetic.SparseGlmProblem;
import io.taucrit.jobs.problem.Lambda;
import io.taucrit.jobs.problem.Problem;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;

/** Problems for tests, as blocks in a folder of the test. */
public final class TestProblems {
  private static final int ROWS = 3_001;
  private static final int FEATURES = 400;
  private static final long SEED = 1;

  private TestProblems() {}

  /** A planted model in a dozen blocks of 256 rows, the last one not full; λ = 1/n. */
  public static Problem generated(JavaSparkContext spark, String loss, Path folder) {
    return generated(spark, loss, folder, 0);
  }

  /** As {@link #generated(JavaSparkContext, String, Path)}, with a share of the rows held out. */
  public static Problem generated(
      JavaSparkContext spark, String loss, Path folder, double holdout) {
    SparseGlmProblem problem =
        SparseGlmProblem.of(
            SparseGlmProblem.Options.defaults(loss)
                .withRows(ROWS)
                .withFeatures(FEATURES)
                .withNonzerosPerRow(10));
    BlockFolder blocks = ProblemWriter.writeBlocks(spark, problem, folder.toString());
    return of(blocks, loss, holdout);
  }

  /** A real data set for the logistic loss, λ = 1/n; aborts the calling test where it is absent. */
  public static Problem real(JavaSparkContext spark, String file, Path folder) {
    return of(realBlocks(spark, file, folder), "logistic", 0);
  }

  /** The blocks of a real data set; aborts the calling test where it is absent. */
  public static BlockFolder realBlocks(JavaSparkContext spark, String file, Path folder) {
    List<String> text = List.of(RealData.file(file).toString());
    return LibsvmConverter.convert(
        spark, LibsvmConverter.Options.of(text, folder.toString(), SEED));
  }

  /** The problem on these blocks, λ = 1/n. */
  public static Problem of(BlockFolder blocks, String loss, double holdout) {
    return Problem.of(blocks, Loss.named(loss), Lambda.ONE_OVER_ROWS, holdout);
  }
}
