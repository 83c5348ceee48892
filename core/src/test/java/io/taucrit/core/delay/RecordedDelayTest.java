package io.taucrit.core.delay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.taucrit.data.InputException;
import io.taucrit.data.UsageException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Scale;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RecordedDelayTest {
  private static final String HEADER = "worker,clock,staleness,seconds";

  private static RecordedDelay trace(String... pushes) {
    return RecordedDelay.of(Stream.concat(Stream.of(HEADER), Arrays.stream(pushes)), "pushes.csv");
  }

  private static double[] replay(DelayModel model, int worker, int clocks) {
    double[] seconds = new double[clocks];
    Arrays.setAll(seconds, clock -> model.seconds(worker, clock));
    return seconds;
  }

  @Test
  void replaysEachWorkerAndStartsAgain() {
    DelayModel model =
        trace("1,0,0,0.25", "0,0,1,5e-1", "0,1,0,1", "0,2,0,0", "1,1,3,0.125", "0,3,0,2.");
    assertThat(replay(model, 0, 9)).containsExactly(0.5, 1, 0, 2, 0.5, 1, 0, 2, 0.5);
    assertThat(replay(model, 1, 5)).containsExactly(0.25, 0.125, 0.25, 0.125, 0.25);
    assertThat(model.seconds(0, 4L * 1_000_000_000_000L + 3)).isEqualTo(2);
    assertThat(model.seconds(1, Long.MAX_VALUE)).isEqualTo(0.125);
    assertThat(model).hasToString("recorded:pushes.csv");
  }

  @Test
  void otherWorkersTakeTurnsAtTheTracedOnes() {
    // Traced: 1, 4 and 7, in order of their index, not of their first push.
    DelayModel model = trace("7,0,0,70", "1,0,0,10", "4,0,0,40");
    assertThat(
            Stream.of(0, 1, 2, 3, 4, 5, 6, 7, 8, Integer.MAX_VALUE).map(w -> model.seconds(w, 2)))
        .containsExactly(10.0, 10.0, 70.0, 10.0, 40.0, 70.0, 10.0, 70.0, 70.0, 40.0);
  }

  @Test
  void replaysAResumedRunFromItsFirstPush() {
    DelayModel model = trace("0,100,0,1", "1,7,0,3", "0,101,0,2");
    assertThat(replay(model, 0, 4)).containsExactly(1, 2, 1, 2);
    assertThat(replay(model, 1, 2)).containsExactly(3, 3);
  }

  @Test
  void equalsATraceOfTheSamePushesAndName() {
    DelayModel model = trace("0,0,0,1", "1,0,0,2");
    assertThat(model).isEqualTo(trace("1,0,0,2", "0,0,0,1"));
    assertThat(model).isNotEqualTo(trace("0,0,0,1", "1,0,0,3"));
    assertThat(model).isNotEqualTo(trace("0,0,0,1", "2,0,0,2"));
    assertThat(model)
        .isNotEqualTo(RecordedDelay.of(Stream.of(HEADER, "0,0,0,1", "1,0,0,2"), "b.csv"));
  }

  /** What Java prints of a double is read back exactly, and the period is the trace's length. */
  @Property(tries = 200, seed = "20260106")
  void readsBackWhatWasWritten(
      @ForAll @Size(min = 1, max = 60)
          List<@DoubleRange(min = 0, max = 1000) @Scale(12) Double> seconds,
      @ForAll @IntRange(min = 1, max = 5) int workers,
      @ForAll @LongRange(min = 0, max = 1L << 40) long first) {
    List<String> lines = new ArrayList<>(List.of(HEADER));
    for (int i = 0; i < seconds.size(); i++) {
      lines.add(i % workers + "," + (first + i / workers) + ",0," + seconds.get(i));
    }
    RecordedDelay model = RecordedDelay.of(lines.stream(), "pushes.csv");
    for (int i = 0; i < seconds.size(); i++) {
      int worker = i % workers;
      int own = (seconds.size() - worker + workers - 1) / workers;
      assertThat(model.seconds(worker, i / workers)).isEqualTo(seconds.get(i));
      assertThat(model.seconds(worker, i / workers + 3L * own)).isEqualTo(seconds.get(i));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "\"\" | expected 4 values worker,clock,staleness,seconds, found 1: ''",
        "0,1,0 | expected 4 values worker,clock,staleness,seconds, found 3: '0,1,0'",
        "0,1,0,1, | expected 4 values worker,clock,staleness,seconds, found 5: '0,1,0,1,'",
        "x,1,0,1 | worker is no whole number from 0 to 2147483647: 'x'",
        "-1,1,0,1 | worker is no whole number from 0 to 2147483647: '-1'",
        "2147483648,1,0,1 | worker is no whole number from 0 to 2147483647: '2147483648'",
        "0,1.0,0,1 | clock is no whole number from 0 to 9223372036854775807: '1.0'",
        "0,-1,0,1 | clock is no whole number from 0 to 9223372036854775807: '-1'",
        "0,1,,1 | staleness is no whole number from 0 to 9223372036854775807: ''",
        "0,1,-1,1 | staleness is no whole number from 0 to 9223372036854775807: '-1'",
        "0,1,0, | seconds is no decimal number: ''",
        "0,1,0,NaN | seconds is no decimal number: 'NaN'",
        "0,1,0,Infinity | seconds is no decimal number: 'Infinity'",
        "0,1,0,-0.5 | seconds must be >= 0",
        "0,1,0,1e10 | seconds must be <= 1e9",
        "0,0,0,1 | clock 0 of worker 0 is out of order, the next is 1",
        "0,2,0,1 | clock 2 of worker 0 is out of order, the next is 1"
      })
  void saysWhichLineIsWrongAndWhy(String line, String reason) {
    assertThatThrownBy(() -> trace("0,0,0,1", "3,9,0,1", line, "3,10,0,1"))
        .isInstanceOf(InputException.class)
        .isNotInstanceOf(UsageException.class)
        .hasMessage("Cannot read delay trace: pushes.csv:4: " + reason);
  }

  @Test
  void refusesAnotherFile() {
    assertThatThrownBy(() -> RecordedDelay.of(Stream.of(), "a.csv"))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "Cannot read delay trace: a.csv:1: the header must be"
                + " 'worker,clock,staleness,seconds', found ''");
    assertThatThrownBy(
            () -> RecordedDelay.of(Stream.of("+1 3:0.5\t4:é 5:0.125 6:0.25 7:0.5", "1"), "a.csv"))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "Cannot read delay trace: a.csv:1: the header must be"
                + " 'worker,clock,staleness,seconds', found '+1 3:0.5?4:? 5:0.125 6:0.25 7:0.'");
    assertThatThrownBy(() -> RecordedDelay.of(Stream.of(HEADER), "a.csv"))
        .isInstanceOf(InputException.class)
        .hasMessage("Cannot read delay trace: a.csv:2: no push follows the header");
  }
}
