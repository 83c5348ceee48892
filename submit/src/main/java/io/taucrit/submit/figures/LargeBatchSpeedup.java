package io.taucrit.submit.figures;

import io.taucrit.core.predict.HalfEfficiency;
import io.taucrit.core.sweep.MomentumCohort.Yardstick;
import io.taucrit.data.images.ImageSource;
import io.taucrit.jobs.reproduce.Learner;
import io.taucrit.jobs.reproduce.Results;
import io.taucrit.jobs.reproduce.TunedBatch;
import io.taucrit.jobs.reproduce.TunedBatch.Outcome;
import io.taucrit.submit.figures.Drawing.Comparison;
import io.taucrit.submit.report.Axis;
import io.taucrit.submit.report.Chart;
import io.taucrit.submit.report.Ink;
import io.taucrit.submit.report.Kind;
import io.taucrit.submit.report.Point;
import io.taucrit.submit.report.Series;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;

/** Updates to a target by batch size, the step tuned for each, beside the largest b̂ on the way. */
final class LargeBatchSpeedup implements PaperFigure {
  /** Two octaves: the paper compares by eye on a logarithmic axis. */
  private static final double WITHIN = 4;

  private static final double RELATIVE_SUBOPTIMALITY = 0.03;
  private static final double PATIENCE = 60;

  /** What so small networks may be asked for on photographs. */
  private static final double HARD_ERROR = 0.55;

  private static final List<String> COLUMNS =
      List.of(
          "model",
          "batch",
          "updates",
          "efficiency",
          "step",
          "step_is_interior",
          "largest_local_critical_batch",
          "target");

  private final String name;
  private final String title;
  private final String claim;
  private final Function<Scope, List<Learner>> learners;
  private final double error;

  private LargeBatchSpeedup(
      String name,
      String title,
      String claim,
      Function<Scope, List<Learner>> learners,
      double error) {
    this.name = name;
    this.title = title;
    this.claim = claim;
    this.learners = learners;
    this.error = error;
  }

  /** Figure 7, with a linear model and one hidden layer for its ResNet-8. */
  static LargeBatchSpeedup ofSimpleModels() {
    return new LargeBatchSpeedup(
        "fig7",
        "Updates to a target by batch size: linear model, one hidden layer",
        "Updates fall linearly with the batch size up to about the largest b̂ on the way.",
        scope -> {
          List<Learner> learners = Learners.linear(scope);
          learners.add(Learners.hiddenLayer(scope));
          return learners;
        },
        0.05);
  }

  /** Figure 8, with a small convolution for its ResNet-18. */
  static LargeBatchSpeedup ofConvolution() {
    return new LargeBatchSpeedup(
        "fig8",
        "Updates to a target by batch size: small convolution",
        "The same holds for a larger network, with a critical batch size of its own.",
        scope -> List.of(Learners.convolution(scope)),
        0.1);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public String title() {
    return title;
  }

  @Override
  public String source() {
    return "Stich, Mohtashami and Jaggi (2021), Figure " + name.substring(3);
  }

  @Override
  public String claim() {
    return claim;
  }

  private static List<Integer> batches(Learner learner, Scope scope) {
    if (scope.quick()) {
      return List.of(16, 256);
    }
    // Linear models are quick, and some scale much further.
    return learner.yardstick() == Yardstick.SUBOPTIMALITY
        ? List.of(4, 16, 64, 256, 1024, 4096, 16384, 65536)
        : List.of(8, 16, 32, 64, 128, 256, 512, 1024, 2048);
  }

  private double target(Learner learner, Scope scope) {
    if (learner.yardstick() == Yardstick.SUBOPTIMALITY) {
      return scope.quick() ? 0.3 : RELATIVE_SUBOPTIMALITY;
    }
    boolean photographs = scope.images() instanceof ImageSource.Cifar10;
    return scope.quick() ? 0.5 : photographs ? HARD_ERROR : error;
  }

  private TunedBatch tuning(Learner learner, int batch, Scope scope) {
    return new TunedBatch(
        learner,
        batch,
        Learners.MOMENTUM,
        target(learner, scope),
        scope.quick() ? 5 : PATIENCE,
        scope.firstSeed(),
        scope.quick() ? 1 : scope.seeds());
  }

  @Override
  public List<TunedBatch> experiments(Scope scope) {
    return learners.apply(scope).stream()
        .flatMap(l -> batches(l, scope).stream().map(b -> tuning(l, b, scope)))
        .toList();
  }

  /**
   * What a learner's batch sizes came to.
   *
   * @param outcomes of all batch sizes
   * @param efficiency relative to the smallest batch; 0 where no step reached the target, NaN where
   *     none did with the smallest
   * @param half where it falls to 1/2, null if it does not
   * @param estimates max_t b̂(x_t) of each batch size, ascending
   */
  private record Measured(
      List<Outcome> outcomes, double[] efficiency, Double half, double[] estimates) {
    static Measured of(List<Outcome> all) {
      double[] batches = all.stream().mapToDouble(Outcome::batch).toArray();
      double[] samples = all.stream().mapToDouble(Measured::samples).toArray();
      double first = Double.isFinite(samples[0]) ? samples[0] : Double.NaN;
      double[] efficiency = Arrays.stream(samples).map(s -> first / s).toArray();
      double[] estimates =
          all.stream()
              .map(Outcome::largestLocalCriticalBatch)
              .filter(Objects::nonNull)
              .mapToDouble(Double::doubleValue)
              .sorted()
              .toArray();
      return new Measured(all, efficiency, HalfEfficiency.at(batches, efficiency), estimates);
    }

    private static double samples(Outcome at) {
      return at.updates() == null ? Double.POSITIVE_INFINITY : at.batch() * at.updates();
    }

    private List<Outcome> reached() {
      return outcomes.stream().filter(o -> o.updates() != null).toList();
    }

    /** The paper's b̂_crit. */
    double largest() {
      return estimates.length == 0 ? Double.NaN : estimates[estimates.length - 1];
    }

    double median() {
      return estimates.length == 0 ? Double.NaN : estimates[estimates.length / 2];
    }

    Comparison comparison(String text, String by, double estimate) {
      return Comparison.of("half-efficiency batch size, " + text, by, estimate, half, WITHIN);
    }
  }

  @Override
  public Drawing draw(Results results, Scope scope) {
    List<Chart> charts = new ArrayList<>();
    List<List<Object>> rows = new ArrayList<>();
    List<Comparison> comparisons = new ArrayList<>();
    List<String> findings = new ArrayList<>();
    boolean agrees = true;
    for (Learner learner : learners.apply(scope)) {
      List<Outcome> all =
          batches(learner, scope).stream().map(b -> results.of(tuning(learner, b, scope))).toList();
      Measured measured = Measured.of(all);
      rows.addAll(rows(learner, measured, scope));
      charts.add(chart(learner, charts.size(), measured, scope));
      Comparison paper = measured.comparison(learner.text(), "largest b̂", measured.largest());
      comparisons.add(paper);
      comparisons.add(
          measured.comparison(
              learner.text(), "median over b of the largest b̂", measured.median()));
      agrees &= paper.agrees();
      findings.add(finding(learner, measured));
    }
    String finding =
        "%s. Half efficiency and the largest b̂ %s within a factor %s of each other."
            .formatted(
                String.join("; ", findings), agrees ? "lie" : "do not lie", Rounded.text(WITHIN));
    return new Drawing(charts, COLUMNS, rows, finding, agrees, comparisons);
  }

  private static String finding(Learner learner, Measured measured) {
    String half =
        Double.isNaN(measured.efficiency[0])
            ? "no step reached the target with the smallest batch"
            : measured.half == null
                ? "efficiency stays above half"
                : "efficiency falls to half at b = " + Rounded.text(measured.half);
    return "%s: %s, the largest b̂ is %s (median over batch sizes: %s)"
        .formatted(
            learner.text(),
            half,
            Rounded.text(measured.largest()),
            Rounded.text(measured.median()));
  }

  private List<List<Object>> rows(Learner learner, Measured measured, Scope scope) {
    List<List<Object>> rows = new ArrayList<>();
    for (int k = 0; k < measured.outcomes.size(); k++) {
      Outcome o = measured.outcomes.get(k);
      rows.add(
          Arrays.asList(
              learner.text(),
              o.batch(),
              o.updates(),
              measured.efficiency[k],
              o.step(),
              o.interior(),
              o.largestLocalCriticalBatch(),
              target(learner, scope)));
    }
    return rows;
  }

  private Chart chart(Learner learner, int number, Measured measured, Scope scope) {
    List<Point> updates =
        measured.reached().stream().map(o -> Point.of(o.batch(), o.updates())).toList();
    List<Point> linear = List.of();
    if (!Double.isNaN(measured.efficiency[0])) {
      Outcome first = measured.outcomes.get(0);
      double samples = first.batch() * first.updates();
      linear =
          measured.outcomes.stream().map(o -> Point.of(o.batch(), samples / o.batch())).toList();
    }
    String judged =
        learner.yardstick() == Yardstick.SUBOPTIMALITY
            ? "relative suboptimality"
            : "held-out error";
    return new Chart(
        name + "-" + (number + 1),
        learner.text(),
        "Updates until the mean %s over the seeds is at most %s, with the best step for every b and momentum 0.9, n = %d; efficiency is relative to the smallest b. %s"
            .formatted(judged, target(learner, scope), learner.rows(), Learners.NETWORKS),
        Axis.log("Batch size b", "rows"),
        Axis.log("Updates T(b)", ""),
        List.of(
            new Series("measured", Kind.MARKED, Ink.of(0), updates),
            new Series("linear speedup", Kind.DASHED, Ink.REFERENCE, linear),
            Series.vertical("half efficiency", Ink.of(0), measured.half),
            Series.vertical("largest b̂", Ink.of(3), measured.largest())));
  }
}
