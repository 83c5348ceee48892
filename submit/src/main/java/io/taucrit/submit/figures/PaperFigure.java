package io.taucrit.submit.figures;

import io.taucrit.jobs.reproduce.Experiment;
import io.taucrit.jobs.reproduce.Results;
import java.util.List;

/** A figure of a paper. A new one is one file that implements this, and one line in {@link All}. */
public interface PaperFigure {
  /** As the command line names it, and its files: fig3. */
  String name();

  String title();

  /** Paper and number: Stich, Mohtashami and Jaggi (2021), Figure 3. */
  String source();

  /** What the paper says that it shows, in a sentence of our own. */
  String claim();

  /** All that has to be measured for it; possibly nothing. */
  List<? extends Experiment<?>> experiments(Scope scope);

  /**
   * Draws it from the measurements; quick, and the same for the same results.
   *
   * @param results of {@link #experiments}
   */
  Drawing draw(Results results, Scope scope);
}
