package io.taucrit.submit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.taucrit.submit.command.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The versions of Spark that the build has profiles for: the sources compile against each, a few
 * tests pass there, and the jar of this build runs there, too. Maven fetches what it does not have.
 */
@Tag("full")
class OtherSparksIT {
  /** Most of it for a first download of Spark. */
  private static final long BUILD_MINUTES = 20;

  /**
   * A run on executors that are processes, a pipeline that is fitted, saved and loaded by another
   * process, the jar, and quickstart.
   */
  private static final List<String> TESTS =
      List.of(
          "TrainingClusterIT#executorsGiveTheBitsOfOneJvm",
          "SgdClassifierIT#aPipelineThatIsLoadedInAnotherJvmPredictsTheSameBits",
          "ShadedJarIT",
          "CommandLineIT#quickstartAnalysesTrainsAndReports");

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"4.0", "3.5"})
  void testsPassAndTheJarOfThisBuildRuns(String version) throws Exception {
    assumeTrue(Build.FOLDER.endsWith("target"), "this build is for another Spark itself");
    build(version);
    Path build = Build.FOLDER.resolve("spark-" + version);
    List<Path> jars = SparkHome.jars(build);
    assertThat(jars)
        .anyMatch(jar -> jar.getFileName().toString().startsWith("spark-core_2.13-" + version));
    assertThat(ShadedJarIT.missing(jars)).isEmpty();
    train(SparkHome.create(build, build.resolve("standalone-home")));
  }

  /** Builds in folders of its own, below the target folders of this build. */
  private void build(String version) throws IOException, InterruptedException {
    Path root = Path.of("..").toRealPath();
    Path printed = Build.FOLDER.resolve("spark-%s.log".formatted(version));
    ProcessBuilder maven =
        new ProcessBuilder(
            Path.of(System.getProperty("maven.home"), "bin", "mvn").toString(),
            "--batch-mode",
            "-Pspark-" + version,
            "-Dmaven.repo.local=" + System.getProperty("localRepository"),
            "-Dspotless.check.skip=true",
            "-Dtest=none",
            "-Dsurefire.failIfNoSpecifiedTests=false",
            "-Dit.test=" + String.join(",", TESTS),
            "-Dfailsafe.failIfNoSpecifiedTests=false",
            "verify");
    maven.environment().put("JAVA_HOME", System.getProperty("java.home"));
    maven.directory(root.toFile()).redirectErrorStream(true).redirectOutput(printed.toFile());
    Process process = maven.start();
    try {
      assertThat(process.waitFor(BUILD_MINUTES, TimeUnit.MINUTES)).as(tail(printed)).isTrue();
      String log = Files.readString(printed);
      if (log.contains("Could not resolve") || log.contains("Could not transfer")) {
        fail(
            "Maven could not fetch Spark %s: the first build for it needs the network; see %s",
            version, printed);
      }
      assertThat(process.exitValue()).as(tail(printed)).isZero();
      assertThat(log.lines().filter(line -> line.contains("Tests run:") && line.contains("--")))
          .as("one line for each of %s in %s", TESTS, printed)
          .hasSameSizeAs(TESTS);
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }

  private static String tail(Path printed) throws IOException {
    List<String> lines = Files.readAllLines(printed);
    return "%s: %s"
        .formatted(
            printed,
            String.join("\n", lines.subList(Math.max(0, lines.size() - 40), lines.size())));
  }

  /** On two executors, which fetch the jar from the driver. */
  private void train(SparkHome home) throws IOException, InterruptedException {
    Path out = folder.resolve("out");
    List<String> arguments = new ArrayList<>(List.of("--master", "local-cluster[2,1,1024]"));
    arguments.addAll(List.of("--class", Taucrit.class.getName(), SparkHome.JAR.toString()));
    arguments.addAll(List.of("train", "--data", SmallProblem.writeTo(folder.resolve("small.svm"))));
    arguments.addAll(List.of("--workers", "2", "--batch", "8", "--slack", "4", "--step", "0.5"));
    arguments.addAll(List.of("--max-updates", "100", "--out", out.toString()));
    try (Submission submission = Submission.start(home, folder, arguments)) {
      assertThat(submission.exit()).as(submission.printed()).isEqualTo(ExitCode.OK);
      assertThat(submission.printed())
          .contains("Run              asynchronous, 2 workers", "encrypted")
          .doesNotContain("\tat ");
    }
    assertThat(out.resolve("run.json")).exists();
  }
}
