package io.taucrit.submit.output;

import static io.taucrit.submit.output.Numbers.bytes;
import static io.taucrit.submit.output.Numbers.of;

import io.taucrit.core.analysis.Analysis;
import io.taucrit.core.analysis.Analysis.Speedup;
import io.taucrit.core.analysis.Analysis.Target;
import io.taucrit.core.engine.NoiseTrack;
import io.taucrit.jobs.train.RunRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Results as text for a terminal. */
public final class Summary {
  private Summary() {}

  /** An analysis: the problem, its noise, predictions for every target, advice and warnings. */
  public static String text(Analysis a) {
    StringBuilder text = new StringBuilder();
    line(
        text,
        "Problem",
        "%s rows, %s features, %s nonzeros; %s loss, lambda %s",
        of(a.n()),
        of(a.d()),
        of(a.nnz()),
        a.loss(),
        of(a.lambda()));
    line(text, "Sparsity", "Delta = %s (largest share of rows with one feature)", of(a.delta()));
    line(
        text,
        "Smoothness",
        "L = %s over the domain, L* = %s at the optimum",
        of(a.smoothness()),
        of(a.smoothnessAtOptimum()));
    line(
        text,
        "Optimum",
        "f* = %s after %d passes",
        exact(a.optimum().value()),
        a.optimum().passes());
    line(
        text,
        "Noise",
        "V(x*) = %s at the optimum, V(0) = %s at the start",
        of(a.sigmaStarSquared().estimate()),
        of(a.initial().noise()));
    for (Target t : a.targets()) {
      text.append('\n');
      line(text, "Target", "relative suboptimality %s", of(t.relativeSuboptimality()));
      line(
          text,
          "Critical batch",
          "%s = sigma*^2/(L* delta) + M + 1, with M = %s",
          of(t.criticalBatch().estimate()),
          of(t.m().estimate()));
      line(
          text,
          "Half efficiency",
          "at batch %s (path), %s (formula)",
          t.halfEfficiencyBatch().estimate() == null
              ? "> " + of(a.n())
              : of(t.halfEfficiencyBatch().estimate()),
          of(t.formulaHalfEfficiencyBatch().estimate()));
      text.append(
          String.format(
              Locale.ROOT,
              "%n  %10s %14s %10s %10s %12s %12s%n",
              "batch",
              "updates",
              "speedup",
              "formula",
              "efficiency",
              "step"));
      for (Speedup s : t.speedup()) {
        text.append(
            String.format(
                Locale.ROOT,
                "  %10s %14s %10s %10s %12s %12s%n",
                of(s.batch()),
                of(s.updates()),
                of(s.estimate()),
                of(s.formula()),
                s.estimate() == null ? of((Double) null) : percent(s.estimate() / s.batch()),
                of(t.stepFor(s.batch()))));
      }
    }
    text.append('\n');
    line(
        text,
        "Advice",
        "%s, %s, batch %s, step %s",
        a.advice().mode(),
        workers(a.advice().workers()),
        of(a.advice().batch()),
        of(a.advice().stepSize()));
    line(text, "", "%s", a.advice().reason());
    warnings(text, a.warnings());
    return text.toString();
  }

  /** A run: configuration, result, bytes. */
  public static String text(RunRecord r) {
    StringBuilder text = new StringBuilder();
    line(
        text,
        "Run",
        "%s, %s, batch %s%s%s%s, step %s, seed %d%s",
        r.mode(),
        workers(r.workers()),
        of(r.batch()),
        r.slack() > 0 ? ", slack " + r.slack() : "",
        r.localSteps() > 1 ? ", " + of(r.localSteps()) + " local steps" : "",
        r.threads() > 1 ? ", " + r.threads() + " threads" : "",
        of(r.stepSize()),
        r.seed(),
        r.simulated() ? ", simulated" : "");
    String more = unusual(r);
    if (!more.isEmpty()) {
      line(text, "With", "%s", more);
    }
    if (r.resumedFrom() != null) {
      line(text, "Resumed", "from the checkpoint after %s updates", of(r.resumedFrom()));
    }
    line(
        text,
        "Ended",
        "%s after %s updates, %s rows",
        r.outcome(),
        of(r.updates()),
        of(r.samples()));
    line(
        text,
        "Objective",
        "%s%s",
        exact(r.objective()),
        r.relativeSuboptimality() == null
            ? ""
            : ", relative suboptimality " + of(r.relativeSuboptimality()));
    if (r.heldOutLoss() != null) {
      line(text, "Held out", "mean loss %s", exact(r.heldOutLoss()));
    }
    String total = r.resumedFrom() == null ? "in all" : "since it resumed";
    if (r.trainSeconds() == 0) {
      line(
          text,
          "Time",
          "%s s %s; simulated time stands still without --delay",
          of(r.totalSeconds()),
          total);
    } else {
      line(
          text,
          "Time",
          "%s s %s (%s updates/s), %s s %s",
          of(r.trainSeconds()),
          r.simulated() ? "simulated" : "training",
          of(r.updates() / r.trainSeconds()),
          of(r.totalSeconds()),
          total);
    }
    if (r.slack() > 0) {
      line(
          text,
          "Staleness",
          "mean %s, largest %s (at most %s by the slack)",
          of(r.staleness().mean()),
          of(r.staleness().max()),
          of(r.largestStalenessAllowed()));
    }
    if (r.bytesPushed() != null) {
      line(
          text,
          "Messages",
          "%s pushed, %s pulled%s",
          bytes(r.bytesPushed()),
          bytes(r.bytesPulled()),
          r.encrypted() ? ", encrypted" : "");
    }
    noise(text, r.noise());
    warnings(text, r.warnings());
    return text.toString();
  }

  /** b̂ along a run. */
  private static void noise(StringBuilder text, NoiseTrack track) {
    if (track.largestLocalCriticalBatch() == null) {
      return;
    }
    line(
        text,
        "Critical batch",
        "%s at most along the run, %s at its end: 1 + V/(|grad f|^2 + eps^),",
        of(track.largestLocalCriticalBatch()),
        of(track.lastLocalCriticalBatch()));
    line(
        text,
        "",
        "eps^ = %s, the mean |grad f|^2 over %s",
        of(track.epsilonHat()),
        track.epsilonEpochs() < NoiseTrack.EPOCHS
            ? "the second half of its %s epochs".formatted(of(track.epochs()))
            : "the last %d of its %s epochs".formatted(NoiseTrack.EPOCHS, of(track.epochs())));
  }

  /** What is not as it is by default, beyond the dials; empty if all is. */
  private static String unusual(RunRecord r) {
    List<String> options = new ArrayList<>();
    if (r.step().contains("/")) {
      options.add("--step " + r.step());
    }
    if (!r.schedule().equals("constant")) {
      options.add("--schedule " + r.schedule());
    }
    if (!r.averaging().equals("none")) {
      options.add("--average " + r.averaging());
    }
    if (!r.l2().equals("exact")) {
      options.add("--l2 " + r.l2());
    }
    if (!r.delay().equals("none")) {
      options.add("--delay " + r.delay());
    }
    return String.join(", ", options);
  }

  /** Predicted against measured updates of a run; empty where there is no prediction. */
  public static String comparison(RunRecord r) {
    if (r.predictedUpdates() == null || r.target() == null) {
      return "";
    }
    StringBuilder text = new StringBuilder();
    line(
        text,
        "Predicted",
        "%s updates to relative suboptimality %s",
        of(r.predictedUpdates()),
        of(r.target()));
    if (Boolean.TRUE.equals(r.reached())) {
      line(
          text,
          "Measured",
          "%s updates (measured/predicted %s, one run, seed %d)",
          of(r.updates()),
          of(r.updates() / r.predictedUpdates()),
          r.seed());
    } else {
      line(text, "Measured", "target not reached in %s updates", of(r.updates()));
    }
    return text.toString();
  }

  private static void warnings(StringBuilder text, List<String> warnings) {
    for (String warning : warnings) {
      line(text, "Warning", "%s", warning);
    }
  }

  private static void line(StringBuilder text, String label, String format, Object... values) {
    text.append(
        String.format(Locale.ROOT, "%-16s ", label) + String.format(Locale.ROOT, format, values));
    text.append('\n');
  }

  private static String workers(int count) {
    return count == 1 ? "1 worker" : count + " workers";
  }

  private static String exact(double value) {
    return String.format(Locale.ROOT, "%.9g", value);
  }

  private static String percent(double share) {
    return String.format(Locale.ROOT, "%.0f%%", 100 * share);
  }
}
