package io.taucrit.jobs.problem;

import io.taucrit.core.engine.Examples;
import io.taucrit.core.objective.FeatureCounts;
import io.taucrit.core.objective.GradientStatistics;
import io.taucrit.core.objective.GradientSums;
import io.taucrit.core.objective.Objective;
import io.taucrit.core.passes.DataPasses;
import io.taucrit.core.passes.PartialPass;
import io.taucrit.core.passes.PartialPass.Slice;
import io.taucrit.data.spark.JobDescription;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.storage.StorageLevel;
import org.apache.spark.util.SerializableConfiguration;

/**
 * Passes over all training rows as Spark jobs: each partition reads its contiguous range of places
 * by block name and keeps it cached; the partitions' sums are added on the driver in order, so that
 * the same number of partitions gives the same bits. Close it to free the cache.
 */
public final class SparkPasses implements DataPasses, AutoCloseable {
  private final JavaSparkContext spark;
  private final Objective objective;
  private final long rows;
  private final JavaRDD<ArrayList<Slice>> partitions;

  public SparkPasses(JavaSparkContext spark, Problem problem, int parts) {
    this.spark = spark;
    this.objective = problem.objective();
    this.rows = problem.trainingRows();
    SerializableConfiguration hadoop = new SerializableConfiguration(spark.hadoopConfiguration());
    long n = rows;
    List<Integer> indices = IntStream.range(0, parts).boxed().toList();
    partitions =
        spark
            .parallelize(indices, parts)
            .map(
                p ->
                    new ArrayList<>(
                        problem.read(
                            Examples.firstPlace(n, p, parts),
                            Examples.firstPlace(n, p + 1, parts),
                            hadoop.value())))
            .persist(StorageLevel.MEMORY_AND_DISK());
  }

  @Override
  public long rows() {
    return rows;
  }

  @Override
  public Objective objective() {
    return objective;
  }

  @Override
  public GradientStatistics at(double[] x) {
    Objective f = objective;
    GradientSums sums = new GradientSums(f.dimension());
    Broadcast<double[]> point = spark.broadcast(x);
    try {
      pass("Gradient and noise", slices -> PartialPass.sums(f, point.value(), slices))
          .forEach(sums::merge);
    } finally {
      point.destroy();
    }
    return sums.statistics(x, f.penalty());
  }

  @Override
  public List<GradientStatistics> at(List<double[]> xs) {
    Objective f = objective;
    List<GradientStatistics> statistics = new ArrayList<>();
    for (List<double[]> group : PartialPass.groups(xs, f.dimension())) {
      Broadcast<double[][]> points = spark.broadcast(group.toArray(new double[0][]));
      try {
        List<GradientSums> sums =
            PartialPass.merged(
                f.dimension(),
                group.size(),
                pass(
                    "Gradient and noise at %d iterates".formatted(group.size()),
                    slices -> PartialPass.sums(f, List.of(points.value()), slices)));
        for (int k = 0; k < group.size(); k++) {
          statistics.add(sums.get(k).statistics(group.get(k), f.penalty()));
        }
      } finally {
        points.destroy();
      }
    }
    return statistics;
  }

  @Override
  public double[][] hessianTimes(double[] x, double[][] vectors) {
    Broadcast<double[]> point = spark.broadcast(x);
    try {
      return curvatureTimes(point, vectors);
    } finally {
      point.destroy();
    }
  }

  @Override
  public double[][] curvatureBoundTimes(double[][] vectors) {
    return curvatureTimes(null, vectors);
  }

  private double[][] curvatureTimes(Broadcast<double[]> point, double[][] vectors) {
    Objective f = objective;
    Broadcast<double[][]> factors = spark.broadcast(vectors);
    double[][] products = new double[vectors.length][f.dimension()];
    try {
      pass(
              "Hessian products",
              slices ->
                  PartialPass.curvatureTimes(
                      f, point == null ? null : point.value(), factors.value(), slices))
          .forEach(part -> PartialPass.add(products, part));
    } finally {
      factors.destroy();
    }
    return PartialPass.finish(products, vectors, rows, f.penalty());
  }

  @Override
  public FeatureCounts featureCounts() {
    int features = objective.features();
    FeatureCounts counts = new FeatureCounts(features);
    pass("Feature counts", slices -> PartialPass.counts(features, slices)).forEach(counts::merge);
    return counts;
  }

  private <R> List<R> pass(String description, Function<ArrayList<Slice>, R> perPartition) {
    try (JobDescription unused = new JobDescription(spark, description)) {
      return partitions.map(perPartition).collect();
    }
  }

  @Override
  public void close() {
    partitions.unpersist(false);
  }
}
