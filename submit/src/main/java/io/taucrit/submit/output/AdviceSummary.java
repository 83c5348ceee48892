package io.taucrit.submit.output;

import io.taucrit.core.predict.CostModel;
import io.taucrit.core.predict.FastestSetting;
import io.taucrit.jobs.bench.AdviceBench;
import io.taucrit.jobs.calibrate.Costs;
import java.util.List;
import java.util.Locale;

/** What {@code bench-advice} prints. */
public final class AdviceSummary {
  private AdviceSummary() {}

  /**
   * @param ranked settings, the advised one first
   */
  public static String text(Costs costs, List<FastestSetting> ranked, AdviceBench.Result result) {
    FastestSetting advice = ranked.get(0);
    return costs(costs)
        + "%nAdvice           %s, step %s: %s%n"
            .formatted(
                setting(
                    advice.dials().workers(),
                    advice.dials().batch(),
                    advice.dials().slack(),
                    advice.dials().localSteps()),
                Numbers.of(advice.step()),
                advice.reason(ranked))
        + "\n"
        + rows(result)
        + String.format(
            Locale.ROOT,
            "%nAdvice / best    %.2f by the training clock, %.2f without evaluations (medians of %d); %.2f by the"
                + " fastest run of each%n",
            result.trainRatio(),
            result.ratio(),
            result.rows().get(0).repeats(),
            result.leastRatio());
  }

  private static String costs(Costs costs) {
    TextTable table =
        new TextTable(
            1, List.of("microseconds", "per message", "local step", "row", "coordinate", "error"));
    for (CostModel.Factors f : costs.model().modes()) {
      table.add(
          List.of(
              f.mode().toString().toLowerCase(Locale.ROOT),
              Numbers.of(1e6 * f.message()),
              Numbers.of(1e6 * f.localStep()),
              Numbers.of(1e6 * f.row()),
              Numbers.of(1e6 * f.coordinate()),
              String.format(Locale.ROOT, "%.0f%%", 100 * f.error())));
    }
    return "Calibration      %d runs, %s s%n"
            .formatted(costs.timings().size(), Numbers.of(costs.seconds()))
        + table.text();
  }

  private static String rows(AdviceBench.Result result) {
    TextTable table =
        new TextTable(
            1,
            List.of(
                "setting",
                "step",
                "reached",
                "updates",
                "predicted",
                "seconds",
                "predicted",
                "training clock",
                "fastest run"));
    for (AdviceBench.Row row : result.rows()) {
      table.add(
          List.of(
              (row.advised() ? "advice: " : "")
                  + setting(row.workers(), row.batch(), row.slack(), row.localSteps()),
              Numbers.of(row.step()),
              row.reached() + "/" + row.repeats(),
              Numbers.of(row.updates()),
              Numbers.of(row.predictedUpdates()),
              Numbers.of(row.seconds()),
              Numbers.of(row.predictedSeconds()),
              Numbers.of(row.trainSeconds()),
              Numbers.of(row.leastSeconds())));
    }
    return table.text();
  }

  private static String setting(int workers, int batch, int slack, int localSteps) {
    return "P %d, b %,d, s %d, H %d".formatted(workers, batch, slack, localSteps);
  }
}
