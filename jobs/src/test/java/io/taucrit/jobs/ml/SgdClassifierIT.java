package io.taucrit.jobs.ml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.taucrit.data.InputException;
import io.taucrit.data.UsageException;
import io.taucrit.jobs.frames.Frames;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.classification.LogisticRegression;
import org.apache.spark.ml.classification.LogisticRegressionModel;
import org.apache.spark.ml.classification.OneVsRest;
import org.apache.spark.ml.classification.OneVsRestModel;
import org.apache.spark.ml.evaluation.BinaryClassificationEvaluator;
import org.apache.spark.ml.feature.HashingTF;
import org.apache.spark.ml.feature.Tokenizer;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.ml.tuning.CrossValidator;
import org.apache.spark.ml.tuning.CrossValidatorModel;
import org.apache.spark.ml.tuning.ParamGridBuilder;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SgdClassifierIT {
  private static final double LAMBDA = 0.01;

  @TempDir Path folder;

  @Test
  void aPipelineThatIsLoadedInAnotherJvmPredictsTheSameBits()
      throws IOException, InterruptedException {
    Dataset<Row> texts = texts(600);
    Tokenizer words = new Tokenizer().setInputCol("text").setOutputCol("words");
    HashingTF counts =
        new HashingTF().setInputCol("words").setOutputCol("counts").setNumFeatures(64);
    SgdClassifier classifier = new SgdClassifier().setFeaturesCol("counts");
    Pipeline pipeline = new Pipeline().setStages(new PipelineStage[] {words, counts, classifier});

    PipelineModel model = pipeline.fit(texts);
    SgdClassificationModel fitted = (SgdClassificationModel) model.stages()[2];
    assertThat(fitted.uid()).isEqualTo(classifier.uid());
    assertThat(fitted.summary().run().reached()).isTrue();
    assertThat(fitted.summary().analysis()).isNotNull();
    assertThat(fitted.numFeatures()).isEqualTo(64);
    List<Row> wrong =
        model.transform(texts).filter("prediction != label").select("text").collectAsList();
    assertThat(wrong).hasSizeLessThan(60);

    Path saved = folder.resolve("pipeline");
    Path rows = folder.resolve("rows");
    model.write().save(saved.toString());
    texts.coalesce(1).write().parquet(rows.toString());
    List<String> here =
        SavedPipeline.predictions(
            model.transform(Frames.session().read().parquet(rows.toString())));
    assertThat(here).hasSize(600);
    assertThat(SavedPipeline.elsewhere(saved, rows, folder)).isEqualTo(here);

    SgdClassificationModel loaded =
        (SgdClassificationModel) PipelineModel.load(saved.toString()).stages()[2];
    assertThat(loaded.coefficients()).isEqualTo(fitted.coefficients());
    assertThat(loaded.summary()).usingRecursiveComparison().isEqualTo(fitted.summary());
    assertThat(loaded.getFeaturesCol()).isEqualTo("counts");
  }

  @Test
  void anEstimatorIsSavedWithItsParameters() throws IOException {
    SgdClassifier classifier =
        new SgdClassifier()
            .setLoss("squared-hinge")
            .setSlack(3)
            .setStepSize(0.25)
            .setMaxUpdates(1L << 40)
            .setProbabilityCol("p");
    String saved = folder.resolve("classifier").toString();
    classifier.save(saved);
    SgdClassifier loaded = SgdClassifier.load(saved);
    assertThat(loaded.uid()).isEqualTo(classifier.uid());
    assertThat(loaded.explainParams()).isEqualTo(classifier.explainParams());
    assertThat(loaded.getRegParam()).isNaN();
    assertThat(loaded.getMaxUpdates()).isEqualTo(1L << 40);
  }

  @Test
  void theOptimumIsThatOfLogisticRegression() {
    List<Row> rows = Frames.planted("logistic", 1_500);
    Dataset<Row> frame = Frames.of(rows).cache();
    Vector exact =
        new LogisticRegression()
            .setRegParam(LAMBDA)
            .setStandardization(false)
            .setFitIntercept(false)
            .setTol(1e-12)
            .setMaxIter(1_000)
            .fit(frame)
            .coefficients();
    SgdClassificationModel model =
        new SgdClassifier()
            .setFitIntercept(false)
            .setRegParam(LAMBDA)
            .setTargetSuboptimality(1e-3)
            .fit(frame);

    double optimum = Frames.logistic(rows, LAMBDA, exact);
    assertThat(Frames.logistic(rows, LAMBDA, model.coefficients()))
        .isBetween(optimum * (1 - 1e-6), optimum * (1 + 1e-3));
    assertThat(model.summary().run().optimum()).isCloseTo(optimum, within(1e-6));
    frame.unpersist();
  }

  @Test
  void aWeightIsANumberOfRepeats() {
    List<Row> weighted = new ArrayList<>();
    List<Row> repeated = new ArrayList<>();
    for (Row row : Frames.planted("logistic", 600)) {
      // Weights that go with the label move the optimum, so that ignoring them would show.
      int weight = 1 + 2 * (int) row.getDouble(0) + weighted.size() % 2;
      weighted.add(Frames.row(row.getDouble(0), weight, row.getAs(2)));
      repeated.addAll(Collections.nCopies(weight, row));
    }
    SgdClassifier classifier =
        new SgdClassifier()
            .setFitIntercept(false)
            .setRegParam(LAMBDA)
            .setBatchSize(32)
            .setStepSize(0.5);
    SgdClassificationModel ofWeighted =
        classifier.fit(Frames.of(weighted), classifier.weightCol().w("weight"));
    SgdClassificationModel ofRepeated = classifier.fit(Frames.of(repeated));
    SgdClassificationModel ofUnweighted = classifier.fit(Frames.of(weighted));

    double optimum = ofRepeated.summary().run().optimum();
    assertThat(ofWeighted.summary().run().optimum()).isCloseTo(optimum, within(1e-5));
    assertThat(ofUnweighted.summary().run().optimum()).isNotCloseTo(optimum, within(1e-2));
    assertThat(Frames.logistic(repeated, LAMBDA, ofWeighted.coefficients()))
        .isBetween(optimum * (1 - 1e-6), optimum + 0.01 * Math.log(2));
  }

  @Test
  void theModelDependsOnRowsAndSeedAlone() {
    Dataset<Row> frame = Frames.of(Frames.planted("logistic", 400));
    SgdClassifier classifier = quick(new SgdClassifier()).setWorkers(2);
    Vector coefficients = classifier.fit(frame).coefficients();
    assertThat(classifier.fit(frame.orderBy("label").repartition(5)).coefficients())
        .isEqualTo(coefficients);
    assertThat(classifier.setSeed(2).fit(frame).coefficients()).isNotEqualTo(coefficients);
  }

  @Test
  void oneVersusRestMakesMoreClassesOfIt() {
    Random random = new Random(5);
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      Vector features =
          Vectors.dense(random.nextGaussian(), random.nextGaussian(), random.nextGaussian());
      rows.add(Frames.row(features.argmax(), 1, features));
    }
    Dataset<Row> frame = Frames.of(rows);
    OneVsRestModel model = new OneVsRest().setClassifier(quick(new SgdClassifier())).fit(frame);
    assertThat(model.models()).hasSize(3).allMatch(m -> m instanceof SgdClassificationModel);
    assertThat(model.transform(frame).filter("prediction = label").count()).isGreaterThan(270);
  }

  @Test
  void aCrossValidatorChoosesAmongSlacksAndBatches() {
    SgdClassifier classifier = quick(new SgdClassifier());
    CrossValidator validator =
        new CrossValidator()
            .setEstimator(classifier)
            .setEvaluator(new BinaryClassificationEvaluator())
            .setNumFolds(2)
            .setSeed(1)
            .setEstimatorParamMaps(
                new ParamGridBuilder()
                    .addGrid(classifier.slack(), new int[] {0, 2})
                    .addGrid(classifier.batchSize(), new int[] {8, 64})
                    .build());
    CrossValidatorModel model = validator.fit(Frames.of(Frames.planted("logistic", 400)));

    assertThat(Arrays.stream(model.avgMetrics()).boxed()).hasSize(4).allMatch(area -> area > 0.6);
    SgdClassificationModel best = (SgdClassificationModel) model.bestModel();
    assertThat(best.summary().run().updates()).isEqualTo(60);
    assertThat(best.summary().run().batch()).isIn(8, 64);
    assertThat(best.summary().analysis()).as("batch and step are given").isNull();
  }

  @Test
  void plainSparkPredictsTheSame() throws IOException {
    Dataset<Row> frame = Frames.of(Frames.planted("logistic", 400));
    SgdClassificationModel model = quick(new SgdClassifier()).setProbabilityCol("p").fit(frame);
    String saved = folder.resolve("mllib").toString();
    model.toMLlib().save(saved);
    LogisticRegressionModel plain = LogisticRegressionModel.load(saved);

    List<Row> expected = predictions(model.transform(frame));
    assertThat(predictions(plain.transform(frame))).isEqualTo(expected);
    assertThat(expected).extracting(row -> row.getDouble(0)).contains(0.0, 1.0);
  }

  private static List<Row> predictions(Dataset<Row> frame) {
    return frame.select("prediction", "p", "rawPrediction").collectAsList();
  }

  @Test
  void theSquaredHingeHasProbabilitiesAndNoModelOfSpark() {
    SgdClassificationModel model =
        quick(new SgdClassifier())
            .setLoss("squared-hinge")
            .fit(Frames.of(Frames.planted("squared-hinge", 400)));
    assertThat(model.raw2probabilityInPlace(Vectors.dense(-0.5, 0.5)))
        .isEqualTo(Vectors.dense(0.25, 0.75));
    assertThat(model.raw2probabilityInPlace(Vectors.dense(3, -3))).isEqualTo(Vectors.dense(1, 0));
    assertThatThrownBy(model::toMLlib)
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("squared-hinge");
  }

  @Test
  void whatIsNotAllowedIsSaidWhereverItIsSet() {
    SgdClassifier classifier = new SgdClassifier();
    assertThatThrownBy(() -> classifier.setSlack(-1))
        .isInstanceOf(UsageException.class)
        .hasMessage("Invalid slack: -1 (allowed: >= 0, 0 for synchronous)");
    assertThatThrownBy(() -> classifier.setLoss("poisson"))
        .hasMessage("Invalid loss: poisson (allowed: auto, logistic, squared-hinge, multinomial)");
    assertThatThrownBy(() -> classifier.set("stepSize", "fast"))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("Invalid stepSize: fast (allowed: a number > 0, or auto");
    assertThatThrownBy(() -> classifier.setTargetSuboptimality(Double.NaN))
        .hasMessageContaining("Invalid targetSuboptimality: NaN");
    assertThatThrownBy(() -> classifier.setRegParam(-1)).hasMessageContaining("Invalid regParam");
    assertThatThrownBy(() -> classifier.setLocalSteps(0))
        .hasMessage("Invalid localSteps: 0 (allowed: >= 1)");

    Dataset<Row> frame = Frames.of(Frames.planted("logistic", 10));
    assertThatThrownBy(() -> new SgdClassifier().setTargetSuboptimality(0).fit(frame))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("training would not end");
    assertThatThrownBy(() -> new SgdClassifier().setWorkers(4).setBatchSize(3).fit(frame))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("Invalid batchSize: 3");
    assertThatThrownBy(() -> new SgdClassifier().setWeightCol("w").fit(frame))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("Invalid weight column 'w'");
    Dataset<Row> signs = frame.selectExpr("2 * label - 1 as label", "features");
    assertThatThrownBy(() -> new SgdClassifier().fit(signs))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("must be all 0 or 1; map -1 and 1 by (label + 1) / 2");
    Dataset<Row> halves = frame.selectExpr("label / 2 as label", "features");
    assertThatThrownBy(() -> new SgdClassifier().fit(halves))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("must be all class numbers 0, 1, 2, ...; index classes");
    assertThatThrownBy(() -> new SgdClassifier().setLoss("squared-hinge").fit(signs))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("must be all 0 or 1");
  }

  @Test
  void aStepThatDivergesIsAnError() {
    Dataset<Row> frame = Frames.of(Frames.planted("squared-hinge", 100));
    SgdClassifier classifier =
        new SgdClassifier()
            .setLoss("squared-hinge")
            .setRegParam(0)
            .setBatchSize(50)
            .setStepSize(1e6)
            .setTargetSuboptimality(0)
            .setMaxUpdates(5_000);
    assertThatThrownBy(() -> classifier.fit(frame))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("stepSize 1000000.0 is too long");
  }

  /** With sixty updates of given rows and step, before which nothing is analysed. */
  private static SgdClassifier quick(SgdClassifier classifier) {
    return classifier.setBatchSize(32).setStepSize(0.5).setMaxUpdates(60).setTargetSuboptimality(0);
  }

  /** Five words a text out of twenty, of which a class has some more often. */
  private static Dataset<Row> texts(int count) {
    Random random = new Random(11);
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int label = i % 2;
      StringBuilder text = new StringBuilder("text " + i);
      for (int w = 0; w < 5; w++) {
        int word = random.nextInt(10) + (random.nextInt(8) == 0 ? 10 * (1 - label) : 10 * label);
        text.append(" word").append(word);
      }
      rows.add(RowFactory.create(text.toString(), label));
    }
    StructType schema =
        new StructType().add("text", DataTypes.StringType).add("label", DataTypes.IntegerType);
    return Frames.session().createDataFrame(rows, schema);
  }
}
