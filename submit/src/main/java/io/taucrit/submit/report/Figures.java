package io.taucrit.submit.report;

import java.util.ArrayList;
import java.util.List;

/**
 * The charts of a report.
 *
 * @param prediction charts of the analysis
 * @param training charts along the training runs
 * @param staleness charts that do not run along the training, possibly none
 */
record Figures(List<Figure> prediction, List<Figure> training, List<Figure> staleness) {

  static Figures of(boolean analysed, List<TrainingRun> runs) {
    return new Figures(
        analysed ? ofPrediction() : List.of(),
        runs.stream().allMatch(r -> r.trace().isEmpty()) ? List.of() : ofTraining(analysed, runs),
        runs.stream().anyMatch(TrainingRun::stale) ? List.of(ofStaleness()) : List.of());
  }

  private static List<Figure> ofPrediction() {
    return List.of(
        new Figure(
            "noise",
            "Noise against gradient norm",
            "Each point is an iterate between the start (right) and the optimum (left). The noise"
                + " stays below M‖∇f‖² + σ⋆² (Property 3): left of ε the constant part holds, right"
                + " of it the part that shrinks with the gradient."),
        new Figure(
            "profile",
            "Critical batch size by accuracy",
            "Accuracy increases to the right. The more accurate the target, the more the noise"
                + " dominates, and the larger the batch that still pays."),
        new Figure(
            "speedup",
            "Predicted speedup",
            "T(1)/T(b): how many times fewer updates a batch of b needs. On the straight line every"
                + " added row counts in full; at the diamond half of the work is wasted."),
        new Figure(
            "step",
            "Predicted step size against batch",
            "The averaged step (times the mean gradient of the batch), without delay: it grows with"
                + " the batch until the curvature bounds it."));
  }

  private static List<Figure> ofTraining(boolean analysed, List<TrainingRun> runs) {
    List<Figure> figures = new ArrayList<>();
    figures.add(
        new Figure(
            "convergence",
            "Convergence",
            convergence(runs) + " The start, at zero, lies outside of a logarithmic axis."));
    figures.add(
        analysed
            ? new Figure(
                "diversity",
                "Local critical batch size b̂ along training",
                "b̂(x) = 1 + V(x)/(‖∇f(x)‖² + ε), with the ε of the first target: the batch that"
                    + " would pay at this point of the run.")
            : new Figure(
                "diversity",
                "Gradient diversity along training",
                "B_S(x) = 1 + V(x)/‖∇f(x)‖²: larger batches pay where the gradients differ more."));
    boolean heldOut =
        runs.stream()
            .flatMap(r -> r.trace().stream())
            .map(t -> t.path("heldOutLoss"))
            .anyMatch(Numbers::present);
    if (heldOut) {
      figures.add(
          new Figure(
              "heldout", "Held-out loss", "The mean loss over rows that were not trained on."));
    }
    return figures;
  }

  private static String convergence(List<TrainingRun> runs) {
    boolean relative =
        runs.stream()
            .flatMap(r -> r.trace().stream())
            .anyMatch(t -> Numbers.present(t.path("relativeSuboptimality")));
    boolean target = runs.stream().anyMatch(r -> Numbers.present(r.record().path("target")));
    if (!relative) {
      return "The objective f; its optimum is not known without a target.";
    }
    return "Relative suboptimality: 1 at the start, 0 at the optimum"
        + (target ? "; the target is dashed." : ".");
  }

  private static Figure ofStaleness() {
    return new Figure(
        "staleness",
        "Staleness of the pushes",
        "θ: how many pushes of other workers were applied between a push's read and its own"
            + " application; 0 is fresh. The dashed line is the most that the slack s lets happen"
            + " with P workers: (P − 1)(2s + 1).");
  }
}
