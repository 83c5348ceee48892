package io.taucrit.jobs.problem;

import io.taucrit.core.engine.Examples;
import io.taucrit.core.passes.PartialPass.Slice;
import io.taucrit.data.UsageException;
import io.taucrit.data.spark.TaskFailures;
import io.taucrit.data.view.Preprocessing;
import io.taucrit.data.view.RowStatistics;
import io.taucrit.data.view.RowView;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.util.SerializableConfiguration;

/**
 * Makes the view of the rows that was asked for. Scaling and class weights cost one pass over the
 * training rows, together; whatever comes from it holds for held-out rows too.
 */
public final class Preprocessor {
  private static final List<String> CLASSES = List.of("logistic", "squared-hinge", "multinomial");

  private Preprocessor() {}

  /**
   * The same problem with its rows so prepared.
   *
   * @param problem on rows as they are
   * @throws io.taucrit.data.InputException if weights are given to a class without rows
   * @throws UsageException if classes are given weights and the loss has none
   */
  public static Problem of(JavaSparkContext spark, Problem problem, Preprocessing asked) {
    if (asked.equals(Preprocessing.NONE)) {
      return problem;
    }
    if (asked.classWeights() != null && !CLASSES.contains(problem.lossName())) {
      throw new UsageException(
          "Invalid class weights: '%s': labels are no classes with the %s loss (allowed with: %s)"
              .formatted(asked.classWeights(), problem.lossName(), String.join(", ", CLASSES)));
    }
    RowView view =
        RowStatistics.needed(asked)
            ? statistics(spark, problem, asked).view()
            : RowView.withIntercept(problem.manifest().features());
    return problem.withView(asked, view);
  }

  private static RowStatistics statistics(
      JavaSparkContext spark, Problem problem, Preprocessing asked) {
    long n = problem.trainingRows();
    int features = problem.manifest().features();
    int parts = (int) Math.min(Slots.all(spark), n);
    SerializableConfiguration hadoop = new SerializableConfiguration(spark.hadoopConfiguration());
    List<Integer> indices = IntStream.range(0, parts).boxed().toList();
    RowStatistics all = new RowStatistics(features, asked);
    spark.setJobDescription("Weights and variances of features");
    try {
      TaskFailures.unwrapped(
              () ->
                  spark
                      .parallelize(indices, parts)
                      .map(
                          p -> {
                            RowStatistics part = new RowStatistics(features, asked);
                            for (Slice slice :
                                problem.read(
                                    Examples.firstPlace(n, p, parts),
                                    Examples.firstPlace(n, p + 1, parts),
                                    hadoop.value())) {
                              part.add(slice.block(), slice.from(), slice.to());
                            }
                            return part;
                          })
                      .collect())
          .forEach(all::merge);
    } finally {
      spark.setJobDescription(null);
    }
    return all;
  }
}
