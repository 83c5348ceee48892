package io.taucrit.submit.report;

import io.taucrit.core.analysis.Analysis;
import io.taucrit.jobs.sweep.SweepRecord;
import io.taucrit.jobs.sweep.SweepRecord.PointRecord;
import io.taucrit.jobs.sweep.SweepRecord.ProblemRecord;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A problem of a sweep.
 *
 * @param id unique in the page, of letters, digits, points and hyphens
 * @param name the data set, with loss and λ where the sweep has several
 */
record SweepProblem(String id, String name, ProblemRecord record) {

  static List<SweepProblem> of(SweepRecord sweep) {
    List<ProblemRecord> records = sweep.problems();
    boolean losses = records.stream().map(ProblemRecord::loss).distinct().count() > 1;
    boolean lambdas = records.stream().map(ProblemRecord::lambda).distinct().count() > 1;
    Set<String> taken = new HashSet<>();
    List<SweepProblem> problems = new ArrayList<>();
    for (ProblemRecord record : records) {
      String name =
          record.dataset()
              + (losses ? ", " + record.loss() : "")
              + (lambdas ? ", λ = " + record.lambda() : "");
      problems.add(new SweepProblem(id(name, taken), name, record));
    }
    return problems;
  }

  private static String id(String name, Set<String> taken) {
    String plain =
        name.toLowerCase(Locale.ROOT)
            .replaceAll("[^a-z0-9.]+", "-")
            .replaceAll("^[-.]+|[-.]+$", "");
    String id = plain.isEmpty() ? "problem" : plain;
    for (int i = 2; !taken.add(id); i++) {
      id = plain + "-" + i;
    }
    return id;
  }

  /** A target in ids and files: 0.0003. */
  static String plain(double target) {
    return Double.isFinite(target)
        ? BigDecimal.valueOf(target).stripTrailingZeros().toPlainString()
        : "none";
  }

  /** Its targets in the order of the sweep. */
  List<SweepCase> cases(SweepRecord sweep) {
    List<PointRecord> points =
        sweep.points().stream().filter(p -> same(p.dataset(), p.loss(), p.lambda())).toList();
    return points.stream()
        .map(PointRecord::target)
        .distinct()
        .map(t -> at(t, points, sweep))
        .toList();
  }

  private SweepCase at(double target, List<PointRecord> points, SweepRecord sweep) {
    return new SweepCase(
        this,
        target,
        analysed(target),
        points.stream().filter(p -> p.target() == target).toList(),
        sweep.halves().stream()
            .filter(h -> same(h.dataset(), h.loss(), h.lambda()) && h.target() == target)
            .toList());
  }

  private Analysis.Target analysed(double target) {
    return Stream.ofNullable(record.analysis())
        .flatMap(a -> a.targets().stream())
        .filter(t -> Math.abs(t.relativeSuboptimality() - target) <= 1e-9 * target)
        .findFirst()
        .orElse(null);
  }

  private boolean same(String dataset, String loss, String lambda) {
    return Objects.equals(dataset, record.dataset())
        && Objects.equals(loss, record.loss())
        && Objects.equals(lambda, record.lambda());
  }

  /** Sizes in one line, or why there is no analysis. */
  String sizes() {
    Analysis analysis = record.analysis();
    return analysis == null
        ? "There is no analysis: " + (record.reason() == null ? "–" : record.reason())
        : "%s rows, %s features, %s nonzeros · %s loss · λ = %s"
            .formatted(
                Numbers.count(analysis.n()),
                Numbers.count(analysis.d()),
                Numbers.count(analysis.nnz()),
                record.loss(),
                Numbers.value(analysis.lambda()));
  }
}
