package io.taucrit.submit.sweep;

import io.taucrit.core.delay.DelayModel;
import io.taucrit.core.delay.StragglerDelay;
import io.taucrit.core.objective.Loss;
import io.taucrit.core.step.StepChoice;
import io.taucrit.core.sweep.Measure;
import io.taucrit.core.sweep.Seeds;
import io.taucrit.data.UsageException;
import io.taucrit.data.synthetic.SparseGlmProblem;
import io.taucrit.jobs.problem.Lambda;
import io.taucrit.jobs.sweep.SweepPlan;
import io.taucrit.jobs.sweep.SweepPlan.Data;
import io.taucrit.jobs.sweep.SweepPlan.Grid;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.hadoop.fs.Path;

/** The keys of a sweep file and what they become. */
final class SweepSchema {
  /** More points than anybody waits for: a mistake. */
  static final int MOST_POINTS = 10_000;

  // As file systems have it; what looks for variables takes the square of it.
  private static final int LONGEST_PATH = 4096;
  private static final double TARGET_DEFAULT = 0.01;
  private static final int MOST_TIMED_RUNS = 1000;
  private static final String SEARCH = "search";
  private static final String PATHS =
      "a path as text, or the keys path, paths or generate, with name, features, optimum";
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");
  private static final String NAMES = "letters, digits, '.', '_' and '-', at most 100";
  private static final Pattern VARIABLE =
      Pattern.compile("\\$\\{(?<name>[A-Za-z_][A-Za-z0-9_]*)(:-(?<absent>[^}]*))?\\}");
  private static final Pattern SCHEME = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*:.*");

  private final Path file;
  private final UnaryOperator<String> environment;

  /**
   * @param file the sweep file
   * @param environment the value of an environment variable, or null
   */
  SweepSchema(Path file, UnaryOperator<String> environment) {
    this.file = file;
    this.environment = environment;
  }

  /**
   * @throws UsageException if anything in the document is not allowed
   */
  SweepPlan plan(YamlNode document) {
    YamlMap keys =
        document.map(
            "name", "data", "loss", "lambda", "target", "measure", "grid", "seeds", "patience");
    String name = keys.one("name", unsuffixed(file.getName(), "yaml", "yml"), SweepSchema::name);
    List<String> losses = keys.list("loss", List.of("logistic"), SweepSchema::loss);
    List<Lambda> lambdas =
        keys.list(
            "lambda",
            List.of(Lambda.ONE_OVER_ROWS),
            n -> n.parsed("numbers >= 0, or divided by the rows, such as 1/n", Lambda::new));
    List<Data> data = data(keys.required("data", "data: [a9a.svm.gz]"), losses, lambdas.size() > 1);
    List<Double> targets = keys.list("target", List.of(TARGET_DEFAULT), SweepSchema::share);
    Measure measure = keys.one("measure", Measure.SUBOPTIMALITY, SweepSchema::measure);
    YamlNode gridNode = keys.required("grid", "grid: [{batch: [1, 4, 16]}]");
    // The count comes first: a grid too large is not to be expanded to find other mistakes.
    long problems = (long) data.size() * losses.size() * lambdas.size() * targets.size();
    List<Grid> grids = grids(gridNode, problems);
    Seeds seeds = keys.one("seeds", Seeds.standard(), SweepSchema::seeds);
    double patience =
        keys.one(
            "patience", SweepPlan.PATIENCE_DEFAULT, n -> n.number("numbers above 1", v -> v > 1));
    return new SweepPlan(name, data, losses, lambdas, measure, targets, grids, seeds, patience);
  }

  private static String name(YamlNode node) {
    String name = node.text(NAMES);
    if (!NAME.matcher(name).matches()) {
      throw node.unlike(NAMES);
    }
    return name;
  }

  private static String loss(YamlNode node) {
    String allowed = Loss.names();
    return node.parsed(allowed, text -> Loss.named(text).name());
  }

  private static double share(YamlNode node) {
    return node.number("numbers above 0 and below 1", v -> v > 0 && v < 1);
  }

  private static Measure measure(YamlNode node) {
    String allowed =
        Arrays.stream(Measure.values())
            .map(m -> m.name().toLowerCase(Locale.ROOT))
            .collect(Collectors.joining(", "));
    String text = node.text(allowed);
    return Arrays.stream(Measure.values())
        .filter(m -> m.name().toLowerCase(Locale.ROOT).equals(text))
        .findFirst()
        .orElseThrow(() -> node.unlike(allowed));
  }

  private static Seeds seeds(YamlNode node) {
    YamlMap keys = node.map("least", "most", "precision", "first");
    Seeds standard = Seeds.standard();
    int least = keys.one("least", standard.least(), n -> n.count(2));
    int most = keys.one("most", Math.max(least, standard.most()), n -> n.count(2));
    double precision = keys.one("precision", standard.precision(), SweepSchema::share);
    long first = keys.one("first", standard.first(), n -> n.whole(0, Long.MAX_VALUE));
    return node.complaining(() -> new Seeds(least, most, precision, first));
  }

  private List<Data> data(YamlNode node, List<String> losses, boolean severalLambdas) {
    Map<String, YamlNode> named = new LinkedHashMap<>();
    List<Data> all = new ArrayList<>();
    for (YamlNode item : node.items()) {
      Data data = item.isText() ? files(item) : described(item, losses, severalLambdas);
      YamlNode other = named.put(data.name(), item);
      if (other != null) {
        throw item.wrong(
            "'%s' is the name of %s too (give each its own, as in {path: FILE, name: NAME})"
                .formatted(data.name(), other.key()));
      }
      all.add(data);
    }
    return all;
  }

  private Data files(YamlNode path) {
    String resolved = path(path);
    return new Data(nameOf(resolved), List.of(resolved), null, null, null);
  }

  private Data described(YamlNode node, List<String> losses, boolean severalLambdas) {
    if (!node.isMap()) {
      throw node.unlike(PATHS);
    }
    YamlMap keys = node.map("path", "paths", "generate", "name", "features", "optimum");
    List<String> sources = List.of("path", "paths", "generate").stream().filter(keys::has).toList();
    if (sources.size() != 1) {
      throw node.wrong(
          "%s (allowed: exactly one of path, paths, generate)"
              .formatted(
                  sources.isEmpty()
                      ? "nothing says where the rows come from"
                      : String.join(" and ", sources) + " together"));
    }
    Double optimum = keys.one("optimum", null, n -> n.number("a number", v -> true));
    if (optimum != null && (losses.size() > 1 || severalLambdas)) {
      throw keys.get("optimum")
          .wrong(
              "one optimum for several losses or lambdas (leave it out, or make a sweep of each)");
    }
    if (keys.has("generate")) {
      if (keys.has("features")) {
        throw keys.get("features")
            .wrong("not beside generate (write generate: {features: D} instead)");
      }
      SparseGlmProblem.Options options = generated(keys.get("generate"), losses.get(0));
      String name = keys.one("name", "generated", SweepSchema::dataName);
      return new Data(name, List.of(), null, optimum, options);
    }
    List<String> paths =
        keys.has("path") ? List.of(path(keys.get("path"))) : keys.get("paths").list(this::path);
    String name = keys.one("name", nameOf(paths.get(0)), SweepSchema::dataName);
    return new Data(name, paths, keys.one("features", null, n -> n.count(1)), optimum, null);
  }

  private static String dataName(YamlNode node) {
    String allowed = "one line of text, at most 100 characters";
    String name = node.text(allowed);
    if (name.length() > 100 || name.lines().count() > 1) {
      throw node.unlike(allowed);
    }
    return name;
  }

  private static SparseGlmProblem.Options generated(YamlNode node, String loss) {
    YamlMap keys = node.map("rows", "features", "nonzeros", "delta", "exponent", "signal", "seed");
    SparseGlmProblem.Options standard = SparseGlmProblem.Options.defaults(loss);
    long rows = keys.one("rows", standard.rows(), n -> n.whole(1, Long.MAX_VALUE));
    int features = keys.one("features", standard.features(), n -> n.count(1));
    double nonzeros =
        keys.one("nonzeros", standard.nonzerosPerRow(), n -> n.number("numbers > 0", v -> v > 0));
    double delta =
        keys.one(
            "delta",
            standard.delta(),
            n -> n.number("numbers above 0, at most 1", v -> v > 0 && v <= 1));
    double exponent =
        keys.one(
            "exponent",
            standard.exponent(),
            n -> n.number("numbers from 0 to 16", v -> v >= 0 && v <= 16));
    double signal =
        keys.one("signal", standard.signal(), n -> n.number("numbers >= 0", v -> v >= 0));
    long seed = keys.one("seed", standard.seed(), n -> n.whole(0, Long.MAX_VALUE));
    return node.complaining(
        () ->
            SparseGlmProblem.of(
                    new SparseGlmProblem.Options(
                        loss, rows, features, nonzeros, delta, exponent, signal, seed))
                .options());
  }

  /** A path with its variables replaced, from the sweep file's folder where it is relative. */
  private String path(YamlNode node) {
    String text = node.text("a path as text");
    if (text.length() > LONGEST_PATH) {
      throw node.unlike("a path of at most %d characters".formatted(LONGEST_PATH));
    }
    String path =
        VARIABLE
            .matcher(text)
            .replaceAll(variable -> Matcher.quoteReplacement(value(node, variable)));
    if (path.contains("${") || path.isBlank()) {
      throw node.unlike("a path; variables as ${NAME} or ${NAME:-DEFAULT}");
    }
    if (SCHEME.matcher(path).matches() || path.startsWith("/") || file.getParent() == null) {
      return path;
    }
    try {
      return new Path(file.getParent(), path).toString();
    } catch (IllegalArgumentException e) {
      throw node.unlike("a path");
    }
  }

  private String value(YamlNode node, MatchResult variable) {
    String name = variable.group(1);
    String absent = variable.group(3);
    String value = environment.apply(name);
    if (value != null && !value.isEmpty()) {
      return value;
    }
    if (absent == null) {
      throw node.wrong(
          "the environment variable %s is not set (set it, or write ${%s:-DEFAULT})"
              .formatted(name, name));
    }
    return absent;
  }

  private static String nameOf(String path) {
    String file = path.substring(path.lastIndexOf('/') + 1);
    String plain = unsuffixed(file, "gz", "bz2", "zst", "snappy", "lz4", "deflate");
    return unsuffixed(plain, "svm", "libsvm", "svmlight", "txt");
  }

  private static String unsuffixed(String name, String... suffixes) {
    int dot = name.lastIndexOf('.');
    return dot > 0 && List.of(suffixes).contains(name.substring(dot + 1).toLowerCase(Locale.ROOT))
        ? name.substring(0, dot)
        : name;
  }

  private List<Grid> grids(YamlNode node, long problems) {
    List<Grid> grids = new ArrayList<>();
    double points = 0;
    for (YamlNode item : node.items()) {
      Grid grid = grid(item);
      points += settings(grid) * problems;
      if (points > MOST_POINTS) {
        throw item.wrong(
            String.format(
                Locale.ROOT,
                "%,.0f points up to here over all data, losses, lambdas and targets (allowed: at"
                    + " most %,d; shorten a list, or make two sweeps)",
                points,
                MOST_POINTS));
      }
      grids.add(grid);
    }
    return grids;
  }

  /** Not an integer: the product of six lists can be larger. */
  private static double settings(Grid grid) {
    return grid.tau() != null
        ? (double) grid.tau().size() * grid.step().size()
        : (double) grid.workers().size()
            * grid.batch().size()
            * grid.slack().size()
            * grid.localSteps().size()
            * grid.delay().size()
            * grid.step().size();
  }

  private static Grid grid(YamlNode node) {
    YamlMap keys =
        node.map("workers", "batch", "slack", "local-steps", "delay", "step", "tau", "timed-runs");
    // A list without nulls cannot say "search".
    List<StepChoice> steps =
        keys.has("step")
            ? keys.get("step").list(SweepSchema::step).stream()
                .map(s -> s.equals(SEARCH) ? null : StepChoice.parse(s))
                .collect(Collectors.toList())
            : Arrays.asList((StepChoice) null);
    if (keys.has("tau")) {
      for (Map.Entry<String, YamlNode> other : keys.values().entrySet()) {
        if (!other.getKey().equals("tau") && !other.getKey().equals("step")) {
          throw other
              .getValue()
              .wrong("not beside tau (allowed there: step; make it a grid of its own)");
        }
      }
      List<Integer> tau = keys.get("tau").list(n -> n.count(1));
      return new Grid(List.of(), List.of(), List.of(), List.of(), List.of(), steps, tau, 0);
    }
    List<Integer> workers = keys.list("workers", List.of(1), n -> n.count(1));
    int mostWorkers = workers.stream().max(Integer::compare).orElseThrow();
    int leastWorkers = workers.stream().min(Integer::compare).orElseThrow();
    List<Integer> slack = keys.list("slack", List.of(0), n -> n.count(0));
    List<Integer> localSteps = keys.list("local-steps", List.of(1), n -> n.count(1));
    List<String> delays = keys.list("delay", List.of("none"), n -> delay(n, leastWorkers));
    int timedRuns = keys.one("timed-runs", 0, n -> (int) n.whole(0, MOST_TIMED_RUNS));
    if (timedRuns > 0 && !keys.has("workers")) {
      throw keys.get("timed-runs")
          .wrong("timed runs need workers on the cluster (add workers: P, or leave it out)");
    }
    List<Integer> batch =
        keys.required("batch", "batch: [1, 4, 16], or tau: [1, 4, 16]")
            .list(n -> batch(n, mostWorkers));
    return new Grid(workers, batch, slack, localSteps, delays, steps, null, timedRuns);
  }

  private static int batch(YamlNode node, int mostWorkers) {
    int batch = node.count(1);
    if (batch < mostWorkers) {
      throw node.unlike(
          "at least one row for each of the grid's %d workers, >= %d"
              .formatted(mostWorkers, mostWorkers));
    }
    return batch;
  }

  private static String delay(YamlNode node, int leastWorkers) {
    DelayModel model = node.parsed(DelayModel.FORMS, text -> DelayModel.parse(text, 0));
    if (model instanceof StragglerDelay straggler && straggler.straggler() >= leastWorkers) {
      throw node.unlike(
          "a straggler below the grid's least number of workers, from 0 to " + (leastWorkers - 1));
    }
    return model.toString();
  }

  /** The step in its one form, or "search". */
  private static String step(YamlNode node) {
    String text = node.text("search, auto or numbers > 0");
    if (text.equals(SEARCH)) {
      return SEARCH;
    }
    try {
      return StepChoice.parse(text).toString();
    } catch (UsageException e) {
      throw node.unlike(
          "search, auto or numbers > 0; auto and numbers also with /tau, /staleness or /workers");
    }
  }
}
