package io.taucrit.submit.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LocalCriticalBatchTest {
  /** A run of 100 rows whose squared gradient norm is 1/epoch. */
  private static TrainingRun run(int epochs) {
    List<JsonNode> trace = new ArrayList<>();
    for (int epoch = 1; epoch <= epochs; epoch++) {
      trace.add(
          SampleJson.parse(
              "{\"samples\": %d, \"gradientNormSquared\": %s, \"noise\": 3}"
                  .formatted(100 * epoch, 1.0 / epoch)));
    }
    return new TrainingRun(1, SampleJson.parse("{\"n\": 100}"), trace);
  }

  private static double mean(int from, int to) {
    double sum = 0;
    for (int epoch = from; epoch <= to; epoch++) {
      sum += 1.0 / epoch;
    }
    return sum / (to - from + 1);
  }

  @Test
  void epsilonIsTheMeanOfTheLastTenEpochs() {
    LocalCriticalBatch local = LocalCriticalBatch.of(run(40));

    assertThat(local.epsilon()).isCloseTo(mean(30, 40), within(1e-12));
    assertThat(local.at(SampleJson.parse("{\"gradientNormSquared\": 0.5, \"noise\": 3}")))
        .isCloseTo(1 + 3 / (0.5 + local.epsilon()), within(1e-12));
  }

  @Test
  void ofAShortRunItIsTheSecondHalf() {
    assertThat(LocalCriticalBatch.of(run(8)).epsilon()).isCloseTo(mean(4, 8), within(1e-12));
  }

  @Test
  void withoutATraceThereIsNone() {
    LocalCriticalBatch local = LocalCriticalBatch.of(run(0));

    assertThat(local.epsilon()).isNaN();
    assertThat(local.at(SampleJson.parse("{}"))).isNull();
  }
}
