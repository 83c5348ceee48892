package io.taucrit.submit.chaos;

import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.taucrit.submit.Build;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.opentest4j.TestAbortedException;

/**
 * Faults drawn by a seed, one after the other on the same ground. The system properties {@code
 * taucrit.chaos.seed}, {@code taucrit.chaos.faults} (how many) and {@code taucrit.chaos.fault} (the
 * only ones, by their indices, with commas between) choose others than the usual ones. A table of
 * all is printed at the end and kept in the build's folder.
 */
@Tag("chaos")
class ChaosIT {
  private static final long SEED = Long.getLong("taucrit.chaos.seed", 1);
  private static final int FAULTS = Integer.getInteger("taucrit.chaos.faults", 50);
  private static final String ONLY = System.getProperty("taucrit.chaos.fault", "");

  /** A fault that takes longer hangs. */
  private static final Duration BOUND = Duration.ofMinutes(6);

  @TempDir static Path folder;

  private static Ground ground;
  private static final Map<Integer, String> TABLE = new TreeMap<>();

  @BeforeAll
  static void prepare() {
    System.out.printf("taucrit.chaos.seed=%d%n", SEED);
    ground = new Ground(folder);
  }

  @AfterAll
  static void tellAll() throws IOException {
    ground.close();
    String table =
        "seed %d%n%s".formatted(SEED, String.join(System.lineSeparator(), TABLE.values()));
    System.out.println(table);
    Files.createDirectories(Build.FOLDER);
    Files.writeString(Build.FOLDER.resolve("chaos.txt"), table + System.lineSeparator());
  }

  @TestFactory
  Stream<DynamicTest> everyFaultEndsAsItMust() {
    IntStream indices =
        ONLY.isEmpty()
            ? IntStream.range(0, FAULTS)
            : Stream.of(ONLY.split(",")).mapToInt(Integer::parseInt);
    return indices.mapToObj(
        index -> {
          Fault fault = Faults.draw(SEED, index);
          return DynamicTest.dynamicTest(
              "%d %s".formatted(index, fault), () -> strike(index, fault));
        });
  }

  private static void strike(int index, Fault fault) {
    long started = System.nanoTime();
    String outcome = "FAILED, not: ";
    try {
      assertTimeoutPreemptively(BOUND, () -> fault.strike(ground));
      outcome = "";
    } catch (TestAbortedException e) {
      outcome = "LEFT OUT (%s), not: ".formatted(e.getMessage());
      throw e;
    } finally {
      double seconds = (System.nanoTime() - started) / 1e9;
      String line =
          String.format(
              Locale.ROOT,
              "%2d  %5.1f s  %s%s  %s",
              index,
              seconds,
              outcome,
              fault.expectation(),
              fault);
      TABLE.put(index, line);
      System.out.println(line);
    }
  }
}
