package io.taucrit.jobs.ml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.taucrit.data.UsageException;
import io.taucrit.jobs.frames.Frames;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.ml.classification.LogisticRegression;
import org.apache.spark.ml.classification.LogisticRegressionModel;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MultinomialClassifierIT {
  private static final double LAMBDA = 0.01;
  private static final List<Row> ROWS = Frames.planted("multinomial", 1_000);

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void theOptimumIsThatOfLogisticRegression(boolean intercept) {
    reachesTheOptimumOfLogisticRegression(intercept, 1_000, 1e-3);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  @Tag("full")
  void theOptimumIsThatOfLogisticRegressionToFiveDigits(boolean intercept) {
    reachesTheOptimumOfLogisticRegression(intercept, 4_000, 1e-5);
  }

  /** f⋆ to 1e-6 of itself, and f at the trained model to a share of f(0) − f⋆, f(0) = log 4. */
  private static void reachesTheOptimumOfLogisticRegression(
      boolean intercept, int batch, double target) {
    Dataset<Row> frame = Frames.of(ROWS).cache();
    LogisticRegressionModel exact =
        new LogisticRegression()
            .setFamily("multinomial")
            .setRegParam(LAMBDA)
            .setStandardization(false)
            .setFitIntercept(intercept)
            .setTol(1e-14)
            .setMaxIter(1_000)
            .fit(frame);
    double optimum =
        Frames.multinomial(ROWS, LAMBDA, exact.coefficientMatrix(), exact.interceptVector());
    SgdClassificationModel model =
        new SgdClassifier()
            .setRegParam(LAMBDA)
            .setFitIntercept(intercept)
            .setBatchSize(batch)
            .setTargetSuboptimality(target)
            .fit(frame);
    frame.unpersist();
    assertThat(model.summary().run().loss()).as("of four classes").isEqualTo("multinomial");
    assertThat(model.summary().run().reached()).isTrue();
    assertThat(model.summary().run().optimum()).isCloseTo(optimum, within(1e-6 * optimum));
    double reached =
        Frames.multinomial(ROWS, LAMBDA, model.coefficientMatrix(), model.intercepts());
    assertThat((reached - optimum) / (Math.log(4) - optimum)).isBetween(-1e-7, 1.1 * target);
  }

  @Test
  void autoIsLogisticForTwoClasses() {
    Dataset<Row> frame = Frames.of(Frames.planted("logistic", 300));
    assertThat(quick(new SgdClassifier()).fit(frame).summary().run().loss()).isEqualTo("logistic");
    SgdClassificationModel two = quick(new SgdClassifier().setLoss("multinomial")).fit(frame);
    assertThat(two.numClasses()).isEqualTo(2);
    assertThat(two.coefficientMatrix().numRows()).isEqualTo(2);
    SgdClassificationModel one = quick(new SgdClassifier()).fit(frame);
    assertThat(one.coefficientMatrix().toArray()).isEqualTo(one.coefficients().toArray());
    assertThat(one.coefficientMatrix().numRows()).isEqualTo(1);
  }

  /** Probabilities to rounding, for a quotient and a product with a reciprocal differ by it. */
  @Test
  void plainSparkPredictsTheSame() throws IOException {
    Dataset<Row> frame = Frames.of(ROWS);
    SgdClassificationModel model = quick(new SgdClassifier()).setProbabilityCol("p").fit(frame);
    String saved = folder.resolve("mllib").toString();
    model.toMLlib().save(saved);
    LogisticRegressionModel plain = LogisticRegressionModel.load(saved);
    assertThat(plain.numClasses()).isEqualTo(4);

    List<Row> expected = predictions(model.transform(frame));
    List<Row> actual = predictions(plain.transform(frame));
    for (int i = 0; i < expected.size(); i++) {
      assertThat(actual.get(i).getDouble(0)).isEqualTo(expected.get(i).getDouble(0));
      for (int column : new int[] {1, 2}) {
        assertThat(actual.get(i).<Vector>getAs(column).toArray())
            .containsExactly(expected.get(i).<Vector>getAs(column).toArray(), within(1e-14));
      }
    }
    assertThat(expected).extracting(row -> row.getDouble(0)).contains(0.0, 1.0, 2.0, 3.0);
    long right = model.transform(frame).filter("prediction = label").count();
    assertThat(right).as("of 1,000, where a guess has 250").isGreaterThan(500);
  }

  @Test
  void aModelIsLoadedAsItWas() throws IOException {
    Dataset<Row> frame = Frames.of(ROWS);
    SgdClassificationModel model = quick(new SgdClassifier()).setProbabilityCol("p").fit(frame);
    String saved = folder.resolve("model").toString();
    model.save(saved);
    SgdClassificationModel loaded = SgdClassificationModel.load(saved);
    assertThat(loaded.numClasses()).isEqualTo(4);
    assertThat(loaded.numFeatures()).isEqualTo(Frames.FEATURES);
    assertThat(loaded.coefficientMatrix()).isEqualTo(model.coefficientMatrix());
    assertThat(predictions(loaded.transform(frame))).isEqualTo(predictions(model.transform(frame)));
    assertThatThrownBy(loaded::coefficients)
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("coefficientMatrix");
  }

  private static List<Row> predictions(Dataset<Row> frame) {
    return frame.select("prediction", "p", "rawPrediction").collectAsList();
  }

  /** With a hundred updates of given rows and step, before which nothing is analysed. */
  private static SgdClassifier quick(SgdClassifier classifier) {
    return classifier.setBatchSize(64).setStepSize(2).setMaxUpdates(100).setTargetSuboptimality(0);
  }
}
