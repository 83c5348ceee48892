package io.taucrit.jobs.ml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.taucrit.data.UsageException;
import io.taucrit.jobs.frames.Frames;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.regression.LinearRegressionModel;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SgdRegressorIT {
  @TempDir Path folder;

  @Test
  void plainSparkPredictsTheSame() throws IOException {
    Dataset<Row> frame = Frames.of(Frames.planted("squared", 400));
    SgdRegressionModel model = new SgdRegressor().setTargetSuboptimality(0.05).fit(frame);
    String saved = folder.resolve("mllib").toString();
    model.toMLlib().save(saved);

    List<Row> expected = model.transform(frame).select("prediction").collectAsList();
    assertThat(
            LinearRegressionModel.load(saved).transform(frame).select("prediction").collectAsList())
        .isEqualTo(expected);
    assertThat(model.summary().run().reached()).isTrue();
  }

  @Test
  void poissonPredictsExpectedCounts() throws IOException {
    List<Row> rows = Frames.planted("poisson", 400);
    Dataset<Row> frame = Frames.of(rows);
    SgdRegressionModel model =
        new SgdRegressor().setLoss("poisson").setTargetSuboptimality(0.05).fit(frame);
    String saved = folder.resolve("model").toString();
    model.save(saved);
    SgdRegressionModel loaded = SgdRegressionModel.load(saved);

    Vector features = rows.get(0).getAs(2);
    assertThat(model.predict(features))
        .isCloseTo(Math.exp(features.dot(model.coefficients()) + model.intercept()), within(1e-12));
    assertThat(loaded.transform(frame).collectAsList())
        .isEqualTo(model.transform(frame).collectAsList());
    assertThat(loaded.summary()).usingRecursiveComparison().isEqualTo(model.summary());
    assertThatThrownBy(loaded::toMLlib)
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("poisson");
  }

  @Test
  void lossesOfClassesAreRefused() {
    assertThatThrownBy(() -> new SgdRegressor().setLoss("logistic"))
        .hasMessage("Invalid loss: logistic (allowed: squared, poisson)");
  }
}
