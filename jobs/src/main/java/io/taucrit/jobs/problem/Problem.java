package io.taucrit.jobs.problem;

import io.taucrit.core.objective.FeatureCounts;
import io.taucrit.core.objective.GlmObjective;
import io.taucrit.core.objective.Loss;
import io.taucrit.core.objective.Objective;
import io.taucrit.core.objective.Penalty;
import io.taucrit.core.objective.SparselyRegularised;
import io.taucrit.core.passes.PartialPass.Slice;
import io.taucrit.data.BlockManifest;
import io.taucrit.data.BlockManifest.BlockEntry;
import io.taucrit.data.CsrBlock;
import io.taucrit.data.InputException;
import io.taucrit.data.UsageException;
import io.taucrit.data.hadoop.BlockFolder;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;
import org.apache.hadoop.conf.Configuration;

/**
 * Shuffled blocks on a file system and the objective to minimise on them. The first {@code
 * trainingRows} places are trained on; the rest are held out: places are random, so both are random
 * samples. Immutable, serializable and cheap: rows are read where they are needed.
 */
public final class Problem implements Serializable {
  private static final long serialVersionUID = 1L;

  private final String folder;
  private final BlockManifest manifest;
  private final String lossName;
  private final Objective objective;
  private final long trainingRows;

  private Problem(
      String folder,
      BlockManifest manifest,
      String lossName,
      Objective objective,
      long trainingRows) {
    this.folder = folder;
    this.manifest = manifest;
    this.lossName = lossName;
    this.objective = objective;
    this.trainingRows = trainingRows;
  }

  /**
   * @param holdout share of the rows to hold out, in [0, 1)
   * @throws InputException if the labels do not suit the loss, or no row is left to train on
   */
  public static Problem of(BlockFolder blocks, Loss loss, Lambda lambda, double holdout) {
    BlockManifest manifest = blocks.manifest();
    loss.check(manifest.labels());
    if (!(holdout >= 0 && holdout < 1)) {
      throw new UsageException(
          "Invalid holdout: %s (allowed: from 0 to below 1)".formatted(holdout));
    }
    // Rounded down but for the error of the product: 0.29 of 100 rows are 29.
    long heldOutRows = (long) (holdout * manifest.rows() * (1 + 1e-12));
    long trainingRows = manifest.rows() - heldOutRows;
    if (trainingRows < 2) {
      throw new InputException(
          "Cannot train: %d rows, of which %d are left after holding out %s; at least 2 are needed"
              .formatted(manifest.rows(), trainingRows, holdout));
    }
    Objective objective =
        loss.objective(
            manifest.features(), manifest.labels(), Penalty.l2(lambda.value(trainingRows)), 1);
    return new Problem(blocks.path(), manifest, loss.name(), objective, trainingRows);
  }

  /**
   * The same problem with its L2 term inside the rows, sparse and unbiased.
   *
   * @param counts of the training rows
   * @throws ClassCastException if the loss is not pointwise
   */
  public Problem withSparseL2(FeatureCounts counts) {
    Objective sparse =
        new SparselyRegularised(
            (GlmObjective) objective, objective.penalty().l2(), counts, trainingRows);
    return new Problem(folder, manifest, lossName, sparse, trainingRows);
  }

  /** The same problem with its blocks in another place. */
  public Problem at(String otherFolder) {
    return new Problem(otherFolder, manifest, lossName, objective, trainingRows);
  }

  /**
   * As many of the first blocks as hold that many nonzeros, at least one: a random sample of the
   * rows, none of them held out.
   */
  public Problem sample(long nonzeros) {
    List<BlockEntry> first = new ArrayList<>();
    long sum = 0;
    for (BlockEntry block : manifest.blocks()) {
      sum += block.nonzeros();
      if (!first.isEmpty() && sum > nonzeros) {
        sum -= block.nonzeros();
        break;
      }
      first.add(block);
    }
    long rows = first.stream().mapToLong(BlockEntry::rows).sum();
    BlockManifest part =
        new BlockManifest(
            manifest.formatVersion(),
            rows,
            manifest.features(),
            sum,
            manifest.rowsPerBlock(),
            manifest.seed(),
            manifest.labels(),
            manifest.weighted(),
            manifest.skippedRows(),
            manifest.source(),
            first);
    return new Problem(folder, part, lossName, objective, rows);
  }

  /** Where the blocks are. */
  public String path() {
    return folder;
  }

  public Objective objective() {
    return objective;
  }

  public String lossName() {
    return lossName;
  }

  public BlockManifest manifest() {
    return manifest;
  }

  /** A checksum of all rows in their order. */
  public String checksum() {
    CRC32C crc = new CRC32C();
    for (BlockEntry block : manifest.blocks()) {
      crc.update(Long.toString(block.checksum()).getBytes(StandardCharsets.UTF_8));
    }
    return Long.toHexString(crc.getValue());
  }

  /**
   * A hash of all rows, held-out ones too, the same in any order; null where the blocks are of a
   * version that had none.
   */
  public String rowsHash() {
    long sum = 0;
    for (BlockEntry block : manifest.blocks()) {
      if (block.rowsHash() == null) {
        return null;
      }
      sum += block.rowsHash();
    }
    return "%016x".formatted(sum);
  }

  /** n, the rows trained on. */
  public long trainingRows() {
    return trainingRows;
  }

  /** All rows, training and held-out. */
  public long rows() {
    return manifest.rows();
  }

  /** Reads the rows at the places [first, end), in order of place. */
  public List<Slice> read(long first, long end, Configuration configuration) {
    List<Slice> slices = new ArrayList<>();
    for (BlockEntry entry : manifest.blocks()) {
      long from = Math.max(first, entry.firstPlace()) - entry.firstPlace();
      long to = Math.min(end, entry.firstPlace() + entry.rows()) - entry.firstPlace();
      if (from < to) {
        CsrBlock block = BlockFolder.read(folder, entry, configuration);
        slices.add(new Slice(block, (int) from, (int) to));
      }
    }
    return slices;
  }
}
