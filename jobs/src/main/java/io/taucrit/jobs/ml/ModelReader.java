package io.taucrit.jobs.ml;

import java.util.function.BiFunction;
import org.apache.spark.ml.Model;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.util.DefaultParamsReadable;
import org.apache.spark.ml.util.MLReader;

/** Reads what {@link ModelWriter} wrote. Not thread-safe. */
final class ModelReader<M extends Model<M>> extends MLReader<M> {
  private final BiFunction<String, Fitted, M> constructor;

  /**
   * @param constructor of a uid and what fitting found
   */
  ModelReader(BiFunction<String, Fitted, M> constructor) {
    this.constructor = constructor;
  }

  @Override
  public M load(String path) {
    M params = new DefaultParamsReadable<M>() {}.read().session(sparkSession()).load(path);
    M model = constructor.apply(params.uid(), Fitted.read(sparkSession(), path));
    return params.copyValues(model, ParamMap.empty());
  }
}
