package io.taucrit.submit.sweep;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.taucrit.data.InputException;
import io.taucrit.jobs.journal.Lease;
import io.taucrit.jobs.sweep.SweepRecord;
import io.taucrit.submit.output.OutputFolder;
import io.taucrit.submit.output.ResultFile;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * The folder of a sweep that is measured again and again:
 *
 * <pre>
 * sweep.json, report.html     the newest result
 * rounds/1/sweep.yaml         the sweep file, written first
 * rounds/1/journal/           the finished runs
 * rounds/1/report.html
 * rounds/1/sweep.json         the result, written last: the round is complete
 * rounds/2/…
 * </pre>
 *
 * Nothing is renamed, so that object stores will do. One process at a time may use it, by a {@link
 * Lease} that it holds until it is closed; not thread-safe.
 */
public final class SweepRounds implements AutoCloseable {
  /** The result of a sweep. */
  public static final String RESULT = "sweep.json";

  private static final String ROUNDS = "rounds";
  private static final String FILE = "sweep.yaml";
  private static final String JOURNAL = "journal";
  private static final Pattern NUMBER = Pattern.compile("[1-9][0-9]{0,8}");

  // Results of other versions are compared with: what only one of the two knows does not matter.
  private static final ObjectMapper JSON =
      new ObjectMapper().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

  private final OutputFolder folder;
  private final int number;
  private final Lease lease;

  private SweepRounds(OutputFolder folder, int number, Lease lease) {
    this.folder = folder;
    this.number = number;
    this.lease = lease;
  }

  /**
   * Opens the newest round, or begins one where there is none. A fresh round is begun only if the
   * newest one is complete, or is of another sweep file: one that was cut off goes on.
   *
   * @param path of the folder; new, empty, or a sweep's
   * @param fresh whether a complete round is to be followed by another
   * @param file the sweep
   * @throws InputException if the folder holds something else, cannot be written, or another
   *     process is at work on it
   */
  public static SweepRounds open(
      String path, boolean fresh, SweepFile file, Configuration configuration) {
    OutputFolder folder =
        OutputFolder.open(
            path,
            ROUNDS,
            configuration,
            "it has no %s/ of a sweep to go on with; choose another folder".formatted(ROUNDS));
    Lease lease = Lease.take(folder.uriOf(ROUNDS), configuration);
    try {
      return choose(folder, lease, fresh, file);
    } catch (RuntimeException e) {
      lease.close();
      throw e;
    }
  }

  private static SweepRounds choose(
      OutputFolder folder, Lease lease, boolean fresh, SweepFile file) {
    int newest =
        folder.folder(ROUNDS).names().stream()
            .filter(name -> NUMBER.matcher(name).matches())
            .mapToInt(Integer::parseInt)
            .max()
            .orElse(0);
    SweepRounds rounds = new SweepRounds(folder, Math.max(1, newest), lease);
    Optional<String> begun = rounds.round().text(FILE);
    boolean next =
        fresh
            && newest > 0
            && (rounds.result(newest).isPresent()
                || begun.isPresent() && !begun.get().equals(file.text()));
    if (next) {
      rounds = new SweepRounds(folder, newest + 1, lease);
    }
    if (next || begun.isEmpty()) {
      rounds.round().writeText(FILE, file.text());
    }
    return rounds;
  }

  @Override
  public void close() {
    lease.close();
  }

  /** The round in use, from 1. */
  public int number() {
    return number;
  }

  /** The folder of the round's finished runs, with its scheme. */
  public String journal() {
    return round().uriOf(JOURNAL);
  }

  /**
   * Where results go, in the order to write them: the folder itself, then the round, whose {@value
   * #RESULT}, written last, completes it.
   */
  public List<OutputFolder> places() {
    return List.of(folder, round());
  }

  /** The result of the newest complete round before the one in use. */
  public Optional<Earlier> previous() {
    for (int i = number - 1; i > 0; i--) {
      Optional<SweepRecord> result = result(i);
      if (result.isPresent()) {
        return Optional.of(new Earlier(round(i).pathOf(RESULT), result.get()));
      }
    }
    return Optional.empty();
  }

  /**
   * A result to compare with.
   *
   * @param path of its file
   */
  public record Earlier(String path, SweepRecord record) {
    /**
     * Reads a result of this or another version.
     *
     * @param path a sweep.json or its folder
     * @throws InputException if there is none
     */
    public static Earlier read(String path, Configuration configuration) {
      Path given;
      try {
        given = new Path(path);
      } catch (IllegalArgumentException e) {
        throw new InputException("Invalid --compare: '%s' is no path".formatted(path), e);
      }
      boolean file = given.getName().endsWith(".json");
      Path folder = file ? given.getParent() : given;
      String name = file ? given.getName() : RESULT;
      OutputFolder files = OutputFolder.existing(folder.toString(), configuration);
      String text =
          files
              .text(name)
              .orElseThrow(
                  () ->
                      new InputException(
                          "Cannot read --compare %s: no such file (give the sweep.json of a sweep, or"
                                  .formatted(files.pathOf(name))
                              + " its folder)"));
      return new Earlier(files.pathOf(name), parse(text, "--compare " + files.pathOf(name)));
    }
  }

  private OutputFolder round() {
    return round(number);
  }

  private OutputFolder round(int i) {
    return folder.folder(ROUNDS + "/" + i);
  }

  /** Empty also where the file was cut off, or is none. */
  private Optional<SweepRecord> result(int i) {
    return round(i)
        .text(RESULT)
        .flatMap(
            text -> {
              try {
                return Optional.of(parse(text, round(i).pathOf(RESULT)));
              } catch (InputException e) {
                return Optional.empty();
              }
            });
  }

  /**
   * @param name for the message
   * @throws InputException if the text is no result
   */
  private static SweepRecord parse(String text, String name) {
    JsonNode tree = ResultFile.SWEEP.parse(text, name);
    try {
      return JSON.treeToValue(tree, SweepRecord.class);
    } catch (JsonProcessingException e) {
      throw ResultFile.SWEEP.ofOtherVersion(name, e);
    }
  }
}
