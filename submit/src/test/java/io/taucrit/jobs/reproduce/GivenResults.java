package io.taucrit.jobs.reproduce;

import java.io.Serializable;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Results that a test makes up. */
public final class GivenResults {
  private GivenResults() {}

  /** What the function says of every experiment. */
  public static Results of(
      List<? extends Experiment<?>> experiments,
      Function<Experiment<?>, ? extends Serializable> result) {
    Map<String, Serializable> byKey = new HashMap<>();
    experiments.forEach(e -> byKey.put(e.key(), result.apply(e)));
    return new Results(byKey);
  }
}
