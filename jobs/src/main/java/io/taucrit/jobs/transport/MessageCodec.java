package io.taucrit.jobs.transport;

import io.taucrit.core.engine.Reply;
import io.taucrit.core.engine.Request;
import io.taucrit.core.objective.GradientSums;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Requests and replies as bytes, little-endian. Vectors are a count and their doubles; coordinates
 * are a count and the gaps between them as variable-length integers, one byte for most gaps.
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
      head(out, STEP, request).putLong(step.clock());
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
      long values = step.push() == null ? 0 : 8L * step.push().length;
      return values + (step.coordinates() == null ? 0 : 5L * step.coordinates().length);
    }
    return request instanceof Request.Evaluated e ? 8L * e.training().gradient().length : 0;
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
            case STEP ->
                new Request.Step(
                    worker, attempt, in.getLong(), getVector(in), getCoordinates(in, dimension));
            case EVALUATED -> evaluated(in, worker, attempt, dimension);
            default -> throw new MalformedMessageException("request of unknown type " + type);
          };
      return complete(in, request);
    } catch (BufferUnderflowException e) {
      throw new MalformedMessageException("truncated request");
    }
  }

  private static Request.Evaluated evaluated(
      ByteBuffer in, int worker, long attempt, int dimension) {
    long version = in.getLong();
    long rows = in.getLong();
    double loss = in.getDouble();
    double squaredNorms = in.getDouble();
    long heldOutRows = in.getLong();
    double heldOutLoss = in.getDouble();
    double[] gradient = getVector(in);
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
      ByteBuffer out = allocate(HEADER + 8L * work.values().length);
      out.put(WORK).putLong(work.clock()).putLong(work.version());
      return putVector(out, work.values()).flip();
    }
    if (reply instanceof Reply.Evaluate evaluate) {
      ByteBuffer out = allocate(HEADER + 8L * evaluate.x().length);
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
   * @throws MalformedMessageException if the bytes are no reply
   */
  static Reply decodeReply(ByteBuffer bytes) {
    ByteBuffer in = bytes.order(ByteOrder.LITTLE_ENDIAN);
    try {
      byte type = in.get();
      Reply reply =
          switch (type) {
            case REGISTERED -> new Reply.Registered(in.getLong());
            case WORK -> new Reply.Work(in.getLong(), in.getLong(), getValues(in));
            case EVALUATE -> new Reply.Evaluate(in.getLong(), getValues(in));
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
    out.putInt(values.length);
    out.asDoubleBuffer().put(values);
    return out.position(out.position() + 8 * values.length);
  }

  /** A vector that must be there. */
  private static double[] getValues(ByteBuffer in) {
    double[] values = getVector(in);
    if (values == null) {
      throw new MalformedMessageException("reply without its vector");
    }
    return values;
  }

  private static double[] getVector(ByteBuffer in) {
    int length = in.getInt();
    if (length == NONE) {
      return null;
    }
    if (length < 0 || length > in.remaining() / 8) {
      throw new MalformedMessageException(
          "vector of %d values in %d bytes".formatted(length, in.remaining()));
    }
    double[] values = new double[length];
    in.asDoubleBuffer().get(values);
    in.position(in.position() + 8 * length);
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
      int gap = coordinate - previous - 1;
      previous = coordinate;
      while (gap >= 0x80) {
        out.put((byte) (gap | 0x80));
        gap >>>= 7;
      }
      out.put((byte) gap);
    }
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
