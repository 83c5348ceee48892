package io.taucrit.submit.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.junit.jupiter.api.Test;

class LocalCriticalBatchTest {
  private static TrainingRun run(int number, String noise) {
    return new TrainingRun(
        number, SampleJson.parse("{\"n\": 100, \"noise\": %s}".formatted(noise)), List.of());
  }

  @Test
  void isThatOfTheRecordAtEveryLineOfTheTrace() {
    LocalCriticalBatch local = new LocalCriticalBatch(run(1, "{\"epsilonHat\": 0.25}"));

    assertThat(local.at(SampleJson.parse("{\"gradientNormSquared\": 0.5, \"noise\": 3}")))
        .isEqualTo(1 + 3 / 0.75);
    assertThat(local.at(SampleJson.parse("{\"noise\": 3}"))).isNull();
    assertThat(local.points()).isEmpty();
  }

  @Test
  void theSmallestBatchOfSeveralRunsIsFound() {
    TrainingRun without = run(1, "null");
    TrainingRun large = run(2, "{\"largestLocalCriticalBatch\": 70}");
    TrainingRun small = run(3, "{\"largestLocalCriticalBatch\": 11.5}");
    ((ObjectNode) without.record()).put("batch", 1);
    ((ObjectNode) large.record()).put("batch", 64);
    ((ObjectNode) small.record()).put("batch", 4);

    assertThat(LocalCriticalBatch.ofSmallestBatch(List.of(without, large, small)))
        .hasValue(new LocalCriticalBatch(small));
    assertThat(LocalCriticalBatch.ofSmallestBatch(List.of(without))).isEmpty();
    assertThat(new LocalCriticalBatch(without).at(SampleJson.parse("{\"noise\": 3}"))).isNull();
  }
}
