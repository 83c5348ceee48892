package io.taucrit.submit;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.taucrit.submit.command.ExitCode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.hdfs.MiniDFSCluster;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The jar through spark-submit, on a standalone cluster of real processes, with data and results on
 * a real HDFS.
 */
class SparkSubmitIT {
  private static final Pattern DRIVER = Pattern.compile("driver-[0-9]+-[0-9]+");

  private static final Path SMALL =
      Path.of("templates", "spark", "spark-defaults-small.conf").toAbsolutePath();

  /** Processes that live for seconds are not worth optimising. */
  private static final String SHORT_LIVED = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC";

  /** Until it is met in the middle, a run must not be over. */
  private static final String SLOW = "constant:0.05";

  @TempDir static Path shared;

  private static MiniDFSCluster hdfs;
  private static FileSystem files;
  private static SparkHome home;
  private static StandaloneCluster cluster;
  private static int submissions;

  /** Folders on HDFS, new for every submission. */
  private String out;

  private String events;

  @BeforeAll
  static void startClusters() throws Exception {
    Configuration configuration = new Configuration();
    configuration.setInt("dfs.replication", 1);
    hdfs =
        new MiniDFSCluster.Builder(configuration, shared.resolve("hdfs").toFile())
            .numDataNodes(1)
            .build();
    hdfs.waitActive();
    files = hdfs.getFileSystem();
    String small = SmallProblem.writeTo(shared.resolve("small.svm"));
    files.copyFromLocalFile(hadoop(small), hadoop("/data/small.svm"));
    home = SparkHome.create(Build.FOLDER, Build.FOLDER.resolve("standalone-home"));
    cluster = StandaloneCluster.start(shared, home, 2);
  }

  @AfterAll
  static void stopClusters() {
    if (cluster != null) {
      cluster.close();
    }
    if (hdfs != null) {
      hdfs.shutdown(true);
    }
  }

  @Test
  void clientModeTrainsAndLeavesAnEventLog() throws Exception {
    List<String> options = new ArrayList<>(List.of("--properties-file", SMALL.toString()));
    options.addAll(List.of("--conf", "spark.taucrit.reload.timeout=77s"));
    options.addAll(List.of("--conf", "spark.taucrit.slots.timeout=99s"));
    try (Submission submission =
        train(options, "--slack", "4", "--conf", "spark.taucrit.slots.timeout=88s")) {
      assertThat(submission.exit()).as(submission.printed()).isEqualTo(ExitCode.OK);
      assertThat(submission.printed())
          .contains("Run              asynchronous, 2 workers", "Report: " + out)
          .doesNotContain("\tat ", "ERROR");
    }
    JsonNode run = json("run.json");
    assertThat(run.get("workers").asInt()).isEqualTo(2);
    assertThat(run.get("slack").asInt()).isEqualTo(4);
    assertThat(run.get("encrypted").asBoolean()).as("by way of the network").isTrue();
    for (String name : List.of("trace.jsonl", "pushes.csv", "report.html", "model")) {
      assertThat(files.exists(hadoop(out + "/" + name))).as(name).isTrue();
    }
    assertNothingStaged();

    EventLog log = EventLog.in(files, events);
    assertThat(log.applicationName()).isEqualTo("taucrit train");
    assertThat(log.setting("spark.master")).isEqualTo(cluster.master());
    assertThat(log.setting("spark.task.maxFailures")).as("of the file").isEqualTo("8");
    assertThat(log.setting("spark.taucrit.server.strangers.timeout")).isEqualTo("60s");
    assertThat(log.setting("spark.taucrit.reload.timeout"))
        .as("spark-submit's --conf comes after the file")
        .isEqualTo("77s");
    assertThat(log.setting("spark.taucrit.slots.timeout"))
        .as("the command's own --conf comes after spark-submit's")
        .isEqualTo("88s");
    assertThat(log.jobs("spark.job.description")).contains("Train with 2 workers");
    assertThat(log.jobs("spark.jobGroup.id")).anyMatch(group -> group.startsWith("run-"));
    assertThat(log.outcomes()).hasSameSizeAs(log.jobs("spark.job.id")).containsOnly("JobSucceeded");
    assertThat(log.executorsAdded()).isEqualTo(2);
  }

  @Test
  void clusterModeFinishesAndWritesToHdfs() throws Exception {
    String driver = trainInClusterMode("--conf", "spark.app.name=nightly");
    assertThat(cluster.endOfDriver(driver)).as(cluster.printedBy(driver)).isEqualTo("FINISHED");
    assertThat(cluster.printedBy(driver))
        .contains("Run              synchronous, 2 workers", "Report: " + out)
        .doesNotContain("\tat ", "ERROR");
    JsonNode run = json("run.json");
    assertThat(run.get("workers").asInt()).isEqualTo(2);
    assertThat(run.get("slack").asInt()).isZero();
    assertThat(run.get("outcome").asText()).isEqualTo("max-updates");
    assertThat(files.exists(hadoop(out + "/model/coefficients.tsv"))).isTrue();
    assertNothingStaged();
    EventLog log = EventLog.in(files, events);
    assertThat(log.setting("spark.submit.deployMode")).isEqualTo("cluster");
    assertThat(log.applicationName()).isEqualTo("nightly");
  }

  @Test
  void aMasterThatIsNoUrlIsOneClearLine() throws Exception {
    prepare();
    try (Submission submission = submitTo("spark//127.0.0.1:7077", List.of(), train())) {
      assertThat(submission.exit()).isEqualTo(ExitCode.FAILED);
      assertOneComplaint(submission.printed(), "Cannot start Spark on spark//127.0.0.1:7077");
    }
  }

  /** Spark itself gives up after three attempts of 20 seconds. */
  @Tag("full")
  @Test
  void aMasterThatIsNotThereIsOneClearLine() throws Exception {
    prepare();
    try (Submission submission = submitTo("spark://127.0.0.1:1", List.of(), train())) {
      assertThat(submission.exit()).isEqualTo(ExitCode.FAILED);
      assertOneComplaint(submission.printed(), "spark://127.0.0.1:1", "is the master reachable?");
    }
  }

  @Tag("full")
  @Test
  void aMissingFolderForEventLogsIsOneClearLine() throws Exception {
    List<String> options = List.of("--conf", "spark.eventLog.dir=" + hdfs.getURI() + "/absent");
    try (Submission submission = train(options)) {
      assertThat(submission.exit()).isEqualTo(ExitCode.FAILED);
      assertOneComplaint(submission.printed(), "Cannot start Spark", "/absent");
    }
  }

  @Tag("full")
  @Test
  void clientModeAnalyses() throws Exception {
    prepare();
    List<String> command = List.of("analyze", "--data", "/data/small.svm", "--out", out);
    try (Submission submission = submitTo(cluster.master(), List.of(), command)) {
      assertThat(submission.exit()).as(submission.printed()).isEqualTo(ExitCode.OK);
    }
    assertThat(json("analysis.json").get("n").asInt()).isEqualTo(400);
    assertNothingStaged();
    assertThat(EventLog.in(files, events).applicationName()).isEqualTo("taucrit analyze");
  }

  /** spark-submit's own code is the driver's in client mode only. */
  @Tag("full")
  @Test
  void aMissedTargetEndsThreeInClientModeAndFailsTheDriverInClusterMode() throws Exception {
    String[] unreachable = {"--target", "1e-9", "--optimum", "0.1"};
    try (Submission submission = train(List.of(), unreachable)) {
      assertThat(submission.exit()).as(submission.printed()).isEqualTo(ExitCode.NOT_REACHED);
    }
    String driver = trainInClusterMode(unreachable);
    assertThat(cluster.endOfDriver(driver)).isEqualTo("FAILED");
    assertThat(json("run.json").get("reached").asBoolean()).isFalse();
  }

  /** Without a scheme it would be in a folder of whatever worker runs the driver. */
  @Tag("full")
  @Test
  void clusterModeRefusesPathsThatAreLocalToTheDriver() throws Exception {
    prepare();
    for (String option : List.of("--data", "--out")) {
      List<String> command = new ArrayList<>(train());
      command.set(command.indexOf(option) + 1, "relative");
      List<String> options = List.of("--conf", "spark.hadoop.fs.defaultFS=file:///");
      String driver = submitToCluster(options, command);
      assertThat(cluster.endOfDriver(driver)).isEqualTo("FAILED");
      assertOneComplaint(cluster.printedBy(driver), option, "relative", "--deploy-mode cluster");
    }
  }

  @Tag("full")
  @Test
  void relativePathsAreInTheHomeFolderOfTheDefaultFileSystem() throws Exception {
    prepare();
    List<String> command = new ArrayList<>(train());
    command.set(command.indexOf("--out") + 1, "relative/" + submissions);
    try (Submission submission = submitTo(cluster.master(), List.of(), command)) {
      assertThat(submission.exit()).as(submission.printed()).isEqualTo(ExitCode.OK);
    }
    out = files.getHomeDirectory() + "/relative/" + submissions;
    assertThat(json("run.json").get("workers").asInt()).isEqualTo(2);
  }

  @Tag("full")
  @Test
  void aSynchronousRunSurvivesTheLossOfAnExecutor() throws Exception {
    try (Submission submission = train(List.of(), "--delay", "none")) {
      assertThat(submission.exit()).as(submission.printed()).isEqualTo(ExitCode.OK);
    }
    String undisturbed = json("run.json").get("objective").asText();
    try (Submission submission = train(List.of(), "--delay", SLOW, "--checkpoint", "10")) {
      awaitCheckpoint(submission);
      List<ProcessHandle> executors = cluster.executors();
      assertThat(executors).hasSize(2);
      assertThat(executors.get(0).destroyForcibly()).isTrue();
      assertThat(submission.exit()).as(submission.printed()).isEqualTo(ExitCode.OK);
    }
    assertThat(json("run.json").get("objective").asText()).isEqualTo(undisturbed);
    assertThat(EventLog.in(files, events).executorsAdded())
        .as("the master has started another one")
        .isEqualTo(3);
  }

  /** What Ctrl-C sends, and systemd by the template for it. */
  @Tag("full")
  @Test
  void aRunThatIsInterruptedGoesOnLater() throws Exception {
    try (Submission submission = train(List.of(), "--delay", SLOW, "--checkpoint", "10")) {
      awaitCheckpoint(submission);
      submission.interrupt();
      assertThat(submission.exit()).as(submission.printed()).isEqualTo(128 + 2);
      assertThat(submission.printed()).doesNotContain("\tat ", "Exception");
    }
    assertNothingStaged();
    List<String> command = new ArrayList<>(train());
    command.add("--resume");
    try (Submission submission = submitTo(cluster.master(), List.of(), command)) {
      assertThat(submission.exit()).as(submission.printed()).isEqualTo(ExitCode.OK);
    }
    JsonNode run = json("run.json");
    assertThat(run.get("resumedFrom").asLong()).isBetween(10L, 99L);
    assertThat(run.get("updates").asLong()).isEqualTo(100);
  }

  private void awaitCheckpoint(Submission submission) throws Exception {
    Poll.until(() -> !submission.isAlive() || hasCheckpoint(), 120, () -> "a checkpoint in " + out);
    assertThat(submission.isAlive()).as(submission.printed()).isTrue();
  }

  private boolean hasCheckpoint() throws IOException {
    org.apache.hadoop.fs.Path folder = hadoop(out + "/checkpoints");
    return files.exists(folder)
        && Stream.of(files.listStatus(folder))
            .anyMatch(file -> file.getPath().getName().endsWith(".json") && file.getLen() > 0);
  }

  /** Temporary blocks are in the user's folder, on the default file system. */
  private static void assertNothingStaged() throws IOException {
    org.apache.hadoop.fs.Path folder = files.getHomeDirectory();
    if (files.exists(folder)) {
      for (FileStatus file : files.listStatus(folder)) {
        assertThat(file.getPath().getName()).doesNotStartWith(".taucrit");
      }
    }
  }

  private void prepare() throws IOException {
    submissions++;
    out = "%s/runs/%d".formatted(hdfs.getURI(), submissions);
    events = "%s/events/%d".formatted(hdfs.getURI(), submissions);
    files.mkdirs(hadoop(events));
  }

  private Submission train(List<String> options, String... more) throws IOException {
    prepare();
    List<String> line = new ArrayList<>(train());
    line.addAll(List.of(more));
    return submitTo(cluster.master(), options, line);
  }

  /** A hundred updates of two workers. */
  private List<String> train() {
    List<String> command = new ArrayList<>(List.of("train", "--data", "/data/small.svm"));
    command.addAll(List.of("--out", out, "--workers", "2", "--batch", "8"));
    command.addAll(List.of("--step", "0.5", "--max-updates", "100"));
    return command;
  }

  private Submission submitTo(String master, List<String> options, List<String> command)
      throws IOException {
    List<String> line = new ArrayList<>(List.of("--master", master));
    line.addAll(List.of("--class", Taucrit.class.getName(), "--driver-memory", "512m"));
    line.addAll(List.of("--executor-memory", "512m", "--conf", "spark.executor.cores=1"));
    line.addAll(List.of("--conf", "spark.cores.max=2", "--conf", "spark.ui.enabled=false"));
    line.addAll(List.of("--conf", "spark.hadoop.fs.defaultFS=" + hdfs.getURI()));
    line.addAll(List.of("--conf", "spark.eventLog.enabled=true"));
    line.addAll(List.of("--conf", "spark.eventLog.compress=false"));
    line.addAll(List.of("--conf", "spark.eventLog.rolling.enabled=false"));
    line.addAll(List.of("--conf", "spark.eventLog.dir=" + events));
    line.addAll(List.of("--driver-java-options", SHORT_LIVED));
    line.addAll(List.of("--conf", "spark.executor.extraJavaOptions=" + SHORT_LIVED));
    line.addAll(options);
    line.add(SparkHome.JAR.toString());
    line.addAll(command);
    return Submission.start(home, shared, line);
  }

  private String trainInClusterMode(String... more) throws Exception {
    prepare();
    List<String> line = new ArrayList<>(train());
    line.addAll(List.of(more));
    return submitToCluster(List.of(), line);
  }

  /** Returns the driver that the master has accepted. */
  private String submitToCluster(List<String> options, List<String> command) throws Exception {
    List<String> mode = new ArrayList<>(List.of("--deploy-mode", "cluster"));
    mode.addAll(options);
    try (Submission submission = submitTo(cluster.master(), mode, command)) {
      assertThat(submission.exit()).as(submission.printed()).isZero();
      Matcher driver = DRIVER.matcher(submission.printed());
      assertThat(driver.find()).as(submission.printed()).isTrue();
      return driver.group();
    }
  }

  private JsonNode json(String name) throws IOException {
    try (FSDataInputStream in = files.open(hadoop(out + "/" + name))) {
      return new ObjectMapper().readTree(in.readAllBytes());
    }
  }

  private static org.apache.hadoop.fs.Path hadoop(String path) {
    return new org.apache.hadoop.fs.Path(path);
  }

  private static void assertOneComplaint(String printed, String... parts) {
    List<String> complaints = printed.lines().filter(line -> line.startsWith("taucrit: ")).toList();
    assertThat(complaints).as(printed).hasSize(1);
    assertThat(complaints.get(0)).contains(parts);
    assertThat(printed).doesNotContain("\tat ", "Exception");
  }
}
