package io.taucrit.submit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A standalone Spark cluster of real processes on this machine: a master and workers with two cores
 * and 1 GiB each, which have room for an executor and, in cluster mode, a driver.
 */
final class StandaloneCluster implements AutoCloseable {
  private static final long WAIT_SECONDS = 120;
  private static final Pattern MASTER = Pattern.compile("Starting Spark master at (spark://\\S+)");
  private static final Pattern PAGE =
      Pattern.compile("Bound MasterWebUI to .* started at http://[^:]+:([0-9]+)");

  private final HttpClient client = HttpClient.newHttpClient();
  private final List<Process> daemons = new ArrayList<>();
  private final Path folder;
  private final SparkHome home;
  private String master;
  private URI page;

  private StandaloneCluster(Path folder, SparkHome home) {
    this.folder = folder;
    this.home = home;
  }

  /** Returns when all workers are at work. */
  static StandaloneCluster start(Path folder, SparkHome home, int workers) throws Exception {
    StandaloneCluster cluster = new StandaloneCluster(folder, home);
    try {
      cluster.startMaster();
      for (int w = 0; w < workers; w++) {
        cluster.startWorker(w);
      }
      Poll.until(
          () -> cluster.state().path("aliveworkers").asInt() == workers,
          WAIT_SECONDS,
          () -> "workers of " + cluster.master);
      return cluster;
    } catch (Exception | AssertionError e) {
      cluster.close();
      throw e;
    }
  }

  private void startMaster() throws Exception {
    List<String> arguments = List.of("--host", "127.0.0.1", "--port", "0", "--webui-port", "0");
    Path log = startDaemon("org.apache.spark.deploy.master.Master", "master", arguments);
    Poll.until(() -> find(PAGE, log).isPresent(), WAIT_SECONDS, () -> "master, see " + log);
    master = find(MASTER, log).orElseThrow();
    page = URI.create("http://127.0.0.1:%s/json/".formatted(find(PAGE, log).orElseThrow()));
  }

  private void startWorker(int number) throws IOException {
    String name = "worker" + number;
    List<String> arguments = new ArrayList<>(List.of("--host", "127.0.0.1", "--webui-port", "0"));
    arguments.addAll(List.of("--cores", "2", "--memory", "1g"));
    arguments.addAll(List.of("--work-dir", folder.resolve(name).toString(), master));
    startDaemon("org.apache.spark.deploy.worker.Worker", name, arguments);
  }

  /** Returns the file of what it prints. */
  private Path startDaemon(String main, String name, List<String> arguments) throws IOException {
    Path log = folder.resolve(name + ".log");
    daemons.add(home.daemon(main, arguments).redirectOutput(log.toFile()).start());
    return log;
  }

  private static Optional<String> find(Pattern pattern, Path log) throws IOException {
    Matcher matcher = pattern.matcher(Files.readString(log));
    return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
  }

  /** Its address, as {@code --master} takes it. */
  String master() {
    return master;
  }

  /** What the master tells of workers, applications and drivers. */
  JsonNode state() throws IOException, InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(page).timeout(Duration.ofSeconds(30)).build();
    return new ObjectMapper().readTree(client.send(request, BodyHandlers.ofString()).body());
  }

  /** How the driver ended, in the master's words, once it has. */
  String endOfDriver(String id) throws Exception {
    Poll.until(() -> driver(id).isPresent(), WAIT_SECONDS, () -> "end of " + id);
    return driver(id).orElseThrow();
  }

  private Optional<String> driver(String id) throws IOException, InterruptedException {
    for (JsonNode driver : state().path("completeddrivers")) {
      if (driver.path("id").asText().equals(id)) {
        return Optional.of(driver.path("state").asText());
      }
    }
    return Optional.empty();
  }

  /** What a driver in cluster mode has printed; its worker keeps that in a folder. */
  String printedBy(String driver) throws IOException {
    StringBuilder printed = new StringBuilder();
    try (Stream<Path> files = Files.find(folder, 4, (file, is) -> isOutputOf(driver, file))) {
      for (Path file : files.sorted().toList()) {
        printed.append(Files.readString(file));
      }
    }
    return printed.toString();
  }

  private static boolean isOutputOf(String driver, Path file) {
    String name = file.getFileName().toString();
    return file.getParent().endsWith(driver) && (name.equals("stderr") || name.equals("stdout"));
  }

  /** The executors that live, of all applications. */
  List<ProcessHandle> executors() {
    return daemons.stream()
        .flatMap(Process::descendants)
        .filter(StandaloneCluster::isExecutor)
        .toList();
  }

  /** ProcessHandle cuts command lines off, and class paths are long. */
  private static boolean isExecutor(ProcessHandle process) {
    try {
      return Files.readString(Path.of("/proc", Long.toString(process.pid()), "cmdline"))
          .contains("CoarseGrainedExecutorBackend");
    } catch (IOException e) {
      return false;
    }
  }

  /** Leaves no process behind, whatever has failed. */
  @Override
  public void close() {
    List<ProcessHandle> started = daemons.stream().flatMap(Process::descendants).toList();
    daemons.forEach(Process::destroyForcibly);
    started.forEach(ProcessHandle::destroyForcibly);
  }
}
