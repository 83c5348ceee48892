package io.taucrit.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.taucrit.core.Progress;
import io.taucrit.core.delay.NoDelay;
import io.taucrit.core.engine.Averaging;
import io.taucrit.core.engine.RunListener;
import io.taucrit.core.engine.Sampling;
import io.taucrit.core.step.StepChoice;
import io.taucrit.jobs.analyze.AnalyzeJob;
import io.taucrit.jobs.engine.TrainingPlan.Where;
import io.taucrit.jobs.frames.Frames;
import io.taucrit.jobs.ml.SgdClassifier;
import io.taucrit.jobs.problem.DataSource;
import io.taucrit.jobs.problem.Problem;
import io.taucrit.jobs.problem.StagedBlocks;
import io.taucrit.jobs.train.TrainOptions;
import io.taucrit.jobs.train.TrainOptions.Goal;
import io.taucrit.jobs.train.TrainOptions.Method;
import io.taucrit.jobs.train.TrainOptions.Setting;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What Spark's pages call the jobs. */
class JobDescriptionsIT {
  private final JavaSparkContext spark = TestSpark.local();

  @TempDir Path folder;

  /** Keeps the descriptions of all jobs. */
  private static final class Jobs extends SparkListener {
    private final Set<String> descriptions = new TreeSet<>();

    @Override
    public synchronized void onJobStart(SparkListenerJobStart start) {
      descriptions.add(
          start.properties().getProperty("spark.job.description", "NONE: " + start.jobId()));
    }
  }

  @Test
  void everyJobHasOne() throws Exception {
    Dataset<Row> frame = Frames.of(Frames.planted("logistic", 900));
    String parquet = folder.resolve("clicks").toString();
    frame.write().parquet(parquet);
    spark.setJobGroup("mine", "the application's own", false);

    Set<String> descriptions =
        descriptionsOf(
            () -> {
              try (StagedBlocks staged =
                  StagedBlocks.of(spark, DataSource.of(List.of(parquet), 1))) {
                Problem problem = TestProblems.of(staged.blocks(), "logistic", 0.2);
                analyseAndTrain(problem);
              }
              new SgdClassifier()
                  .setTargetSuboptimality(0)
                  .setMaxUpdates(5)
                  .setBatchSize(8)
                  .setStepSize("0.05")
                  .fit(frame);
            });

    assertThat(descriptions)
        .noneMatch(text -> text.startsWith("NONE") || text.equals("the application's own"))
        .contains(
            "Read the columns of " + parquet,
            "Number the rows of " + parquet,
            "Read " + parquet,
            "Read the DataFrame",
            "Gradient and noise",
            "Hessian products",
            "Train with 2 workers",
            "Simulate 2 workers");
    assertThat(spark.getLocalProperty("spark.job.description")).isEqualTo("the application's own");
    assertThat(spark.getLocalProperty("spark.jobGroup.id")).isEqualTo("mine");
    assertThat(spark.getLocalProperty("spark.job.interruptOnCancel")).isEqualTo("false");
    spark.clearJobGroup();
  }

  private void analyseAndTrain(Problem problem) {
    io.taucrit.jobs.Jobs jobs = new io.taucrit.jobs.Jobs(spark);
    jobs.analyze(problem, new AnalyzeJob.Options(List.of(0.3), null, 2, 1), Progress.NONE);
    TrainOptions train =
        TrainOptions.of(List.of("clicks"), new Goal(null, null, 20L, null), 1)
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
    jobs.train(problem, train, Progress.NONE, RunListener.none());
    jobs.train(
        problem,
        train.withSetting(new Setting(new NoDelay(), Where.SIMULATED, false, 60)),
        Progress.NONE,
        RunListener.none());
  }

  private Set<String> descriptionsOf(Runnable work) throws Exception {
    Jobs heard = new Jobs();
    spark.sc().addSparkListener(heard);
    try {
      work.run();
      spark.sc().listenerBus().waitUntilEmpty(60_000);
    } finally {
      spark.sc().removeSparkListener(heard);
    }
    return heard.descriptions;
  }
}
