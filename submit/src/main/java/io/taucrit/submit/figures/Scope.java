package io.taucrit.submit.figures;

import io.taucrit.data.images.ImageSource;
import io.taucrit.jobs.problem.Problem;
import java.util.List;
import java.util.stream.LongStream;

/**
 * What figures are reproduced with.
 *
 * @param quick whether a small part of every grid is enough, in seconds instead of minutes
 * @param seeds runs behind every drawn mean, unless a figure says otherwise
 * @param firstSeed the seeds are firstSeed, firstSeed + 1, …
 * @param data the sparse GLM problems that figures on data use, at least one
 * @param images what figures on networks train on
 */
public record Scope(
    boolean quick, int seeds, long firstSeed, List<Dataset> data, ImageSource images) {
  /** With the images that need no file. */
  public Scope(boolean quick, int seeds, long firstSeed, List<Dataset> data) {
    this(quick, seeds, firstSeed, data, ImageSource.standard());
  }

  /**
   * A data set.
   *
   * @param name for legends and file names
   * @param problem with a fifth of its rows held out
   */
  public record Dataset(String name, Problem problem) {}

  public List<Long> allSeeds() {
    return LongStream.range(firstSeed, firstSeed + seeds).boxed().toList();
  }
}
