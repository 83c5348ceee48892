package io.taucrit.core.sweep;

import io.taucrit.data.UsageException;
import java.io.Serializable;

/**
 * How many runs a mean curve is made of: at first {@code least}, then as many as bring the standard
 * error of the mean at the crossing below {@code precision} of the target, at most {@code most}.
 *
 * @param first seed of the first run; the others follow
 */
public record Seeds(int least, int most, double precision, long first) implements Serializable {
  public Seeds {
    if (least < 2 || most < least) {
      throw new UsageException(
          "Invalid seeds: least %d, most %d (allowed: 2 <= least <= most)".formatted(least, most));
    }
    if (!(precision > 0 && precision < 1)) {
      throw new UsageException(
          "Invalid seeds: precision %s (allowed: above 0 and below 1)".formatted(precision));
    }
  }

  /** 8 to 64 runs, a standard error of 3 %. */
  public static Seeds standard() {
    return new Seeds(8, 64, 0.03, 1);
  }
}
