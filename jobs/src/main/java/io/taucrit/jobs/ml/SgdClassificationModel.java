package io.taucrit.jobs.ml;

import io.taucrit.core.objective.Softmax;
import io.taucrit.data.Labels;
import io.taucrit.data.UsageException;
import java.util.List;
import org.apache.spark.ml.classification.LogisticRegressionModel;
import org.apache.spark.ml.classification.ProbabilisticClassificationModel;
import org.apache.spark.ml.linalg.DenseVector;
import org.apache.spark.ml.linalg.Matrices;
import org.apache.spark.ml.linalg.Matrix;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.util.DefaultParamsWritable;
import org.apache.spark.ml.util.Identifiable;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.ml.util.MLWriter;
import scala.Tuple3;

/**
 * A linear model of classes. Of two: with the margin z = aᵀx, the raw prediction is (−z, z), the
 * prediction 1 if z > 0 and else 0. Of K, with the multinomial loss: the raw predictions are the
 * margins z_k = aᵀx_k, the prediction is the class of the largest, its probability e^{z_k}/Σ_j
 * e^{z_j}.
 *
 * <p>Of two classes, the probability of 1 is 1/(1 + e^{−z}) for the logistic loss. For the squared
 * hinge it is (1 + z)/2 cut to [0, 1], as the margin that minimises the expected loss at a point is
 * 2P(1) − 1 there (Zhang, Annals of Statistics 32, 2004, section 3).
 */
public final class SgdClassificationModel
    extends ProbabilisticClassificationModel<Vector, SgdClassificationModel>
    implements DefaultParamsWritable {
  private static final long serialVersionUID = 1L;

  static final String MULTINOMIAL = "multinomial";
  private static final String LOGISTIC = "logistic";
  private static final String AUTO = "auto";
  static final List<String> LOSSES = List.of(AUTO, LOGISTIC, "squared-hinge", MULTINOMIAL);

  private final String uid;
  private final Vector coefficients;
  private final String loss;
  private final int features;
  private final transient SgdSummary summary;

  /** A model without coefficients, for its reader. */
  public SgdClassificationModel(String uid) {
    this(Uid.announce(uid), new Fitted(null, null));
  }

  SgdClassificationModel(String uid, Fitted fitted) {
    this(Uid.announce(uid), fitted);
  }

  private SgdClassificationModel(Uid uid, Fitted fitted) {
    this.uid = uid.take();
    this.coefficients = fitted.coefficients();
    this.summary = fitted.summary();
    this.loss = summary == null ? null : summary.run().loss();
    this.features = summary == null ? 0 : summary.run().d();
  }

  /** The loss that auto stands for, any other itself. */
  static String loss(String chosen, Labels labels) {
    return chosen.equals(AUTO) ? (labels.allZeroOne() ? LOGISTIC : MULTINOMIAL) : chosen;
  }

  @Override
  public String uid() {
    return uid == null ? Uid.announced() : uid;
  }

  /**
   * x, length d.
   *
   * @throws UsageException if there are more of them
   */
  public Vector coefficients() {
    if (multinomial()) {
      throw new UsageException(
          "A multinomial model has coefficients for each class: use coefficientMatrix");
    }
    return coefficients;
  }

  /** The x_k as rows, K × d; of two classes x as the only row. */
  public Matrix coefficientMatrix() {
    // Column by column as Spark has it, which is how x lies.
    int features = numFeatures();
    return Matrices.dense(coefficients.size() / features, features, coefficients.toArray());
  }

  private boolean multinomial() {
    return loss.equals(MULTINOMIAL);
  }

  /** How it was trained; null on executors. */
  public SgdSummary summary() {
    return summary;
  }

  @Override
  public int numClasses() {
    return multinomial() ? coefficients.size() / numFeatures() : 2;
  }

  @Override
  public int numFeatures() {
    return features;
  }

  @Override
  public Vector predictRaw(Vector features) {
    if (multinomial()) {
      return coefficientMatrix().multiply(features);
    }
    double margin = features.dot(coefficients);
    return Vectors.dense(-margin, margin);
  }

  @Override
  public Vector raw2probabilityInPlace(Vector raw) {
    double[] values = ((DenseVector) raw).values();
    if (multinomial()) {
      Softmax.probabilities(values, values);
      return raw;
    }
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
   * @throws UsageException if the loss is the squared hinge
   */
  public LogisticRegressionModel toMLlib() {
    String name = Identifiable.randomUID("logreg");
    return switch (loss) {
      case LOGISTIC ->
          copyValues(new LogisticRegressionModel(name, coefficients, 0), ParamMap.empty());
      case MULTINOMIAL ->
          copyValues(
              new LogisticRegressionModel(
                  name, coefficientMatrix(), Vectors.zeros(numClasses()), numClasses(), true),
              ParamMap.empty());
      default ->
          throw new UsageException(
              "Cannot turn a model of the %s loss into a LogisticRegressionModel (allowed: %s, %s)"
                  .formatted(loss, LOGISTIC, MULTINOMIAL));
    };
  }

  /** Two superclasses have it, private in Scala, with results that only a raw type unites. */
  @Override
  @SuppressWarnings({"rawtypes", "unchecked"})
  public Tuple3 findSummaryModel() {
    return super.findSummaryModel();
  }

  @Override
  public SgdClassificationModel copy(ParamMap extra) {
    SgdClassificationModel copy =
        copyValues(new SgdClassificationModel(uid, new Fitted(coefficients, summary)), extra);
    return copy.setParent(parent());
  }

  @Override
  public MLWriter write() {
    return new ModelWriter(DefaultParamsWritable.super.write(), new Fitted(coefficients, summary));
  }

  public static MLReader<SgdClassificationModel> read() {
    return new ModelReader<>(SgdClassificationModel::new);
  }

  public static SgdClassificationModel load(String path) {
    return read().load(path);
  }
}
