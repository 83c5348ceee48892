package io.taucrit.jobs.follow;

import static org.assertj.core.api.Assertions.assertThat;

import io.taucrit.core.Progress;
import io.taucrit.core.delay.DelayModel;
import io.taucrit.core.engine.Averaging;
import io.taucrit.core.engine.RunListener;
import io.taucrit.core.engine.Sampling;
import io.taucrit.core.step.StepChoice;
import io.taucrit.jobs.TestProblems;
import io.taucrit.jobs.TestSpark;
import io.taucrit.jobs.engine.TrainingPlan.Where;
import io.taucrit.jobs.problem.Problem;
import io.taucrit.jobs.train.TrainJob;
import io.taucrit.jobs.train.TrainOptions;
import io.taucrit.jobs.train.TrainOptions.Goal;
import io.taucrit.jobs.train.TrainOptions.Method;
import io.taucrit.jobs.train.TrainOptions.Setting;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What Prometheus reads of runs, from Spark's own servlet. */
class RunMetricsIT {
  private static final int WORKERS = 2;
  private static final int BATCH = 48;
  private static final int HELD_AT = 10;

  /** Counted down by a run that is held, and what it then waits for. */
  private static volatile CountDownLatch held;

  private static volatile CountDownLatch release;

  private final JavaSparkContext spark = TestSpark.localWithPages();
  private final ExecutorService threads = Executors.newCachedThreadPool();

  @TempDir Path folder;

  /** Worker 1 has the work of one clock and keeps it: so many updates are then applied. */
  private record HeldAt(long clock) implements DelayModel {
    @Override
    public double seconds(int worker, long asked) {
      if (worker == 1 && asked == clock) {
        held.countDown();
        try {
          assertThat(release.await(60, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
        }
      }
      return 0;
    }
  }

  @AfterEach
  void stop() {
    threads.shutdownNow();
  }

  @Test
  void aRunCanBeReadWhileItGoesOn() throws Exception {
    Problem problem = TestProblems.generated(spark, "logistic", folder);
    List<Map<String, Double>> read = whileHeld(List.of(problem));

    Map<String, Double> run = read.get(0);
    assertThat(run)
        .containsEntry("updates", (double) HELD_AT)
        .containsEntry("samples", (double) HELD_AT * BATCH)
        .containsEntry("workers", 2.0)
        .containsEntry("workersRegistered", 2.0)
        .containsEntry("largestStaleness", 1.0)
        .containsEntry("meanStaleness", 0.5)
        .containsEntry("checkpoints", 0.0)
        .containsEntry("relativeSuboptimality", Double.NaN)
        .containsEntry("heldOutLoss", Double.NaN);
    assertThat(run.get("objective")).isBetween(0.0, Math.log(2));
    assertThat(run.get("gradientNorm")).isPositive();
    assertThat(run.get("trainSeconds")).isPositive();
    assertThat(run.get("bytesPulled")).isPositive();
    assertThat(run.get("bytesPushed")).isGreaterThan(run.get("bytesPulled") / 2);
    assertThat(run.get("workersOwing")).isBetween(1.0, 2.0);
    assertThat(run).hasSize(15);
    assertThat(metrics(0)).as("after the end").isEmpty();
  }

  @Test
  void runsAtOnceHaveNamesOfTheirOwn() throws Exception {
    Problem one = TestProblems.generated(spark, "logistic", folder.resolve("1"));
    Problem other = TestProblems.generated(spark, "squared", folder.resolve("2"));
    List<Map<String, Double>> read = whileHeld(List.of(one, other));

    assertThat(read.get(0)).containsEntry("updates", (double) HELD_AT).hasSize(15);
    assertThat(read.get(1)).containsEntry("updates", (double) HELD_AT).hasSize(15);
    assertThat(read.get(0).get("objective")).isNotEqualTo(read.get(1).get("objective"));
    assertThat(metrics(0)).isEmpty();
    assertThat(metrics(1)).isEmpty();
  }

  /** The metrics of runs on these problems, all held at one update. */
  private List<Map<String, Double>> whileHeld(List<Problem> problems) throws Exception {
    held = new CountDownLatch(problems.size());
    release = new CountDownLatch(1);
    List<Future<TrainJob.Result>> runs = new ArrayList<>();
    for (Problem problem : problems) {
      runs.add(threads.submit(() -> train(problem)));
    }
    List<Map<String, Double>> read = new ArrayList<>();
    try {
      assertThat(held.await(60, TimeUnit.SECONDS)).isTrue();
      for (int k = 0; k < problems.size(); k++) {
        read.add(metrics(k));
      }
    } finally {
      release.countDown();
    }
    for (Future<TrainJob.Result> run : runs) {
      assertThat(run.get(60, TimeUnit.SECONDS).record().updates()).isEqualTo(30);
    }
    return read;
  }

  private TrainJob.Result train(Problem problem) {
    TrainOptions options =
        TrainOptions.of(List.of("generated"), new Goal(null, null, 30L, null), 1)
            .withMethod(
                new Method(
                    WORKERS,
                    BATCH,
                    0,
                    1,
                    1,
                    StepChoice.parse("0.05"),
                    "constant",
                    Averaging.NONE,
                    Sampling.INDEPENDENT))
            .withSetting(new Setting(new HeldAt(HELD_AT), Where.TASKS, false, 60));
    return TrainJob.run(spark, problem, options, Progress.NONE, RunListener.none());
  }

  /** Values by the last part of their names. */
  private Map<String, Double> metrics(int run) throws Exception {
    URI page = URI.create(spark.sc().uiWebUrl().get() + "/metrics/prometheus/");
    String text =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(page).timeout(Duration.ofSeconds(30)).build(),
                BodyHandlers.ofString())
            .body();
    assertThat(text)
        .as("Spark's own")
        .contains("metrics_tests_driver_DAGScheduler_job_activeJobs_Value");
    String prefix = "metrics_tests_driver_taucrit_%d_run_".formatted(run);
    Map<String, Double> values = new TreeMap<>();
    for (String line : text.lines().filter(l -> l.startsWith(prefix)).toList()) {
      int end = line.indexOf("_Value{type=\"gauges\"}");
      if (end < 0) {
        // Spark writes every gauge twice, also as a Number.
        continue;
      }
      String name = line.substring(prefix.length(), end);
      values.put(name, Double.valueOf(line.substring(line.indexOf(' ') + 1)));
    }
    return values;
  }
}
