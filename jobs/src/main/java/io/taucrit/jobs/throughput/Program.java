package io.taucrit.jobs.throughput;

import io.taucrit.data.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Child processes of one thread with a bound on their time. */
final class Program {
  /** Bound on one run. */
  private static final long MOST_SECONDS = 120;

  /** What numerical libraries that would start threads look at. */
  private static final List<String> THREADS =
      List.of("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS");

  private Program() {}

  /**
   * @param out all that it printed
   * @param seconds from its start to its end
   */
  record Run(int exit, String out, double seconds) {}

  /** Runs a program to its end; nothing where there is none of that name. */
  static Optional<Run> find(String... command) {
    try {
      Path out = Files.createTempFile("taucrit-", ".out");
      try {
        ProcessBuilder builder =
            new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(out.toFile());
        THREADS.forEach(name -> builder.environment().put(name, "1"));
        return start(builder).map(started -> finish(started, command[0], out));
      } finally {
        Files.delete(out);
      }
    } catch (IOException e) {
      throw new InputException(
          "Cannot keep the output of %s: %s".formatted(command[0], e.getMessage()), e);
    }
  }

  /**
   * The same, for a program that is known to be there.
   *
   * @throws InputException if it fails or takes too long
   */
  static Run run(String... command) {
    Run run =
        find(command)
            .orElseThrow(
                () -> new InputException("%s is not there any more".formatted(command[0])));
    if (run.exit() != 0) {
      String last = run.out().strip().lines().reduce((a, b) -> b).orElse("no message");
      throw new InputException("%s failed: %s".formatted(command[0], last));
    }
    return run;
  }

  private record Started(Process process, long nanos) {}

  private static Optional<Started> start(ProcessBuilder builder) {
    long nanos = System.nanoTime();
    try {
      return Optional.of(new Started(builder.start(), nanos));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static Run finish(Started started, String name, Path out) {
    try {
      if (!started.process().waitFor(MOST_SECONDS, TimeUnit.SECONDS)) {
        throw new InputException(
            "%s did not end within %d s; choose smaller data".formatted(name, MOST_SECONDS));
      }
      double seconds = (System.nanoTime() - started.nanos()) / 1e9;
      return new Run(started.process().exitValue(), Files.readString(out), seconds);
    } catch (IOException e) {
      throw new InputException(
          "Cannot read what %s printed: %s".formatted(name, e.getMessage()), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InputException("Interrupted while %s ran".formatted(name), e);
    } finally {
      started.process().destroyForcibly();
    }
  }
}
