package io.taucrit.submit.command;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.taucrit.core.analysis.Analysis;
import io.taucrit.core.analysis.Analysis.Target;
import io.taucrit.core.noise.NoiseProfile;
import io.taucrit.core.theory.ProblemConstants;
import io.taucrit.core.theory.TheoryTable;
import io.taucrit.data.UsageException;
import io.taucrit.submit.output.InputJson;
import io.taucrit.submit.output.OutputFolder;
import io.taucrit.submit.output.TheorySummary;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code taucrit theory}. */
@Command(
    name = "theory",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    header = "What the theorems say: iterations, critical steps, guarantees by batch and learners.",
    description = {
      "",
      "Puts numbers into Theorem 1, footnote 4 and Corollary 2 of Stich et al. (2021), Theorems 2 to 5"
          + " of Bhardwaj and Cong (2016) and gradient diversity (Yin et al., 2018): those of an"
          + " analysis, or yours. What needs a constant that is not known is left out.",
      "These are bounds for the worst problem; analyze predicts what to expect of this one.",
      ""
    },
    footer = {
      "",
      "Examples:  taucrit theory --analysis analysis.json --tau 1,64,4096",
      "           taucrit theory --smoothness 1 --m 100 --sigma2 1 --gap 1 \\",
      "                          --gradient-accuracy 0.01"
    })
public final class TheoryCommand implements Callable<Integer> {
  @Option(
      names = "--analysis",
      paramLabel = "FILE",
      description = "An analysis.json; the options below override what it says.")
  private String analysisFile;

  @Option(
      names = "--target",
      paramLabel = "R",
      description = "Which target of the analysis. Default: its first.")
  private Double target;

  @Option(
      names = "--tau",
      paramLabel = "T",
      split = ",",
      description =
          "Degrees of parallelism: batch sizes, delays, learners. Default: 1,16,256,4096,65536.")
  private List<Double> taus = new ArrayList<>();

  @Option(names = "--smoothness", paramLabel = "L", description = "L over the whole domain.")
  private Double smoothness;

  @Option(names = "--mu", paramLabel = "MU", description = "Strong convexity. Analysis: lambda.")
  private Double convexity;

  @Option(names = "--m", paramLabel = "M", description = "M, noise relative to ||grad f||^2.")
  private Double m;

  @Option(
      names = "--sigma2",
      paramLabel = "V",
      description = "sigma*^2, noise near stationary points.")
  private Double sigmaSquared;

  @Option(
      names = "--noise-bound",
      paramLabel = "V",
      description = "A bound on the noise anywhere. Analysis: the largest one visited.")
  private Double noiseBound;

  @Option(
      names = "--gradient-accuracy",
      paramLabel = "E",
      description = "Epsilon in units of ||grad f||^2. Analysis: that of the target, L* delta.")
  private Double gradientAccuracy;

  @Option(
      names = "--accuracy",
      paramLabel = "D",
      description = "Epsilon in units of f. Analysis: that of the target.")
  private Double accuracy;

  @Option(names = "--gap", paramLabel = "F", description = "f(x_0) - f*.")
  private Double gap;

  @Option(
      names = "--distance",
      paramLabel = "R",
      description =
          "||x_0 - x*||. Default: the most that f(x_0) - f* and mu allow, sqrt(2 (f(x_0) - f*)/mu).")
  private Double distance;

  @Option(names = "--delta", paramLabel = "D", description = "Relative sparsity.")
  private Double sparsity;

  @Option(names = "--json", description = "Print the result as JSON.")
  private boolean json;

  @Override
  public Integer call() throws JsonProcessingException {
    TheoryTable table;
    try {
      table =
          TheoryTable.of(
              constants(), taus.isEmpty() ? List.of(1.0, 16.0, 256.0, 4096.0, 65536.0) : taus);
    } catch (IllegalArgumentException e) {
      throw new UsageException(e.getMessage());
    }
    if (table.complexities().isEmpty()
        && table.batches().isEmpty()
        && table.path().isEmpty()
        && table.sparsity() == null) {
      throw new UsageException(
          "Nothing to calculate: give --analysis, or --smoothness, --m and --sigma2 with --gap and"
              + " --gradient-accuracy, or with --accuracy and --mu or --distance, or --delta");
    }
    System.out.print(
        json ? OutputFolder.JSON.writeValueAsString(table) + "\n" : TheorySummary.text(table));
    return ExitCode.OK;
  }

  private ProblemConstants constants() {
    Analysis a = null;
    Target at = null;
    if (analysisFile != null) {
      a = InputJson.analysis(analysisFile, "--analysis", new CommonOptions().hadoop("theory"));
      at = target(a);
    } else if (target != null) {
      throw new UsageException("Invalid --target without --analysis; use --accuracy");
    }
    List<NoiseProfile.Visited> visited =
        a == null
            ? List.of()
            : a.visited().stream()
                .map(v -> new NoiseProfile.Visited(v.gradientNormSquared(), v.noise()))
                .toList();
    return new ProblemConstants(
        a == null ? null : a.n(),
        smoothness != null || a == null ? smoothness : a.smoothness(),
        convexity != null || a == null ? convexity : Double.valueOf(a.lambda()),
        m != null || at == null ? m : at.m().estimate(),
        sigmaSquared != null || at == null ? sigmaSquared : at.sigmaSquared().estimate(),
        noiseBound(visited),
        gradientAccuracy != null || at == null ? gradientAccuracy : Double.valueOf(at.epsilon()),
        accuracy != null || at == null ? accuracy : Double.valueOf(at.suboptimality()),
        gap != null || a == null ? gap : Double.valueOf(a.initial().value() - a.optimum().value()),
        distance == null ? null : Double.valueOf(distance * distance),
        sparsity != null || a == null ? sparsity : Double.valueOf(a.delta()),
        visited);
  }

  /** The noise that is bounded everywhere is at least that near the optimum. */
  private Double noiseBound(List<NoiseProfile.Visited> visited) {
    if (noiseBound != null || visited.isEmpty()) {
      return noiseBound;
    }
    return visited.stream().mapToDouble(NoiseProfile.Visited::noise).max().orElseThrow();
  }

  private Target target(Analysis analysis) {
    if (target == null) {
      return analysis.targets().get(0);
    }
    for (Target t : analysis.targets()) {
      if (Math.abs(t.relativeSuboptimality() / target - 1) < 1e-9) {
        return t;
      }
    }
    throw new UsageException(
        "Invalid --target: %s (allowed, by the analysis: %s)"
            .formatted(
                target, analysis.targets().stream().map(Target::relativeSuboptimality).toList()));
  }
}
