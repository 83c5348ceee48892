package io.taucrit.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.taucrit.data.BlockManifest.BlockEntry;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BlockManifestTest {
  @ParameterizedTest
  @CsvSource({
    "1, 0, 256",
    "4096, 40960, 256",
    "32561, 451592, 2036",
    "63440, 2285507, 3965",
    "200000, 6000000, 4096",
    "1000000, 30000000, 4096",
    "10000000, 100000000, 19532",
    "1000000000, 10000000000, 65536",
    // 10,000 nonzeros a row: 2^22 / 10^4 rows.
    "100000, 1000000000, 419",
    // A row above the limit is a block of its own.
    "10, 80000000, 1"
  })
  void blocksAreAFewOrSmallSharesWithinBounds(long rows, long nonzeros, int expected) {
    assertThat(BlockManifest.rowsPerBlock(rows, nonzeros)).isEqualTo(expected);
  }

  @Test
  void findsTheBlockOfAPlace() {
    BlockManifest manifest = manifest(25, entry("a", 10, 0), entry("b", 10, 10), entry("c", 5, 20));
    assertThat(manifest.blockOf(0).name()).isEqualTo("a");
    assertThat(manifest.blockOf(9).name()).isEqualTo("a");
    assertThat(manifest.blockOf(10).name()).isEqualTo("b");
    assertThat(manifest.blockOf(24).name()).isEqualTo("c");
  }

  @Test
  void refusesBlocksThatDoNotTile() {
    assertThatThrownBy(() -> manifest(25, entry("a", 10, 0), entry("b", 15, 11)))
        .hasMessageContaining("Invalid block b: 15 rows from place 11");
    assertThatThrownBy(() -> manifest(25, entry("a", 9, 0), entry("b", 16, 9)))
        .hasMessageContaining("Invalid block a: 9 rows from place 0, expected 10 rows");
    assertThatThrownBy(() -> manifest(25, entry("a", 10, 0)))
        .hasMessageContaining("25 rows, but its blocks hold 10");
  }

  private static BlockEntry entry(String name, int rows, long firstPlace) {
    return new BlockEntry(name, rows, 0, firstPlace, 0, null);
  }

  private static BlockManifest manifest(long rows, BlockEntry... blocks) {
    return new BlockManifest(
        BlockManifest.FORMAT_VERSION,
        rows,
        1,
        0,
        10,
        1,
        Labels.NONE,
        false,
        0,
        "",
        List.of(blocks));
  }
}
