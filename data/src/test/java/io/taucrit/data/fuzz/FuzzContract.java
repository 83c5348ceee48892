package io.taucrit.data.fuzz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import com.sun.management.ThreadMXBean;
import io.taucrit.data.InputException;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import org.apache.hadoop.fs.FileUtil;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * What holds of a reader for every input: it reads it, and what was read is well-formed and comes
 * back from its writer; or it refuses it with one line that names the input. It neither hangs nor
 * allocates out of proportion to the input's length.
 *
 * <p>Inputs are mutations of valid ones; in the tier {@code chaos} those that a coverage-guided
 * search finds in {@code -Dtaucrit.fuzz.seconds} (600).
 */
public abstract class FuzzContract {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private static final Duration HANGING = Duration.ofSeconds(30);
  private static final int LONGEST_MESSAGE = 2_000;

  /** Inputs that are read, small ones first. */
  protected abstract List<byte[]> valid() throws Exception;

  /** Reads an input, and asserts what has to hold where it is read. */
  protected abstract void read(byte[] input) throws Exception;

  /** What every refusal names. */
  protected abstract String name();

  /** The largest number of bytes that reading so many may allocate, garbage included. */
  protected abstract long allocation(int length);

  /** Whether this is how the reader refuses. */
  protected boolean refuses(Exception e) {
    return e instanceof InputException;
  }

  @Test
  void readsValidInputs() throws Exception {
    for (byte[] input : valid()) {
      read(input);
    }
  }

  @Property(
      tries = 200,
      seed = "20260301",
      shrinking = ShrinkingMode.OFF,
      edgeCases = EdgeCasesMode.NONE)
  void readsOrRefusesMutations(@ForAll("mutations") Input input) {
    assertTimeoutPreemptively(HANGING, () -> check(input.bytes()));
  }

  @Provide
  Arbitrary<Input> mutations() throws Exception {
    return Mutations.of(valid()).map(Input::new);
  }

  /** Bytes that a failure prints in a form to copy. */
  record Input(byte[] bytes) {
    @Override
    public String toString() {
      return Base64.getEncoder().encodeToString(bytes);
    }
  }

  @Test
  @Tag("chaos")
  void readsOrRefusesWhatASearchFinds() throws Exception {
    CoverageGuided.search(getClass(), valid(), Long.getLong("taucrit.fuzz.seconds", 600));
  }

  /** A new folder that is gone when this process ends. */
  protected static Path temporaryFolder() throws IOException {
    Path folder = Files.createTempDirectory("taucrit-fuzz");
    Runtime.getRuntime().addShutdownHook(new Thread(() -> FileUtil.fullyDelete(folder.toFile())));
    return folder;
  }

  /** Reads or refuses an input, as it has to. */
  public final void check(byte[] input) throws Exception {
    long most = allocation(input.length);
    long allocated = allocatedBy(input);
    if (allocated > most) {
      // What loads classes the first time does not the second.
      allocated = allocatedBy(input);
    }
    assertThat(allocated).as("bytes allocated for %d", input.length).isLessThanOrEqualTo(most);
  }

  private long allocatedBy(byte[] input) throws Exception {
    Exception refusal = null;
    long before = THREADS.getCurrentThreadAllocatedBytes();
    try {
      read(input);
    } catch (Exception e) {
      refusal = e;
    }
    long allocated = THREADS.getCurrentThreadAllocatedBytes() - before;
    if (refusal != null && !refuses(refusal)) {
      throw refusal;
    }
    if (refusal != null) {
      assertThat(refusal.getMessage())
          .contains(name())
          .doesNotContainPattern("\\p{Cntrl}")
          .hasSizeLessThan(LONGEST_MESSAGE);
    }
    return allocated;
  }
}
