package io.taucrit.jobs.ml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.taucrit.data.InputException;
import io.taucrit.data.UsageException;
import io.taucrit.jobs.frames.Frames;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.ml.classification.LogisticRegression;
import org.apache.spark.ml.classification.LogisticRegressionModel;
import org.apache.spark.ml.classification.OneVsRest;
import org.apache.spark.ml.classification.OneVsRestModel;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.regression.LinearRegression;
import org.apache.spark.ml.regression.LinearRegressionModel;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Intercept, standardization, class weights and initial models of the estimators. */
class InterceptIT {
  private static final double LAMBDA = 0.01;

  @TempDir Path folder;

  /** A third of the rows of label 1 left out, so that there is an intercept to find. */
  private static Dataset<Row> unbalanced(int rows) {
    List<Row> kept = new ArrayList<>();
    for (Row row : Frames.planted("logistic", rows)) {
      if (row.getDouble(0) == 0 || kept.size() % 3 != 0) {
        kept.add(row);
      }
    }
    return Frames.of(kept);
  }

  private static SgdClassifier exact(boolean standardization) {
    return new SgdClassifier()
        .setRegParam(LAMBDA)
        .setStandardization(standardization)
        .setTargetSuboptimality(1e-3);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void theOptimumIsThatOfLogisticRegression(boolean standardization) {
    Dataset<Row> frame = unbalanced(900);
    LogisticRegressionModel theirs =
        new LogisticRegression()
            .setRegParam(LAMBDA)
            .setStandardization(standardization)
            .setTol(1e-12)
            .setMaxIter(1_000)
            .fit(frame);
    double[] history = theirs.summary().objectiveHistory();
    SgdClassificationModel ours = exact(standardization).fit(frame);

    double optimum = history[history.length - 1];
    assertThat(ours.summary().run().optimum()).isCloseTo(optimum, within(1e-6 * optimum));
    assertThat(ours.numFeatures()).isEqualTo(Frames.FEATURES);
    assertThat(ours.intercept()).isCloseTo(theirs.intercept(), within(0.3));
    assertThat(ours.transform(frame).filter("prediction = label").count())
        .isCloseTo(theirs.transform(frame).filter("prediction = label").count(), within(9L));
  }

  @Test
  void theOptimumIsThatOfLinearRegression() {
    Dataset<Row> frame =
        Frames.of(Frames.planted("squared", 600)).selectExpr("label + 3 as label", "features");
    double deviation = frame.toJavaRDD().mapToDouble(row -> row.getDouble(0)).sampleStdev();
    LinearRegressionModel theirs =
        new LinearRegression()
            .setSolver("l-bfgs")
            .setRegParam(LAMBDA * deviation)
            .setTol(1e-12)
            .setMaxIter(1_000)
            .fit(frame);
    SgdRegressionModel ours =
        new SgdRegressor()
            .setRegParam(LAMBDA)
            .setStandardization(true)
            .setTargetSuboptimality(1e-3)
            .fit(frame);
    double[] history = theirs.summary().objectiveHistory();
    double optimum = history[history.length - 1] * deviation * deviation;
    assertThat(ours.summary().run().optimum()).isCloseTo(optimum, within(1e-6 * optimum));
    assertThat(ours.intercept()).isCloseTo(theirs.intercept(), within(0.7));
    assertThat(ours.intercept()).isGreaterThan(1);
  }

  @Test
  void classWeightsAreRowWeights() {
    Dataset<Row> frame = unbalanced(600).selectExpr("label", "features", "1 + 3 * label as w");
    SgdClassifier classifier =
        new SgdClassifier().setRegParam(LAMBDA).setBatchSize(32).setStepSize(0.5);
    double byRow =
        classifier.copy(ParamMap.empty()).setWeightCol("w").fit(frame).summary().run().optimum();
    double byClass =
        classifier
            .copy(ParamMap.empty())
            .setClassWeights("1=4")
            .fit(frame)
            .summary()
            .run()
            .optimum();
    double plain = classifier.fit(frame).summary().run().optimum();
    assertThat(byClass).isCloseTo(byRow, within(1e-6 * byRow));
    assertThat(plain).isNotCloseTo(byRow, within(1e-2 * byRow));
  }

  @Test
  void aModelIsSavedWithItsInterceptAndPlainSparkPredictsTheSame() throws IOException {
    Dataset<Row> frame = unbalanced(400);
    SgdClassificationModel model =
        quick(new SgdClassifier()).setStandardization(true).setProbabilityCol("p").fit(frame);
    assertThat(model.intercept()).isNotZero();
    model.save(folder.resolve("ours").toString());
    model.toMLlib().save(folder.resolve("theirs").toString());
    SgdClassificationModel ours = SgdClassificationModel.load(folder.resolve("ours").toString());
    LogisticRegressionModel theirs =
        LogisticRegressionModel.load(folder.resolve("theirs").toString());

    assertThat(ours.intercept()).isEqualTo(model.intercept());
    assertThat(model.copy(ParamMap.empty()).intercept()).isEqualTo(model.intercept());
    assertThat(ours.summary()).usingRecursiveComparison().isEqualTo(model.summary());
    List<Row> expected = predictions(model.transform(frame));
    assertThat(predictions(ours.transform(frame))).isEqualTo(expected);
    assertThat(predictions(theirs.transform(frame))).isEqualTo(expected);
  }

  private static List<Row> predictions(Dataset<Row> frame) {
    return frame.select("prediction", "p", "rawPrediction").collectAsList();
  }

  @Test
  void aSavedModelIsWhereTheNextFitStarts() throws IOException {
    Dataset<Row> frame = unbalanced(400);
    SgdClassificationModel first = quick(new SgdClassifier()).fit(frame);
    String saved = folder.resolve("first").toString();
    first.save(saved);
    SgdClassifier again =
        quick(new SgdClassifier()).setInitialModel(saved).setStaging(folder.toString());
    again.save(folder.resolve("estimator").toString());
    for (SgdClassifier kept :
        List.of(
            again.copy(ParamMap.empty()),
            SgdClassifier.load(folder.resolve("estimator").toString()))) {
      SgdClassificationModel second = kept.fit(frame);
      assertThat(second.summary().run().start()).isEqualTo(saved);
      assertThat(second.summary().run().objective()).isLessThan(first.summary().run().objective());
    }
    try (var left = Files.list(folder)) {
      assertThat(left.map(file -> file.getFileName().toString()))
          .as("the blocks that were staged here are removed")
          .containsExactlyInAnyOrder("first", "estimator");
    }
    assertThatThrownBy(() -> again.setFitIntercept(false).fit(frame))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("Invalid initialModel: " + saved)
        .hasMessageContaining("fitIntercept true, but loss is logistic and fitIntercept false");
    assertThatThrownBy(() -> again.setInitialModel(saved + "-absent").fit(frame))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("Invalid initialModel: cannot read a saved model");
  }

  @Test
  void oneVersusRestPassesItsWeightsOn() {
    Dataset<Row> frame =
        unbalanced(300).selectExpr("label", "features", "1 + 3 * label as w").cache();
    OneVsRest one = new OneVsRest().setClassifier(quick(new SgdClassifier()));
    OneVsRestModel plain = one.fit(frame);
    OneVsRestModel weighted = one.setWeightCol("w").fit(frame);
    assertThat(((SgdClassificationModel) weighted.models()[1]).intercept())
        .isGreaterThan(((SgdClassificationModel) plain.models()[1]).intercept() + 0.1);
    frame.unpersist();
  }

  @Test
  void messagesNameParameters() {
    Dataset<Row> frame = Frames.of(Frames.planted("logistic", 50));
    assertThatThrownBy(() -> quick(new SgdClassifier()).setWorkers(32).fit(frame))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("lower workers or")
        .hasMessageNotContaining("--");
    assertThatThrownBy(() -> quick(new SgdClassifier()).setRegParam(3).fit(frame))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("Invalid stepSize: 0.5")
        .hasMessageNotContaining("--");
    Path file = folder.resolve("file");
    assertThatThrownBy(
            () ->
                quick(new SgdClassifier()).setStaging(Files.createFile(file).toString()).fit(frame))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("choose another folder with staging");
    assertThatThrownBy(() -> new SgdClassifier().setClassWeights("1:2"))
        .isInstanceOf(UsageException.class)
        .hasMessage("Invalid classWeights: 1:2 (allowed: balanced, or pairs such as 0=1,1=5)");
  }

  private static SgdClassifier quick(SgdClassifier classifier) {
    return classifier.setBatchSize(32).setStepSize(0.5).setMaxUpdates(60).setTargetSuboptimality(0);
  }
}
