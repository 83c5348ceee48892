package io.taucrit.jobs.train;

import io.taucrit.core.analysis.Analysis;
import io.taucrit.data.InputException;
import io.taucrit.data.view.Preprocessing;
import io.taucrit.jobs.problem.Problem;

/** Whether an analysis that is given as advice is about the problem at hand. */
final class AdviceCheck {
  private AdviceCheck() {}

  /**
   * @throws InputException unless rows, their preparation, loss and regularisers are the same
   */
  static void require(Analysis advice, Problem problem) {
    Preprocessing advised = Preprocessing.orNone(advice.preprocessing());
    if (!advised.equals(problem.preprocessing())) {
      throw new InputException(
          "The advice is for rows prepared otherwise: %s; this run has %s"
              .formatted(advised.text(), problem.preprocessing().text()));
    }
    boolean same =
        advice.n() == problem.trainingRows()
            && advice.d() == problem.objective().features()
            && advice.loss().equals(problem.lossName());
    if (!same) {
      throw new InputException(
          "The advice is for another problem: n = %d, d = %d, loss %s; this one has n = %d, d = %d, loss %s"
              .formatted(
                  advice.n(),
                  advice.d(),
                  advice.loss(),
                  problem.trainingRows(),
                  problem.objective().features(),
                  problem.lossName()));
    }
    String rows = problem.rowsHash();
    if (rows != null && advice.rowsHash() != null && !rows.equals(advice.rowsHash())) {
      throw new InputException(
          "The advice is for other rows: their hash is %s, that of the rows of this run %s; analyze these"
                  .formatted(advice.rowsHash(), rows)
              + " rows, or leave --advice out");
    }
    if (advice.lambda() != problem.objective().regularisation()) {
      throw new InputException(
          "The advice is for another lambda: %s; this run has %s"
              .formatted(advice.lambda(), problem.objective().regularisation()));
    }
    if (advice.l1() != problem.objective().penalty().l1()) {
      throw new InputException(
          "The advice is for another L1 term: l1 = %s; this run has %s"
              .formatted(advice.l1(), problem.objective().penalty().l1()));
    }
  }
}
