package io.taucrit.data.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.reflect.Constructor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Searches for inputs that break a contract with Jazzer, which keeps those that reach new code. It
 * instruments classes as they are loaded, so that it runs in a process of its own.
 */
public final class CoverageGuided {
  private static final long GRACE_SECONDS = 300;
  private static final String OURS = "io.taucrit.**";
  private static final String KERNELS =
      "io.taucrit.core.passes.**:io.taucrit.core.predict.**:io.taucrit.core.objective.**:"
          + "io.taucrit.core.optimum.**:io.taucrit.core.spectrum.**:io.taucrit.core.noise.**";
  private static final String PARSERS =
      "org.yaml.snakeyaml.**:com.fasterxml.jackson.core.**:org.apache.hadoop.mapred.LineRecordReader";

  private static FuzzContract contract;

  private CoverageGuided() {}

  static void search(Class<? extends FuzzContract> contract, List<byte[]> valid, long seconds)
      throws IOException, InterruptedException {
    Path folder = FuzzContract.temporaryFolder();
    Path corpus = Files.createDirectory(folder.resolve("corpus"));
    for (int i = 0; i < valid.size(); i++) {
      Files.write(corpus.resolve("valid-" + i), valid.get(i));
    }
    Path printed = folder.resolve("printed");
    Process process =
        new ProcessBuilder(command(contract, corpus, seconds))
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(printed.toFile())
            .start();
    try {
      assertThat(process.waitFor(seconds + GRACE_SECONDS, TimeUnit.SECONDS))
          .as(() -> "Jazzer ends by itself:%n%s".formatted(findings(printed)))
          .isTrue();
      assertThat(process.exitValue())
          .as(() -> "%s holds:%n%s".formatted(contract.getSimpleName(), findings(printed)))
          .isZero();
      try (Stream<String> lines = Files.lines(printed)) {
        lines
            .filter(line -> line.startsWith("Done "))
            .forEach(line -> System.out.println(contract.getSimpleName() + ": " + line));
      }
    } finally {
      process.destroyForcibly();
    }
  }

  private static List<String> command(
      Class<? extends FuzzContract> contract, Path corpus, long seconds) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(option -> option.startsWith("--add-opens") || option.startsWith("-D"))
        .filter(option -> !option.startsWith("-Djava.io.tmpdir"))
        .forEach(command::add);
    command.addAll(
        List.of(
            "-Xmx1g",
            "-Djava.io.tmpdir=" + corpus.getParent(),
            "-cp",
            System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
            "com.code_intelligence.jazzer.Jazzer",
            "--target_class=" + CoverageGuided.class.getName(),
            "--target_args=" + contract.getName(),
            "--instrumentation_includes=" + OURS + ":" + PARSERS,
            "--instrumentation_excludes=" + KERNELS,
            "--custom_hook_includes=" + OURS,
            "-max_total_time=" + seconds,
            "-timeout=30",
            "-rss_limit_mb=4096",
            "-max_len=65536",
            "-use_value_profile=1",
            "-print_final_stats=1",
            corpus.toString()));
    return command;
  }

  private static String findings(Path printed) {
    try (Stream<String> lines = Files.lines(printed)) {
      return String.join("\n", lines.dropWhile(line -> !line.startsWith("==")).limit(80).toList());
    } catch (IOException e) {
      return "cannot read " + printed;
    }
  }

  /** Called by Jazzer first. */
  public static void fuzzerInitialize(String[] arguments) throws Exception {
    Constructor<?> constructor = Class.forName(arguments[0]).getDeclaredConstructor();
    constructor.setAccessible(true);
    contract = (FuzzContract) constructor.newInstance();
    contract.readsValidInputs();
  }

  /** Called by Jazzer with every input. */
  public static void fuzzerTestOneInput(byte[] input) throws Exception {
    contract.check(input);
  }
}
