package io.taucrit.jobs.sweep;

import io.taucrit.core.Dials;
import io.taucrit.core.delay.DelayModel;
import io.taucrit.core.step.StepChoice;
import io.taucrit.core.sweep.Measure;
import io.taucrit.core.sweep.Seeds;
import io.taucrit.data.UsageException;
import io.taucrit.data.synthetic.SparseGlmProblem;
import io.taucrit.jobs.problem.Lambda;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;

/**
 * What a sweep measures: every problem (data × loss × λ) with every setting of every grid, to every
 * target.
 *
 * @param name of the sweep
 * @param measure what a target is a share of
 * @param targets relative to the start, each in (0, 1)
 * @param patience a search gives up on its first step after so many times the predicted updates
 */
public record SweepPlan(
    String name,
    List<Data> data,
    List<String> losses,
    List<Lambda> lambdas,
    Measure measure,
    List<Double> targets,
    List<Grid> grids,
    Seeds seeds,
    double patience) {
  public static final double PATIENCE_DEFAULT = 30;

  public SweepPlan {
    data = List.copyOf(data);
    losses = List.copyOf(losses);
    lambdas = List.copyOf(lambdas);
    targets = List.copyOf(targets);
    grids = List.copyOf(grids);
    for (double target : targets) {
      if (!(target > 0 && target < 1)) {
        throw new UsageException(
            "Invalid target: %s (allowed: above 0 and below 1)".formatted(target));
      }
    }
    if (measure == Measure.GRADIENT && grids.stream().anyMatch(g -> g.timedRuns() > 0)) {
      throw new UsageException(
          "Invalid timed-runs: with measure gradient there are none, because a run on the engine stops at"
              + " a suboptimality (leave out timed-runs, or measure suboptimality)");
    }
    if (!(patience > 1) || !Double.isFinite(patience)) {
      throw new UsageException("Invalid patience: %s (allowed: above 1)".formatted(patience));
    }
  }

  /**
   * A data set: files, or a generated problem.
   *
   * @param name in the results, unique in a sweep
   * @param paths LIBSVM text or one block folder; empty for a generated problem
   * @param features d, or null to detect it
   * @param optimum a known f⋆, or null; only with one loss and one λ
   * @param generated options of a generated problem, whose loss is replaced by the sweep's; null
   *     for files
   */
  public record Data(
      String name,
      List<String> paths,
      Integer features,
      Double optimum,
      SparseGlmProblem.Options generated) {
    public Data {
      paths = List.copyOf(paths);
    }
  }

  /**
   * Settings: every combination of the lists.
   *
   * @param workers P
   * @param batch b, rows of one step over all workers; the same combination must have b ≥ P
   * @param delay as {@link DelayModel#parse} reads them
   * @param step null for the best one, searched for
   * @param tau for the constant delay τ: τ workers with one row each, each push stale by τ − 1;
   *     null in other grids
   * @param timedRuns runs on the cluster engine, for seconds; 0 for none
   */
  public record Grid(
      List<Integer> workers,
      List<Integer> batch,
      List<Integer> slack,
      List<Integer> localSteps,
      List<String> delay,
      List<StepChoice> step,
      List<Integer> tau,
      int timedRuns) {

    /** Its settings in order of the lists; the last list varies fastest. */
    public List<Setting> settings() {
      List<Setting> settings = new ArrayList<>();
      if (tau != null) {
        for (int t : tau) {
          for (StepChoice s : step) {
            var constant = io.taucrit.core.sweep.Setting.constantDelay(t);
            settings.add(new Setting(constant.dials(), constant.delay(), s, t, timedRuns));
          }
        }
        return settings;
      }
      for (int p : workers) {
        for (int b : batch) {
          for (int s : slack) {
            for (int h : localSteps) {
              for (String d : delay) {
                for (StepChoice choice : step) {
                  Dials dials = new Dials(p, b, s, h, 1);
                  settings.add(new Setting(dials, d, choice, null, timedRuns));
                }
              }
            }
          }
        }
      }
      return settings;
    }
  }

  /**
   * One combination of a grid.
   *
   * @param step null for the best one
   * @param tau the constant delay, null where the grid has none
   */
  public record Setting(Dials dials, String delay, StepChoice step, Integer tau, int timedRuns) {
    /** As a failed point and the progress name it. */
    public String text() {
      if (tau != null) {
        return "delay " + tau + stepText();
      }
      return "P %d, b %d, s %d, H %d"
              .formatted(dials.workers(), dials.batch(), dials.slack(), dials.localSteps())
          + (delay.equals("none") ? "" : ", " + delay)
          + stepText();
    }

    private String stepText() {
      return step == null ? "" : ", step " + step;
    }
  }

  /** All settings, each once, in order of the grids. */
  public List<Setting> settings() {
    LinkedHashSet<Setting> all = new LinkedHashSet<>();
    grids.forEach(g -> all.addAll(g.settings()));
    return List.copyOf(all);
  }
}
