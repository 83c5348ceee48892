package io.taucrit.jobs.ml;

import org.apache.spark.ml.util.MLWriter;

/** Writes a model: its parameters as spark.ml does, and what fitting found. Not thread-safe. */
final class ModelWriter extends MLWriter {
  private final MLWriter params;
  private final Fitted fitted;

  /**
   * @param params writes the parameters
   */
  ModelWriter(MLWriter params, Fitted fitted) {
    this.params = params;
    this.fitted = fitted;
  }

  @Override
  public void saveImpl(String path) {
    params.session(sparkSession()).saveImpl(path);
    fitted.write(sparkSession(), path);
  }
}
