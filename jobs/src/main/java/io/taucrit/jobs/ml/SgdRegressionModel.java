package io.taucrit.jobs.ml;

import io.taucrit.data.UsageException;
import java.util.List;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.regression.LinearRegressionModel;
import org.apache.spark.ml.regression.RegressionModel;
import org.apache.spark.ml.util.DefaultParamsWritable;
import org.apache.spark.ml.util.Identifiable;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.ml.util.MLWriter;

/**
 * A linear model of a number: with the margin z = aᵀx + c, c the intercept, the prediction is z for
 * the squared loss and e^z for the Poisson loss.
 */
public final class SgdRegressionModel extends RegressionModel<Vector, SgdRegressionModel>
    implements DefaultParamsWritable {
  private static final long serialVersionUID = 1L;

  private static final String SQUARED = "squared";
  static final List<String> LOSSES = List.of(SQUARED, "poisson");

  private final String uid;
  private final Vector coefficients;
  private final double intercept;
  private final String loss;
  private final transient SgdSummary summary;

  /** A model without coefficients, for its reader. */
  public SgdRegressionModel(String uid) {
    this(Uid.announce(uid), Fitted.NOTHING);
  }

  SgdRegressionModel(String uid, Fitted fitted) {
    this(Uid.announce(uid), fitted);
  }

  private SgdRegressionModel(Uid uid, Fitted fitted) {
    this.uid = uid.take();
    this.coefficients = fitted.coefficients();
    this.intercept = fitted.intercepts() == null ? 0 : fitted.intercepts().apply(0);
    this.summary = fitted.summary();
    this.loss = summary == null ? null : summary.run().loss();
  }

  @Override
  public String uid() {
    return uid == null ? Uid.announced() : uid;
  }

  /** x for features as they are, length d. */
  public Vector coefficients() {
    return coefficients;
  }

  /** 0 where none was fitted. */
  public double intercept() {
    return intercept;
  }

  /** How it was trained; null on executors. */
  public SgdSummary summary() {
    return summary;
  }

  @Override
  public int numFeatures() {
    return coefficients.size();
  }

  @Override
  public double predict(Vector features) {
    double margin = features.dot(coefficients) + intercept;
    return loss.equals(SQUARED) ? margin : Math.exp(margin);
  }

  /**
   * The same model as a class of spark.ml, which needs nothing of taucrit where it is loaded.
   *
   * @throws UsageException if the loss is another than the squared one
   */
  public LinearRegressionModel toMLlib() {
    if (!loss.equals(SQUARED)) {
      throw new UsageException(
          "Cannot turn a model of the %s loss into a LinearRegressionModel (allowed: squared)"
              .formatted(loss));
    }
    return copyValues(
        new LinearRegressionModel(Identifiable.randomUID("linReg"), coefficients, intercept),
        ParamMap.empty());
  }

  @Override
  public SgdRegressionModel copy(ParamMap extra) {
    SgdRegressionModel copy = copyValues(new SgdRegressionModel(uid, fitted()), extra);
    return copy.setParent(parent());
  }

  @Override
  public MLWriter write() {
    return new ModelWriter(DefaultParamsWritable.super.write(), fitted());
  }

  private Fitted fitted() {
    return new Fitted(coefficients, Vectors.dense(intercept), summary);
  }

  public static MLReader<SgdRegressionModel> read() {
    return new ModelReader<>(SgdRegressionModel::new);
  }

  public static SgdRegressionModel load(String path) {
    return read().load(path);
  }
}
