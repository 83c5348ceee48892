package io.taucrit.jobs.compare;

import io.taucrit.core.Progress;
import io.taucrit.core.analysis.Analysis;
import io.taucrit.core.analysis.Analyzer;
import io.taucrit.jobs.analyze.AnalyzeJob;
import io.taucrit.jobs.calibrate.Calibration;
import io.taucrit.jobs.calibrate.Costs;
import io.taucrit.jobs.calibrate.FastestAdvice;
import io.taucrit.jobs.problem.Problem;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * Advice for every level, as {@code analyze --target --calibrate} gives it, but calibrated once.
 *
 * @param optimum f⋆
 * @param minimiser x⋆
 * @param analysisSeconds of the analyses, one a level
 * @param calibrationSeconds of the calibration, and of the choices of all levels
 */
record Advised(
    Map<Double, Analysis> byLevel,
    double optimum,
    double[] minimiser,
    double analysisSeconds,
    double calibrationSeconds) {

  /**
   * @param optimum a known f⋆, or null
   * @param workers most workers to advise
   */
  static Advised of(
      JavaSparkContext spark,
      Problem problem,
      Double optimum,
      int workers,
      long seed,
      Progress progress) {
    Map<Double, Analysis> byLevel = new LinkedHashMap<>();
    long started = System.nanoTime();
    Analyzer.Result result = null;
    for (double level : Level.ALL) {
      AnalyzeJob.Options analyze = new AnalyzeJob.Options(List.of(level), optimum, workers, seed);
      result = AnalyzeJob.run(spark, problem, analyze, progress.within(to(level)));
      byLevel.put(level, result.analysis());
    }
    long analysed = System.nanoTime();
    Calibration calibration =
        new Calibration(spark, problem, workers, Calibration.SECONDS_DEFAULT, seed);
    Costs costs = calibration.run(progress);
    byLevel.replaceAll(
        (level, analysis) ->
            FastestAdvice.of(calibration, costs, analysis, workers, progress.within(to(level)))
                .map(analysis::withFastest)
                .orElse(analysis));
    // The last optimum, that of the tightest level, is the most exact one.
    return new Advised(
        byLevel,
        result.analysis().optimum().value(),
        result.minimiser(),
        (analysed - started) / 1e9,
        (System.nanoTime() - analysed) / 1e9);
  }

  private static String to(double level) {
    return "To " + Level.name(level);
  }

  Analysis tightest() {
    return byLevel.get(Level.tightest());
  }
}
