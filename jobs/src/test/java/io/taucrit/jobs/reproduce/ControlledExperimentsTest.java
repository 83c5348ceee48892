package io.taucrit.jobs.reproduce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.taucrit.core.analysis.Estimate;
import io.taucrit.core.controlled.BlockSeparable;
import io.taucrit.core.controlled.ControlledProblem;
import io.taucrit.core.controlled.Covariance;
import io.taucrit.core.controlled.Quadratic;
import io.taucrit.core.controlled.Scheme;
import io.taucrit.core.controlled.Sparsified;
import io.taucrit.core.controlled.StepGrid;
import io.taucrit.core.controlled.Task;
import io.taucrit.data.InputException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;

class ControlledExperimentsTest {
  private static final List<Long> SEEDS = List.of(1L, 2L, 3L);
  private static final Configuration HADOOP = new Configuration(false);

  private static Task controlled(double m, Covariance covariance) {
    return new ControlledProblem(m, covariance).task();
  }

  /** Through Java serialization, as to an executor. */
  private static Object travelled(Serializable value) throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(value);
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      return in.readObject();
    }
  }

  private static <R extends Serializable> void isFunctionOfItsKey(Experiment<R> experiment)
      throws Exception {
    R result = experiment.measure(HADOOP);
    Experiment<?> there = (Experiment<?>) travelled(experiment);
    assertThat(there.key()).isEqualTo(experiment.key());
    assertThat(there.measure(HADOOP)).isEqualTo(result);
    ObjectMapper json = new ObjectMapper();
    assertThat(json.readValue(json.writeValueAsString(result), experiment.type()))
        .isEqualTo(result);
    assertThat(experiment.cost()).isPositive();
    assertThat(experiment.text()).isNotEmpty();
  }

  @Test
  void travelAndComeBack() throws Exception {
    Task sparsified = Sparsified.of(controlled(0, Covariance.PAPER), 4);
    Task blocks = new BlockSeparable(Quadratic.PAPER, 4).task();
    for (Scheme scheme : Scheme.values()) {
      isFunctionOfItsKey(new TunedSgd(controlled(1, Covariance.PAPER), scheme, 8, SEEDS));
    }
    isFunctionOfItsKey(new TunedSgd(sparsified, Scheme.CONSTANT_DELAY, 8, SEEDS));
    isFunctionOfItsKey(new TunedSgd(blocks, Scheme.CONSTANT_DELAY, 8, SEEDS));
    isFunctionOfItsKey(new EstimatedM(new ControlledProblem(1, Covariance.UNIT), 0.5, 1 << 14, 1));
  }

  @Test
  void differentMeasurementsHaveDifferentKeys() {
    Set<String> keys = new HashSet<>();
    int all = 0;
    for (Covariance covariance : Covariance.values()) {
      for (double m : new double[] {1, 10}) {
        keys.add(new EstimatedM(new ControlledProblem(m, covariance), 0.2, 4096, 1).key());
        all++;
        for (Scheme scheme : Scheme.values()) {
          for (int parallelism : new int[] {2, 4}) {
            for (List<Long> seeds : List.of(SEEDS, List.of(4L))) {
              keys.add(new TunedSgd(controlled(m, covariance), scheme, parallelism, seeds).key());
              all++;
            }
          }
        }
      }
    }
    keys.add(
        new TunedSgd(
                Sparsified.of(controlled(1, Covariance.UNIT), 1), Scheme.CONSTANT_DELAY, 2, SEEDS)
            .key());
    keys.add(
        new TunedSgd(new BlockSeparable(Quadratic.PAPER, 2).task(), Scheme.CONSTANT_DELAY, 2, SEEDS)
            .key());
    assertThat(keys).hasSize(all + 2);
  }

  @Test
  void parallelismOneIsTheSameForAllSchemes() {
    Task task = controlled(10, Covariance.PAPER);
    String key = new TunedSgd(task, Scheme.MINI_BATCH, 1, SEEDS).key();
    for (Scheme scheme : Scheme.values()) {
      assertThat(new TunedSgd(task, scheme, 1, SEEDS).key()).isEqualTo(key);
    }
  }

  @Test
  void tellsWhatNoStepReaches() {
    Task task = controlled(0, Covariance.PAPER);
    Task tooLong = new Task(task.f(), task.gradient(), task.m(), new StepGrid(8, 2));
    assertThatThrownBy(() -> new TunedSgd(tooLong, Scheme.MINI_BATCH, 1, SEEDS).measure(HADOOP))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "Cannot tune the step: none of 2 reaches the target"
                + " (mini-batch SGD, M = 0, parallelism 1)");
  }

  @Test
  void estimatesComeWithTheirInterval() {
    ControlledProblem problem = new ControlledProblem(10, Covariance.UNIT);
    Estimate m = new EstimatedM(problem, 0.3, 1 << 16, 3).measure(HADOOP);
    assertThat(m.lower()).isLessThan(m.estimate());
    assertThat(m.upper()).isGreaterThan(m.estimate());
    assertThat(m.upper() / m.lower()).isLessThan(2);
  }
}
