package io.taucrit.submit.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.taucrit.submit.DriverProcess;
import io.taucrit.submit.SmallProblem;
import io.taucrit.submit.command.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Commands in processes of their own, and what they give when nothing disturbs them. */
final class Commands {
  static final int WORKERS = 2;
  static final int UPDATES = 1_200;

  /** Updates between checkpoints. */
  static final int EVERY = 50;

  static final String LOCAL = "local[2]";
  static final String CLUSTER = "local-cluster[2,1,1024]";

  /** With this a run takes five seconds, and is sure to be met in the middle. */
  static final String SLOW = "constant:0.004";

  /** Delays change when things happen, and no bit of a synchronous run. */
  static final String FAST = "none";

  private static final String SWEEP =
      """
      name: struck
      data:
        - name: made
          generate: {rows: 2000, features: 200, nonzeros: 8}
      target: 0.05
      grid:
        - batch: [1, 16, 64, 256]
        - tau: [4, 64]
        - {workers: 4, batch: 16, slack: [0, 2], local-steps: 2, delay: "pareto:1:1.5", step: [search, auto]}
      seeds: {least: 8, most: 32, precision: 0.02}
      """;

  private final Path folder;
  private final String data;
  private final Path sweep;
  private TrainedRun trained;
  private SweptTable swept;

  Commands(Path folder) throws IOException {
    this.folder = folder;
    data = SmallProblem.writeTo(folder.resolve("small.svm"));
    sweep = Files.writeString(folder.resolve("struck.yaml"), SWEEP);
  }

  DriverProcess start(List<String> arguments) throws IOException {
    return start(Map.of(), arguments);
  }

  DriverProcess start(Map<String, String> environment, List<String> arguments) throws IOException {
    return DriverProcess.start(folder, environment, arguments);
  }

  /** Runs it to its end, which must be a good one. */
  void run(List<String> arguments) throws IOException, InterruptedException {
    try (DriverProcess driver = start(arguments)) {
      assertThat(driver.exit()).as(driver.printed()).isEqualTo(ExitCode.OK);
    }
  }

  /** A training with checkpoints. */
  List<String> train(String out, String master, int slack, String delay, String... more) {
    return Stream.concat(
            Stream.of(
                    "train --batch 8 --step 0.5 --master %s --data %s --out %s --workers %d"
                            .formatted(master, data, out, WORKERS)
                        + " --max-updates %d --checkpoint %d --slack %d --delay %s"
                            .formatted(UPDATES, EVERY, slack, delay))
                .flatMap(line -> Stream.of(line.split(" "))),
            Stream.of(more))
        .toList();
  }

  /** What the synchronous training gives. */
  TrainedRun undisturbedRun() throws IOException, InterruptedException {
    if (trained == null) {
      String out = folder.resolve("trained").toString();
      run(train(out, LOCAL, 0, FAST));
      trained = TrainedRun.in(out);
    }
    return trained;
  }

  List<String> sweep(Path out) {
    return List.of("sweep", sweep.toString(), "--out", out.toString(), "--master", LOCAL);
  }

  /** What the sweep gives. */
  SweptTable undisturbedSweep() throws IOException, InterruptedException {
    if (swept == null) {
      Path out = folder.resolve("swept");
      run(sweep(out));
      swept = SweptTable.in(out);
    }
    return swept;
  }
}
