package io.taucrit.core.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.taucrit.core.engine.SequencerState.ScaledVectorCopy;
import io.taucrit.core.objective.Penalty;
import io.taucrit.data.fuzz.FuzzContract;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Any bytes as the state of a run: one that is written as it was read, or an I/O error. */
class SequencerStateFuzzTest extends FuzzContract {
  private static final TracePoint POINT =
      new TracePoint(3, 24, 0.5, 0.6, null, 0.25, 1e-3, Double.NaN, 2, 0.7);

  @Override
  protected List<byte[]> valid() throws IOException {
    double[] x = {1, -0.0, Double.MIN_VALUE};
    return List.of(
        bytes(new ScaledVector(x)),
        bytes(new ScaledVector(x, Averaging.UNIFORM)),
        bytes(new ScaledVector(x, Averaging.NONE, new Penalty(0.1, 0.5, 1))));
  }

  private static byte[] bytes(ScaledVector vector) throws IOException {
    return bytes(
        new SequencerState(
            new ScaledVectorCopy(vector),
            6,
            24,
            new long[] {3, 3},
            new long[] {4, 2},
            true,
            4,
            1_000,
            0.7,
            List.of(POINT, POINT)));
  }

  private static byte[] bytes(SequencerState state) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    state.writeTo(new DataOutputStream(out));
    return out.toByteArray();
  }

  @Override
  protected void read(byte[] input) throws IOException {
    byte[] written = bytes(state(input));
    assertThat(written.length).isLessThanOrEqualTo(input.length);
    assertThat(bytes(state(written))).isEqualTo(written);
    assertThat(state(written).updates()).isNotNegative();
  }

  private static SequencerState state(byte[] input) throws IOException {
    try {
      return SequencerState.readFrom(new DataInputStream(new ByteArrayInputStream(input)));
    } catch (EOFException e) {
      throw new IOException("it ends early", e);
    }
  }

  @Override
  protected boolean refuses(Exception e) {
    return e instanceof IOException;
  }

  @Override
  protected String name() {
    return "";
  }

  /** A piece of each of five arrays, three times. */
  @Override
  protected long allocation(int length) {
    return 10_000_000 + 100L * length;
  }

  @Test
  void lengthsAreBelievedAsFarAsThereAreNumbers() throws IOException {
    int lengthOfVector = 2 + "NONE".length();
    byte[] endless = valid().get(0);
    ByteBuffer.wrap(endless).putInt(lengthOfVector, Integer.MAX_VALUE);
    assertThatThrownBy(() -> state(endless)).isInstanceOf(IOException.class);
    byte[] negative = valid().get(0);
    ByteBuffer.wrap(negative).putInt(lengthOfVector, -1);
    assertThatThrownBy(() -> state(negative))
        .isInstanceOf(IOException.class)
        .hasMessage("it announces an array of -1 numbers");
  }

  @Test
  void averagesOfOtherVersionsAreRefused() throws IOException {
    byte[] other = valid().get(0);
    other[2] ^= 1;
    assertThatThrownBy(() -> state(other))
        .isInstanceOf(IOException.class)
        .hasMessage("it holds no vector of a run");
  }
}
