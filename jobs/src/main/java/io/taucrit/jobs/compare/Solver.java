package io.taucrit.jobs.compare;

import io.taucrit.jobs.compare.Comparison.Moment;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** A system that minimises the common objective. */
interface Solver {
  /** Its name. */
  String system();

  /**
   * Minimises, after one untimed run that warms the JVMs, to the tightest level or until its time
   * is up.
   *
   * @throws io.taucrit.data.InputException if its objective is another one, or it fails
   */
  Solution solve();

  /** Seconds by both clocks. */
  record Seconds(double train, double total) {}

  /**
   * What a system came to.
   *
   * @param setting how it was set
   * @param preparationSeconds null where nothing had to be chosen
   * @param last of the last run
   * @param toLevel by level, those that were reached
   * @param parameters where the last run ended
   */
  record Solution(
      String setting,
      Double preparationSeconds,
      long iterations,
      Seconds last,
      Map<Double, Seconds> toLevel,
      List<Moment> trajectory,
      double[] parameters) {

    /**
     * By the names of all levels, with null where one was not reached. A run that got to a tighter
     * level has passed the looser ones, so none takes longer than a tighter one.
     */
    static Map<String, Double> byName(
        Map<Double, Seconds> toLevel, ToDoubleFunction<Seconds> clock) {
      Map<String, Double> named = new LinkedHashMap<>();
      for (double level : Level.ALL) {
        named.put(
            Level.name(level),
            toLevel.entrySet().stream()
                .filter(reached -> reached.getKey() <= level)
                .map(reached -> clock.applyAsDouble(reached.getValue()))
                .min(Double::compare)
                .orElse(null));
      }
      return named;
    }
  }
}
