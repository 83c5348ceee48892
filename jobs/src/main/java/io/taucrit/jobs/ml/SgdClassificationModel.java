package io.taucrit.jobs.ml;

import io.taucrit.data.UsageException;
import java.util.List;
import org.apache.spark.ml.classification.LogisticRegressionModel;
import org.apache.spark.ml.classification.ProbabilisticClassificationModel;
import org.apache.spark.ml.linalg.DenseVector;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.util.DefaultParamsWritable;
import org.apache.spark.ml.util.Identifiable;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.ml.util.MLWriter;
import scala.Tuple3;

/**
 * A linear model of two classes: with the margin z = aᵀx + c, c the intercept, the raw prediction
 * is (−z, z), the prediction 1 if z > 0 and else 0.
 *
 * <p>The probability of 1 is 1/(1 + e^{−z}) for the logistic loss. For the squared hinge it is (1 +
 * z)/2 cut to [0, 1], as the margin that minimises the expected loss at a point is 2P(1) − 1 there
 * (Zhang, Annals of Statistics 32, 2004, section 3).
 */
public final class SgdClassificationModel
    extends ProbabilisticClassificationModel<Vector, SgdClassificationModel>
    implements DefaultParamsWritable {
  private static final long serialVersionUID = 1L;

  private static final String LOGISTIC = "logistic";
  static final List<String> LOSSES = List.of(LOGISTIC, "squared-hinge");

  private final String uid;
  private final Vector coefficients;
  private final double intercept;
  private final String loss;
  private final transient SgdSummary summary;

  /** A model without coefficients, for its reader. */
  public SgdClassificationModel(String uid) {
    this(Uid.announce(uid), Fitted.NOTHING);
  }

  SgdClassificationModel(String uid, Fitted fitted) {
    this(Uid.announce(uid), fitted);
  }

  private SgdClassificationModel(Uid uid, Fitted fitted) {
    this.uid = uid.take();
    this.coefficients = fitted.coefficients();
    this.intercept = fitted.intercept();
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
  public int numClasses() {
    return 2;
  }

  @Override
  public int numFeatures() {
    return coefficients.size();
  }

  @Override
  public Vector predictRaw(Vector features) {
    double margin = features.dot(coefficients) + intercept;
    return Vectors.dense(-margin, margin);
  }

  @Override
  public Vector raw2probabilityInPlace(Vector raw) {
    double[] values = ((DenseVector) raw).values();
    double margin = values[0];
    // Of class 0 first, so that the bits are those of LogisticRegressionModel.
    values[0] =
        loss.equals(LOGISTIC)
            ? 1 / (1 + Math.exp(-margin))
            : (1 + Math.max(-1, Math.min(1, margin))) / 2;
    values[1] = 1 - values[0];
    return raw;
  }

  /**
   * The same model as a class of spark.ml, which needs nothing of taucrit where it is loaded.
   *
   * @throws UsageException if the loss is another than the logistic one
   */
  public LogisticRegressionModel toMLlib() {
    if (!loss.equals(LOGISTIC)) {
      throw new UsageException(
          "Cannot turn a model of the %s loss into a LogisticRegressionModel (allowed: logistic)"
              .formatted(loss));
    }
    return copyValues(
        new LogisticRegressionModel(Identifiable.randomUID("logreg"), coefficients, intercept),
        ParamMap.empty());
  }

  /** Two superclasses have it, private in Scala, with results that only a raw type unites. */
  @Override
  @SuppressWarnings({"rawtypes", "unchecked"})
  public Tuple3 findSummaryModel() {
    return super.findSummaryModel();
  }

  @Override
  public SgdClassificationModel copy(ParamMap extra) {
    SgdClassificationModel copy = copyValues(new SgdClassificationModel(uid, fitted()), extra);
    return copy.setParent(parent());
  }

  @Override
  public MLWriter write() {
    return new ModelWriter(DefaultParamsWritable.super.write(), fitted());
  }

  private Fitted fitted() {
    return new Fitted(coefficients, intercept, summary);
  }

  public static MLReader<SgdClassificationModel> read() {
    return new ModelReader<>(SgdClassificationModel::new);
  }

  public static SgdClassificationModel load(String path) {
    return read().load(path);
  }
}
