package io.taucrit.submit.figures;

import io.taucrit.core.engine.Averaging;
import io.taucrit.core.sweep.Setting;
import io.taucrit.jobs.reproduce.FollowedRuns;
import io.taucrit.jobs.reproduce.Landmarks;
import io.taucrit.jobs.reproduce.ProblemRows;
import io.taucrit.jobs.reproduce.Results;
import io.taucrit.jobs.reproduce.Scale;
import io.taucrit.submit.figures.Drawing.Comparison;
import io.taucrit.submit.report.Chart;
import java.util.ArrayList;
import java.util.List;

/**
 * Bhardwaj and Cong's figures: equally many samples with more and more parallelism. One step for
 * all, as in their experiments, and the step of the best guarantee and multiples of it, as their
 * theorems speak of.
 *
 * <p>Their update multiplies the sum over the batch, their software the mean (a constant step of
 * 0.01 for every batch). By the sum a row moves x by the same in every batch, and equally many
 * samples lead equally far until the batch is so large that the step is unstable; only the mean
 * makes larger batches slower from the start. Asynchronous learners push the same in either
 * reading, for their batch does not change.
 */
abstract class EqualSamples implements PaperFigure {
  private static final int EPOCHS = 10;

  /** Of the guarantee's step. */
  private static final List<Double> FACTORS = List.of(1.0, 4.0, 16.0);

  /** Letter of the amount of parallelism. */
  abstract String symbol();

  /** What it counts. */
  abstract String noun();

  /** Amounts, ascending. */
  abstract List<Integer> amounts(Scope scope);

  abstract Setting setting(int amount);

  /** The steps that are one for all, that of the paper's figure first. */
  abstract List<Scale> common();

  /** The best bound on the mean of ‖∇f‖² over a run. */
  abstract double guaranteed(Landmarks at, int amount, long samples);

  /** Samples after which the bound is ε. */
  abstract double samplesFor(Landmarks at, int amount, double epsilon);

  /** The theorem on more samples for the same guarantee. */
  abstract String theorem();

  static long samples(Scope scope, Scope.Dataset data) {
    return (scope.quick() ? 2 : EPOCHS) * data.problem().trainingRows();
  }

  FollowedRuns experiment(Scope scope, Scope.Dataset data, int amount, Scale scale) {
    List<Double> multiples = scope.quick() ? List.of(1.0, 4.0) : FACTORS;
    return new FollowedRuns(
        new ProblemRows(data.problem()),
        setting(amount),
        scale,
        scale == Scale.GUARANTEE ? multiples : List.of(1.0),
        Averaging.NONE,
        samples(scope, data),
        scope.quick() ? 1.5 : 1.15,
        scope.firstSeed(),
        scope.seeds());
  }

  @Override
  public List<FollowedRuns> experiments(Scope scope) {
    List<FollowedRuns> experiments = new ArrayList<>();
    for (Scope.Dataset data : scope.data()) {
      for (int amount : amounts(scope)) {
        common().forEach(s -> experiments.add(experiment(scope, data, amount, s)));
        experiments.add(experiment(scope, data, amount, Scale.GUARANTEE));
      }
    }
    return experiments;
  }

  @Override
  public Drawing draw(Results results, Scope scope) {
    List<Chart> charts = new ArrayList<>();
    List<List<Object>> rows = new ArrayList<>();
    List<Comparison> comparisons = new ArrayList<>();
    List<String> findings = new ArrayList<>();
    boolean agrees = true;
    for (Scope.Dataset data : scope.data()) {
      EqualSamplesOn on = new EqualSamplesOn(this, results, scope, data);
      charts.addAll(on.charts());
      rows.addAll(on.rows());
      comparisons.addAll(on.comparisons());
      findings.add(on.finding());
      agrees &= on.agrees();
    }
    return new Drawing(
        charts,
        EqualSamplesOn.columns(symbol()),
        rows,
        Drawing.sentence(findings),
        agrees,
        comparisons);
  }
}
