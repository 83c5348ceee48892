package io.taucrit.submit.output;

import io.taucrit.core.theory.ProblemConstants;
import io.taucrit.core.theory.TheoryTable;
import io.taucrit.core.theory.TheoryTable.Complexity;
import io.taucrit.core.theory.TheoryTable.PathPoint;
import java.util.List;

/** What {@code theory} prints. */
public final class TheorySummary {
  private TheorySummary() {}

  /** The whole text. */
  public static String text(TheoryTable table) {
    StringBuilder text = new StringBuilder(constants(table.constants()));
    if (!table.complexities().isEmpty()) {
      text.append(complexities(table.complexities()));
    }
    if (!table.batches().isEmpty()) {
      text.append(guarantees(table));
    }
    if (!table.path().isEmpty()) {
      text.append(path(table.path()));
    }
    if (table.sparsity() != null) {
      text.append(
          "%nSparsity         Delta = %s: M >= (1 - Delta)/Delta = %s (Corollary 2)%n"
              .formatted(
                  Numbers.of(table.sparsity().sparsity()), Numbers.of(table.sparsity().leastM())));
    }
    return text.toString();
  }

  private static String constants(ProblemConstants c) {
    return """
        Constants        L = %s, M = %s, sigma*^2 = %s, mu = %s, largest V = %s
        Accuracy         ||grad f||^2 <= %s, f - f* <= %s
        Start            f(x_0) - f* = %s, ||x_0 - x*||^2 %s
        """
        .formatted(
            Numbers.of(c.smoothness()),
            Numbers.of(c.m()),
            Numbers.of(c.sigmaSquared()),
            Numbers.of(c.convexity()),
            Numbers.of(c.noiseBound()),
            Numbers.of(c.gradientAccuracy()),
            Numbers.of(c.accuracy()),
            Numbers.of(c.gap()),
            distanceSquared(c));
  }

  /** As given, or the bound that takes its place. */
  private static String distanceSquared(ProblemConstants c) {
    boolean bounded = c.distanceSquared() == null && c.distanceSquaredBound() != null;
    return (bounded ? "<= " : "= ")
        + Numbers.of(c.distanceSquaredBound())
        + (bounded ? " = 2 (f(x_0) - f*)/mu" : "");
  }

  private static String complexities(List<Complexity> rows) {
    TextTable table =
        new TextTable(
            1,
            List.of(
                "Theorem 1",
                "tau",
                "noise",
                "M",
                "tau term",
                "sum",
                "largest",
                "critical tau",
                "gamma_crit",
                "with constants"));
    for (Complexity row : rows) {
      table.add(
          List.of(
              row.setting(),
              Numbers.of(row.tau()),
              Numbers.of(row.terms().noise()),
              Numbers.of(row.terms().growth()),
              Numbers.of(row.terms().parallelism()),
              Numbers.of(row.total()),
              row.dominant(),
              Numbers.of(row.criticalTau()),
              Numbers.of(row.criticalStep()),
              Numbers.of(row.sufficient() == null ? null : row.sufficient().iterations())));
    }
    return "\n"
        + table.text()
        + """
          Gradients to the accuracy, up to the constant of the theorem's O(.), which it does not state
          (strongly convex: and up to logarithms). With constants: what its proof has, appendix A.4.
        """;
  }

  private static String guarantees(TheoryTable all) {
    TextTable table =
        new TextTable(
            0,
            List.of(
                "batch", "samples", "ratio to 1", "step", "", "learners", "samples", "ratio to 1"));
    for (int i = 0; i < all.batches().size(); i++) {
      TheoryTable.Batch batch = all.batches().get(i);
      TheoryTable.Learners learners = all.learners().get(i);
      table.add(
          List.of(
              Numbers.of(batch.batch()),
              Numbers.of(batch.samples()),
              Numbers.of(batch.ratio()),
              Numbers.of(batch.step()),
              "",
              Numbers.of(learners.learners()),
              Numbers.of(learners.samples()),
              Numbers.of(learners.ratio())));
    }
    return "\n"
        + table.text()
        + """
          Samples after which E||grad f||^2 is guaranteed (Bhardwaj and Cong, with constants), non-convex,
          noise bounded by the largest V; the step multiplies the sum over the batch. Learners push one row.
        """;
  }

  private static String path(List<PathPoint> path) {
    TextTable table =
        new TextTable(
            0,
            List.of("||grad f||^2", "V", "b^", "critical", "4 sup b^", "B_S", "diversity Delta_S"));
    for (int i : new int[] {0, path.size() / 2, path.size() - 1}) {
      PathPoint at = path.get(i);
      table.add(
          List.of(
              Numbers.of(at.gradientNormSquared()),
              Numbers.of(at.noise()),
              Numbers.of(at.bounds().local()),
              Numbers.of(at.bounds().critical()),
              Numbers.of(at.bounds().bound()),
              Numbers.of(at.diversityBound()),
              Numbers.of(at.diversity())));
    }
    long hold =
        path.stream().filter(p -> p.bounds().leftHolds() && p.bounds().rightHolds()).count();
    return "\n"
        + table.text()
        + "  Footnote 4, b^ <= critical <= 4 sup b^, holds at %d of %d visited points; first, middle, last above.%n"
            .formatted(hold, path.size());
  }
}
