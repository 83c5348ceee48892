package io.taucrit.core.engine;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;

/**
 * A consistent copy of a run's state: vector, clocks, counters and trace of one moment, in raw
 * representation, so that a run that goes on from it computes the bits it would have computed
 * anyway. A push that waits for its round is not part of it: its worker, told its clock again,
 * computes it again.
 *
 * @param clocks applied pushes of every worker
 * @param clockNanos training clock
 * @param initialObjective f(x_0), NaN before the first evaluation
 */
public record SequencerState(
    ScaledVectorCopy vector,
    long pushes,
    long samples,
    long[] clocks,
    long[] staleness,
    boolean evaluating,
    long nextEvaluation,
    long clockNanos,
    double initialObjective,
    List<TracePoint> trace) {

  /** The vector behind a name that other packages can hold but not open. */
  public static final class ScaledVectorCopy {
    final ScaledVector vector;

    ScaledVectorCopy(ScaledVector vector) {
      this.vector = vector;
    }
  }

  /** Rounds applied. */
  public long updates() {
    return pushes / clocks.length;
  }

  /** Writes everything, big-endian. */
  public void writeTo(DataOutputStream out) throws IOException {
    vector.vector.writeTo(out);
    out.writeLong(pushes);
    out.writeLong(samples);
    write(clocks, out);
    write(staleness, out);
    out.writeBoolean(evaluating);
    out.writeLong(nextEvaluation);
    out.writeLong(clockNanos);
    out.writeDouble(initialObjective);
    out.writeInt(trace.size());
    for (TracePoint p : trace) {
      out.writeLong(p.updates());
      out.writeLong(p.samples());
      out.writeDouble(p.trainSeconds());
      out.writeDouble(p.objective());
      write(p.suboptimality(), out);
      write(p.relativeSuboptimality(), out);
      out.writeDouble(p.gradientNormSquared());
      out.writeDouble(p.noise());
      out.writeDouble(p.diversityBound());
      write(p.heldOutLoss(), out);
    }
  }

  /**
   * Reads what {@link #writeTo} wrote.
   *
   * @throws IOException if the stream ends early or holds no such state
   */
  public static SequencerState readFrom(DataInputStream in) throws IOException {
    SequencerState state =
        new SequencerState(
            new ScaledVectorCopy(ScaledVector.readFrom(in)),
            in.readLong(),
            in.readLong(),
            StoredArrays.readLongs(in),
            StoredArrays.readLongs(in),
            in.readBoolean(),
            in.readLong(),
            in.readLong(),
            in.readDouble(),
            readTrace(in));
    boolean counted =
        state.pushes >= 0
            && state.samples >= 0
            && LongStream.concat(LongStream.of(state.clocks), LongStream.of(state.staleness))
                .allMatch(count -> count >= 0);
    if (!counted || state.clocks.length == 0) {
      throw new IOException("it holds no counts of a run");
    }
    return state;
  }

  private static List<TracePoint> readTrace(DataInputStream in) throws IOException {
    int size = StoredArrays.readLength(in);
    List<TracePoint> trace = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      trace.add(
          new TracePoint(
              in.readLong(),
              in.readLong(),
              in.readDouble(),
              in.readDouble(),
              readOptional(in),
              readOptional(in),
              in.readDouble(),
              in.readDouble(),
              in.readDouble(),
              readOptional(in)));
    }
    return trace;
  }

  private static void write(long[] values, DataOutputStream out) throws IOException {
    out.writeInt(values.length);
    for (long value : values) {
      out.writeLong(value);
    }
  }

  private static void write(Double value, DataOutputStream out) throws IOException {
    out.writeBoolean(value != null);
    if (value != null) {
      out.writeDouble(value);
    }
  }

  private static Double readOptional(DataInputStream in) throws IOException {
    return in.readBoolean() ? in.readDouble() : null;
  }
}
