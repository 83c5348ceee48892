package io.taucrit.jobs.reproduce;

import io.taucrit.data.InputException;
import java.io.Serializable;
import java.util.Map;

/** What experiments came to. Immutable. */
public final class Results {
  private final Map<String, Serializable> byKey;
  private final Map<String, String> failures;

  Results(Map<String, Serializable> byKey, Map<String, String> failures) {
    this.byKey = Map.copyOf(byKey);
    this.failures = Map.copyOf(failures);
  }

  /** Of made results, by the experiments' keys: what a figure draws can be tested with them. */
  public static Results of(Map<String, Serializable> byKey) {
    return new Results(byKey, Map.of());
  }

  /**
   * @throws InputException if the experiment failed
   * @throws IllegalArgumentException if it was not asked for
   */
  public <R extends Serializable> R of(Experiment<R> experiment) {
    if (failures.containsKey(experiment.key())) {
      throw new InputException(failures.get(experiment.key()));
    }
    Serializable result = byKey.get(experiment.key());
    if (result == null) {
      throw new IllegalArgumentException("Not measured: " + experiment.text());
    }
    return experiment.type().cast(result);
  }
}
