package io.taucrit.jobs.reproduce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.taucrit.core.Progress;
import io.taucrit.data.InputException;
import io.taucrit.jobs.TestSpark;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReproduceJobIT {
  /** How often a square was computed; tasks run in this process. */
  private static final AtomicInteger MEASURED = new AtomicInteger();

  @TempDir Path folder;

  record Square(double value, double notFinite) implements Serializable {}

  /** The square of a number; negative numbers fail. */
  record Squaring(double of, String figure) implements Experiment<Square> {
    @Override
    public String key() {
      return "square " + of;
    }

    @Override
    public String text() {
      return "The square of " + of;
    }

    @Override
    public double cost() {
      return of;
    }

    @Override
    public Class<Square> type() {
      return Square.class;
    }

    @Override
    public Square measure(Configuration hadoop) {
      MEASURED.incrementAndGet();
      if (of < 0) {
        throw new InputException("it is negative");
      }
      return new Square(of * of, Double.NaN);
    }
  }

  private Results run(Squaring... experiments) {
    return ReproduceJob.run(
        TestSpark.local(),
        List.of(experiments),
        new ReproduceJob.Options(folder.resolve("journal").toString(), "scope", null, 60),
        Progress.NONE);
  }

  @Test
  void equalKeysAreMeasuredOnceAndNeverAgain() {
    MEASURED.set(0);
    Squaring third = new Squaring(1 / 3.0, "fig1");
    Results results = run(third, new Squaring(2, "fig1"), new Squaring(1 / 3.0, "fig2"));
    assertThat(results.of(third).value()).isEqualTo(1 / 3.0 * (1 / 3.0));
    assertThat(results.of(third).notFinite()).isNaN();
    assertThat(MEASURED).hasValue(2);
    Results again = run(third, new Squaring(2, "fig1"), new Squaring(3, "fig1"));
    assertThat(again.of(third)).isEqualTo(results.of(third));
    assertThat(again.of(new Squaring(3, "fig3")).value()).isEqualTo(9);
    assertThat(MEASURED).hasValue(3);
  }

  @Test
  void aPartThatWasCutOffIsMeasuredAgain() throws IOException {
    run(new Squaring(5, "fig1"), new Squaring(6, "fig1"));
    MEASURED.set(0);
    List<Path> parts = new ArrayList<>();
    try (Stream<Path> files = Files.list(folder.resolve("journal"))) {
      files.filter(f -> f.getFileName().toString().startsWith("experiment-")).forEach(parts::add);
    }
    assertThat(parts).hasSize(2);
    byte[] bytes = Files.readAllBytes(parts.get(0));
    Files.write(parts.get(0), java.util.Arrays.copyOf(bytes, bytes.length / 2));
    Results results = run(new Squaring(5, "fig1"), new Squaring(6, "fig1"));
    assertThat(results.of(new Squaring(5, "")).value()).isEqualTo(25);
    assertThat(results.of(new Squaring(6, "")).value()).isEqualTo(36);
    assertThat(MEASURED).hasValue(1);
  }

  @Test
  void whatFailsDoesNotStopTheOthersAndIsTriedAgain() {
    Results results = run(new Squaring(-1, "fig1"), new Squaring(4, "fig1"));
    assertThat(results.of(new Squaring(4, "")).value()).isEqualTo(16);
    assertThatThrownBy(() -> results.of(new Squaring(-1, "")))
        .isInstanceOf(InputException.class)
        .hasMessage("The square of -1.0: it is negative");
    MEASURED.set(0);
    run(new Squaring(-1, "fig1"), new Squaring(4, "fig1"));
    assertThat(MEASURED).hasValue(1);
  }
}
