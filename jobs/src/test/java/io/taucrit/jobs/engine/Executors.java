package io.taucrit.jobs.engine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;

/** The executor processes of this JVM's cluster. */
public final class Executors {
  private static final String MAIN = "CoarseGrainedExecutorBackend";

  private Executors() {}

  /** All that live, the oldest first. */
  public static List<ProcessHandle> living() {
    return ProcessHandle.current()
        .descendants()
        .filter(Executors::isExecutor)
        .filter(ProcessHandle::isAlive)
        .sorted(Comparator.comparingLong(ProcessHandle::pid))
        .toList();
  }

  /** ProcessHandle cuts command lines off, and class paths are long. */
  private static boolean isExecutor(ProcessHandle process) {
    try {
      return Files.readString(Path.of("/proc", Long.toString(process.pid()), "cmdline"))
          .contains(MAIN);
    } catch (IOException e) {
      return false;
    }
  }

  /** Kills one with SIGKILL; returns which. */
  public static long kill(int number) {
    ProcessHandle victim = get(number);
    if (!victim.destroyForcibly()) {
      throw new IllegalStateException("Cannot kill process " + victim.pid());
    }
    return victim.pid();
  }

  /** One that lives, by any number. */
  public static ProcessHandle get(int number) {
    List<ProcessHandle> living = living();
    return living.get(number % living.size());
  }
}
