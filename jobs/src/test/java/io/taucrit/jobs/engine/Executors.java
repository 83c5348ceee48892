package io.taucrit.jobs.engine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;

/** The executor processes of this JVM's cluster. */
final class Executors {
  private static final String MAIN = "CoarseGrainedExecutorBackend";

  private Executors() {}

  /** All that live, the oldest first. */
  static List<ProcessHandle> living() {
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
  static long kill(int number) {
    List<ProcessHandle> living = living();
    ProcessHandle victim = living.get(number % living.size());
    if (!victim.destroyForcibly()) {
      throw new IllegalStateException("Cannot kill process " + victim.pid());
    }
    return victim.pid();
  }
}
