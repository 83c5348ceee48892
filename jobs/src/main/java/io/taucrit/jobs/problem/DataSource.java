package io.taucrit.jobs.problem;

import io.taucrit.data.UsageException;
import io.taucrit.data.hadoop.BlockFolder;
import io.taucrit.data.libsvm.BadRows;
import java.util.List;
import org.apache.hadoop.conf.Configuration;

/**
 * Where the rows come from: one block folder, or LIBSVM text.
 *
 * @param paths block folder, or files, folders and globs of LIBSVM text, on any Hadoop file system
 * @param features d, or null to detect it
 * @param staging folder for temporary blocks, or null for the default
 */
public record DataSource(
    List<String> paths, Integer features, BadRows badRows, long seed, String staging) {
  public DataSource {
    paths = List.copyOf(paths);
    if (paths.isEmpty()) {
      throw new UsageException("No data given: name a file, a folder or a glob with --data");
    }
    if (features != null && features < 1) {
      throw new UsageException("Invalid --features: %d (allowed: >= 1)".formatted(features));
    }
  }

  /** Text or blocks with everything else at its default. */
  public static DataSource of(List<String> paths, long seed) {
    return new DataSource(paths, null, BadRows.REFUSE, seed, null);
  }

  /** Whether the only path is a block folder. */
  boolean isBlockFolder(Configuration configuration) {
    return paths.size() == 1 && BlockFolder.isBlockFolder(paths.get(0), configuration);
  }
}
