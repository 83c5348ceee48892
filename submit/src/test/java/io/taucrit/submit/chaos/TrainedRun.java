package io.taucrit.submit.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.taucrit.jobs.checkpoint.CheckpointFolder;
import io.taucrit.submit.DriverProcess;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * What the command wrote, on any Hadoop file system.
 *
 * @param out the folder
 * @param record run.json
 */
record TrainedRun(Path out, JsonNode record, String coefficients) {
  private static final ObjectMapper JSON = new ObjectMapper();

  static TrainedRun in(String folder) throws IOException {
    Path out = new Path(folder);
    return new TrainedRun(
        out, JSON.readTree(text(out, "run.json")), text(out, "model/coefficients.tsv"));
  }

  private static FileSystem files(Path out) throws IOException {
    return out.getFileSystem(new Configuration());
  }

  private static String text(Path out, String name) throws IOException {
    try (InputStream in = files(out).open(new Path(out, name))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /** Updates of the newest checkpoint that a run can go on from. */
  static Optional<Long> newestCheckpoint(String folder) {
    return new CheckpointFolder(folder + "/checkpoints", new Configuration())
        .newest()
        .map(CheckpointFolder.Saved::updates);
  }

  /** Updates of the newest manifest that a run has begun in its folder; 0 without one. */
  static long newestManifest(String folder) throws IOException {
    Path checkpoints = new Path(folder, "checkpoints");
    try {
      return Arrays.stream(files(checkpoints).listStatus(checkpoints))
          .map(file -> file.getPath().getName())
          .filter(name -> name.endsWith(".json"))
          .mapToLong(DriverProcess::updates)
          .max()
          .orElse(0);
    } catch (FileNotFoundException e) {
      return 0;
    }
  }

  /** Whether the command has come to its end. */
  static boolean isIn(String folder) throws IOException {
    return files(new Path(folder)).exists(new Path(folder, "run.json"));
  }

  /** The result of a run that nothing disturbed: bits at slack 0, counts and quality above. */
  void assertLike(TrainedRun undisturbed, int slack) throws IOException {
    for (String field : List.of("updates", "samples", "outcome")) {
      assertThat(record.get(field)).as(field).isEqualTo(undisturbed.record.get(field));
    }
    if (slack == 0) {
      assertThat(coefficients).isEqualTo(undisturbed.coefficients);
      assertThat(record.get("objective")).isEqualTo(undisturbed.record.get("objective"));
    } else {
      assertEveryPushOnce();
      assertThat(record.get("staleness").get("max").asLong())
          .isLessThanOrEqualTo((Commands.WORKERS - 1) * (2L * slack + 1));
      assertThat(record.get("objective").asDouble())
          .isCloseTo(undisturbed.record.get("objective").asDouble(), within(0.01));
    }
    assertThat(strays()).as("temporary files beside the results").isEmpty();
  }

  /** pushes.csv of a resumed run begins where the checkpoint was. */
  private void assertEveryPushOnce() throws IOException {
    List<String[]> lines =
        text(out, "pushes.csv").lines().skip(1).map(line -> line.split(",")).toList();
    long ends = 0;
    for (int w = 0; w < Commands.WORKERS; w++) {
      String worker = Integer.toString(w);
      long[] clocks =
          lines.stream()
              .filter(fields -> fields[0].equals(worker))
              .mapToLong(fields -> Long.parseLong(fields[1]))
              .toArray();
      assertThat(clocks)
          .isEqualTo(LongStream.range(clocks[0], clocks[0] + clocks.length).toArray());
      ends += clocks[clocks.length - 1] + 1;
    }
    assertThat(ends).as("pushes in all").isEqualTo((long) Commands.WORKERS * Commands.UPDATES);
  }

  private List<String> strays() throws IOException {
    List<String> strays = new ArrayList<>();
    for (FileStatus file : files(out).listStatus(out)) {
      String name = file.getPath().getName();
      if (name.startsWith(".taucrit") || name.startsWith("_temporary")) {
        strays.add(name);
      }
    }
    return strays;
  }
}
