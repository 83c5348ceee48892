package io.taucrit.jobs.problem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.taucrit.core.objective.Loss;
import io.taucrit.core.passes.PartialPass.Slice;
import io.taucrit.data.BlockManifest;
import io.taucrit.data.BlockManifest.BlockEntry;
import io.taucrit.data.CsrBlock;
import io.taucrit.data.InputException;
import io.taucrit.data.Labels;
import io.taucrit.data.hadoop.BlockFolder;
import io.taucrit.data.synthetic.SparseGlmProblem;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A problem of 100 rows in blocks of 30, 30, 30 and 10. */
class ProblemTest {
  private static final Configuration CONFIGURATION = new Configuration();
  private static final int ROWS = 100;
  private static final int ROWS_PER_BLOCK = 30;
  private static final int FEATURES = 200;
  private static final SparseGlmProblem GENERATOR =
      SparseGlmProblem.of(
          SparseGlmProblem.Options.defaults("squared").withRows(ROWS).withFeatures(FEATURES));
  private static final CsrBlock ALL = GENERATOR.block(0, ROWS);

  @TempDir static Path folder;

  private static BlockFolder blocks;

  @BeforeAll
  static void write() {
    String path = BlockFolder.create(folder.resolve("blocks").toString(), CONFIGURATION);
    List<BlockEntry> entries = new ArrayList<>();
    for (int first = 0; first < ROWS; first += ROWS_PER_BLOCK) {
      CsrBlock block = GENERATOR.block(first, Math.min(ROWS_PER_BLOCK, ROWS - first));
      entries.add(BlockFolder.write(path, entries.size(), 0, first, block, CONFIGURATION));
    }
    BlockManifest manifest =
        new BlockManifest(
            BlockManifest.FORMAT_VERSION,
            ROWS,
            FEATURES,
            ALL.nonzeros(),
            ROWS_PER_BLOCK,
            1,
            Labels.of(ALL),
            false,
            0,
            "test",
            entries);
    blocks = BlockFolder.commit(path, manifest, CONFIGURATION);
  }

  /** Rounded towards more rows to train on. */
  @ParameterizedTest
  @CsvSource({"0, 100", "0.2, 80", "0.5, 50", "0.009, 100", "0.015, 99", "0.29, 71", "0.98, 2"})
  void theFirstPlacesAreTrainedOn(double holdout, long trainingRows) {
    Problem problem = problem("squared", holdout);
    assertThat(problem.trainingRows()).isEqualTo(trainingRows);
    assertThat(problem.rows()).isEqualTo(ROWS);
    assertThat(problem.objective().penalty().l2()).isEqualTo(1.0 / trainingRows);
    assertThat(problem.objective().dimension()).isEqualTo(FEATURES);
  }

  @Test
  void twoRowsAreNeededToTrainOn() {
    assertThatThrownBy(() -> problem("squared", 0.99))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "Cannot train: 100 rows, of which 1 are left after holding out 0.99; at least 2 are"
                + " needed");
  }

  @Test
  void labelsMustSuitTheLoss() {
    assertThatThrownBy(() -> problem("logistic", 0)).isInstanceOf(InputException.class);
    assertThatThrownBy(() -> problem("poisson", 0)).isInstanceOf(InputException.class);
    assertThatThrownBy(() -> problem("multinomial", 0))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("numbers of at least two classes");
  }

  @ParameterizedTest
  @CsvSource({"0, 100", "0, 1", "29, 31", "30, 60", "7, 93", "90, 100", "99, 100", "50, 50"})
  void readsTheRowsOfARangeInOrder(int first, int end) {
    List<Float> labels = new ArrayList<>();
    for (Slice slice : problem("squared", 0.3).read(first, end, CONFIGURATION)) {
      for (int row = slice.from(); row < slice.to(); row++) {
        labels.add(slice.block().labels()[row]);
      }
    }
    List<Float> expected = new ArrayList<>();
    for (int row = first; row < end; row++) {
      expected.add(ALL.labels()[row]);
    }
    assertThat(labels).isEqualTo(expected);
  }

  /** It travels with every task, so it must not take rows along. */
  @Test
  void travelsWithoutItsRows() throws IOException, ClassNotFoundException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(problem("squared", 0.25));
    }
    assertThat(bytes.size()).isLessThan(4_000);
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      Problem copy = (Problem) in.readObject();
      assertThat(copy.trainingRows()).isEqualTo(75);
      assertThat(copy.lossName()).isEqualTo("squared");
      assertThat(copy.objective().penalty().l2()).isEqualTo(1.0 / 75);
      assertThat(copy.manifest()).isEqualTo(blocks.manifest());
      assertThat(copy.read(90, 100, CONFIGURATION).get(0).block().labels()).hasSize(10);
    }
  }

  private static Problem problem(String loss, double holdout) {
    return Problem.of(blocks, Loss.named(loss), Lambda.ONE_OVER_ROWS, holdout);
  }

  @ParameterizedTest
  @CsvSource({"0, 30", "1, 30", "1000000, 100"})
  void aSampleIsTheFirstBlocks(long nonzeros, long rows) {
    Problem whole = Problem.of(blocks, Loss.named("squared"), new Lambda("0.5"), 0.2);
    Problem sample = whole.sample(nonzeros);
    assertThat(sample.trainingRows()).isEqualTo(rows);
    assertThat(sample.rows()).isEqualTo(rows);
    assertThat(sample.objective()).isSameAs(whole.objective());
    assertThat(sample.read(0, rows, CONFIGURATION).stream().mapToLong(Slice::rows).sum())
        .isEqualTo(rows);
  }

  @Test
  void aSampleHoldsNoMoreNonzerosThanAskedFor() {
    Problem whole = Problem.of(blocks, Loss.named("squared"), new Lambda("0.5"), 0);
    long first = whole.manifest().blocks().get(0).nonzeros();
    long second = whole.manifest().blocks().get(1).nonzeros();
    assertThat(whole.sample(first + second - 1).trainingRows()).isEqualTo(ROWS_PER_BLOCK);
    assertThat(whole.sample(first + second).trainingRows()).isEqualTo(2 * ROWS_PER_BLOCK);
    assertThat(whole.sample(first + second).manifest().nonzeros()).isEqualTo(first + second);
  }
}
