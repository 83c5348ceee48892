package io.taucrit.data.hadoop;

import io.taucrit.data.CsrBlock;
import io.taucrit.data.CsrBlockBuilder;
import io.taucrit.data.InputException;
import io.taucrit.data.LabelOrder;
import io.taucrit.data.Labels;
import io.taucrit.data.libsvm.BadRows;
import io.taucrit.data.libsvm.LibsvmParser;
import io.taucrit.data.libsvm.MalformedLine;
import java.io.Closeable;
import java.io.IOException;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.io.LongWritable;
import org.apache.hadoop.io.Text;
import org.apache.hadoop.io.compress.CompressionCodecFactory;
import org.apache.hadoop.mapred.FileSplit;
import org.apache.hadoop.mapred.LineRecordReader;

/**
 * Reads the LIBSVM rows of one split in chunks of bounded size.
 *
 * <p>A malformed line is no exception: with {@link BadRows#REFUSE} the chunk that ends before it
 * carries it and is the last, so that the driver can find the first one of all splits and number
 * its line in the file. A split has at least one chunk. Closes itself at the end. Not thread-safe.
 */
public final class ChunkReader implements Iterator<ParsedChunk>, Closeable {
  private static final int CHUNK_ROWS = 65_536;
  private static final int CHUNK_NONZEROS = 1 << 22;

  private final int split;
  private final String file;
  private final LibsvmParser parser;
  private final BadRows badRows;
  private final Configuration configuration;
  private final LineRecordReader lines;
  private final LongWritable offset = new LongWritable();
  private final Text line = new Text();
  private final CsrBlockBuilder rows = new CsrBlockBuilder();
  private long rowsBefore;
  private long linesRead;
  private boolean finished;
  private boolean closed;

  /**
   * Opens a split.
   *
   * @param number number of the split, for the chunks
   * @param parser how to parse a line
   * @throws InputException if the file cannot be read or decompressed
   */
  public ChunkReader(
      int number,
      TextSplit split,
      LibsvmParser parser,
      BadRows badRows,
      Configuration configuration) {
    this.split = number;
    this.file = split.file();
    this.parser = parser;
    this.badRows = badRows;
    this.configuration = configuration;
    try {
      FileSplit range =
          new FileSplit(new Path(file), split.start(), split.length(), (String[]) null);
      lines = new LineRecordReader(configuration, range, null);
    } catch (IOException e) {
      throw unreadable(e);
    } catch (RuntimeException e) {
      throw undecodable(e);
    }
  }

  @Override
  public boolean hasNext() {
    return !finished;
  }

  @Override
  public ParsedChunk next() {
    if (finished) {
      throw new NoSuchElementException();
    }
    long linesBefore = linesRead;
    long skipped = 0;
    MalformedLine malformed = null;
    rows.clear();
    while (!finished && rows.rows() < CHUNK_ROWS && rows.nonzeros() < CHUNK_NONZEROS) {
      if (!readLine()) {
        finished = true;
        break;
      }
      linesRead++;
      Optional<MalformedLine> bad =
          parser.parse(line.getBytes(), 0, line.getLength(), linesRead, rows);
      if (bad.isPresent() && badRows == BadRows.SKIP) {
        skipped++;
      } else if (bad.isPresent()) {
        malformed = bad.get();
        finished = true;
      }
    }
    if (finished) {
      close();
    }
    CsrBlock block = rows.build();
    ParsedChunk chunk =
        new ParsedChunk(
            split,
            rowsBefore,
            block,
            new ParsedChunk.Summary(
                split,
                linesRead - linesBefore,
                block.rows(),
                block.nonzeros(),
                features(block),
                skipped,
                Labels.of(block),
                LabelOrder.of(block),
                malformed));
    rowsBefore += block.rows();
    return chunk;
  }

  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    try {
      lines.close();
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  private boolean readLine() {
    try {
      return lines.next(offset, line);
    } catch (IOException e) {
      throw unreadable(e);
    } catch (RuntimeException e) {
      throw undecodable(e);
    }
  }

  /** Codecs meet damaged data with whatever their arrays throw. */
  private InputException undecodable(RuntimeException cause) {
    return unreadable(new IOException("its content cannot be decoded", cause));
  }

  private InputException unreadable(IOException cause) {
    boolean compressed =
        new CompressionCodecFactory(configuration).getCodec(new Path(file)) != null;
    String hint = compressed ? "; is it damaged, or not compressed as its name says?" : "";
    return new InputException(Paths.unreadable(file, cause).getMessage() + hint, cause);
  }

  private static int features(CsrBlock block) {
    int features = 0;
    for (int index : block.indices()) {
      features = Math.max(features, index + 1);
    }
    return features;
  }
}
