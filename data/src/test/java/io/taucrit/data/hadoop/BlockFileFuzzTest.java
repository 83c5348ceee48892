package io.taucrit.data.hadoop;

import static org.assertj.core.api.Assertions.assertThat;

import io.taucrit.data.CsrBlock;
import io.taucrit.data.CsrBlockBuilder;
import io.taucrit.data.fuzz.FuzzContract;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * Blocks of any bytes, also of such as have the right checksum by a writer's fault: all that comes
 * through are rows of sparse entries.
 */
class BlockFileFuzzTest extends FuzzContract {
  @Override
  protected List<byte[]> valid() throws IOException {
    return List.of(
        bytes(new CsrBlockBuilder().build()),
        bytes(new CsrBlockBuilder().startRow(1).startRow(2).add(4, 1).build()),
        bytes(
            new CsrBlockBuilder()
                .startRow(1, 2)
                .add(0, 0.5f)
                .add(Integer.MAX_VALUE - 1, -1e30f)
                .startRow(-1)
                .startRow(0.25f)
                .add(3, 7)
                .build()));
  }

  @Override
  protected void read(byte[] input) throws IOException {
    byte[] repaired = withChecksum(input);
    CsrBlock block =
        BlockFile.read(new ByteArrayInputStream(repaired), repaired.length, name(), -1);
    for (int row = 0; row < block.rows(); row++) {
      int from = block.rowOffsets()[row];
      int to = block.rowOffsets()[row + 1];
      assertThat(to).isBetween(from, block.nonzeros());
      for (int k = from; k < to; k++) {
        assertThat(block.indices()[k]).isGreaterThan(k == from ? -1 : block.indices()[k - 1]);
      }
    }
    assertThat(bytes(block)).isEqualTo(repaired);
    BlockFile.read(new ByteArrayInputStream(input), input.length, name(), -1);
  }

  private static byte[] withChecksum(byte[] input) {
    byte[] bytes = input.clone();
    int content = bytes.length - Integer.BYTES;
    if (content >= 0) {
      CRC32C checksum = new CRC32C();
      checksum.update(bytes, 0, content);
      ByteBuffer.wrap(bytes)
          .order(ByteOrder.LITTLE_ENDIAN)
          .putInt(content, (int) checksum.getValue());
    }
    return bytes;
  }

  private static byte[] bytes(CsrBlock block) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    BlockFile.write(out, block);
    return out.toByteArray();
  }

  @Override
  protected String name() {
    return "block-00000.blk";
  }

  /** Three buffers of 256 KiB: of two readers and a writer. */
  @Override
  protected long allocation(int length) {
    return 1_500_000 + 20L * length;
  }
}
