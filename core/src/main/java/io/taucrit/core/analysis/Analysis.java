package io.taucrit.core.analysis;

import io.taucrit.core.Dials;
import io.taucrit.core.predict.CostModel;
import io.taucrit.core.step.PredictedStep;
import io.taucrit.data.view.Preprocessing;
import java.io.Serializable;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * What is known about a problem; the field names are those of analysis.json. Quantities of single
 * iterates come from passes over all n rows and are exact; M(ε) and σ⋆²(ε) are maxima over the
 * visited iterates.
 *
 * @param n rows
 * @param d features, an intercept included; x has as many coordinates, or with several classes as
 *     many of each
 * @param nnz nonzeros, those of an intercept included
 * @param lambda factor of the L2 term
 * @param l1 λ₁ of the term λ₁‖x‖₁; 0 for none
 * @param delta Δ, the largest share of rows that have one feature, an intercept left out
 * @param constantFeatures features that every row has, left out of Δ; the intercept is not counted
 * @param smoothness L over the whole domain; null where the loss has none
 * @param smoothnessAtOptimum L⋆ = λ_max(∇²f(x⋆))
 * @param sigmaStarSquared V(x⋆)
 * @param visited the iterates behind the profile, in the order of visiting
 * @param rowsRead rows read over all passes
 * @param sampling how it was made from samples, or null if by full passes; then all that an optimum
 *     is needed for is that of a pilot's rows
 * @param epsilonTargets the profile at the ε that were asked for, targets in ‖∇f‖²; null if none
 *     were
 * @param epsilonPredictions what is predicted for those that are not met at the start; null if none
 *     were asked for
 * @param fastest the setting with the fewest seconds by measured costs; null if none were measured
 * @param rowsHash {@link io.taucrit.data.RowsHash} of all rows, held-out ones too, in hexadecimal;
 *     null where it is not known
 * @param preprocessing what was done to the rows when they were read; null in analyses of older
 *     versions, where nothing was
 */
public record Analysis(
    long n,
    int d,
    long nnz,
    String loss,
    double lambda,
    double l1,
    double delta,
    int constantFeatures,
    Double smoothness,
    double smoothnessAtOptimum,
    Optimum optimum,
    Estimate sigmaStarSquared,
    Point initial,
    List<Visited> visited,
    List<ProfileEntry> profile,
    List<Target> targets,
    Advice advice,
    PathSample pathSample,
    long rowsRead,
    List<String> warnings,
    Sampling sampling,
    List<ProfileEntry> epsilonTargets,
    List<EpsilonPrediction> epsilonPredictions,
    Fastest fastest,
    String rowsHash,
    Preprocessing preprocessing) {

  /**
   * Checks that nothing is missing that every analysis of this version has, and that a run can take
   * its setting and its step from it; what is read from a file may be otherwise.
   *
   * @throws IllegalArgumentException naming what is missing or not allowed
   */
  public void check() {
    present("loss", loss);
    present("optimum", optimum);
    present("sigmaStarSquared", sigmaStarSquared);
    present("initial", initial);
    present("pathSample", pathSample);
    present("advice", advice);
    listed("visited", visited);
    listed("profile", profile);
    listed("warnings", warnings);
    listed("targets", targets);
    if (n < 1 || d < 1 || targets.isEmpty()) {
      throw new IllegalArgumentException(
          "%d rows, %d features, %d targets".formatted(n, d, targets.size()));
    }
    targets.forEach(Target::check);
    checkSetting(advice.workers, advice.batch, advice.slack, advice.localSteps);
    checkStep(advice.stepSize);
    checkTarget(advice.relativeSuboptimality);
    if (fastest != null) {
      checkSetting(fastest.workers, fastest.batch, fastest.slack, fastest.localSteps);
      checkStep(fastest.stepSize);
    }
  }

  private static void present(String field, Object value) {
    if (value == null) {
      throw new IllegalArgumentException("%s is missing".formatted(field));
    }
  }

  private static void listed(String field, List<?> values) {
    present(field, values);
    values.forEach(value -> present("one of " + field, value));
  }

  private static void checkSetting(int workers, int batch, int slack, int localSteps) {
    if (workers < 1 || batch < 1 || slack < 0 || localSteps < 1) {
      throw new IllegalArgumentException(
          "%d workers, batch %d, slack %d, %d local steps"
              .formatted(workers, batch, slack, localSteps));
    }
  }

  private static void checkStep(Double step) {
    if (step != null && !(step > 0 && Double.isFinite(step))) {
      throw new IllegalArgumentException("step %s".formatted(step));
    }
  }

  private static void checkTarget(double relativeSuboptimality) {
    if (!(relativeSuboptimality > 0 && relativeSuboptimality < 1)) {
      throw new IllegalArgumentException("target %s".formatted(relativeSuboptimality));
    }
  }

  /** With the setting that takes the least time by costs measured on a cluster. */
  public Analysis withFastest(Fastest setting) {
    return with(setting, rowsHash, preprocessing);
  }

  /** With what tells its rows from others. */
  public Analysis withRows(String hash, Preprocessing view) {
    return with(fastest, hash, view);
  }

  private Analysis with(Fastest setting, String hash, Preprocessing view) {
    return new Analysis(
        n,
        d,
        nnz,
        loss,
        lambda,
        l1,
        delta,
        constantFeatures,
        smoothness,
        smoothnessAtOptimum,
        optimum,
        sigmaStarSquared,
        initial,
        visited,
        profile,
        targets,
        advice,
        pathSample,
        rowsRead,
        warnings,
        sampling,
        epsilonTargets,
        epsilonPredictions,
        setting,
        hash,
        view);
  }

  /**
   * The predicted step for a target. In analyses of older versions only the advice knows where it
   * failed its trial and was shortened: then no averaged step is longer than what passed.
   */
  public PredictedStep stepFor(Target target) {
    PredictedStep predicted = target.step();
    boolean shortened =
        advice.stepSize() != null
            && target.relativeSuboptimality() == advice.relativeSuboptimality()
            && advice.stepSize() < target.stepFor(advice.batch()) * (1 - 1e-9);
    return shortened ? predicted.atMost(advice.stepSize()) : predicted;
  }

  /**
   * @param suboptimalityBound ‖∇f‖²/(2λ) ≥ value − f⋆; null for λ = 0
   * @param passes passes the search took
   */
  public record Optimum(
      double value, double gradientNormSquared, Double suboptimalityBound, int passes) {}

  /** f, ‖∇f‖² and V at x_0 = 0. */
  public record Point(double value, double gradientNormSquared, double noise) {}

  /**
   * @param localCriticalBatch b̂(x) with ε̂ the ‖∇f‖² of the first target, equation (9)
   * @param diversityBound B_S(x)
   */
  public record Visited(
      double gradientNormSquared, double noise, double localCriticalBatch, double diversityBound) {}

  public record ProfileEntry(
      double epsilon, Estimate m, Estimate sigmaSquared, Estimate criticalBatch) {}

  /**
   * @param relativeSuboptimality r = δ/(f(x_0) − f⋆)
   * @param suboptimality δ
   * @param epsilon L⋆δ, the ε used in M(ε) and σ⋆²(ε)
   * @param criticalBatch σ⋆²/(L⋆δ) + M + 1, the paper's formula
   * @param halfEfficiencyBatch b at which b·T(b) = 2·T(1), by the path predictor
   * @param halfEfficiencyDelay τ at which T(τ) = 2·T(1) at b = 1, by the path predictor
   * @param formulaHalfEfficiencyBatch κ + 2, by the paper's formula, for batch and delay alike
   * @param stepSizes for every batch without delay, then for every delay with b = 1
   * @param speedup by batch size, without delay
   * @param delays by constant delay, with b = 1
   */
  public record Target(
      double relativeSuboptimality,
      double suboptimality,
      double epsilon,
      Estimate m,
      Estimate sigmaSquared,
      Estimate criticalBatch,
      Estimate halfEfficiencyBatch,
      Estimate halfEfficiencyDelay,
      Estimate formulaHalfEfficiencyBatch,
      List<StepSize> stepSizes,
      List<Speedup> speedup,
      List<Speedup> delays)
      implements Serializable {
    /** Analyses written before delays were predicted have none. */
    public Target {
      delays = delays == null ? List.of() : delays;
    }

    private void check() {
      checkTarget(relativeSuboptimality);
      present("m", m);
      present("sigmaSquared", sigmaSquared);
      present("criticalBatch", criticalBatch);
      present("halfEfficiencyBatch", halfEfficiencyBatch);
      present("formulaHalfEfficiencyBatch", formulaHalfEfficiencyBatch);
      listed("speedup", speedup);
      listed("delays", delays);
      listed("stepSizes", stepSizes);
      if (stepSizes.stream().noneMatch(s -> s.batch() == 1 && s.delay() == 1)) {
        throw new IllegalArgumentException("no step of one row without delay");
      }
      for (StepSize s : stepSizes) {
        checkSetting(1, s.batch(), s.delay() - 1, 1);
        checkStep(s.step());
      }
    }

    /** Whether a trial refuted what was predicted: then its curves are those of trials. */
    public boolean tried() {
      return stepSizes.stream().anyMatch(s -> s.source().equals(StepSize.TRIAL));
    }

    /** The predicted step for every member of the family. */
    public PredictedStep step() {
      return new PredictedStep(this::stepFor, this::delayedStepFor);
    }

    /**
     * Rounds to the target, with their interval: T(b)/H at slack 0, else T(τ)/(bH) with τ = {@link
     * Dials#delayInRows}, with local steps no fewer than {@link LongClocks} allow; see {@link
     * PredictedStep} for why H only divides. Null where unknown.
     */
    public Estimate roundsFor(Dials dials, double meanStaleness) {
      boolean synchronous = dials.slack() == 0;
      Estimate updates =
          synchronous
              ? updatesFor(speedup, Speedup::batch, dials.batch())
              : updatesFor(delays, Speedup::delay, dials.delayInRows(meanStaleness));
      double each = synchronous ? dials.localSteps() : dials.rowsPerRound();
      if (updates == null) {
        return null;
      }
      Estimate rounds = updates.times(1 / each);
      return synchronous || dials.localSteps() == 1
          ? rounds
          : rounds.atLeastAll(LongClocks.rounds(dials.workers(), relativeSuboptimality));
    }

    private static Estimate updatesFor(
        List<Speedup> curve, ToDoubleFunction<Speedup> x, double at) {
      List<Speedup> known = curve.stream().filter(s -> s.updates() != null).toList();
      if (known.isEmpty()) {
        return null;
      }
      double updates = interpolate(known, x, Speedup::updates, at);
      return known.stream().anyMatch(s -> s.updatesLower() == null || s.updatesUpper() == null)
          ? Estimate.point(updates)
          : new Estimate(
              updates,
              interpolate(known, x, Speedup::updatesLower, at),
              interpolate(known, x, Speedup::updatesUpper, at));
    }

    /** The step of one row at a time for any constant delay, log-log between the listed ones. */
    public double delayedStepFor(double delay) {
      return interpolate(
          stepSizes.stream().filter(s -> s.batch() == 1).toList(),
          StepSize::delay,
          StepSize::step,
          delay);
    }

    /** The same target with the noise measured on other rows. */
    Target withNoise(Estimate newM, Estimate newSigmaSquared, Estimate newCriticalBatch) {
      return new Target(
          relativeSuboptimality,
          suboptimality,
          epsilon,
          newM,
          newSigmaSquared,
          newCriticalBatch,
          halfEfficiencyBatch,
          halfEfficiencyDelay,
          newCriticalBatch.plusOne(),
          stepSizes,
          speedup,
          delays);
    }

    /** The same target with other curves. */
    Target withCurves(
        Estimate newHalfEfficiencyBatch,
        Estimate newHalfEfficiencyDelay,
        List<StepSize> newStepSizes,
        List<Speedup> newSpeedup,
        List<Speedup> newDelays) {
      return new Target(
          relativeSuboptimality,
          suboptimality,
          epsilon,
          m,
          sigmaSquared,
          criticalBatch,
          newHalfEfficiencyBatch,
          newHalfEfficiencyDelay,
          formulaHalfEfficiencyBatch,
          newStepSizes,
          newSpeedup,
          newDelays);
    }

    /** The averaged step for any batch size at delay 1, log-log between the listed ones. */
    public double stepFor(double batch) {
      return interpolate(
          stepSizes.stream().filter(s -> s.delay() == 1).toList(),
          StepSize::batch,
          StepSize::step,
          batch);
    }

    /** Predicted T(b) for any batch size, log-log between the listed ones; null where unknown. */
    public Double updatesFor(double batch) {
      List<Speedup> known = speedup.stream().filter(s -> s.updates() != null).toList();
      return known.isEmpty() ? null : interpolate(known, Speedup::batch, Speedup::updates, batch);
    }

    /**
     * Steps of b rows saved, T(1)/T, with its interval: a round does H of them. Null where unknown.
     */
    public Estimate speedupFor(Dials dials, double meanStaleness) {
      boolean synchronous = dials.slack() == 0;
      double at = synchronous ? dials.batch() : dials.delayInRows(meanStaleness);
      ToDoubleFunction<Speedup> x = synchronous ? Speedup::batch : Speedup::delay;
      List<Speedup> known =
          (synchronous ? speedup : delays).stream().filter(s -> s.estimate() != null).toList();
      if (known.isEmpty()) {
        return null;
      }
      // A delay of τ rows is worth τ workers; these rounds have b rows.
      double rows = synchronous ? 1 : dials.batch() / at;
      double speedup = interpolate(known, x, Speedup::estimate, at);
      return known.stream().anyMatch(s -> s.lower() == null || s.upper() == null)
          ? Estimate.point(speedup).times(rows)
          : new Estimate(
                  speedup,
                  interpolate(known, x, Speedup::lower, at),
                  interpolate(known, x, Speedup::upper, at))
              .times(rows);
    }

    private static <T> double interpolate(
        List<T> points, ToDoubleFunction<T> x, ToDoubleFunction<T> y, double at) {
      T below = points.get(0);
      for (T above : points) {
        if (x.applyAsDouble(above) == at) {
          return y.applyAsDouble(above);
        }
        if (x.applyAsDouble(above) > at) {
          double span = Math.log(x.applyAsDouble(above) / x.applyAsDouble(below));
          double share = span == 0 ? 0 : Math.log(at / x.applyAsDouble(below)) / span;
          double ratio = y.applyAsDouble(above) / y.applyAsDouble(below);
          return y.applyAsDouble(below) * Math.pow(ratio, share);
        }
        below = above;
      }
      return y.applyAsDouble(below);
    }
  }

  /**
   * T(b), T(τ) and steps until E‖∇f‖² ≤ ε; the fields are those of {@link Target}.
   *
   * @param epsilon ε in units of ‖∇f‖²
   */
  public record EpsilonPrediction(
      double epsilon,
      Estimate halfEfficiencyBatch,
      Estimate halfEfficiencyDelay,
      Estimate formulaHalfEfficiencyBatch,
      List<StepSize> stepSizes,
      List<Speedup> speedup,
      List<Speedup> delays)
      implements Serializable {}

  /**
   * @param delay τ, 1 for mini-batch SGD
   * @param step averaged step: the update is step times the mean gradient of the batch
   * @param source "path" (path predictor), "formula" (γ_∞ q/(κ + q), an extrapolation), "trial"
   *     (that of a trial run on the sample, where a predicted step had failed one) or "bound" (no
   *     longer than what the largest batch tried ended with)
   */
  public record StepSize(int batch, int delay, double step, String source) implements Serializable {
    public static final String PATH = "path";
    public static final String FORMULA = "formula";
    public static final String TRIAL = "trial";
    public static final String BOUND = "bound";
  }

  /**
   * Updates of b rows with the constant delay τ; one of the two is 1.
   *
   * @param delay τ in updates, 1 for none
   * @param updates predicted T, or that of a trial where the step is one; null where the target is
   *     not reached on the followed path, or a trial refuted what was predicted
   * @param updatesLower lower end of its 95 % interval, see {@link
   *     io.taucrit.core.predict.PredictionBand}
   * @param estimate predicted speedup: T(1)/T(b), or of τ workers τ T(1)/T(τ)
   * @param lower lower end of its 95 % interval
   * @param formula the paper's q (κ + 1)/(κ + q), q = b or τ
   */
  public record Speedup(
      int batch,
      int delay,
      Double updates,
      Double updatesLower,
      Double updatesUpper,
      Double estimate,
      Double lower,
      Double upper,
      double formula)
      implements Serializable {
    /** b or τ, whichever is not 1. */
    public int rowsInFlight() {
      return batch * delay;
    }
  }

  /**
   * What to run; see {@link Adviser}.
   *
   * @param stepSize the target's step for the batch; in analyses of older versions shorter where
   *     that failed its trial
   * @param predictedUpdates the target's T(b); null where not known
   * @param trialUpdates updates that a trial run of this step and batch on the sample needed; null
   *     where it did not reach the target or was not made
   */
  public record Advice(
      String mode,
      int workers,
      int batch,
      int slack,
      int localSteps,
      Double stepSize,
      Double predictedUpdates,
      Long trialUpdates,
      double relativeSuboptimality,
      String reason) {}

  /**
   * The setting with the least predicted seconds to the first target.
   *
   * @param stepSize averaged step
   * @param predictedUpdates rounds
   * @param secondsPerUpdate as measured, or by the fitted costs
   * @param predictedSeconds of training clock, what the first update takes longer included
   * @param costs what a message, a step, a row and a coordinate cost where it was measured
   */
  public record Fastest(
      String mode,
      int workers,
      int batch,
      int slack,
      int localSteps,
      double stepSize,
      Estimate predictedUpdates,
      Estimate secondsPerUpdate,
      Estimate predictedSeconds,
      double relativeSuboptimality,
      String reason,
      List<CostModel.Factors> costs)
      implements Serializable {}

  /**
   * The sample behind the path predictor.
   *
   * @param whole whether it is the whole data set
   * @param errorInIntervals whether the intervals of T(b) and of the speedup hold the error of
   *     having seen these rows only; they hold what the model and its probes are off, and so do
   *     only where there is no such error; null in analyses of older versions
   */
  public record PathSample(long rows, boolean whole, int passes, Boolean errorInIntervals) {
    PathSample(long rows, boolean whole, int passes) {
      this(rows, whole, passes, whole);
    }
  }
}
