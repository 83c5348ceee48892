package io.taucrit.jobs.follow;

import com.codahale.metrics.CachedGauge;
import com.codahale.metrics.Gauge;
import com.codahale.metrics.MetricRegistry;
import io.taucrit.core.engine.LiveRun;
import io.taucrit.core.engine.RunListener;
import io.taucrit.core.engine.RunStatus;
import io.taucrit.core.engine.Sequencer.Outcome;
import io.taucrit.core.engine.TracePoint;
import java.util.BitSet;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;
import org.apache.spark.SparkEnv;
import org.apache.spark.metrics.MetricsSystem;
import org.apache.spark.metrics.source.Source;

/**
 * A run in the driver's Spark metrics while it goes on. Its gauges are {@code
 * taucrit.K.run.updates} and so on, where K is the least number that no other run of this process
 * has: 0 for one run after another. Counts begin anew with each run, as Prometheus' {@code rate}
 * expects of a process that starts anew. What is not known is NaN.
 *
 * <p>A push costs nothing here. Who reads gauges copies the run's status, at most ten times a
 * second however many gauges there are.
 */
final class RunMetrics implements RunListener {
  private static final long FRESH_MILLIS = 100;

  /** Numbers of the runs that go on. */
  private static final BitSet TAKEN = new BitSet();

  private int number;
  private MetricsSystem metrics;
  private Source source;

  @Override
  public void started(LiveRun run) {
    synchronized (TAKEN) {
      number = TAKEN.nextClearBit(0);
      TAKEN.set(number);
      source = new RunSource(number, registry(run));
      metrics = SparkEnv.get().metricsSystem();
      metrics.registerSource(source);
    }
  }

  @Override
  public void ended(LiveRun run, Outcome outcome, String failure) {
    synchronized (TAKEN) {
      metrics.removeSource(source);
      TAKEN.clear(number);
    }
  }

  /** Spark removes all names that begin with a source's: number 1 must not be the start of 10. */
  private record RunSource(String sourceName, MetricRegistry metricRegistry) implements Source {
    RunSource(int number, MetricRegistry registry) {
      this("taucrit.%d.run".formatted(number), registry);
    }
  }

  private static MetricRegistry registry(LiveRun run) {
    Gauges gauges = new Gauges(run);
    gauges.count("updates", RunStatus::updates);
    gauges.count("samples", RunStatus::samples);
    gauges.number("trainSeconds", RunStatus::trainSeconds);
    gauges.evaluated("objective", TracePoint::objective);
    gauges.evaluated("relativeSuboptimality", p -> orNaN(p.relativeSuboptimality()));
    gauges.evaluated("gradientNorm", p -> Math.sqrt(p.gradientNormSquared()));
    gauges.evaluated("heldOutLoss", p -> orNaN(p.heldOutLoss()));
    gauges.number("meanStaleness", RunStatus::meanStaleness);
    gauges.count("largestStaleness", RunStatus::largestStaleness);
    gauges.count("bytesPushed", RunStatus::bytesPushed);
    gauges.count("bytesPulled", RunStatus::bytesPulled);
    gauges.count("workers", status -> run.plan().dials().workers());
    gauges.count("workersRegistered", RunStatus::registered);
    gauges.count("workersOwing", RunStatus::owing);
    gauges.count("checkpoints", RunStatus::checkpoints);
    return gauges.registry;
  }

  private static double orNaN(Double value) {
    return value == null ? Double.NaN : value;
  }

  /** Gauges of one status. */
  private static final class Gauges {
    private final MetricRegistry registry = new MetricRegistry();
    private final Gauge<RunStatus> status;

    Gauges(LiveRun run) {
      status =
          new CachedGauge<>(FRESH_MILLIS, TimeUnit.MILLISECONDS) {
            @Override
            protected RunStatus loadValue() {
              return run.status();
            }
          };
    }

    void count(String name, ToLongFunction<RunStatus> value) {
      registry.register(name, (Gauge<Long>) () -> value.applyAsLong(status.getValue()));
    }

    void number(String name, ToDoubleFunction<RunStatus> value) {
      registry.register(name, (Gauge<Double>) () -> value.applyAsDouble(status.getValue()));
    }

    void evaluated(String name, ToDoubleFunction<TracePoint> value) {
      number(name, s -> s.last() == null ? Double.NaN : value.applyAsDouble(s.last()));
    }
  }
}
