package io.taucrit.submit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A call of spark-submit as a process. Every wait has a bound. */
final class Submission implements AutoCloseable {
  private static final long WAIT_SECONDS = 180;

  private final Process process;
  private final Path printed;

  private Submission(Process process, Path printed) {
    this.process = process;
    this.printed = printed;
  }

  /**
   * @param folder current folder of the process, and for what it prints
   */
  static Submission start(SparkHome home, Path folder, List<String> arguments) throws IOException {
    Path printed = Files.createTempFile(folder, "submission", ".txt");
    Process process =
        home.submit(arguments).directory(folder.toFile()).redirectOutput(printed.toFile()).start();
    return new Submission(process, printed);
  }

  /** Waits for the end and returns the exit code. */
  int exit() throws InterruptedException {
    assertThat(process.waitFor(WAIT_SECONDS, TimeUnit.SECONDS)).as(printed()).isTrue();
    return process.exitValue();
  }

  /** Sends SIGINT; spark-submit's script has become the driver by now. */
  void interrupt() throws IOException, InterruptedException {
    Process kill = new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).start();
    assertThat(kill.waitFor()).isZero();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** Standard output and error so far. */
  String printed() {
    try {
      return Files.readString(printed);
    } catch (IOException e) {
      return "(nothing can be read: %s)".formatted(e.getMessage());
    }
  }

  /** Leaves no process behind, whatever has failed. */
  @Override
  public void close() {
    List<ProcessHandle> started = process.descendants().toList();
    process.destroyForcibly();
    started.forEach(ProcessHandle::destroyForcibly);
  }
}
