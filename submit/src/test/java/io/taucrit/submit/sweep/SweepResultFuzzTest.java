package io.taucrit.submit.sweep;

import static io.taucrit.submit.sweep.SweepRecords.point;
import static io.taucrit.submit.sweep.SweepRecords.problem;
import static io.taucrit.submit.sweep.SweepRecords.reached;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.taucrit.data.InputException;
import io.taucrit.data.fuzz.FuzzContract;
import io.taucrit.jobs.sweep.SweepRecord;
import io.taucrit.submit.output.OutputFolder;
import io.taucrit.submit.sweep.SweepRounds.Earlier;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Any bytes as an earlier result of a sweep: a sweep is compared with it, as with that of the round
 * before; or the file is named, and the round was not complete.
 */
class SweepResultFuzzTest extends FuzzContract {
  private static final SweepRecord NOW = SweepRecords.of(reached(100, 95.0, 105.0));

  private final Configuration configuration = new Configuration();
  private final Path result;
  private final SweepRounds rounds;
  private final byte[] written;

  SweepResultFuzzTest() throws IOException {
    Path folder = temporaryFolder().resolve("out");
    result = folder.resolve("rounds/1/sweep.json");
    Files.createDirectories(result.getParent());
    Files.createDirectories(folder.resolve("rounds/2"));
    rounds =
        SweepRounds.open(folder.toString(), false, new SweepFile("s.yaml", "a"), configuration);
    rounds.close();
    written =
        OutputFolder.JSON.writeValueAsBytes(
            SweepRecords.of(
                List.of(problem(32_560, 0.3234)),
                List.of(reached(120, 110.0, 125.0), point(Map.of("status", "failed", "tau", 4))),
                List.of()));
  }

  @Override
  protected List<byte[]> valid() {
    return List.of(written);
  }

  @Override
  protected void read(byte[] input) throws IOException {
    Files.write(result, input);
    Earlier given;
    try {
      given = Earlier.read(result.toString(), configuration);
    } catch (InputException e) {
      assertThat(rounds.previous()).isEmpty();
      throw e;
    }
    assertThat(rounds.previous()).contains(given);
    Drift drift = Drift.between(given.record(), NOW);
    assertThat(drift.points()).allSatisfy(SweepResultFuzzTest::isLine);
    assertThat(drift.notes()).allSatisfy(SweepResultFuzzTest::isLine);
  }

  private static void isLine(String line) {
    assertThat(line).doesNotContainPattern("\\p{Cntrl}").hasSizeLessThan(1_000);
  }

  @Override
  protected String name() {
    return "rounds/1/sweep.json";
  }

  /** Trees of JSON, twice, and Hadoop's paths. */
  @Override
  protected long allocation(int length) {
    return 2_000_000 + 500L * length;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"measure\" : \"suboptimality\" | \"measure\" : null",
        "\"measure\" : \"suboptimality\" | \"measure\" : \"a\\u001Bb\"",
        "\"problems\" : [ | \"problems\" : null, \"x\" : [",
        "\"problems\" : [ | \"problems\" : [null,",
        "\"points\" : [ | \"points\" : [null,",
        "\"dataset\" : \"a9a\" | \"dataset\" : null",
        "\"status\" : \"reached\" | \"status\" : null",
        "\"status\" : \"reached\" | \"status\" : \"a\\u001Bb\"",
        "\"updates\" : 120.0 | \"updates\" : null",
      })
  void refusesWhatNoResultIs(String said, String instead) {
    String text = new String(written, StandardCharsets.UTF_8);
    assertThat(text).contains(said);
    assertThatThrownBy(() -> read(text.replace(said, instead).getBytes(StandardCharsets.UTF_8)))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith("Cannot use --compare " + result)
        .hasMessageEndingWith("but of another version or damaged; make it again");
  }
}
