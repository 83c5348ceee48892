package io.taucrit.data.hadoop;

import io.taucrit.data.CsrBlock;
import io.taucrit.data.InputException;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;

/**
 * The binary form of a {@link CsrBlock}, little-endian:
 *
 * <pre>
 * magic   8 bytes  "taucrit" and a line feed, which a text conversion would damage
 * version, rows, nonzeros, weighted (0 or 1)   4 bytes each
 * rowOffsets (rows + 1), indices, values (nonzeros each), labels, weights if any (rows each)
 * CRC32C of all the above   4 bytes
 * </pre>
 *
 * <p>The counts must agree with the length of the file before anything is allocated, so a damaged
 * header costs no memory. Stateless and thread-safe.
 */
public final class BlockFile {
  private static final long MAGIC = 0x0A74697263756174L;
  private static final int VERSION = 1;
  private static final int HEADER_BYTES = 24;
  private static final int TRAILER_BYTES = 4;
  private static final int BUFFER_BYTES = 1 << 18;

  private BlockFile() {}

  /**
   * Writes a block; does not close the stream.
   *
   * @return the checksum
   */
  public static long write(OutputStream out, CsrBlock block) throws IOException {
    Writer writer = new Writer(out);
    writer
        .buffer
        .putLong(MAGIC)
        .putInt(VERSION)
        .putInt(block.rows())
        .putInt(block.nonzeros())
        .putInt(block.weights() == null ? 0 : 1);
    writer.flush();
    writer.write(block.rowOffsets());
    writer.write(block.indices());
    writer.write(block.values());
    writer.write(block.labels());
    if (block.weights() != null) {
      writer.write(block.weights());
    }
    long checksum = writer.checksum.getValue();
    writer.buffer.putInt((int) checksum);
    writer.flush();
    return checksum;
  }

  /** Bytes that a block takes. */
  public static long length(int rows, int nonzeros, boolean weighted) {
    long words = (rows + 1L) + 2L * nonzeros + (weighted ? 2L : 1L) * rows;
    return HEADER_BYTES + 4 * words + TRAILER_BYTES;
  }

  /**
   * Reads a block and verifies it; does not close the stream.
   *
   * @param length bytes that the stream holds
   * @param name what to call it in errors
   * @param checksum the checksum that the block must have, or negative for whatever its own trailer
   *     says
   * @throws InputException if this is no block, or a damaged, truncated or different one
   */
  public static CsrBlock read(InputStream in, long length, String name, long checksum)
      throws IOException {
    Reader reader = new Reader(in);
    try {
      ByteBuffer header = reader.next(HEADER_BYTES);
      if (header.getLong() != MAGIC) {
        throw damaged(name, "it does not begin like a block");
      }
      int version = header.getInt();
      if (version != VERSION) {
        throw damaged(name, "format version %d, expected %d".formatted(version, VERSION));
      }
      int rows = header.getInt();
      int nonzeros = header.getInt();
      int weighted = header.getInt();
      if (rows < 0 || nonzeros < 0 || (weighted & ~1) != 0) {
        throw damaged(name, "its header is not valid");
      }
      long expected = length(rows, nonzeros, weighted == 1);
      if (length != expected) {
        throw damaged(
            name,
            "%d rows and %d nonzeros take %d bytes, it has %d"
                .formatted(rows, nonzeros, expected, length));
      }
      int[] rowOffsets = reader.ints(rows + 1);
      int[] indices = reader.ints(nonzeros);
      float[] values = reader.floats(nonzeros);
      float[] labels = reader.floats(rows);
      float[] weights = weighted == 1 ? reader.floats(rows) : null;
      long computed = reader.checksum.getValue();
      long stored = Integer.toUnsignedLong(reader.next(TRAILER_BYTES).getInt());
      if (computed != stored || (checksum >= 0 && computed != checksum)) {
        throw damaged(
            name,
            "its checksum is %08x, expected %08x"
                .formatted(computed, checksum >= 0 ? checksum : stored));
      }
      if (!sparseRows(rowOffsets, indices)) {
        throw damaged(name, "its rows are no rows of ascending features");
      }
      return new CsrBlock(rowOffsets, indices, values, labels, weights);
    } catch (EOFException e) {
      throw damaged(name, "it ends early");
    }
  }

  /** What a checksum does not show: a writer's fault. Kernels trust offsets and indices. */
  private static boolean sparseRows(int[] rowOffsets, int[] indices) {
    if (rowOffsets[0] != 0 || rowOffsets[rowOffsets.length - 1] != indices.length) {
      return false;
    }
    for (int row = 1; row < rowOffsets.length; row++) {
      int previous = -1;
      if (rowOffsets[row] < rowOffsets[row - 1] || rowOffsets[row] > indices.length) {
        return false;
      }
      for (int k = rowOffsets[row - 1]; k < rowOffsets[row]; k++) {
        if (indices[k] <= previous) {
          return false;
        }
        previous = indices[k];
      }
    }
    return true;
  }

  private static InputException damaged(String name, String reason) {
    return new InputException(
        "Cannot read block %s: %s; convert the data again".formatted(name, reason));
  }

  /** Encodes arrays through one buffer. */
  private static final class Writer {
    private final OutputStream out;
    private final ByteBuffer buffer =
        ByteBuffer.allocate(BUFFER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    private final CRC32C checksum = new CRC32C();

    Writer(OutputStream out) {
      this.out = out;
    }

    void write(int[] array) throws IOException {
      for (int from = 0; from < array.length; ) {
        int count = Math.min(array.length - from, BUFFER_BYTES / Integer.BYTES);
        buffer.asIntBuffer().put(array, from, count);
        buffer.position(count * Integer.BYTES);
        flush();
        from += count;
      }
    }

    void write(float[] array) throws IOException {
      for (int from = 0; from < array.length; ) {
        int count = Math.min(array.length - from, BUFFER_BYTES / Float.BYTES);
        buffer.asFloatBuffer().put(array, from, count);
        buffer.position(count * Float.BYTES);
        flush();
        from += count;
      }
    }

    void flush() throws IOException {
      checksum.update(buffer.array(), 0, buffer.position());
      out.write(buffer.array(), 0, buffer.position());
      buffer.clear();
    }
  }

  /** Decodes arrays through one buffer. */
  private static final class Reader {
    private final InputStream in;
    private final ByteBuffer buffer =
        ByteBuffer.allocate(BUFFER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    private final CRC32C checksum = new CRC32C();

    Reader(InputStream in) {
      this.in = in;
    }

    int[] ints(int length) throws IOException {
      int[] array = new int[length];
      for (int from = 0; from < length; ) {
        int count = Math.min(length - from, BUFFER_BYTES / Integer.BYTES);
        next(count * Integer.BYTES).asIntBuffer().get(array, from, count);
        from += count;
      }
      return array;
    }

    float[] floats(int length) throws IOException {
      float[] array = new float[length];
      for (int from = 0; from < length; ) {
        int count = Math.min(length - from, BUFFER_BYTES / Float.BYTES);
        next(count * Float.BYTES).asFloatBuffer().get(array, from, count);
        from += count;
      }
      return array;
    }

    /** The next bytes, at most a buffer full. */
    ByteBuffer next(int bytes) throws IOException {
      if (in.readNBytes(buffer.array(), 0, bytes) < bytes) {
        throw new EOFException();
      }
      checksum.update(buffer.array(), 0, bytes);
      return buffer.clear().limit(bytes);
    }
  }
}
