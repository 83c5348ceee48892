package io.taucrit.submit;

import static java.nio.file.StandardWatchEventKinds.ENTRY_CREATE;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A command in a JVM of its own, started as the launch script does it, which can be killed. Every
 * wait has a bound.
 */
public final class DriverProcess implements AutoCloseable {
  private static final long WAIT_SECONDS = 120;
  private static final Pattern MANIFEST = Pattern.compile("checkpoint-([0-9]+)-[0-9a-f]+\\.json");

  private final Process process;
  private final Path printed;
  private List<ProcessHandle> children = List.of();

  private DriverProcess(Process process, Path printed) {
    this.process = process;
    this.printed = printed;
  }

  /**
   * @param scratch for temporary files and what the command prints
   */
  public static DriverProcess start(Path scratch, List<String> arguments) throws IOException {
    return start(scratch, Map.of(), arguments);
  }

  /**
   * As {@link #start(Path, List)}.
   *
   * @param environment variables that it has besides those of this process
   */
  public static DriverProcess start(
      Path scratch, Map<String, String> environment, List<String> arguments) throws IOException {
    createSparkHome();
    Path temporary = Files.createTempDirectory(scratch, "driver");
    Path printed = temporary.resolve("printed");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    Stream.of(Files.readString(Build.FOLDER.resolve("jvm.options")).trim().split("\\s+"))
        .filter(option -> !option.startsWith("--add-modules"))
        .forEach(command::add);
    command.add("-Xmx1g");
    command.add("-Djava.io.tmpdir=" + temporary);
    command.add("-Dlog4j2.configurationFile=taucrit-log4j2.properties");
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Taucrit.class.getName()));
    command.addAll(arguments);
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(printed.toFile());
    builder.environment().putAll(environment);
    Process process = builder.start();
    return new DriverProcess(process, printed);
  }

  /** The folder that local clusters start executors from. */
  private static void createSparkHome() throws IOException {
    Path home = Path.of(System.getenv("SPARK_HOME"));
    Files.createDirectories(home.resolve("jars"));
    if (!Files.exists(home.resolve("RELEASE"))) {
      Files.createFile(home.resolve("RELEASE"));
    }
  }

  /** Waits until a checkpoint of at least so many updates is committed in the run's folder. */
  void awaitCheckpoint(Path out, long updates) throws IOException, InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(WAIT_SECONDS);
    Path checkpoints = out.resolve("checkpoints");
    boolean watched = false;
    try (WatchService changes = out.getFileSystem().newWatchService()) {
      out.register(changes, ENTRY_CREATE);
      while (committed(checkpoints).stream().noneMatch(name -> updates(name) >= updates)) {
        if (!watched && Files.isDirectory(checkpoints)) {
          checkpoints.register(changes, ENTRY_CREATE);
          watched = true;
        } else {
          assertThat(process.isAlive()).as(printed()).isTrue();
          assertThat(System.nanoTime()).as("no checkpoint: %s", printed()).isLessThan(deadline);
          WatchKey key = changes.poll(1, TimeUnit.SECONDS);
          if (key != null) {
            key.pollEvents();
            key.reset();
          }
        }
      }
    }
  }

  /** Something that is so at some time. */
  @FunctionalInterface
  public interface Condition {
    boolean holds() throws IOException;
  }

  /** Waits until it holds, looking a hundred times a second. */
  public void await(Condition condition) throws IOException, InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(WAIT_SECONDS);
    while (!condition.holds()) {
      assertThat(process.waitFor(10, TimeUnit.MILLISECONDS)).as(printed()).isFalse();
      assertThat(System.nanoTime()).as(printed()).isLessThan(deadline);
    }
  }

  /** SIGINT, as Ctrl-C sends it. */
  void interrupt() throws IOException, InterruptedException {
    signal("INT");
  }

  /** SIGSTOP: all of it stands still until {@link #goOn}. */
  public void pause() throws IOException, InterruptedException {
    signal("STOP");
  }

  /** SIGCONT. */
  public void goOn() throws IOException, InterruptedException {
    signal("CONT");
  }

  private void signal(String name) throws IOException, InterruptedException {
    Process kill = new ProcessBuilder("kill", "-" + name, String.valueOf(process.pid())).start();
    assertThat(kill.waitFor(WAIT_SECONDS, TimeUnit.SECONDS)).isTrue();
  }

  /** Names of the committed checkpoints' manifests, newest first. */
  static List<String> committed(Path checkpoints) throws IOException {
    if (!Files.isDirectory(checkpoints)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(checkpoints)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> MANIFEST.matcher(name).matches())
          .sorted((a, b) -> b.compareTo(a))
          .toList();
    }
  }

  /** Updates of a checkpoint by the name of its manifest. */
  public static long updates(String manifest) {
    Matcher name = MANIFEST.matcher(manifest);
    assertThat(name.matches()).as(manifest).isTrue();
    return Long.parseLong(name.group(1));
  }

  /** SIGKILL; returns when the driver is gone. */
  public void kill() throws InterruptedException {
    children = process.descendants().toList();
    process.destroyForcibly();
    assertThat(process.waitFor(WAIT_SECONDS, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(printed()).isEqualTo(128 + 9);
  }

  /** Waits until what the killed driver had started has ended by itself. */
  public void awaitChildren() throws InterruptedException {
    for (ProcessHandle child : children) {
      try {
        child.onExit().get(WAIT_SECONDS, TimeUnit.SECONDS);
      } catch (ExecutionException | TimeoutException e) {
        throw new AssertionError("%s outlived its driver".formatted(child.info()), e);
      }
    }
  }

  /** Java processes that run below the driver: its executors. */
  long executors() {
    return process
        .descendants()
        .filter(child -> child.info().command().orElse("").endsWith("/java"))
        .count();
  }

  /** Waits for the end and returns the exit code. */
  public int exit() throws InterruptedException {
    assertThat(process.waitFor(WAIT_SECONDS, TimeUnit.SECONDS)).as(printed()).isTrue();
    return process.exitValue();
  }

  /** Standard output and error so far. */
  public String printed() {
    try {
      return Files.readString(printed);
    } catch (IOException e) {
      return "(nothing can be read: %s)".formatted(e.getMessage());
    }
  }

  /** Leaves no process behind, whatever has failed. */
  @Override
  public void close() {
    Stream.of(process.descendants().toList(), children, List.of(process.toHandle()))
        .flatMap(List::stream)
        .forEach(ProcessHandle::destroyForcibly);
  }
}
