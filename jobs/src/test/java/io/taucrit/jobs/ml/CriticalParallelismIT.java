package io.taucrit.jobs.ml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.taucrit.core.analysis.Analysis;
import io.taucrit.data.InputException;
import io.taucrit.data.view.Preprocessing;
import io.taucrit.jobs.frames.Frames;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;

class CriticalParallelismIT {
  @Test
  void tellsOfEveryTargetAndBatch() throws JsonProcessingException {
    Dataset<Row> frame = Frames.of(Frames.planted("logistic", 600));
    CriticalParallelism.Result result =
        CriticalParallelism.of("logistic")
            .withRegParam(0.01)
            .withPreprocessing(Preprocessing.NONE)
            .withTargets(List.of(0.1, 0.01))
            .analyze(frame);

    Analysis analysis = result.analysis();
    assertThat(analysis.n()).isEqualTo(600);
    assertThat(analysis.lambda()).isEqualTo(0.01);
    assertThat(new ObjectMapper().readValue(result.toJson(), Analysis.class)).isEqualTo(analysis);

    Dataset<Row> table = result.toDataFrame(Frames.session());
    assertThat(table.select("relativeSuboptimality").distinct().count()).isEqualTo(2);
    Row one = table.filter("batch = 1 and delay = 1 and relativeSuboptimality = 0.01").head();
    assertThat(one.<Double>getAs("speedup")).isEqualTo(1.0);
    assertThat(one.<Double>getAs("criticalBatch"))
        .isEqualTo(analysis.targets().get(1).criticalBatch().estimate());
    assertThat(one.<Double>getAs("step")).isEqualTo(analysis.targets().get(1).stepFor(1));
    assertThat(table.filter("batch > 1").count()).isPositive();
    assertThat(table.filter("delay > 1").count()).isPositive();
    // Steps may not grow with the delay.
    List<Row> delays =
        table
            .filter("batch = 1 and relativeSuboptimality = 0.01")
            .orderBy("delay")
            .select("step")
            .collectAsList();
    for (int i = 1; i < delays.size(); i++) {
      assertThat(delays.get(i).getDouble(0)).isLessThanOrEqualTo(delays.get(i - 1).getDouble(0));
    }
  }

  @Test
  void refusesWhatIsNoLoss() {
    assertThatThrownBy(() -> CriticalParallelism.of("hinge"))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("Invalid loss: 'hinge'");
  }
}
