package io.taucrit.submit;

import static org.assertj.core.api.Assertions.assertThat;

import io.taucrit.submit.command.ExitCode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * What README and guide tell to type is typed here: every block but those that say why not, in a
 * folder with small files of the names that they use.
 */
class SnippetsIT {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final List<String> KNOWN = List.of("sh", "java", "scala", "yaml", "text");
  private static final long MOST_SECONDS = 600;

  @TempDir static Path folder;

  @BeforeAll
  static void makeFiles() throws IOException {
    Files.createSymbolicLink(folder.resolve("submit"), Path.of("").toAbsolutePath());
    SnippetFiles.writeTo(folder);
  }

  /** The guide first: README uses blocks that it makes. */
  private static List<CodeBlock> all() throws IOException {
    List<CodeBlock> all = new ArrayList<>(CodeBlock.of(ROOT.resolve(".github/GUIDE.md")));
    all.addAll(CodeBlock.of(ROOT.resolve("README.md")));
    return all;
  }

  private static List<CodeBlock> in(String language) throws IOException {
    return all().stream()
        .filter(block -> block.language().equals(language) && block.notRun() == null)
        .toList();
  }

  private interface Action {
    void run(CodeBlock block) throws Exception;
  }

  private static Stream<DynamicTest> each(String language, Action action) throws IOException {
    List<CodeBlock> blocks = in(language);
    assertThat(blocks).as(language).isNotEmpty();
    return blocks.stream().map(b -> DynamicTest.dynamicTest(b.place(), () -> action.run(b)));
  }

  /** Of a language that has a test below, or output, or it says why not. */
  @Test
  void everyOtherBlockIsRun() throws IOException {
    assertThat(all())
        .isNotEmpty()
        .allSatisfy(
            block ->
                assertThat(block.notRun() != null || KNOWN.contains(block.language()))
                    .as(block.place())
                    .isTrue());
  }

  /** One after the other: a block may need what one before has written. */
  @Tag("full")
  @TestFactory
  Stream<DynamicTest> commands() throws IOException {
    SparkHome home = SparkHome.create(Build.FOLDER, Build.FOLDER.resolve("snippets-home"));
    return each("sh", block -> shell(home, block.text()));
  }

  private static void shell(SparkHome home, String text) throws Exception {
    ProcessBuilder bash =
        home.environment(new ProcessBuilder("bash", "-euo", "pipefail", "-c", text));
    Map<String, String> environment = bash.environment();
    environment.merge("PATH", home.bin() + ":", (path, bin) -> bin + path);
    environment.put("MASTER", "local[2]");
    environment.put("TAUCRIT_DRIVER_MEMORY", "1g");
    environment.remove("SPARK_HOME");
    Path printed = folder.resolve("printed");
    Process process = bash.directory(folder.toFile()).redirectOutput(printed.toFile()).start();
    try {
      boolean ended = process.waitFor(MOST_SECONDS, TimeUnit.SECONDS);
      String output = Files.readString(printed, StandardCharsets.UTF_8);
      assertThat(ended).as(output).isTrue();
      assertThat(process.exitValue()).as(output).isZero();
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }

  /** In one application, as in a notebook. */
  @Tag("full")
  @TestFactory
  Stream<DynamicTest> programs() throws IOException {
    SparkSession spark =
        SparkSession.builder()
            .master("local[2]")
            .config("spark.ui.enabled", false)
            .config("spark.driver.host", "localhost")
            .config("spark.driver.bindAddress", "127.0.0.1")
            .config("spark.sql.shuffle.partitions", 2)
            .config("spark.sql.warehouse.dir", folder.resolve("warehouse").toUri().toString())
            .getOrCreate();
    FileSystem files = FileSystem.getLocal(new Configuration());
    org.apache.hadoop.fs.Path before = files.getWorkingDirectory();
    files.setWorkingDirectory(new org.apache.hadoop.fs.Path(folder.toUri()));
    ScalaShell shell = new ScalaShell();
    return Stream.concat(
            each("java", block -> JavaSnippet.run(block.text(), spark)),
            each("scala", block -> shell.run(block.text())))
        .onClose(
            () -> {
              files.setWorkingDirectory(before);
              spark.stop();
            });
  }

  @TestFactory
  Stream<DynamicTest> sweepFiles() throws IOException {
    return each(
        "yaml",
        block -> {
          Path file = Files.writeString(folder.resolve("sweep.yaml"), block.text());
          Terminal terminal = new Terminal();
          assertThat(terminal.run("sweep", file.toString(), "--dry-run"))
              .as(terminal.err())
              .isEqualTo(ExitCode.OK);
        });
  }
}
