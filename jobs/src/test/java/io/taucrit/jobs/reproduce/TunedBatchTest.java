package io.taucrit.jobs.reproduce;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.taucrit.core.momentum.MomentumTrace;
import io.taucrit.core.sweep.Curve;
import io.taucrit.data.images.ImageSource;
import io.taucrit.jobs.reproduce.NetworkLearner.Kind;
import java.io.IOException;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;

class TunedBatchTest {
  private static final Learner LEARNER =
      new NetworkLearner(Kind.HIDDEN_LAYER, ImageSource.standard().atMost(400, 200), 8, 5e-4);

  @Test
  void theBestStepIsBetweenTwoThatLost() throws IOException {
    TunedBatch experiment = new TunedBatch(LEARNER, 32, 0.9, 0.6, 20, 1, 2);
    TunedBatch.Outcome outcome = experiment.measure(new Configuration());
    assertThat(outcome.interior()).isTrue();
    assertThat(outcome.trials()).hasSizeGreaterThanOrEqualTo(3);
    for (TunedBatch.Trial trial : outcome.trials()) {
      assertThat(trial.outcome() == Curve.Outcome.REACHED).isEqualTo(trial.updates() != null);
      if (trial.updates() != null) {
        assertThat(trial.updates()).isGreaterThanOrEqualTo(outcome.updates());
      }
    }
    assertThat(outcome.largestLocalCriticalBatch()).isGreaterThan(1);
    assertThat(readBack(outcome, TunedBatch.Outcome.class)).isEqualTo(outcome);
  }

  @Test
  void aTraceCanBeReadBack() throws IOException {
    MomentumTraining experiment = new MomentumTraining(LEARNER, 16, 1, 0.9, 3, List.of(1.0), 1);
    MomentumTrace trace = experiment.measure(new Configuration());
    assertThat(trace.points()).hasSize(1 + 1 + 3);
    assertThat(readBack(trace, MomentumTrace.class)).isEqualTo(trace);
  }

  private static <R> R readBack(R result, Class<R> type) throws IOException {
    ObjectMapper json = new ObjectMapper();
    return json.readValue(json.writeValueAsBytes(result), type);
  }
}
