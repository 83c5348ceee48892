package io.taucrit.submit.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.taucrit.data.InputException;
import io.taucrit.jobs.sweep.SweepRecord;
import io.taucrit.submit.sweep.SweepRounds.Earlier;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which round a sweep goes on with, and which one it is compared with. */
class SweepRoundsTest {
  private static final SweepRecord RESULT = SweepRecords.of(SweepRecords.reached(100, 95.0, 105.0));

  @TempDir Path folder;

  private SweepRounds open(boolean fresh, String text) {
    SweepRounds rounds =
        SweepRounds.open(
            folder.resolve("out").toString(),
            fresh,
            new SweepFile("s.yaml", text),
            new Configuration());
    // Its lease would keep the next one out.
    rounds.close();
    return rounds;
  }

  private static void complete(SweepRounds rounds) {
    rounds.places().forEach(place -> place.writeJson(SweepRounds.RESULT, RESULT));
  }

  @Test
  void aRoundGoesOnUntilItIsComplete() {
    assertThat(open(true, "a").number()).isEqualTo(1);
    assertThat(open(true, "a").number()).isEqualTo(1);
    assertThat(open(false, "a").journal()).endsWith("/out/rounds/1/journal").startsWith("file:");
    assertThat(folder.resolve("out/rounds/1/sweep.yaml")).hasContent("a");
  }

  @Test
  void aCompleteRoundIsFollowedByAFreshOne() {
    SweepRounds first = open(false, "a");
    assertThat(first.previous()).isEmpty();
    complete(first);
    assertThat(folder.resolve("out/sweep.json"))
        .hasSameTextualContentAs(folder.resolve("out/rounds/1/sweep.json"));
    assertThat(open(false, "a").number()).as("answers from its journal").isEqualTo(1);
    SweepRounds second = open(true, "a");
    assertThat(second.number()).isEqualTo(2);
    Earlier earlier = second.previous().orElseThrow();
    assertThat(earlier.path()).isEqualTo(folder.resolve("out/rounds/1/sweep.json").toString());
    assertThat(earlier.record()).isEqualTo(RESULT);
    assertThat(open(true, "a").number()).as("cut off").isEqualTo(2);
    assertThat(open(false, "a").number()).isEqualTo(2);
  }

  @Test
  void aRoundOfAnotherFileIsLeftAsItIs() {
    complete(open(true, "a"));
    open(true, "a");
    SweepRounds third = open(true, "b");
    assertThat(third.number()).isEqualTo(3);
    assertThat(folder.resolve("out/rounds/2/sweep.yaml")).hasContent("a");
    assertThat(third.previous().orElseThrow().path())
        .isEqualTo(folder.resolve("out/rounds/1/sweep.json").toString());
    assertThat(open(false, "a").number()).as("the journal says whose it is").isEqualTo(3);
  }

  @Test
  void aResultCutOffCompletesNothing() throws IOException {
    complete(open(true, "a"));
    Path result = folder.resolve("out/rounds/1/sweep.json");
    String text = Files.readString(result);
    Files.writeString(result, text.substring(0, text.length() / 2));
    assertThat(open(true, "a").number()).isEqualTo(1);
    Files.writeString(result, "{}");
    assertThat(open(true, "a").number()).isEqualTo(1);
  }

  @Test
  void resultsOfOtherVersionsAreRead() throws IOException {
    complete(open(true, "a"));
    Path result = folder.resolve("out/rounds/1/sweep.json");
    Files.writeString(
        result, Files.readString(result).replace("\"batch\"", "\"later\" : 1, \"batch\""));
    assertThat(open(true, "a").previous().orElseThrow().record()).isEqualTo(RESULT);
  }

  @Test
  void foldersOfOthersAreRefused() throws IOException {
    Files.createDirectories(folder.resolve("out"));
    Files.writeString(folder.resolve("out/run.json"), "{}");
    assertThatExceptionOfType(InputException.class)
        .isThrownBy(() -> open(false, "a"))
        .withMessage(
            "Cannot write to --out %s: it exists and is not empty; it has no rounds/ of a sweep to go"
                    .formatted(folder.resolve("out"))
                + " on with; choose another folder");
  }

  @Test
  void aResultIsReadByFileOrFolder() throws IOException {
    complete(open(true, "a"));
    String out = folder.resolve("out").toString();
    Configuration configuration = new Configuration();
    assertThat(Earlier.read(out, configuration).record()).isEqualTo(RESULT);
    assertThat(Earlier.read(out + "/sweep.json", configuration).record()).isEqualTo(RESULT);
    assertThatExceptionOfType(InputException.class)
        .isThrownBy(() -> Earlier.read(out + "/none", configuration))
        .withMessage(
            "Cannot read --compare %s/none/sweep.json: no such file (give the sweep.json of a sweep, or"
                    .formatted(out)
                + " its folder)");
    Files.writeString(folder.resolve("out/sweep.json"), "{\"points\": ");
    assertThatExceptionOfType(InputException.class)
        .isThrownBy(() -> Earlier.read(out, configuration))
        .withMessage(
            "Cannot use --compare %s/sweep.json: it should be a sweep.json of sweep, but is no JSON, or"
                    .formatted(out)
                + " not all of it");
    Files.writeString(folder.resolve("out/sweep.json"), "{\"n\": 1}");
    assertThatExceptionOfType(InputException.class)
        .isThrownBy(() -> Earlier.read(out, configuration))
        .withMessage(
            "Cannot use --compare %s/sweep.json: it should be a sweep.json of sweep, but is none of"
                    .formatted(out)
                + " taucrit's results");
    Files.writeString(
        folder.resolve("out/sweep.json"), "{\"outcome\": \"reached\", \"staleness\": {}}");
    assertThatExceptionOfType(InputException.class)
        .isThrownBy(() -> Earlier.read(out, configuration))
        .withMessageEndingWith(
            "it should be a sweep.json of sweep, but seems to be a run.json of train");
  }
}
