package io.taucrit.jobs.reproduce;

import java.io.Serializable;
import java.util.Map;

/** What experiments came to. */
public final class Results {
  private final Map<String, Serializable> byKey;

  Results(Map<String, Serializable> byKey) {
    this.byKey = Map.copyOf(byKey);
  }

  /**
   * @throws IllegalArgumentException if the experiment was not measured
   */
  public <R extends Serializable> R of(Experiment<R> experiment) {
    Serializable result = byKey.get(experiment.key());
    if (result == null) {
      throw new IllegalArgumentException("Not measured: " + experiment.text());
    }
    return experiment.type().cast(result);
  }
}
