package io.taucrit.core.objective;

import io.taucrit.data.InputException;
import io.taucrit.data.Labels;
import java.io.Serializable;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a row costs, by the name that users type, and the objective it makes of rows. Stateless,
 * immutable and thread-safe.
 */
public interface Loss extends Serializable {
  /** The name users type: lower case, words joined by hyphens. */
  String name();

  /** Whether the gradient is bounded for a bounded row; if not, a step can be too long at one. */
  boolean boundedGradient();

  /**
   * Checks that the labels of a data set suit this loss.
   *
   * @throws InputException if they do not, saying which labels are allowed
   */
  default void check(Labels labels) {}

  /** Scores of a row, hence parameters of a feature: 1, or the number of classes. */
  default int scores(Labels labels) {
    return 1;
  }

  /**
   * f for rows of so many features.
   *
   * @param labels of the rows, which suit this loss
   * @param weightScale n / Σ w over the training rows; 1 without weights
   * @throws InputException if it would have too many parameters
   */
  Objective objective(int features, Labels labels, Penalty penalty, double weightScale);

  /** All losses, in the order in which help texts list them. */
  static List<Loss> all() {
    return Stream.concat(PointwiseLoss.all().stream(), Stream.of(new MultinomialLoss())).toList();
  }

  /** The names of all losses, joined by commas. */
  static String names() {
    return names(all());
  }

  /**
   * The loss of that name.
   *
   * @throws InputException if there is none
   */
  static Loss named(String name) {
    return named(name, all());
  }

  /** As {@link #named(String)}, one of some. */
  static <L extends Loss> L named(String name, List<L> losses) {
    return losses.stream()
        .filter(loss -> loss.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new InputException(
                    "Invalid loss: '%s' (allowed: %s)".formatted(name, names(losses))));
  }

  private static String names(List<? extends Loss> losses) {
    return losses.stream().map(Loss::name).collect(Collectors.joining(", "));
  }
}
