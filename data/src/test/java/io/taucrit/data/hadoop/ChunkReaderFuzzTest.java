package io.taucrit.data.hadoop;

import static org.assertj.core.api.Assertions.assertThat;

import io.taucrit.data.RowsHash;
import io.taucrit.data.fuzz.FuzzContract;
import io.taucrit.data.libsvm.BadRows;
import io.taucrit.data.libsvm.LibsvmParser;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.io.compress.BZip2Codec;

/**
 * Files of any bytes, plain or called compressed by their name (the first byte of the input says
 * which), have rows, and the same ones however they are cut into splits; or the file is named.
 */
class ChunkReaderFuzzTest extends FuzzContract {
  private static final List<String> SUFFIXES = List.of("", ".gz", ".bz2", ".deflate");
  private static final String TEXT =
      """
      +1 1:0.5 7:-2e1
      -1\t3:.25\t4:1.\t\r

      # no row
      2.5   2:1E+2 # 9:9
      """;
  private static final long SMALL_SPLIT = 11;

  private final Configuration configuration = new Configuration();
  private final Path folder;

  ChunkReaderFuzzTest() throws IOException {
    folder = temporaryFolder();
  }

  @Override
  protected List<byte[]> valid() throws IOException {
    return List.of(
        input(0, out -> out),
        input(1, GZIPOutputStream::new),
        input(2, this::bzip2),
        input(3, DeflaterOutputStream::new));
  }

  private interface Compression {
    OutputStream around(OutputStream out) throws IOException;
  }

  private static byte[] input(int suffix, Compression compression) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.write(suffix);
    try (OutputStream out = compression.around(bytes)) {
      out.write(TEXT.getBytes(StandardCharsets.UTF_8));
    }
    return bytes.toByteArray();
  }

  private OutputStream bzip2(OutputStream out) throws IOException {
    BZip2Codec codec = new BZip2Codec();
    codec.setConf(configuration);
    return codec.createOutputStream(out);
  }

  @Override
  protected void read(byte[] input) throws IOException {
    int kind = input.length == 0 ? 0 : Math.floorMod(input[0], SUFFIXES.size());
    Path file = folder.resolve("rows.svm" + SUFFIXES.get(kind));
    Files.write(file, input.length == 0 ? input : Arrays.copyOfRange(input, 1, input.length));
    InputFiles files = InputFiles.list(List.of(file.toUri().toString()), configuration);
    Content whole = read(files, Long.MAX_VALUE, BadRows.SKIP);
    if (kind == 0) {
      assertThat(read(files, SMALL_SPLIT, BadRows.SKIP)).isEqualTo(whole);
    }
    Content strict = read(files, Long.MAX_VALUE, BadRows.REFUSE);
    if (whole.skipped == 0) {
      assertThat(strict).isEqualTo(whole);
    }
  }

  /** What does not depend on the cuts. */
  private record Content(long rows, long nonzeros, long skipped, long hash) {}

  private Content read(InputFiles files, long splitBytes, BadRows badRows) {
    Content sum = new Content(0, 0, 0, 0);
    for (TextSplit split : files.splits(splitBytes)) {
      try (ChunkReader reader =
          new ChunkReader(0, split, LibsvmParser.create(), badRows, configuration)) {
        while (reader.hasNext()) {
          ParsedChunk chunk = reader.next();
          sum =
              new Content(
                  sum.rows + chunk.summary().rows(),
                  sum.nonzeros + chunk.summary().nonzeros(),
                  sum.skipped + chunk.summary().skipped(),
                  sum.hash + RowsHash.of(chunk.rows()));
        }
      }
    }
    return sum;
  }

  @Override
  protected String name() {
    return "rows.svm";
  }

  /** A reader has 64 kB of buffers, bzip2 16 MB; a thousandth of its text is all deflate needs. */
  @Override
  protected long allocation(int length) {
    return 64_000_000 + 200_000L * (length / SMALL_SPLIT + 1) + 100_000L * length;
  }
}
