package io.taucrit.jobs.throughput;

import io.taucrit.data.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * LIBLINEAR's solvers of L2-regularised logistic regression as child processes. They minimise ½‖x‖²
 * + C Σ ℓ, which is ours for C = 1/(λn).
 */
final class Liblinear {
  static final String NOT_INSTALLED = "not installed: apt install liblinear-tools";

  private static final String PROGRAM = "liblinear-train";
  private static final double NO_TOLERANCE_AT_ALL = 1e9;
  private static final double LOOSEST = 64;
  private static final double TIGHTEST = 1e-6;
  private static final Pattern DUAL = Pattern.compile("#iter = (\\d+)");
  private static final Pattern PRIMAL = Pattern.compile("(?m)^iter .*CG +(\\d+)");

  private final String text;
  private final int features;
  private final double c;

  private Liblinear(String text, int features, double c) {
    this.text = text;
    this.features = features;
    this.c = c;
  }

  /** A solver and what a pass over the rows is in it. */
  enum Solver {
    /** Coordinate descent; a pass is an iteration. */
    DUAL("LIBLINEAR -s 7, dual coordinate descent", 7, 1e-8),
    /** Trust region or line search; a pass is a conjugate gradient step or a new gradient. */
    PRIMAL("LIBLINEAR -s 0, Newton", 0, 1e-4);

    private final String system;
    private final int number;
    private final double tight;

    Solver(String system, int number, double tight) {
      this.system = system;
      this.number = number;
      this.tight = tight;
    }

    String system() {
      return system;
    }
  }

  /** Nothing where it is not installed. */
  static Optional<Liblinear> find(PlainText text, int features, double lambda, long rows) {
    return Program.find(PROGRAM)
        .map(usage -> new Liblinear(text.path(), features, 1 / (lambda * rows)));
  }

  /**
   * Seconds of a pass: what a long fit takes longer than a short one, by its further passes.
   *
   * @throws InputException if it fails, or a pass is too short to be seen
   */
  double secondsOfPass(Solver solver) {
    Fit few = fit(solver, NO_TOLERANCE_AT_ALL);
    Fit many = fit(solver, solver.tight);
    double difference = many.seconds() - few.seconds();
    if (many.passes() <= few.passes() || !(difference > 0)) {
      throw new InputException("%s is done with so few rows at once".formatted(PROGRAM));
    }
    return difference / (many.passes() - few.passes());
  }

  /**
   * Passes of the fit with the largest tolerance, of a grid of ratio 2, that reaches an objective;
   * null where none does.
   *
   * @param value f(x)
   */
  Integer passesTo(Solver solver, double objective, ToDoubleFunction<double[]> value) {
    for (double tolerance = LOOSEST; tolerance >= TIGHTEST; tolerance /= 2) {
      Fit fit = fit(solver, tolerance);
      if (value.applyAsDouble(fit.x()) <= objective) {
        return fit.passes();
      }
    }
    return null;
  }

  private record Fit(int passes, double seconds, double[] x) {}

  private Fit fit(Solver solver, double tolerance) {
    try {
      Path model = Files.createTempFile("taucrit-", ".model");
      try {
        Program.Run run =
            Program.run(
                PROGRAM,
                "-s",
                Integer.toString(solver.number),
                "-c",
                String.format(Locale.ROOT, "%.17g", c),
                "-e",
                String.format(Locale.ROOT, "%.6g", tolerance),
                text,
                model.toString());
        return new Fit(
            passes(solver, run.out()), run.seconds(), x(Files.readAllLines(model), features));
      } finally {
        Files.delete(model);
      }
    } catch (IOException e) {
      throw new InputException("Cannot read a model of LIBLINEAR: " + e.getMessage(), e);
    }
  }

  /** Passes that a fit says it took. */
  static int passes(Solver solver, String out) {
    Matcher matcher = (solver == Solver.DUAL ? DUAL : PRIMAL).matcher(out);
    int passes = solver == Solver.DUAL ? 0 : 1;
    while (matcher.find()) {
      passes += Integer.parseInt(matcher.group(1)) + (solver == Solver.DUAL ? 0 : 1);
    }
    return passes;
  }

  /** x of a model file, whose coefficients are for the first label that it names. */
  static double[] x(List<String> model, int features) {
    double sign = 1;
    int start = model.indexOf("w") + 1;
    for (String line : model.subList(0, start)) {
      if (line.startsWith("label ")) {
        String[] labels = line.split(" ");
        sign = Double.parseDouble(labels[1]) > Double.parseDouble(labels[2]) ? 1 : -1;
      }
    }
    double[] x = new double[features];
    for (int v = 0; start + v < model.size(); v++) {
      x[v] = sign * Double.parseDouble(model.get(start + v).trim());
    }
    return x;
  }
}
