package io.taucrit.jobs.throughput;

import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * What a throughput benchmark measured; bench-throughput.json. Rates depend on the machine, ratios
 * much less: those of two versions can be compared.
 *
 * @param code digest of the program's classes
 * @param load the machine's load averages of a minute, before and after; negative where unknown
 * @param nonzeros of all rows that were used
 * @param seconds of a repeat of a measurement of rates
 * @param target relative suboptimality of {@code toTarget}
 * @param rates nonzeros a second and core; ratio to the bare loop of one thread
 * @param toTarget seconds to the target; ratio to the faster rule of steps of scikit-learn
 * @param loading MB of text a second, all cores; ratio to Spark's reader
 * @param memory bytes a nonzero of rows in memory; ratio to taucrit's blocks
 * @param analysis seconds of a pass; ratio to a pass of the bare loop
 * @param growth empty where not asked for
 */
public record Throughput(
    Map<String, String> versions,
    String code,
    String master,
    int cores,
    List<Double> load,
    List<String> data,
    long rows,
    int features,
    long nonzeros,
    double lambda,
    long seed,
    int repeats,
    double seconds,
    double target,
    List<Row> rates,
    List<Row> toTarget,
    List<Row> loading,
    List<Row> memory,
    List<Row> analysis,
    List<Growth> growth) {

  /**
   * What one system did.
   *
   * @param cores that it used
   * @param median over the repeats; null where it did not run
   * @param ratio median to the section's reference; null without one of them
   * @param measured of each repeat
   * @param note its setting, or why it did not run; may be null
   */
  public record Row(
      String system, int cores, Double median, Double ratio, List<Double> measured, String note) {

    static Row of(String system, int cores, List<Double> measured, String note) {
      double[] sorted = measured.stream().mapToDouble(Double::doubleValue).sorted().toArray();
      int middle = sorted.length / 2;
      double median =
          sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
      return new Row(system, cores, median, null, List.copyOf(measured), note);
    }

    static Row absent(String system, int cores, String why) {
      return new Row(system, cores, null, null, List.of(), why);
    }

    Row relativeTo(Double reference) {
      Double relative = median == null || reference == null ? null : median / reference;
      return new Row(system, cores, median, relative, measured, note);
    }
  }

  /**
   * Nonzeros a second and core on generated rows, one size or dial at a time away from the base.
   *
   * @param varied what differs from the base; "base" itself first
   * @param nonzeros expected of a row
   * @param workers P
   * @param local one row a worker and step times {@code batchFactor}, a clock of n/8 rows
   * @param miniBatch batches of 1,024 rows times {@code batchFactor}
   * @param localRatio to the base
   * @param miniBatchRatio to the base
   */
  public record Growth(
      String varied,
      long rows,
      int features,
      double nonzeros,
      int workers,
      int batchFactor,
      int slack,
      double local,
      double miniBatch,
      double localRatio,
      double miniBatchRatio) {}

  static List<Row> relativeTo(Double reference, Row... rows) {
    return relativeTo(reference, Arrays.asList(rows));
  }

  static List<Row> relativeTo(Double reference, List<Row> rows) {
    return rows.stream().map(row -> row.relativeTo(reference)).toList();
  }
}
