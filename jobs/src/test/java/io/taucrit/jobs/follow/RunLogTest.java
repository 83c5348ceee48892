package io.taucrit.jobs.follow;

import static org.assertj.core.api.Assertions.assertThat;

import io.taucrit.core.engine.EvaluationSchedule;
import io.taucrit.core.engine.LiveRun;
import io.taucrit.core.engine.RunPlan;
import io.taucrit.core.engine.RunStatus;
import io.taucrit.core.engine.Sequencer.Outcome;
import io.taucrit.core.engine.StoppingRule;
import io.taucrit.core.engine.TracePoint;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.ThreadContext;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.Logger;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.Configurator;
import org.apache.logging.log4j.core.config.Property;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Lines as text, and the context that Spark's structured logging writes beside it. */
class RunLogTest {
  private static final TracePoint POINT =
      new TracePoint(10, 640, 0.5, 0.25, 0.125, 0.5, 4, 9, 3.25, null);

  private static final RunStatus STATUS =
      new RunStatus(12, 768, 0.75, POINT, 0.5, 1, 2, 0, 1_000, 2_000, 3);

  private static final LiveRun RUN =
      new LiveRun(
          "run-7",
          RunPlan.synchronous(
              2, 64, 0.5, new StoppingRule(0.1, 0.01, 100, 60), EvaluationSchedule.standard()),
          () -> STATUS);

  private final Logger logger = (Logger) LogManager.getLogger(RunLog.NAME);
  private final Lines lines = new Lines();
  private final RunLog log = new RunLog();

  /** Keeps messages and the context of their events. */
  private static final class Lines extends AbstractAppender {
    private final List<String> texts = new ArrayList<>();
    private final List<Map<String, String>> contexts = new ArrayList<>();

    Lines() {
      super("lines", null, null, true, Property.EMPTY_ARRAY);
    }

    @Override
    public void append(LogEvent event) {
      texts.add(event.getLevel() + " " + event.getMessage().getFormattedMessage());
      contexts.add(event.getContextData().toMap());
    }
  }

  @BeforeEach
  void listen() {
    Configurator.setLevel(RunLog.NAME, Level.INFO);
    lines.start();
    logger.addAppender(lines);
  }

  @AfterEach
  void leave() {
    logger.removeAppender(lines);
    Configurator.setLevel(RunLog.NAME, (Level) null);
  }

  @Test
  void everyEventIsALine() {
    log.started(RUN);
    log.registered(1, 5);
    log.evaluated(POINT);
    log.lost(1, "the executor said \"no\"\tand left");
    log.checkpointed(11);
    log.ended(RUN, Outcome.MAX_UPDATES, null);
    assertThat(lines.texts)
        .containsExactly(
            "INFO event=started run=run-7 workers=2 batch=64 slack=0 local_steps=1 threads=1 step=0.5"
                + " target=0.01",
            "INFO event=registered run=run-7 worker=1 clock=5",
            "INFO event=evaluated run=run-7 updates=10 samples=640 train_seconds=0.5 objective=0.25"
                + " relative_suboptimality=0.5 gradient_norm=2.0",
            "WARN event=lost run=run-7 worker=1 reason=\"the executor said 'no' and left\"",
            "INFO event=checkpointed run=run-7 updates=11",
            "INFO event=ended run=run-7 outcome=max-updates updates=12 samples=768"
                + " train_seconds=0.75 objective=0.25 relative_suboptimality=0.5 gradient_norm=2.0"
                + " bytes_pushed=1000 bytes_pulled=2000 checkpoints=3");
  }

  @Test
  void aFailureIsAWarning() {
    log.started(RUN);
    log.ended(RUN, Outcome.FAILED, "Worker 1 was silent");
    assertThat(lines.texts.get(1))
        .startsWith("WARN event=ended run=run-7 outcome=failed")
        .endsWith("failure=\"Worker 1 was silent\"");
  }

  @Test
  void sparksStructuredLogHasThePairsAsContext() {
    ThreadContext.put("task_name", "mine");
    try {
      log.started(RUN);
      log.evaluated(POINT);
      assertThat(ThreadContext.getImmutableContext()).containsOnlyKeys("task_name");
    } finally {
      ThreadContext.remove("task_name");
    }
    assertThat(lines.contexts.get(1))
        .containsEntry("event", "evaluated")
        .containsEntry("run", "run-7")
        .containsEntry("objective", "0.25")
        .containsEntry("task_name", "mine");
    assertThat(lines.contexts.get(1)).doesNotContainKey("held_out_loss");
  }
}
