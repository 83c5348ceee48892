package io.taucrit.jobs.ml;

import io.taucrit.core.objective.Loss;
import java.util.List;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.regression.Regressor;
import org.apache.spark.ml.util.DefaultParamsReadable;
import org.apache.spark.ml.util.DefaultParamsWritable;
import org.apache.spark.ml.util.Identifiable;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.types.StructType;

/**
 * Regression by a linear model that SGD trains, in parallel as far as that pays: batch size and
 * step are predicted for the data at hand unless they are set.
 *
 * <p>Losses: squared, ½(z − y)², and poisson, e^z − yz, for counts y ≥ 0. Objective and rows are
 * those of the package. Training takes {@link #workers} task slots for its whole time: run one fit
 * at a time, in a CrossValidator too (its default).
 */
public final class SgdRegressor extends Regressor<Vector, SgdRegressor, SgdRegressionModel>
    implements SgdParams<SgdRegressor>, DefaultParamsWritable {
  private static final long serialVersionUID = 1L;

  private final String uid;

  public SgdRegressor() {
    this(Identifiable.randomUID("sgdRegressor"));
  }

  public SgdRegressor(String uid) {
    this(Uid.announce(uid));
  }

  private SgdRegressor(Uid uid) {
    this.uid = uid.take();
    SgdParams.setDefaults(this);
  }

  @Override
  public String uid() {
    return uid == null ? Uid.announced() : uid;
  }

  @Override
  public List<String> losses() {
    return SgdRegressionModel.LOSSES;
  }

  @Override
  public StructType transformSchema(StructType schema) {
    columns().check(schema);
    return super.transformSchema(schema);
  }

  @Override
  public SgdRegressionModel train(Dataset<?> dataset) {
    return new SgdRegressionModel(
        uid, Fit.run(this, columns(), dataset, labels -> Loss.named(getLoss())));
  }

  private Columns columns() {
    return new Columns(getLabelCol(), getFeaturesCol(), getWeightCol());
  }

  @Override
  public SgdRegressor copy(ParamMap extra) {
    return defaultCopy(extra);
  }

  public static MLReader<SgdRegressor> read() {
    return new DefaultParamsReadable<SgdRegressor>() {}.read();
  }

  public static SgdRegressor load(String path) {
    return read().load(path);
  }
}
