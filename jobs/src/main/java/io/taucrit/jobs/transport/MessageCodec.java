package io.taucrit.jobs.transport;

import io.taucrit.core.engine.Reply;
import io.taucrit.core.engine.Request;
import io.taucrit.core.objective.CoordinateSet;
import io.taucrit.core.objective.GradientSums;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Requests and replies as bytes, little-endian. Coordinates are a count and the gaps between them
 * as variable-length integers, one byte for most gaps. A vector is a count and its doubles, or,
 * where that is smaller, a count, the coordinates of its nonzeros and their doubles.
 *
 * <p>Decoding trusts nothing: counts are checked against the bytes that are there before anything
 * is allocated, coordinates against d.
 */
final class MessageCodec {
  private static final byte REGISTER = 1;
  private static final byte STEP = 2;
  private static final byte EVALUATED = 3;
  private static final byte REGISTERED = 4;
  private static final byte WORK = 5;
  private static final byte EVALUATE = 6;
  private static final byte STOP = 7;
  private static final byte REFUSED = 8;

  private static final int HEADER = 128;
  private static final int NONE = -1;

  private MessageCodec() {}

  /** A message that is not one. */
  static final class MalformedMessageException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    MalformedMessageException(String message) {
      super(message);
    }
  }

  static ByteBuffer encode(Request request) {
    ByteBuffer out = allocate(HEADER + size(request));
    if (request instanceof Request.Register) {
      head(out, REGISTER, request);
    } else if (request instanceof Request.Step step) {
      head(out, STEP, request).putLong(step.clock()).putLong(step.rows());
      putVector(out, step.push());
      putCoordinates(out, step.coordinates());
    } else if (request instanceof Request.Evaluated e) {
      head(out, EVALUATED, request).putLong(e.version());
      GradientSums sums = e.training();
      out.putLong(sums.rows()).putDouble(sums.loss()).putDouble(sums.squaredNorms());
      out.putLong(e.heldOutRows()).putDouble(e.heldOutLoss());
      putVector(out, sums.gradient());
    }
    return out.flip();
  }

  private static long size(Request request) {
    if (request instanceof Request.Step step) {
      return size(step.push()) + (step.coordinates() == null ? 0 : size(step.coordinates()));
    }
    return request instanceof Request.Evaluated e ? size(e.training().gradient()) : 0;
  }

  private static long size(double[] vector) {
    return vector == null ? 0 : Math.min(8L * vector.length, sparseSize(vector));
  }

  private static long size(int[] coordinates) {
    long bytes = 0;
    int previous = -1;
    for (int coordinate : coordinates) {
      bytes += CoordinateSet.bytesOfGap(coordinate - previous - 1);
      previous = coordinate;
    }
    return bytes;
  }

  /**
   * Bytes of coordinates and values of the nonzeros, and their count; or no less than the vector's
   * bytes where they are more.
   */
  private static long sparseSize(double[] vector) {
    long least = 4;
    for (double value : vector) {
      least += nonzero(value) ? 9 : 0;
    }
    if (least >= 8L * vector.length) {
      return least;
    }
    long bytes = 4;
    int previous = -1;
    for (int v = 0; v < vector.length; v++) {
      if (nonzero(vector[v])) {
        bytes += 8 + CoordinateSet.bytesOfGap(v - previous - 1);
        previous = v;
      }
    }
    return bytes;
  }

  /** All but +0: the sign of a zero is a bit too. */
  private static boolean nonzero(double value) {
    return Double.doubleToRawLongBits(value) != 0;
  }

  private static ByteBuffer head(ByteBuffer out, byte type, Request request) {
    return out.put(type).putInt(request.worker()).putLong(request.attempt());
  }

  /**
   * @param dimension d of the run
   * @throws MalformedMessageException if the bytes are no request of such a run
   */
  static Request decodeRequest(ByteBuffer bytes, int dimension) {
    ByteBuffer in = bytes.order(ByteOrder.LITTLE_ENDIAN);
    try {
      byte type = in.get();
      int worker = in.getInt();
      long attempt = in.getLong();
      Request request =
          switch (type) {
            case REGISTER -> new Request.Register(worker, attempt);
            case STEP -> step(in, worker, attempt, dimension);
            case EVALUATED -> evaluated(in, worker, attempt, dimension);
            default -> throw new MalformedMessageException("request of unknown type " + type);
          };
      return complete(in, request);
    } catch (BufferUnderflowException e) {
      throw new MalformedMessageException("truncated request");
    }
  }

  private static Request.Step step(ByteBuffer in, int worker, long attempt, int dimension) {
    long clock = in.getLong();
    long rows = in.getLong();
    double[] push = getVector(in, dimension);
    return new Request.Step(worker, attempt, clock, push, rows, getCoordinates(in, dimension));
  }

  private static Request.Evaluated evaluated(
      ByteBuffer in, int worker, long attempt, int dimension) {
    long version = in.getLong();
    long rows = in.getLong();
    double loss = in.getDouble();
    double squaredNorms = in.getDouble();
    long heldOutRows = in.getLong();
    double heldOutLoss = in.getDouble();
    double[] gradient = getVector(in, dimension);
    if (gradient == null || gradient.length != dimension) {
      throw new MalformedMessageException("gradient not of length " + dimension);
    }
    GradientSums sums = new GradientSums(rows, loss, squaredNorms, gradient);
    return new Request.Evaluated(worker, attempt, version, sums, heldOutRows, heldOutLoss);
  }

  static ByteBuffer encode(Reply reply) {
    if (reply instanceof Reply.Registered registered) {
      return allocate(HEADER).put(REGISTERED).putLong(registered.clock()).flip();
    }
    if (reply instanceof Reply.Work work) {
      ByteBuffer out = allocate(HEADER + size(work.values()));
      out.put(WORK).putLong(work.clock()).putLong(work.version()).putDouble(work.step());
      return putVector(out, work.values()).flip();
    }
    if (reply instanceof Reply.Evaluate evaluate) {
      ByteBuffer out = allocate(HEADER + size(evaluate.x()));
      out.put(EVALUATE).putLong(evaluate.version());
      return putVector(out, evaluate.x()).flip();
    }
    if (reply instanceof Reply.Refused refused) {
      byte[] reason = refused.reason().getBytes(StandardCharsets.UTF_8);
      return allocate(HEADER + reason.length).put(REFUSED).put(reason).flip();
    }
    return allocate(HEADER).put(STOP).flip();
  }

  /**
   * @param dimension d of the run
   * @throws MalformedMessageException if the bytes are no reply
   */
  static Reply decodeReply(ByteBuffer bytes, int dimension) {
    ByteBuffer in = bytes.order(ByteOrder.LITTLE_ENDIAN);
    try {
      byte type = in.get();
      Reply reply =
          switch (type) {
            case REGISTERED -> new Reply.Registered(in.getLong());
            case WORK ->
                new Reply.Work(
                    in.getLong(), in.getLong(), in.getDouble(), getValues(in, dimension));
            case EVALUATE -> new Reply.Evaluate(in.getLong(), getValues(in, dimension));
            case STOP -> new Reply.Stop();
            case REFUSED -> {
              byte[] reason = new byte[in.remaining()];
              in.get(reason);
              yield new Reply.Refused(new String(reason, StandardCharsets.UTF_8));
            }
            default -> throw new MalformedMessageException("reply of unknown type " + type);
          };
      return complete(in, reply);
    } catch (BufferUnderflowException e) {
      throw new MalformedMessageException("truncated reply");
    }
  }

  private static <T> T complete(ByteBuffer in, T message) {
    if (in.hasRemaining()) {
      throw new MalformedMessageException(in.remaining() + " bytes after the message");
    }
    return message;
  }

  private static ByteBuffer allocate(long size) {
    if (size > Integer.MAX_VALUE - 16) {
      throw new IllegalStateException(
          "Cannot send a message of %d bytes: the transport takes less than 2 GiB".formatted(size));
    }
    return ByteBuffer.allocate((int) size).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static ByteBuffer putVector(ByteBuffer out, double[] values) {
    if (values == null) {
      return out.putInt(NONE);
    }
    if (sparseSize(values) < 8L * values.length) {
      return putNonzeros(out, values);
    }
    out.putInt(values.length);
    out.asDoubleBuffer().put(values);
    return out.position(out.position() + 8 * values.length);
  }

  private static ByteBuffer putNonzeros(ByteBuffer out, double[] values) {
    // −2 − length: what is neither a length nor NONE.
    out.putInt(-2 - values.length);
    int count = out.position();
    out.putInt(0);
    int previous = -1;
    int nonzeros = 0;
    for (int v = 0; v < values.length; v++) {
      if (nonzero(values[v])) {
        putGap(out, v - previous - 1);
        previous = v;
        nonzeros++;
      }
    }
    out.putInt(count, nonzeros);
    for (double value : values) {
      if (nonzero(value)) {
        out.putDouble(value);
      }
    }
    return out;
  }

  /** A vector that must be there. */
  private static double[] getValues(ByteBuffer in, int dimension) {
    double[] values = getVector(in, dimension);
    if (values == null) {
      throw new MalformedMessageException("reply without its vector");
    }
    return values;
  }

  private static double[] getVector(ByteBuffer in, int longest) {
    int length = in.getInt();
    if (length == NONE) {
      return null;
    }
    if (length < NONE) {
      return getNonzeros(in, -2 - length, longest);
    }
    if (length > in.remaining() / 8) {
      throw new MalformedMessageException(
          "vector of %d values in %d bytes".formatted(length, in.remaining()));
    }
    double[] values = new double[length];
    in.asDoubleBuffer().get(values);
    in.position(in.position() + 8 * length);
    return values;
  }

  private static double[] getNonzeros(ByteBuffer in, int length, int longest) {
    if (length < 0 || length > longest) {
      throw new MalformedMessageException(
          "vector of %d values, more than %d".formatted(length & 0xFFFFFFFFL, longest));
    }
    int[] coordinates = getCoordinates(in, length);
    if (coordinates == null || coordinates.length > in.remaining() / 8) {
      throw new MalformedMessageException(
          "vector of more nonzeros than its %d bytes".formatted(in.remaining()));
    }
    double[] values = new double[length];
    for (int coordinate : coordinates) {
      values[coordinate] = in.getDouble();
    }
    return values;
  }

  private static void putCoordinates(ByteBuffer out, int[] coordinates) {
    if (coordinates == null) {
      out.putInt(NONE);
      return;
    }
    out.putInt(coordinates.length);
    int previous = -1;
    for (int coordinate : coordinates) {
      putGap(out, coordinate - previous - 1);
      previous = coordinate;
    }
  }

  private static void putGap(ByteBuffer out, int gap) {
    int rest = gap;
    while (rest >= 0x80) {
      out.put((byte) (rest | 0x80));
      rest >>>= 7;
    }
    out.put((byte) rest);
  }

  private static int[] getCoordinates(ByteBuffer in, int dimension) {
    int length = in.getInt();
    if (length == NONE) {
      return null;
    }
    if (length < 0 || length > in.remaining()) {
      throw new MalformedMessageException(
          "%d coordinates in %d bytes".formatted(length, in.remaining()));
    }
    int[] coordinates = new int[length];
    long previous = -1;
    for (int k = 0; k < length; k++) {
      previous += 1 + getGap(in);
      if (previous >= dimension) {
        throw new MalformedMessageException("coordinate %d >= %d".formatted(previous, dimension));
      }
      coordinates[k] = (int) previous;
    }
    return coordinates;
  }

  private static long getGap(ByteBuffer in) {
    long gap = 0;
    for (int shift = 0; shift < 35; shift += 7) {
      byte b = in.get();
      gap |= (long) (b & 0x7F) << shift;
      if (b >= 0) {
        return gap;
      }
    }
    throw new MalformedMessageException("coordinate gap of more than five bytes");
  }
}
