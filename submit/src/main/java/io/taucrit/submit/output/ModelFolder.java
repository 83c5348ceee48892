package io.taucrit.submit.output;

import io.taucrit.jobs.problem.Problem;
import io.taucrit.jobs.train.Versions;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A trained linear model as files: {@code model/metadata.json} and {@code model/coefficients.tsv},
 * nonzero coefficients as lines {@code index TAB value} with indices from 1 as in LIBSVM text; of
 * several classes {@code index TAB class TAB value}.
 */
public final class ModelFolder {
  private ModelFolder() {}

  public static void write(OutputFolder folder, Problem problem, double[] coefficients) {
    int features = problem.objective().features();
    int classes = coefficients.length / features;
    StringBuilder text = new StringBuilder();
    int nonzero = 0;
    for (int v = 0; v < coefficients.length; v++) {
      if (coefficients[v] != 0) {
        nonzero++;
        text.append(v / classes + 1).append('\t');
        if (classes > 1) {
          text.append(v % classes).append('\t');
        }
        text.append(coefficients[v]).append('\n');
      }
    }
    Map<String, Object> metadata = new LinkedHashMap<>();
    metadata.put("loss", problem.lossName());
    metadata.put("lambda", problem.objective().regularisation());
    metadata.put("features", features);
    if (classes > 1) {
      metadata.put("classes", classes);
    }
    metadata.put("nonzeroCoefficients", nonzero);
    metadata.put("trainingRows", problem.trainingRows());
    metadata.put("taucrit", Versions.taucrit());
    folder.writeText("model/coefficients.tsv", text.toString());
    folder.writeJson("model/metadata.json", metadata);
  }
}
