package io.taucrit.core.step;

import io.taucrit.data.UsageException;
import java.io.Serializable;
import java.util.Arrays;
import java.util.List;

/** How the averaged step changes while training goes on. Immutable and thread-safe. */
public interface StepSchedule extends Serializable {
  /** As it is written on the command line and in run.json. */
  String text();

  /**
   * @param step averaged step before the schedule
   * @param samples rows applied so far
   * @return averaged step, at most {@code step}
   */
  double at(double step, long samples);

  /**
   * Reads {@code constant}, {@code decay:FACTOR@EPOCH,EPOCH…} or {@code inverse-time[:MU]}.
   *
   * @param rows n
   * @param batch b
   * @param lambda μ where the text gives none
   * @throws UsageException if it is none of them
   */
  static StepSchedule parse(String text, long rows, int batch, double lambda) {
    try {
      if (text.equals("constant")) {
        return new ConstantSchedule();
      }
      if (text.equals("inverse-time")) {
        return new InverseTime(lambda, batch);
      }
      if (text.startsWith("inverse-time:")) {
        return new InverseTime(Double.parseDouble(text.substring(13)), batch);
      }
      if (text.startsWith("decay:") && text.contains("@")) {
        String[] parts = text.substring(6).split("@", 2);
        List<Double> epochs =
            Arrays.stream(parts[parts.length - 1].split(",")).map(Double::valueOf).toList();
        return new EpochDecay(Double.parseDouble(parts[0]), epochs, rows);
      }
    } catch (IllegalArgumentException e) {
      // Falls through to the one message.
    }
    throw new UsageException(
        "Invalid --schedule: '%s' (allowed: constant, decay:FACTOR@EPOCH,EPOCH... with a factor below 1,"
                .formatted(text)
            + " inverse-time[:MU] with MU > 0, by default lambda)");
  }
}
