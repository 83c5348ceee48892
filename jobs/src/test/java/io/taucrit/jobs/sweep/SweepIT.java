package io.taucrit.jobs.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.taucrit.core.Progress;
import io.taucrit.core.step.StepChoice;
import io.taucrit.core.sweep.Measure;
import io.taucrit.core.sweep.Seeds;
import io.taucrit.data.InputException;
import io.taucrit.data.synthetic.SparseGlmProblem;
import io.taucrit.jobs.TestSpark;
import io.taucrit.jobs.journal.Journal;
import io.taucrit.jobs.problem.Lambda;
import io.taucrit.jobs.sweep.SweepRecord.PointRecord;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hdfs.DistributedFileSystem;
import org.apache.hadoop.hdfs.MiniDFSCluster;
import org.apache.hadoop.hdfs.protocol.HdfsConstants;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Sweeps of a small problem, undisturbed and disturbed. */
class SweepIT {
  private static final List<StepChoice> SEARCH = Arrays.asList((StepChoice) null);
  private static final SweepPlan.Data MADE =
      new SweepPlan.Data(
          "made",
          List.of(),
          null,
          null,
          SparseGlmProblem.Options.defaults("logistic")
              .withRows(2_000)
              .withFeatures(100)
              .withNonzerosPerRow(8));

  @TempDir static Path shared;
  private static SweepRecord undisturbed;

  @TempDir Path folder;

  private static SweepPlan.Grid grid(List<Integer> workers, List<Integer> batch, int timed) {
    return new SweepPlan.Grid(
        workers, batch, List.of(0), List.of(1), List.of("none"), SEARCH, null, timed);
  }

  private static SweepPlan plan(List<SweepPlan.Data> data, SweepPlan.Grid... grids) {
    return new SweepPlan(
        "test",
        data,
        List.of("logistic"),
        List.of(Lambda.ONE_OVER_ROWS),
        Measure.SUBOPTIMALITY,
        List.of(0.1),
        List.of(grids),
        new Seeds(4, 8, 0.1, 1),
        30);
  }

  private static SweepPlan plan() {
    return plan(
        List.of(MADE),
        grid(List.of(1), List.of(1, 16, 256), 0),
        new SweepPlan.Grid(null, null, null, null, null, SEARCH, List.of(1, 16), 0),
        new SweepPlan.Grid(
            List.of(4),
            List.of(16),
            List.of(0, 2),
            List.of(3),
            List.of("pareto:1:1.5"),
            List.of(StepChoice.predicted(), StepChoice.of(1e-9)),
            null,
            0));
  }

  private static SweepRecord run(SweepPlan plan, String journal) {
    return SweepJob.run(
        TestSpark.local(),
        plan,
        new SweepJob.Options(journal, "the file", null, null, true, 600),
        Progress.NONE);
  }

  @BeforeAll
  static void runUndisturbed() {
    undisturbed = run(plan(), shared.resolve("journal").toString());
  }

  /** The record without what may differ between two sweeps of one plan. */
  private static JsonNode withoutTimes(SweepRecord record) {
    JsonNode tree = Journal.JSON.valueToTree(record);
    strip(tree);
    return tree;
  }

  private static void strip(JsonNode node) {
    if (node instanceof ObjectNode object) {
      List<String> names = new ArrayList<>();
      object.fieldNames().forEachRemaining(names::add);
      names.stream().filter(n -> n.toLowerCase().endsWith("seconds")).forEach(object::remove);
      object.forEach(SweepIT::strip);
    } else if (node instanceof ArrayNode array) {
      array.forEach(SweepIT::strip);
    }
  }

  private static List<PointRecord> points(SweepRecord record, String status) {
    return record.points().stream().filter(p -> p.status().equals(status)).toList();
  }

  @Test
  void theTableHoldsWhatWasAskedFor() {
    assertThat(undisturbed.points()).hasSize(9);
    for (PointRecord p : undisturbed.points()) {
      if (p.stepFrom().equals("1.0E-9")) {
        assertThat(p.status()).isEqualTo("not-reached");
        assertThat(p.reason()).startsWith("no step from 1.000e-09 to 1.000e-09 reached the target");
        assertThat(p.updates()).isNull();
        continue;
      }
      assertThat(p.status()).as(p.toString()).isEqualTo("reached");
      assertThat(p.updates()).isBetween(p.updatesLower(), p.updatesUpper());
      assertThat(p.samples()).isEqualTo(p.updates() * p.batch() * p.localSteps());
      // The mean curve passes the target where it says so.
      assertThat(p.curve().get(0).mean()).isEqualTo(1);
      assertThat(p.curve().stream().filter(c -> c.updates() <= p.updates() - 1))
          .allMatch(c -> c.mean() > p.target());
      assertThat(p.curve().stream().filter(c -> c.mean() <= p.target())).isNotEmpty();
      if (p.stepFrom().equals("search")) {
        int best = p.steps().stream().map(SweepRecord.StepTried::step).toList().indexOf(p.step());
        assertThat(best).isNotNegative();
        assertThat(p.steps())
            .as("the best step is interior")
            .anyMatch(s -> Math.abs(s.step() / p.step() - Math.sqrt(2)) < 1e-9)
            .anyMatch(s -> Math.abs(s.step() / p.step() - Math.sqrt(0.5)) < 1e-9);
        assertThat(p.steps()).allMatch(s -> s.updates() == null || s.updates() >= p.updates());
      }
    }
    PointRecord one = undisturbed.points().get(0);
    assertThat(one.batch()).isEqualTo(1);
    assertThat(one.speedup()).isEqualTo(1);
    for (PointRecord p : undisturbed.points()) {
      if (p.updates() != null) {
        double speedup = one.updates() / p.updates() / p.localSteps();
        assertThat(p.speedup()).isEqualTo(speedup);
        assertThat(p.efficiency()).isEqualTo(speedup / p.batch());
      }
    }
    PointRecord sequential = undisturbed.points().get(3);
    assertThat(sequential.tau()).isEqualTo(1);
    assertThat(sequential.updates()).isEqualTo(one.updates());
    PointRecord delayed = undisturbed.points().get(4);
    assertThat(delayed.largestStaleness()).isEqualTo(15);
  }

  /** Any part of the journal may be missing when the sweep goes on. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void aSweepGoesOnFromAnyPartOfItsJournal(long seed) throws IOException {
    Path journal = Files.createDirectory(folder.resolve("journal"));
    Random random = new Random(seed);
    List<Path> files;
    try (Stream<Path> all = Files.list(shared.resolve("journal"))) {
      files = all.sorted().toList();
    }
    List<Path> kept = new ArrayList<>(files);
    Collections.shuffle(kept, random);
    for (Path file : kept.subList(0, files.size() / 2)) {
      Files.copy(file, journal.resolve(file.getFileName()));
    }
    Path cut = kept.get(files.size() / 2);
    byte[] bytes = Files.readAllBytes(cut);
    Files.write(
        journal.resolve(cut.getFileName()), Arrays.copyOf(bytes, random.nextInt(bytes.length)));
    SweepRecord again = run(plan(), journal.toString());
    assertThat(withoutTimes(again)).isEqualTo(withoutTimes(undisturbed));
    try (Stream<Path> all = Files.list(journal)) {
      assertThat(all).as("nothing was measured twice").hasSize(files.size() + 1);
    }
  }

  @Test
  void aCompleteSweepIsNotMeasuredAgain() {
    JavaSparkContext spark = TestSpark.local();
    AtomicInteger jobs = new AtomicInteger();
    SparkListener listener =
        new SparkListener() {
          @Override
          public void onJobStart(SparkListenerJobStart start) {
            jobs.incrementAndGet();
          }
        };
    spark.sc().addSparkListener(listener);
    try {
      SweepRecord again = run(plan(), shared.resolve("journal").toString());
      assertThat(withoutTimes(again)).isEqualTo(withoutTimes(undisturbed));
    } finally {
      spark.sc().removeSparkListener(listener);
    }
    assertThat(jobs).hasValue(0);
  }

  @Test
  void whatFailsIsARowAndTheOthersAreMeasured() {
    SweepPlan.Data missing =
        new SweepPlan.Data("missing", List.of("/no/such/file.svm"), null, null, null);
    SweepRecord record =
        run(
            plan(List.of(missing, MADE), grid(List.of(1, 999), List.of(999), 0), tooManyWorkers()),
            folder.resolve("journal").toString());
    assertThat(points(record, "failed")).hasSize(3);
    assertThat(record.problems().get(0).reason()).contains("/no/such/file.svm");
    assertThat(record.problems().get(0).analysis()).isNull();
    assertThat(points(record, "failed"))
        .filteredOn(p -> p.dataset().equals("missing"))
        .hasSize(3)
        .allMatch(p -> p.reason().contains("/no/such/file.svm"));
    assertThat(points(record, "reached")).hasSize(3);
    assertThat(points(record, "reached"))
        .filteredOn(p -> p.workers() == 5)
        .singleElement()
        .matches(
            p ->
                p.reason()
                    .startsWith("not timed: Cannot run 5 workers: the application on local[4]"));
  }

  /** Its simulation works, but it cannot be timed on four slots. */
  private static SweepPlan.Grid tooManyWorkers() {
    return grid(List.of(5), List.of(10), 1);
  }

  @Test
  void timedRunsHaveSeconds() {
    SweepRecord record =
        run(
            plan(List.of(MADE), grid(List.of(2), List.of(64), 3)),
            folder.resolve("journal").toString());
    PointRecord p = record.points().get(0);
    assertThat(p.timedReached()).isEqualTo(3);
    assertThat(p.timedSeconds()).hasSize(3).allMatch(s -> s > 0);
    assertThat(p.timedSeconds().stream().sorted().toList().get(1)).isEqualTo(p.seconds());
    // The mean over the simulated seeds and single runs of the engine: the same, but for the noise
    // of one run and the tenth between evaluations.
    assertThat(p.timedUpdates()).allMatch(u -> u > 0.5 * p.updates() && u < 2 * p.updates());
    SweepRecord again =
        run(
            plan(List.of(MADE), grid(List.of(2), List.of(64), 3)),
            folder.resolve("journal").toString());
    assertThat(again.points().get(0).timedSeconds()).isEqualTo(p.timedSeconds());
  }

  @Test
  void theGradientNormNeedsNoPrediction() {
    SweepPlan plan = plan(List.of(MADE), grid(List.of(1), List.of(1, 64), 0));
    SweepRecord record =
        run(
            new SweepPlan(
                "gradient",
                plan.data(),
                plan.losses(),
                plan.lambdas(),
                Measure.GRADIENT,
                plan.targets(),
                plan.grids(),
                plan.seeds(),
                plan.patience()),
            folder.resolve("journal").toString());
    assertThat(points(record, "reached")).hasSize(2);
    assertThat(record.measure()).isEqualTo("gradient");
    assertThat(record.points()).allMatch(p -> p.predictedUpdates() == null);
    assertThat(record.halves()).isEmpty();
  }

  /** What a task would not survive is refused before it ends the application. */
  @Test
  void whatDoesNotFitIntoMemoryOrBelowTheBoundOfAStepIsARow() {
    SweepPlan.Grid huge =
        new SweepPlan.Grid(null, null, null, null, null, SEARCH, List.of(100_000_000), 0);
    SweepPlan.Grid tooLong =
        new SweepPlan.Grid(
            List.of(1),
            List.of(4),
            List.of(0),
            List.of(1),
            List.of("none"),
            List.of(StepChoice.of(1e4)),
            null,
            0);
    SweepRecord record =
        run(plan(List.of(MADE), huge, tooLong), folder.resolve("journal").toString());
    assertThat(record.points())
        .extracting(PointRecord::reason)
        .satisfiesExactly(
            reason ->
                assertThat(reason)
                    .startsWith("8 seeds of 100000000 workers with 1 local steps and d = 100 need")
                    .endsWith(
                        "lower seeds.most, workers or tau, or give the executors more memory"),
            reason -> assertThat(reason).isEqualTo("step 10000.0 must be below 1/lambda = 2000.0"));
  }

  /** Names may hold what keys are made of. */
  @Test
  void dataSetsAreNotMixedUp() {
    SweepPlan.Data other =
        new SweepPlan.Data(
            "made/logistic",
            List.of(),
            null,
            null,
            SparseGlmProblem.Options.defaults("logistic")
                .withRows(500)
                .withFeatures(80)
                .withNonzerosPerRow(6));
    SweepRecord record =
        run(
            plan(List.of(MADE, other), grid(List.of(1), List.of(64), 0)),
            folder.resolve("journal").toString());
    assertThat(record.problems()).extracting(p -> p.analysis().n()).containsExactly(2_000L, 500L);
  }

  /** A name quota is a disk without room for another file. */
  @Test
  void aFullDiskLosesNothing() throws IOException {
    File target = new File("target/hdfs-sweep").getAbsoluteFile();
    MiniDFSCluster cluster =
        new MiniDFSCluster.Builder(new Configuration(), target).numDataNodes(1).build();
    try {
      cluster.waitActive();
      DistributedFileSystem hdfs = cluster.getFileSystem();
      org.apache.hadoop.fs.Path journal =
          hdfs.makeQualified(new org.apache.hadoop.fs.Path("/sweep/journal"));
      hdfs.mkdirs(journal);
      // The folder itself, the lease, the identity, the problem, three curves.
      hdfs.setQuota(journal, 7, HdfsConstants.QUOTA_DONT_SET);
      assertThatThrownBy(() -> run(plan(), journal.toString()))
          .isInstanceOf(InputException.class)
          .hasMessageStartingWith("Cannot write to the journal hdfs://")
          .hasMessageContaining("quota")
          .hasMessageEndingWith(
              "the finished parts in it are safe: mend that, and the same command goes on");
      int kept = hdfs.listStatus(journal).length;
      assertThat(kept).isEqualTo(5);
      hdfs.setQuota(journal, HdfsConstants.QUOTA_RESET, HdfsConstants.QUOTA_DONT_SET);
      SweepRecord record = run(plan(), journal.toString());
      assertThat(withoutTimes(record)).isEqualTo(withoutTimes(undisturbed));
    } finally {
      cluster.shutdown(true);
    }
  }

  @Test
  void anInterruptedSweepCancelsItsJobsAndGoesOn() throws Exception {
    JavaSparkContext spark = TestSpark.local();
    String journal = folder.resolve("journal").toString();
    Thread sweep = Thread.currentThread();
    SparkListener listener =
        new SparkListener() {
          @Override
          public void onJobStart(SparkListenerJobStart start) {
            String description = start.properties().getProperty("spark.job.description", "");
            if (description.contains("delay 16")) {
              sweep.interrupt();
            }
          }
        };
    spark.sc().addSparkListener(listener);
    try {
      assertThatThrownBy(() -> run(plan(), journal))
          .isInstanceOf(InputException.class)
          .hasMessageContaining("Interrupted");
    } finally {
      assertThat(Thread.interrupted()).isTrue();
      spark.sc().removeSparkListener(listener);
    }
    spark.sc().listenerBus().waitUntilEmpty(60_000);
    assertThat(withoutTimes(run(plan(), journal))).isEqualTo(withoutTimes(undisturbed));
    assertThat(spark.statusTracker().getActiveJobIds()).isEmpty();
  }
}
