package io.taucrit.jobs.throughput;

import io.taucrit.data.InputException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * scikit-learn's {@code SGDClassifier} (logistic loss, no intercept, no stopping of its own) by a
 * script in a child process. Its λ, {@code alpha}, and its objective are ours.
 */
final class ScikitLearn implements AutoCloseable {
  static final String SYSTEM = "scikit-learn SGDClassifier";
  static final String NOT_INSTALLED =
      "not installed: apt install python3-sklearn, or pip install scikit-learn";

  /** The first python on the path may be another one than the system's packages are for. */
  private static final List<String> PYTHONS = List.of("python3", "/usr/bin/python3");

  private static final String SCRIPT = "sgd_classifier.py";
  private static final int MOST_EPOCHS = 50;

  private final String python;
  private final Path script;
  private final List<String> arguments;

  private ScikitLearn(String python, Path script, List<String> arguments) {
    this.python = python;
    this.script = script;
    this.arguments = arguments;
  }

  /**
   * Nothing where it is not installed.
   *
   * @param step largest constant step that is safe for single rows
   */
  static Optional<ScikitLearn> find(PlainText text, int features, double lambda, double step) {
    return PYTHONS.stream()
        .filter(ScikitLearn::hasScikitLearn)
        .findFirst()
        .map(
            python ->
                new ScikitLearn(
                    python,
                    script(),
                    List.of(
                        text.path(),
                        Integer.toString(features),
                        Double.toString(lambda),
                        Double.toString(step))));
  }

  private static boolean hasScikitLearn(String python) {
    return Program.find(python, "-c", "import sklearn").filter(run -> run.exit() == 0).isPresent();
  }

  private static Path script() {
    try (InputStream in = ScikitLearn.class.getResourceAsStream(SCRIPT)) {
      Path file = Files.createTempFile("taucrit-", ".py");
      Files.copy(in, file, StandardCopyOption.REPLACE_EXISTING);
      return file;
    } catch (IOException e) {
      throw new InputException("Cannot write a temporary file: " + e.getMessage(), e);
    }
  }

  /**
   * Epochs to an objective; null where more than {@value #MOST_EPOCHS}.
   *
   * @param constant with the best constant step of a grid of ratio 2
   * @param step that step
   */
  record Epochs(Integer constant, Double step, Integer optimal) {}

  /**
   * Seconds of an epoch, whatever the rule of steps.
   *
   * @throws InputException if the script fails
   */
  double secondsOfEpoch() {
    return Double.parseDouble(run().get("epoch"));
  }

  /**
   * @throws InputException if the script fails
   */
  Epochs epochsTo(double objective) {
    Map<String, String> said = run(Double.toString(objective), Integer.toString(MOST_EPOCHS));
    return new Epochs(
        epochs(said.get("constant")),
        said.get("step").equals("None") ? null : Double.valueOf(said.get("step")),
        epochs(said.get("optimal")));
  }

  private static Integer epochs(String text) {
    return text.equals("None") ? null : Integer.valueOf(text);
  }

  private Map<String, String> run(String... more) {
    List<String> command = new ArrayList<>(List.of(python, script.toString()));
    command.addAll(arguments);
    command.addAll(List.of(more));
    return Program.run(command.toArray(String[]::new))
        .out()
        .lines()
        .map(line -> line.split(" "))
        .filter(words -> words.length == 2)
        .collect(Collectors.toMap(words -> words[0], words -> words[1]));
  }

  @Override
  public void close() {
    try {
      Files.deleteIfExists(script);
    } catch (IOException e) {
      // Only a small file in the temporary folder is left.
      return;
    }
  }
}
