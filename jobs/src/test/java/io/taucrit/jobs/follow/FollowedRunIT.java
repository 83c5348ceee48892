package io.taucrit.jobs.follow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.taucrit.core.Progress;
import io.taucrit.core.delay.NoDelay;
import io.taucrit.core.engine.Averaging;
import io.taucrit.core.engine.LiveRun;
import io.taucrit.core.engine.RunListener;
import io.taucrit.core.engine.RunStatus;
import io.taucrit.core.engine.Sampling;
import io.taucrit.core.engine.Sequencer.Outcome;
import io.taucrit.core.engine.TracePoint;
import io.taucrit.core.step.StepChoice;
import io.taucrit.data.InputException;
import io.taucrit.data.UsageException;
import io.taucrit.jobs.TestProblems;
import io.taucrit.jobs.TestSpark;
import io.taucrit.jobs.engine.TrainingPlan.Where;
import io.taucrit.jobs.problem.Problem;
import io.taucrit.jobs.train.TrainJob;
import io.taucrit.jobs.train.TrainOptions;
import io.taucrit.jobs.train.TrainOptions.Checkpointing;
import io.taucrit.jobs.train.TrainOptions.Goal;
import io.taucrit.jobs.train.TrainOptions.Method;
import io.taucrit.jobs.train.TrainOptions.Setting;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What listeners are told of real runs. */
class FollowedRunIT {
  private final JavaSparkContext spark = TestSpark.local();

  @TempDir Path folder;

  @AfterEach
  void forget() {
    spark.sc().conf().remove(ConfiguredListeners.KEY);
  }

  /** Keeps all; the last one that was made is the configured one of the last run. */
  public static class Told implements RunListener {
    private static Told last;

    private final List<String> events = new ArrayList<>();
    private final List<TracePoint> points = new ArrayList<>();
    private LiveRun run;
    private RunStatus end;
    private String failure;

    public Told() {
      last = this;
    }

    @Override
    public void started(LiveRun started) {
      run = started;
      events.add("started");
      assertThat(started.status()).isEqualTo(RunStatus.beginning());
    }

    @Override
    public void registered(int worker, long clock) {
      events.add("registered");
    }

    @Override
    public void evaluated(TracePoint point) {
      points.add(point);
      events.add("evaluated");
      assertThat(run.status().updates()).isEqualTo(point.updates());
    }

    @Override
    public void checkpointed(long updates) {
      events.add("checkpointed");
    }

    @Override
    public void ended(LiveRun ended, Outcome outcome, String why) {
      events.add("ended " + outcome);
      end = ended.status();
      failure = why;
    }
  }

  /** Fails in its second evaluation. */
  public static final class Broken extends Told {
    private static int evaluations;

    @Override
    public void evaluated(TracePoint point) {
      evaluations++;
      if (point.updates() > 0) {
        throw new IllegalStateException("on purpose");
      }
    }
  }

  @Test
  void listenersOfTheCallAndOfTheConfigurationAreToldTheSame() {
    Problem problem = TestProblems.generated(spark, "logistic", folder);
    configure(Broken.class.getName() + "," + Told.class.getName());
    Broken.evaluations = 0;
    Told given = new Told();
    TrainJob.Result result =
        train(
            problem,
            options(40)
                .withCheckpointing(
                    new Checkpointing(folder.resolve("saved").toString(), 1L, null, false)),
            given);

    assertThat(given.points).isEqualTo(result.trace());
    assertThat(given.events)
        .startsWith("started", "registered", "registered")
        .endsWith("ended MAX_UPDATES")
        .contains("checkpointed");
    assertThat(given.end.updates()).isEqualTo(40);
    assertThat(given.end.samples()).isEqualTo(result.record().samples());
    assertThat(given.end.bytesPushed()).isEqualTo(result.record().bytesPushed());
    assertThat(given.end.checkpoints())
        .isEqualTo(result.record().checkpoints())
        .isEqualTo(given.events.stream().filter("checkpointed"::equals).count());
    assertThat(given.end.registered()).isEqualTo(2);
    assertThat(given.failure).isNull();
    assertThat(Told.last).isNotSameAs(given);
    assertThat(Told.last.events).isEqualTo(given.events);
    assertThat(Broken.evaluations).as("the one at 0, and the one that failed").isEqualTo(2);
  }

  @Test
  void aSimulatedRunIsToldAtItsEnd() {
    Problem problem = TestProblems.generated(spark, "logistic", folder);
    List<String> told = new ArrayList<>();
    List<RunStatus> last = new ArrayList<>();
    RunListener listener =
        new RunListener() {
          @Override
          public void started(LiveRun run) {
            told.add("started");
          }

          @Override
          public void evaluated(TracePoint point) {
            told.add("evaluated");
          }

          @Override
          public void ended(LiveRun run, Outcome outcome, String failure) {
            told.add("ended");
            last.add(run.status());
          }
        };
    TrainJob.Result result =
        train(
            problem,
            options(40).withSetting(new Setting(new NoDelay(), Where.SIMULATED, false, 60)),
            listener);
    assertThat(told).startsWith("started", "evaluated").endsWith("evaluated", "ended");
    assertThat(last.get(0).updates()).isEqualTo(40);
    assertThat(last.get(0).last()).isEqualTo(result.trace().get(result.trace().size() - 1));
  }

  @Test
  void aFailedRunIsToldWithItsReason() throws Exception {
    Problem problem = TestProblems.generated(spark, "logistic", folder);
    Files.delete(folder.resolve(problem.manifest().blocks().get(7).name()));
    Told given = new Told();
    assertThatThrownBy(() -> train(problem, options(40), given)).isInstanceOf(InputException.class);
    assertThat(given.events).endsWith("ended FAILED");
    assertThat(given.failure).contains(problem.manifest().blocks().get(7).name());
  }

  /** Where a run would begin with an analysis, there is not even that. */
  @Test
  void anUnknownListenerIsRefusedBeforeAnythingIsDone() {
    Problem problem = TestProblems.generated(spark, "logistic", folder);
    configure("com.acme.Missing");
    TrainOptions open = TrainOptions.of(List.of("generated"), Goal.target(0.1), 1);
    Progress none =
        new Progress() {
          @Override
          public void stage(String description) {
            throw new AssertionError("Something was done: " + description);
          }

          @Override
          public void at(double fraction, String detail) {}
        };
    assertThatThrownBy(() -> TrainJob.run(spark, problem, open, none, RunListener.none()))
        .isInstanceOf(UsageException.class)
        .hasMessageStartingWith("Invalid spark.taucrit.listeners: 'com.acme.Missing'");
  }

  private void configure(String listeners) {
    spark.sc().conf().set(ConfiguredListeners.KEY, listeners);
  }

  private static TrainOptions options(long updates) {
    return TrainOptions.of(List.of("generated"), new Goal(null, null, updates, null), 1)
        .withMethod(
            new Method(
                2,
                48,
                0,
                1,
                1,
                StepChoice.parse("0.05"),
                "constant",
                Averaging.NONE,
                Sampling.INDEPENDENT));
  }

  private TrainJob.Result train(Problem problem, TrainOptions options, RunListener listener) {
    return TrainJob.run(spark, problem, options, Progress.NONE, listener);
  }
}
