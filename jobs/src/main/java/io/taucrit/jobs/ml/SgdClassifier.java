package io.taucrit.jobs.ml;

import io.taucrit.core.objective.Loss;
import io.taucrit.data.InputException;
import io.taucrit.data.Labels;
import io.taucrit.data.UsageException;
import io.taucrit.data.view.ClassWeights;
import io.taucrit.data.view.Preprocessing;
import io.taucrit.jobs.frames.Columns;
import java.util.List;
import org.apache.spark.ml.classification.ProbabilisticClassifier;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.util.DefaultParamsReadable;
import org.apache.spark.ml.util.DefaultParamsWritable;
import org.apache.spark.ml.util.Identifiable;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.types.StructType;

/**
 * Classification into 0 and 1, or 0, 1, 2, …, by a linear model that SGD trains, in parallel as far
 * as that pays: batch size and step are predicted for the data at hand unless they are set.
 *
 * <p>Losses, with y = ±1 for the labels 1 and 0: logistic, log(1 + e^{−yz}), and squared-hinge, ½
 * max(0, 1 − yz)²; of classes 0, …, K−1 multinomial, log Σ_k e^{z_k} − z_y, with a vector x_k for
 * each of them and z_k = aᵀx_k. The default, auto, is logistic where all labels are 0 or 1, and
 * else multinomial, as family auto of spark.ml's LogisticRegression. K is the largest label + 1.
 * Objective and rows are those of the package. Training takes {@link #workers} task slots for its
 * whole time: run one fit at a time, in a CrossValidator too (its default).
 */
public final class SgdClassifier
    extends ProbabilisticClassifier<Vector, SgdClassifier, SgdClassificationModel>
    implements SgdParams<SgdClassifier>, DefaultParamsWritable {
  private static final long serialVersionUID = 1L;

  private final String uid;

  public SgdClassifier() {
    this(Identifiable.randomUID("sgdClassifier"));
  }

  public SgdClassifier(String uid) {
    this(Uid.announce(uid));
  }

  private SgdClassifier(Uid uid) {
    this.uid = uid.take();
    SgdParams.setDefaults(this);
    setDefault(classWeights(), "");
  }

  /**
   * Weights of the classes, as {@link ClassWeights} reads them: balanced, or pairs such as 0=1,1=5;
   * row weights are multiplied by them. Default: none.
   */
  public Param<String> classWeights() {
    return new Param<>(
        this,
        "classWeights",
        "weights of the classes, none if empty",
        new Allowed<>(
            "classWeights", "balanced, or pairs such as 0=1,1=5", SgdClassifier::areWeights));
  }

  private static boolean areWeights(String text) {
    try {
      return text.isEmpty() || new ClassWeights(text).text() != null;
    } catch (UsageException e) {
      return false;
    }
  }

  public String getClassWeights() {
    return getOrDefault(classWeights());
  }

  public SgdClassifier setClassWeights(String value) {
    set(classWeights(), value);
    return this;
  }

  @Override
  public Preprocessing preprocessing() {
    Preprocessing plain = SgdParams.super.preprocessing();
    return getClassWeights().isEmpty() ? plain : plain.withClassWeights(getClassWeights());
  }

  @Override
  public String uid() {
    return uid == null ? Uid.announced() : uid;
  }

  @Override
  public List<String> losses() {
    return SgdClassificationModel.LOSSES;
  }

  @Override
  public StructType transformSchema(StructType schema) {
    columns().check(schema);
    return super.transformSchema(schema);
  }

  @Override
  public SgdClassificationModel train(Dataset<?> dataset) {
    return new SgdClassificationModel(uid, Fit.run(this, columns(), dataset, this::loss));
  }

  private Loss loss(Labels labels) {
    String name = SgdClassificationModel.loss(getLoss(), labels);
    boolean several = name.equals(SgdClassificationModel.MULTINOMIAL);
    if (several ? !labels.allCounts() : !labels.allZeroOne()) {
      boolean signs = labels.allPlusMinusOne();
      throw new InputException(
          "Invalid labels in column '%s': they lie in [%s, %s], but must be all %s; %s"
              .formatted(
                  getLabelCol(),
                  labels.min(),
                  labels.max(),
                  several && !signs ? "class numbers 0, 1, 2, ..." : "0 or 1",
                  signs
                      ? "map -1 and 1 by (label + 1) / 2"
                      : "index classes with StringIndexer, or use SgdRegressor for numbers"));
    }
    return Loss.named(name);
  }

  private Columns columns() {
    return new Columns(getLabelCol(), getFeaturesCol(), getWeightCol());
  }

  @Override
  public SgdClassifier copy(ParamMap extra) {
    return defaultCopy(extra);
  }

  public static MLReader<SgdClassifier> read() {
    return new DefaultParamsReadable<SgdClassifier>() {}.read();
  }

  public static SgdClassifier load(String path) {
    return read().load(path);
  }
}
