package io.taucrit.submit.figures;

import io.taucrit.jobs.reproduce.Experiment;
import io.taucrit.jobs.reproduce.Results;
import java.io.Serializable;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Results that a test makes up. */
final class GivenResults {
  private GivenResults() {}

  /** What the function says of every experiment. */
  static Results of(
      List<? extends Experiment<?>> experiments,
      Function<Experiment<?>, ? extends Serializable> result) {
    Map<String, Serializable> byKey = new HashMap<>();
    experiments.forEach(e -> byKey.put(e.key(), result.apply(e)));
    return Results.of(byKey);
  }
}
