package io.taucrit.data.hadoop;

import io.taucrit.data.BlockManifest;
import io.taucrit.data.BlockManifest.BlockEntry;
import io.taucrit.data.CsrBlock;
import io.taucrit.data.Labels;
import io.taucrit.data.synthetic.SparseGlmProblem;
import java.nio.file.Path;
import java.util.List;
import org.apache.hadoop.conf.Configuration;

/** Generated rows in one block of a folder, written without Spark. */
public final class GeneratedBlocks {
  private GeneratedBlocks() {}

  public static BlockFolder write(SparseGlmProblem.Options options, Path folder) {
    Configuration configuration = new Configuration();
    int rows = (int) options.rows();
    CsrBlock block = SparseGlmProblem.of(options).block(0, rows);
    String path = BlockFolder.create(folder.toString(), configuration);
    BlockEntry entry = BlockFolder.write(path, 0, 0, 0, block, configuration);
    BlockManifest manifest =
        new BlockManifest(
            BlockManifest.FORMAT_VERSION,
            rows,
            options.features(),
            block.nonzeros(),
            rows,
            options.seed(),
            Labels.of(block),
            false,
            0,
            "generated",
            List.of(entry));
    return BlockFolder.commit(path, manifest, configuration);
  }
}
