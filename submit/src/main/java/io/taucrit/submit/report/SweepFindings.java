package io.taucrit.submit.report;

import io.taucrit.jobs.sweep.SweepRecord.Half;
import io.taucrit.jobs.sweep.SweepRecord.PointRecord;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** What came out for a problem and target, in a sentence or two. */
final class SweepFindings {
  private final SweepCase at;
  private final String measure;

  /**
   * @param measure what the target is a share of, in words
   */
  SweepFindings(SweepCase at, String measure) {
    this.at = at;
    this.measure = measure;
  }

  String text() {
    String goal =
        "%s to %s of the initial %s"
            .formatted(at.problem().name(), Numbers.percent(at.target()), measure);
    if (at.points().stream().noneMatch(SweepCase::reached)) {
      return "On %s no setting reached the target.".formatted(goal);
    }
    List<String> halves = new ArrayList<>();
    if (!at.alongBatch().isEmpty()) {
      halves.add(beyond("batch", " rows"));
    }
    if (!at.alongDelay().isEmpty()) {
      halves.add(beyond("delay", ""));
    }
    return halves.isEmpty()
        ? "On %s, %s of %s reached the target.%s"
            .formatted(
                goal,
                Numbers.count(at.points().stream().filter(SweepCase::reached).count()),
                Numbers.of(at.points().size(), "setting"),
                worst())
        : "On %s, half of the work is wasted %s.%s"
            .formatted(goal, String.join(", and ", halves), worst());
  }

  private String beyond(String word, String unit) {
    Half half = at.half(word).orElse(null);
    Double measured = half == null ? null : half.measured();
    Double predicted = half == null ? null : half.predicted();
    String expected =
        predicted == null ? "" : " (predicted %s)".formatted(Numbers.count(predicted));
    return measured == null
        ? "beyond no %s that was measured%s".formatted(word, expected)
        : "beyond a %s of about %s%s%s".formatted(word, Numbers.count(measured), unit, expected);
  }

  private String worst() {
    Optional<PointRecord> worst = worstPredicted();
    return worst.isEmpty()
        ? ""
        : " The worst prediction of the updates was off by a factor of %s, at %s."
            .formatted(Numbers.factor(off(worst.get())), Setting.of(worst.get()));
  }

  /**
   * Of the points with the best step, for which the prediction is; of all where there are none
   * such.
   */
  Optional<PointRecord> worstPredicted() {
    boolean any = at.points().stream().anyMatch(SweepCase::searched);
    return at.points().stream()
        .filter(p -> SweepCase.searched(p) || !any)
        .filter(p -> SweepCase.ratio(p) != null)
        .max(Comparator.comparingDouble(SweepFindings::off));
  }

  /** At least 1, where the prediction was exact. */
  static double off(PointRecord point) {
    Double ratio = SweepCase.ratio(point);
    return ratio == null ? Double.NaN : Math.max(ratio, 1 / ratio);
  }
}
