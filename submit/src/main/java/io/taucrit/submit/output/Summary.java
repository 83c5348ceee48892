package io.taucrit.submit.output;

import static io.taucrit.submit.output.Numbers.bytes;
import static io.taucrit.submit.output.Numbers.of;

import io.taucrit.core.analysis.Analysis;
import io.taucrit.core.analysis.Analysis.EpsilonPrediction;
import io.taucrit.core.analysis.Analysis.Fastest;
import io.taucrit.core.analysis.Analysis.ProfileEntry;
import io.taucrit.core.analysis.Analysis.Speedup;
import io.taucrit.core.analysis.Analysis.StepSize;
import io.taucrit.core.analysis.Analysis.Target;
import io.taucrit.core.analysis.Estimate;
import io.taucrit.core.analysis.Sampling;
import io.taucrit.core.engine.NoiseTrack;
import io.taucrit.data.view.Preprocessing;
import io.taucrit.jobs.train.RunRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Stream;

/** Results as text for a terminal. */
public final class Summary {
  /** Sources of steps that are worth a word in the table of what is predicted. */
  private static final Set<String> MEASURED = Set.of(StepSize.TRIAL, StepSize.BOUND);

  private Summary() {}

  /** An analysis: the problem, its noise, predictions for every target, advice and warnings. */
  public static String text(Analysis a) {
    StringBuilder text = new StringBuilder();
    line(
        text,
        "Problem",
        "%s rows, %s features, %s nonzeros; %s loss, lambda %s%s",
        of(a.n()),
        of(a.d()),
        of(a.nnz()),
        a.loss(),
        of(a.lambda()),
        a.l1() > 0 ? ", l1 " + of(a.l1()) : "");
    Preprocessing rows = Preprocessing.orNone(a.preprocessing());
    if (!rows.equals(Preprocessing.NONE)) {
      line(text, "Rows", "%s", rows.text());
    }
    if (a.sampling() != null) {
      sampling(text, a.sampling(), a.n());
    }
    line(
        text,
        "Sparsity",
        "Delta = %s%s (largest share of rows with one feature)",
        of(a.delta()),
        a.sampling() == null ? "" : interval(a.sampling().delta()));
    line(
        text,
        "Smoothness",
        "L = %s over the domain, L* = %s at the optimum%s",
        of(a.smoothness()),
        of(a.smoothnessAtOptimum()),
        ofPilot(a));
    line(
        text,
        "Optimum",
        "f* = %s after %d passes%s",
        exact(a.optimum().value()),
        a.optimum().passes(),
        ofPilot(a));
    line(
        text,
        "Noise",
        "V(x*) = %s%s at the optimum%s, V(0) = %s%s at the start",
        of(a.sigmaStarSquared().estimate()),
        a.sampling() == null ? "" : interval(a.sigmaStarSquared()),
        ofPilot(a),
        of(a.initial().noise()),
        a.sampling() == null ? "" : interval(a.sampling().iterates().get(0).noise()));
    if (a.sampling() != null) {
      iterates(text, a.sampling());
    }
    if (a.epsilonTargets() != null) {
      for (ProfileEntry entry : a.epsilonTargets()) {
        line(
            text,
            "At epsilon",
            "%s: critical batch %s%s, M = %s%s, sigma*^2 = %s%s",
            of(entry.epsilon()),
            of(entry.criticalBatch().estimate()),
            interval(entry.criticalBatch()),
            of(entry.m().estimate()),
            interval(entry.m()),
            of(entry.sigmaSquared().estimate()),
            interval(entry.sigmaSquared()));
      }
    }
    for (Target t : a.targets()) {
      text.append('\n');
      line(text, "Target", "relative suboptimality %s", of(t.relativeSuboptimality()));
      line(
          text,
          "Critical batch",
          "%s%s = sigma*^2/(L* delta) + M + 1, with M = %s%s",
          of(t.criticalBatch().estimate()),
          a.sampling() == null ? "" : interval(t.criticalBatch()),
          of(t.m().estimate()),
          a.sampling() == null ? "" : interval(t.m()));
      line(
          text,
          "Half efficiency",
          "at batch %s, at delay %s (%s), at %s (formula)",
          half(t.halfEfficiencyBatch(), t.speedup()),
          half(t.halfEfficiencyDelay(), t.delays()),
          t.tried() ? "trials" : "path",
          of(t.formulaHalfEfficiencyBatch().estimate()));
      text.append('\n').append(predicted(t.speedup(), t.delays(), t.stepSizes()));
    }
    if (a.epsilonPredictions() != null) {
      for (EpsilonPrediction p : a.epsilonPredictions()) {
        text.append('\n');
        line(text, "Target", "E||grad f||^2 <= %s", of(p.epsilon()));
        line(
            text,
            "Half efficiency",
            "at batch %s, at delay %s (path), at %s (formula)",
            half(p.halfEfficiencyBatch(), p.speedup()),
            half(p.halfEfficiencyDelay(), p.delays()),
            of(p.formulaHalfEfficiencyBatch().estimate()));
        text.append('\n').append(predicted(p.speedup(), p.delays(), p.stepSizes()));
      }
    }
    openIntervals(text, a);
    if (Boolean.FALSE.equals(a.pathSample().errorInIntervals())) {
      text.append('\n');
      line(
          text,
          "[95 %]",
          "of T(b): what the model is off, not what a sample of %s of %s rows is off",
          of(a.pathSample().rows()),
          of(a.n()));
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
    if (a.fastest() != null) {
      fastest(text, a.fastest());
    }
    warnings(text, a.warnings());
    return text.toString();
  }

  /** Why upper ends are missing, where one that was printed is. */
  private static void openIntervals(StringBuilder text, Analysis a) {
    Stream<Estimate> asked =
        Stream.ofNullable(a.epsilonTargets())
            .flatMap(List::stream)
            .flatMap(e -> Stream.of(e.criticalBatch(), e.m(), e.sigmaSquared()));
    Stream<Estimate> sampled =
        a.sampling() == null
            ? Stream.of()
            : a.targets().stream().flatMap(t -> Stream.of(t.criticalBatch(), t.m()));
    if (Stream.concat(asked, sampled).anyMatch(Estimate::openAbove)) {
      text.append('\n');
      line(
          text,
          "Intervals",
          "%s for an upper end: %s",
          of((Double) null),
          a.sampling() == null
              ? "a maximum over the visited points, which a point not visited may exceed"
              : "the sample does not bound it from above");
    }
  }

  private static void fastest(StringBuilder text, Fastest f) {
    line(
        text,
        "Fastest here",
        "%s, %s, batch %s, slack %d, %s local step%s, step %s: %s s %s of training",
        f.mode(),
        workers(f.workers()),
        of((long) f.batch()),
        f.slack(),
        of((long) f.localSteps()),
        f.localSteps() == 1 ? "" : "s",
        of(f.stepSize()),
        of(f.predictedSeconds().estimate()),
        SweepSummary.interval(f.predictedSeconds().lower(), f.predictedSeconds().upper()));
    line(text, "", "%s", f.reason());
  }

  /** Batches without delay, and beside them delays of single rows. */
  private static String predicted(
      List<Speedup> batches, List<Speedup> delays, List<StepSize> steps) {
    TextTable table =
        new TextTable(
            0,
            List.of(
                "b or tau",
                "updates T(b)",
                "[95 %]",
                "speedup",
                "formula",
                "efficiency",
                "step",
                "T(tau)",
                "efficiency",
                "step(tau)"));
    for (int k = 0; k < Math.max(batches.size(), delays.size()); k++) {
      Speedup batch = k < batches.size() ? batches.get(k) : null;
      Speedup delay = k < delays.size() ? delays.get(k) : null;
      table.add(
          List.of(
              of((long) (batch == null ? delay : batch).rowsInFlight()),
              batch == null ? "" : of(batch.updates()),
              batch == null
                  ? ""
                  : SweepSummary.interval(batch.updatesLower(), batch.updatesUpper()),
              batch == null ? "" : of(batch.estimate()),
              of((batch == null ? delay : batch).formula()),
              efficiency(batch),
              batch == null ? "" : step(steps, batch),
              delay == null ? "" : of(delay.updates()),
              efficiency(delay),
              delay == null ? "" : step(steps, delay)));
    }
    return table.text();
  }

  private static String step(List<StepSize> steps, Speedup of) {
    return steps.stream()
        .filter(s -> s.batch() == of.batch() && s.delay() == of.delay())
        .map(s -> of(s.step()) + (MEASURED.contains(s.source()) ? " " + s.source() : ""))
        .findFirst()
        .orElse("");
  }

  private static String efficiency(Speedup s) {
    return s == null
        ? ""
        : s.estimate() == null ? of((Double) null) : percent(s.estimate() / s.rowsInFlight());
  }

  /** The b or τ, or beyond what it is: the last that is known. */
  private static String half(Estimate at, List<Speedup> curve) {
    OptionalInt last =
        curve.stream().filter(s -> s.estimate() != null).mapToInt(Speedup::rowsInFlight).max();
    return at.estimate() == null && last.isPresent()
        ? "> " + of((long) last.getAsInt())
        : of(at.estimate());
  }

  private static void sampling(StringBuilder text, Sampling s, long n) {
    line(
        text,
        "Sample",
        "%s rows in %d looks, and a pilot of %s rows; read %s rows (%s) and %s of %s (%s)",
        of(s.rows()),
        s.looks(),
        of(s.pilotRows()),
        of(s.rowsRead()),
        hundredths((double) s.rowsRead() / n),
        bytes(s.bytesRead()),
        bytes(s.bytes()),
        hundredths((double) s.bytesRead() / s.bytes()));
    line(
        text,
        "Precision",
        "%s asked, %s; in brackets: intervals of confidence %s",
        of(s.precision()),
        s.reached() ? "reached" : "not reached",
        of(s.confidence()));
  }

  private static void iterates(StringBuilder text, Sampling s) {
    text.append(
        String.format(
            Locale.ROOT,
            "%n  %-36s %-36s %-40s %s%n",
            "||grad f||^2",
            "V",
            "b^ = 1 + V/(||grad f||^2 + %s)".formatted(of(s.epsilon())),
            "visited"));
    for (Sampling.Iterate at : s.iterates()) {
      text.append(
          String.format(
              Locale.ROOT,
              "  %-36s %-36s %-40s %s%n",
              of(at.gradientNormSquared().estimate()) + interval(at.gradientNormSquared()),
              of(at.noise().estimate()) + interval(at.noise()),
              of(at.localCriticalBatch().estimate()) + interval(at.localCriticalBatch()),
              at.origin()));
    }
    text.append('\n');
  }

  /** [lower, upper], with a dash for an end that is not known. */
  private static String interval(Estimate estimate) {
    return " [%s, %s]".formatted(of(estimate.lower()), of(estimate.upper()));
  }

  private static String ofPilot(Analysis a) {
    return a.sampling() == null ? "" : " of the pilot";
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
    Preprocessing rows = Preprocessing.orNone(r.preprocessing());
    if (!rows.equals(Preprocessing.NONE)) {
      options.add(rows.text());
    }
    if (r.l1() > 0) {
      options.add("--l1 " + of(r.l1()));
    }
    if (r.start() != null) {
      options.add("--start " + r.start());
    }
    if (!r.schedule().equals("constant")) {
      options.add("--schedule " + r.schedule());
    }
    if (!r.averaging().equals("none")) {
      options.add("--average " + r.averaging());
    }
    if (!r.sampling().equals("independent")) {
      options.add("--sampling " + r.sampling());
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

  private static String hundredths(double share) {
    return String.format(Locale.ROOT, "%.2f%%", 100 * share);
  }

  private static String percent(double share) {
    return String.format(Locale.ROOT, share < 0.1 ? "%.2g%%" : "%.0f%%", 100 * share);
  }
}
