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
import io.taucrit.data.view.Preprocessing;
import io.taucrit.data.view.RowView;
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
  private final Loss loss;
  private final Objective objective;
  private final long trainingRows;
  private final Preprocessing preprocessing;
  private final RowView view;

  private Problem(
      String folder,
      BlockManifest manifest,
      Loss loss,
      Objective objective,
      long trainingRows,
      Preprocessing preprocessing,
      RowView view) {
    this.folder = folder;
    this.manifest = manifest;
    this.loss = loss;
    this.objective = objective;
    this.trainingRows = trainingRows;
    this.preprocessing = preprocessing;
    this.view = view;
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
    RowView plain = RowView.plain(manifest.features());
    Penalty penalty = Penalty.l2(lambda.value(trainingRows));
    return new Problem(
        blocks.path(),
        manifest,
        loss,
        objective(loss, manifest, penalty, plain),
        trainingRows,
        Preprocessing.NONE,
        plain);
  }

  private static Objective objective(
      Loss loss, BlockManifest manifest, Penalty penalty, RowView view) {
    int free = view.intercepts() * loss.scores(manifest.labels());
    return loss.objective(
        view.dimension(),
        manifest.labels(),
        new Penalty(penalty.l2(), penalty.l1(), free),
        view.weightScale());
  }

  /**
   * The same problem with λ₁‖x‖₁ beside its L2 term.
   *
   * @param l1 λ₁ ≥ 0
   */
  public Problem withL1(double l1) {
    return withPenalty(new Penalty(objective.penalty().l2(), l1, 0));
  }

  /**
   * The same problem with its λ split as spark.ml splits it: α λ‖x‖₁ + (1 − α)(λ/2)‖x‖².
   *
   * @param alpha α in [0, 1]
   */
  public Problem withElasticNet(double alpha) {
    double lambda = objective.penalty().l2();
    return withPenalty(new Penalty((1 - alpha) * lambda, alpha * lambda, 0));
  }

  private Problem withPenalty(Penalty penalty) {
    return new Problem(
        folder,
        manifest,
        loss,
        objective(loss, manifest, penalty, view),
        trainingRows,
        preprocessing,
        view);
  }

  /**
   * The same blocks in another view: the objective has its dimension, and its intercepts are not
   * penalised. What identifies the rows stays that of the data.
   *
   * @param asked what the view was made for
   */
  Problem withView(Preprocessing asked, RowView newView) {
    Objective viewed = objective(loss, manifest, objective.penalty(), newView);
    return new Problem(folder, manifest, loss, viewed, trainingRows, asked, newView);
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
    return new Problem(folder, manifest, loss, sparse, trainingRows, preprocessing, view);
  }

  /** The same problem with its blocks in another place. */
  public Problem at(String otherFolder) {
    return new Problem(otherFolder, manifest, loss, objective, trainingRows, preprocessing, view);
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
    return new Problem(folder, part, loss, objective, rows, preprocessing, view);
  }

  /** Where the blocks are. */
  public String path() {
    return folder;
  }

  public Objective objective() {
    return objective;
  }

  public String lossName() {
    return loss.name();
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

  /** What is done to rows when they are read. */
  public Preprocessing preprocessing() {
    return preprocessing;
  }

  /** How rows are seen by the objective; coefficients for rows as they are come from it too. */
  public RowView view() {
    return view;
  }

  /** Whether rows weigh differently, by themselves or by their class. */
  public boolean weighted() {
    return manifest.weighted() || preprocessing.classWeights() != null;
  }

  /**
   * Stored entries of all rows in this view, those of an intercept included; features that are left
   * out, being the same in all rows, are still counted.
   */
  public long nonzeros() {
    return manifest.nonzeros() + view.intercepts() * manifest.rows();
  }

  /** Reads a block, in this view. */
  public CsrBlock read(BlockEntry entry, Configuration configuration) {
    return view.of(BlockFolder.read(folder, entry, manifest.features(), configuration));
  }

  /** Reads the rows at the places [first, end), in order of place and in this view. */
  public List<Slice> read(long first, long end, Configuration configuration) {
    List<Slice> slices = new ArrayList<>();
    for (BlockEntry entry : manifest.blocks()) {
      long from = Math.max(first, entry.firstPlace()) - entry.firstPlace();
      long to = Math.min(end, entry.firstPlace() + entry.rows()) - entry.firstPlace();
      if (from < to) {
        slices.add(new Slice(read(entry, configuration), (int) from, (int) to));
      }
    }
    return slices;
  }
}
