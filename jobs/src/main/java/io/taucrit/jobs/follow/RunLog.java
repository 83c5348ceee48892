package io.taucrit.jobs.follow;

import io.taucrit.core.Dials;
import io.taucrit.core.engine.LiveRun;
import io.taucrit.core.engine.RunListener;
import io.taucrit.core.engine.RunStatus;
import io.taucrit.core.engine.Sequencer.Outcome;
import io.taucrit.core.engine.TracePoint;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * A line in the log for what happens in a run, pushes excepted: {@code event=… run=… key=value …}.
 * The same pairs go with the line as SLF4J's key-value pairs, which Spark's structured logging
 * writes as the line's context. What is not known is left out.
 */
final class RunLog implements RunListener {
  /** The logger's name, for log4j2.properties. */
  static final String NAME = "io.taucrit.run";

  private static final Logger LOG = LoggerFactory.getLogger(NAME);

  private String run;

  @Override
  public void started(LiveRun started) {
    run = started.id();
    Dials dials = started.plan().dials();
    new Line("started")
        .with("workers", dials.workers())
        .with("batch", dials.batch())
        .with("slack", dials.slack())
        .with("local_steps", dials.localSteps())
        .with("threads", dials.threads())
        .with("step", started.plan().steps().initial(dials))
        .with("target", started.plan().stopping().target())
        .log(Level.INFO);
  }

  @Override
  public void registered(int worker, long clock) {
    new Line("registered").with("worker", worker).with("clock", clock).log(Level.INFO);
  }

  @Override
  public void lost(int worker, String reason) {
    new Line("lost").with("worker", worker).with("reason", reason).log(Level.WARN);
  }

  @Override
  public void evaluated(TracePoint point) {
    new Line("evaluated").with(point).log(Level.INFO);
  }

  @Override
  public void checkpointed(long updates) {
    new Line("checkpointed").with("updates", updates).log(Level.INFO);
  }

  @Override
  public void ended(LiveRun ended, Outcome outcome, String failure) {
    RunStatus status = ended.status();
    Line line =
        new Line("ended")
            .with("outcome", outcome.name().toLowerCase(Locale.ROOT).replace('_', '-'));
    if (status.last() != null) {
      line.with(status.last());
    }
    line.with("updates", status.updates())
        .with("samples", status.samples())
        .with("train_seconds", status.trainSeconds())
        .with("bytes_pushed", status.bytesPushed())
        .with("bytes_pulled", status.bytesPulled())
        .with("checkpoints", status.checkpoints())
        .with("failure", failure)
        .log(outcome == Outcome.FAILED ? Level.WARN : Level.INFO);
  }

  /** What a line says, in order. */
  private final class Line {
    private final Map<String, Object> pairs = new LinkedHashMap<>();

    Line(String event) {
      with("event", event).with("run", run);
    }

    Line with(String key, Object value) {
      if (value != null) {
        pairs.put(key, value);
      }
      return this;
    }

    Line with(TracePoint point) {
      return with("updates", point.updates())
          .with("samples", point.samples())
          .with("train_seconds", point.trainSeconds())
          .with("objective", point.objective())
          .with("relative_suboptimality", point.relativeSuboptimality())
          .with("gradient_norm", Math.sqrt(point.gradientNormSquared()))
          .with("held_out_loss", point.heldOutLoss());
    }

    void log(Level level) {
      LoggingEventBuilder event = LOG.atLevel(level);
      for (Map.Entry<String, Object> pair : pairs.entrySet()) {
        event = event.addKeyValue(pair.getKey(), pair.getValue());
      }
      event.log(text());
    }

    private String text() {
      return pairs.entrySet().stream()
          .map(pair -> pair.getKey() + "=" + quoted(pair.getValue().toString()))
          .collect(Collectors.joining(" "));
    }

    private static String quoted(String value) {
      boolean plain = !value.isEmpty() && value.chars().noneMatch(c -> c <= ' ' || c == '"');
      return plain ? value : '"' + value.replace('"', '\'').replaceAll("\\p{Cntrl}", " ") + '"';
    }
  }
}
