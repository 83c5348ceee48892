package io.taucrit.submit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;

/**
 * A Spark home without a download: Spark's jars from Maven, without those that the jar for
 * spark-submit has to bring, and a {@code bin/spark-submit} that does what Spark's own scripts do.
 */
final class SparkHome {
  static final Path JAR = Path.of("target", "taucrit.jar").toAbsolutePath();

  /** Spark's own scripts find their home, ask the launcher for the command and become it. */
  private static final String SPARK_SUBMIT =
      """
      #!/usr/bin/env bash
      set -euo pipefail
      export SPARK_HOME=${SPARK_HOME:-$(cd "$(dirname "$0")/.." && pwd)}
      command=()
      {
        IFS= read -r _
        while IFS= read -d '' -r argument; do command+=("$argument"); done
      } < <("${JAVA_HOME:+$JAVA_HOME/bin/}java" -cp "$SPARK_HOME/jars/*" \\
        org.apache.spark.launcher.Main org.apache.spark.deploy.SparkSubmit "$@")
      exec "${command[@]}"
      """;

  private final Path folder;

  private SparkHome(Path folder) {
    this.folder = folder;
  }

  /**
   * @param folder written over where it exists
   */
  static SparkHome create(Path folder) throws IOException {
    Path jars = Files.createDirectories(folder.resolve("jars"));
    Set<String> ours;
    try (JarFile jar = new JarFile(JAR.toFile())) {
      ours = classes(jar).collect(Collectors.toSet());
    }
    for (String entry : Files.readString(Path.of("target", "class-path")).trim().split(":")) {
      Path jar = Path.of(entry);
      if (Files.isRegularFile(jar) && isSparks(jar, ours)) {
        Path link = jars.resolve(jar.getFileName());
        Files.deleteIfExists(link);
        Files.createSymbolicLink(link, jar);
      }
    }
    Files.writeString(folder.resolve("RELEASE"), "");
    Path bin = Files.createDirectories(folder.resolve("bin"));
    Path submit = Files.writeString(bin.resolve("spark-submit"), SPARK_SUBMIT);
    if (!submit.toFile().setExecutable(true)) {
      throw new IOException("Cannot make executable: " + submit);
    }
    return new SparkHome(folder);
  }

  private static boolean isSparks(Path file, Set<String> ours) throws IOException {
    try (JarFile jar = new JarFile(file.toFile())) {
      List<String> classes = classes(jar).toList();
      return !classes.isEmpty() && classes.stream().noneMatch(ours::contains);
    }
  }

  private static Stream<String> classes(JarFile jar) {
    return jar.stream()
        .map(ZipEntry::getName)
        .filter(name -> name.endsWith(".class") && !name.startsWith("META-INF/"));
  }

  /** A daemon of Spark's, ready to be started. */
  ProcessBuilder daemon(String main, List<String> arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(Files.readString(Path.of("target", "jvm.options")).trim().split("\\s+")));
    command.addAll(
        List.of("-Xmx256m", "-XX:TieredStopAtLevel=1", "-cp", folder.resolve("jars") + "/*", main));
    command.addAll(arguments);
    return environment(new ProcessBuilder(command));
  }

  /** A call of spark-submit, ready to be started. */
  ProcessBuilder submit(List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(folder.resolve("bin/spark-submit").toString());
    command.addAll(arguments);
    return environment(new ProcessBuilder(command));
  }

  /** The folder of spark-submit. */
  Path bin() {
    return folder.resolve("bin");
  }

  /** A process, not yet started, with this home in its environment. */
  ProcessBuilder environment(ProcessBuilder process) {
    Map<String, String> environment = process.environment();
    environment.keySet().removeIf(name -> name.startsWith("SPARK_") || name.startsWith("HADOOP_"));
    environment.put("JAVA_HOME", System.getProperty("java.home"));
    environment.put("SPARK_HOME", folder.toString());
    environment.put("SPARK_SCALA_VERSION", "2.13");
    environment.put("SPARK_LOCAL_IP", "127.0.0.1");
    environment.put("SPARK_LOCAL_DIRS", folder.resolve("local").toString());
    return process.redirectErrorStream(true);
  }
}
