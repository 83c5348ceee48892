package io.taucrit.core.engine;

import io.taucrit.core.noise.NoiseProfile;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;

/**
 * The local critical batch size along a run, equation (9) of Stich et al. (2021):
 *
 * <pre>  b̂(x_t) = 1 + V(x_t)/(‖∇f(x_t)‖² + ε̂_T)</pre>
 *
 * <p>V and ‖∇f‖² are those of the run's evaluations, which read all n rows: nothing is estimated,
 * and no iterates are mixed. ε̂_T is the mean of ‖∇f‖² over the last 10 epochs; each evaluation
 * stands for the rows since the one before. With an evaluation every n rows that is the paper's sum
 * over x_T, x_{T−n}, …, x_{T−9n}. A run shorter than 20 epochs has it over its second half, for its
 * beginning says nothing of the gradient at its end. With averaging, x_t is the averaged iterate.
 *
 * <p>Footnote 4, with σ⋆² and M over the visited iterates and ε = max(‖∇f(x)‖², ε̂_T):
 *
 * <pre>  b̂(x) ≤ 1 + σ⋆²(ε)/ε + M(ε) ≤ 4 max b̂</pre>
 *
 * <p>The field names are those of run.json. Immutable.
 *
 * @param epsilonHat ε̂_T, in units of ‖∇f‖²; NaN where nothing finite was evaluated
 * @param epsilonEpochs how many epochs at the end ε̂_T is the mean over, at most 10
 * @param epochs rows applied by n, at the last evaluation
 * @param longestGapEpochs the most between two evaluations among those epochs: above 1, ε̂_T rests
 *     on fewer values than the paper's
 * @param rowsRead rows read by all evaluations: n each
 * @param largestLocalCriticalBatch max b̂(x_t) over all evaluations, the paper's b̂_crit; null
 *     where there is none
 * @param lastLocalCriticalBatch b̂(x_T)
 * @param criticalBatch 1 + σ⋆²/ε̂_T + M, the middle of footnote 4 where ‖∇f‖² ≤ ε̂_T
 * @param points at most {@value #MOST_POINTS}, thinned evenly, the first and the last among them;
 *     trace.jsonl has all
 */
public record NoiseTrack(
    double epsilonHat,
    double epsilonEpochs,
    double epochs,
    double longestGapEpochs,
    long rowsRead,
    Double largestLocalCriticalBatch,
    Double lastLocalCriticalBatch,
    Double criticalBatch,
    List<Point> points)
    implements Serializable {
  /** Points kept. */
  public static final int MOST_POINTS = 48;

  /** Epochs at the end of a run that ε̂_T is the mean over, at most. */
  public static final int EPOCHS = 10;

  /**
   * An evaluated iterate.
   *
   * @param samples rows applied
   * @param relativeSuboptimality null where it is not known
   */
  public record Visited(
      long updates,
      long samples,
      double gradientNormSquared,
      double noise,
      Double relativeSuboptimality) {
    static Visited of(TracePoint point) {
      return new Visited(
          point.updates(),
          point.samples(),
          point.gradientNormSquared(),
          point.noise(),
          point.relativeSuboptimality());
    }

    private boolean finite() {
      return Double.isFinite(gradientNormSquared) && Double.isFinite(noise);
    }
  }

  /**
   * b̂ at one evaluation.
   *
   * @param localCriticalBatch b̂(x_t)
   * @param criticalBatch the middle of footnote 4 at x_t
   */
  public record Point(
      long updates,
      long samples,
      double epochs,
      double gradientNormSquared,
      double noise,
      double localCriticalBatch,
      double criticalBatch,
      Double relativeSuboptimality)
      implements Serializable {}

  /**
   * Along a run's trace.
   *
   * @param rows n
   */
  public static NoiseTrack ofTrace(List<TracePoint> trace, long rows) {
    return of(trace.stream().map(Visited::of).toList(), rows);
  }

  /**
   * Along evaluations in the order of the run; those that are not finite count as rows read only.
   *
   * @param rows n
   */
  public static NoiseTrack of(List<Visited> evaluated, long rows) {
    List<Visited> visited = evaluated.stream().filter(Visited::finite).toList();
    long last = visited.isEmpty() ? 0 : visited.get(visited.size() - 1).samples();
    double span = Math.min(EPOCHS * (double) rows, last / 2.0);
    double epsilon = epsilon(visited, last - span);
    NoiseProfile profile = new NoiseProfile();
    visited.forEach(v -> profile.add(v.gradientNormSquared(), v.noise()));
    List<Point> points =
        thinned(visited).stream().map(v -> point(v, rows, epsilon, profile)).toList();
    return new NoiseTrack(
        epsilon,
        span / rows,
        (double) last / rows,
        longestGap(visited, last - span) / rows,
        evaluated.size() * rows,
        largest(visited, v -> local(v, epsilon)),
        points.isEmpty() ? null : (Double) points.get(points.size() - 1).localCriticalBatch(),
        points.isEmpty() ? null : (Double) profile.criticalBatch(epsilon),
        points);
  }

  /** Mean ‖∇f‖² over the rows after {@code from}; at the start of a run, its value there. */
  private static double epsilon(List<Visited> visited, double from) {
    double sum = 0;
    double weights = 0;
    for (int k = 1; k < visited.size(); k++) {
      double weight = visited.get(k).samples() - Math.max(from, visited.get(k - 1).samples());
      if (weight > 0) {
        sum += weight * visited.get(k).gradientNormSquared();
        weights += weight;
      }
    }
    if (weights > 0) {
      return sum / weights;
    }
    return visited.isEmpty() ? Double.NaN : visited.get(visited.size() - 1).gradientNormSquared();
  }

  private static double longestGap(List<Visited> visited, double from) {
    double longest = 0;
    for (int k = 1; k < visited.size(); k++) {
      if (visited.get(k).samples() > from) {
        longest = Math.max(longest, visited.get(k).samples() - visited.get(k - 1).samples());
      }
    }
    return longest;
  }

  private static double local(Visited at, double epsilon) {
    return 1 + at.noise() / (at.gradientNormSquared() + epsilon);
  }

  private static Point point(Visited at, long rows, double epsilon, NoiseProfile profile) {
    return new Point(
        at.updates(),
        at.samples(),
        (double) at.samples() / rows,
        at.gradientNormSquared(),
        at.noise(),
        local(at, epsilon),
        profile.criticalBatch(Math.max(at.gradientNormSquared(), epsilon)),
        at.relativeSuboptimality());
  }

  private static Double largest(List<Visited> visited, ToDoubleFunction<Visited> value) {
    OptionalDouble largest = visited.stream().mapToDouble(value).filter(Double::isFinite).max();
    return largest.isPresent() ? (Double) largest.getAsDouble() : null;
  }

  /** Drops every second, counted from the end, until they are few; the first stays. */
  private static <T> List<T> thinned(List<T> all) {
    List<T> kept = all;
    while (kept.size() > MOST_POINTS) {
      List<T> half = new ArrayList<>();
      for (int i = 0; i < kept.size(); i++) {
        if (i == 0 || (kept.size() - 1 - i) % 2 == 0) {
          half.add(kept.get(i));
        }
      }
      kept = half;
    }
    return kept;
  }
}
