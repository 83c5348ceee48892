package io.taucrit.submit.output;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.taucrit.data.InputException;
import io.taucrit.jobs.problem.Problem;
import io.taucrit.jobs.train.TrainOptions;
import io.taucrit.jobs.train.Versions;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;

/**
 * A trained linear model as files: {@code model/metadata.json} with the intercept, null without
 * one, and {@code model/coefficients.tsv}, nonzero coefficients as lines {@code index TAB value}
 * with indices from 1 as in LIBSVM text; of several classes {@code index TAB class TAB value}, and
 * an array of intercepts. Coefficients are those of features as they are, whatever they were scaled
 * by in training.
 */
public final class ModelFolder {
  private static final String COEFFICIENTS = "coefficients.tsv";
  private static final String METADATA = "metadata.json";

  private ModelFolder() {}

  /**
   * @param parameters in the coordinates of the problem's objective
   */
  public static void write(OutputFolder folder, Problem problem, double[] parameters) {
    int features = problem.manifest().features();
    boolean intercept = problem.preprocessing().intercept();
    double[] x = problem.view().original(parameters);
    int classes = classes(problem);
    StringBuilder text = new StringBuilder();
    int nonzero = 0;
    for (int v = 0; v < features * classes; v++) {
      if (x[v] != 0) {
        nonzero++;
        text.append(v / classes + 1).append('\t');
        if (classes > 1) {
          text.append(v % classes).append('\t');
        }
        text.append(x[v]).append('\n');
      }
    }
    double[] intercepts = Arrays.copyOfRange(x, features * classes, x.length);
    Map<String, Object> metadata = new LinkedHashMap<>();
    metadata.put("loss", problem.lossName());
    metadata.put("lambda", problem.objective().regularisation());
    metadata.put("l1", problem.objective().penalty().l1());
    metadata.put("features", features);
    if (classes > 1) {
      metadata.put("classes", classes);
    }
    metadata.put("intercept", !intercept ? null : classes > 1 ? intercepts : intercepts[0]);
    metadata.put("preprocessing", problem.preprocessing());
    metadata.put("nonzeroCoefficients", nonzero);
    metadata.put("trainingRows", problem.trainingRows());
    metadata.put("taucrit", Versions.taucrit());
    OutputFolder model = folder.folder("model");
    model.writeText(COEFFICIENTS, text.toString());
    model.writeJson(METADATA, metadata);
  }

  /** Coefficients of a feature: with several classes one for each. */
  private static int classes(Problem problem) {
    return problem.objective().dimension() / problem.view().dimension();
  }

  /**
   * A model to start a run from.
   *
   * @param path the model folder itself
   * @param problem what is trained on
   * @throws InputException if there is no model, or one of another loss, other features, or with an
   *     intercept where the problem has none or the other way round
   */
  public static TrainOptions.Start start(
      String path, Problem problem, Configuration configuration) {
    OutputFolder folder = OutputFolder.existing(path, configuration);
    JsonNode metadata = metadata(folder, path);
    String loss = metadata.path("loss").asText();
    int features = metadata.path("features").asInt();
    boolean intercept = metadata.hasNonNull("intercept");
    if (!loss.equals(problem.lossName())
        || features != problem.manifest().features()
        || intercept != problem.preprocessing().intercept()) {
      throw new InputException(
          "Cannot start from --start %s: it is a model of %s; this run is of %s"
              .formatted(
                  path,
                  text(loss, features, intercept),
                  text(
                      problem.lossName(),
                      problem.manifest().features(),
                      problem.preprocessing().intercept())));
    }
    int classes = classes(problem);
    if (metadata.path("classes").asInt(1) != classes) {
      throw new InputException(
          "Cannot start from --start %s: it is a model of %d classes; this run is of %d"
              .formatted(path, metadata.path("classes").asInt(1), classes));
    }
    double[] x = new double[problem.objective().dimension()];
    folder
        .text(COEFFICIENTS)
        .orElseThrow(() -> missing(path))
        .lines()
        .forEach(l -> read(l, path, classes, x));
    for (int k = 0; intercept && k < classes; k++) {
      JsonNode c = metadata.path("intercept");
      x[features * classes + k] = classes > 1 ? c.path(k).asDouble() : c.asDouble();
    }
    return new TrainOptions.Start(path, x);
  }

  private static String text(String loss, int features, boolean intercept) {
    return "the %s loss and %d features, with%s intercept"
        .formatted(loss, features, intercept ? " an" : "out");
  }

  private static JsonNode metadata(OutputFolder folder, String path) {
    try {
      return new ObjectMapper().readTree(folder.text(METADATA).orElseThrow(() -> missing(path)));
    } catch (JsonProcessingException e) {
      throw new InputException(
          "Cannot start from --start %s: its %s is no JSON".formatted(path, METADATA), e);
    }
  }

  private static InputException missing(String path) {
    return new InputException(
        "Cannot start from --start %s: it has no %s and %s; name the folder model/ of a run"
            .formatted(path, METADATA, COEFFICIENTS));
  }

  private static void read(String line, String path, int classes, double[] x) {
    String[] parts = line.split("\t");
    try {
      int feature = Integer.parseInt(parts[0]) - 1;
      int k = classes > 1 ? Integer.parseInt(parts[1]) : 0;
      x[feature * classes + k] = Double.parseDouble(parts[classes > 1 ? 2 : 1]);
    } catch (NumberFormatException | ArrayIndexOutOfBoundsException e) {
      throw new InputException(
          "Cannot start from --start %s: '%s' in its %s is no coefficient"
              .formatted(path, line, COEFFICIENTS),
          e);
    }
  }
}
