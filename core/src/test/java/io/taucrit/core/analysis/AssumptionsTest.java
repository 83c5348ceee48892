package io.taucrit.core.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import io.taucrit.core.Problems;
import io.taucrit.core.passes.InMemoryPasses;
import io.taucrit.data.CsrBlock;
import io.taucrit.data.CsrBlockBuilder;
import java.util.List;
import org.junit.jupiter.api.Test;

class AssumptionsTest {
  @Test
  void saysWhichGradientsHaveNoBound() {
    assertThat(Assumptions.boundedGradients("logistic")).isEmpty();
    for (String loss : List.of("squared", "poisson", "squared-hinge")) {
      assertThat(Assumptions.boundedGradients(loss).orElseThrow())
          .startsWith("The %s loss has gradients without bound".formatted(loss));
    }
  }

  @Test
  void saysThatTheTextIsSorted() {
    assertThat(Assumptions.shuffledLabels(null)).isEmpty();
    assertThat(Assumptions.shuffledLabels(1.9)).isEmpty();
    assertThat(Assumptions.shuffledLabels(0.96)).as("neighbours that are alike").isEmpty();
    assertThat(Assumptions.shuffledLabels(0.01).orElseThrow())
        .startsWith("The text is sorted by label (ratio of von Neumann 0.01");
  }

  /** One feature that decides the class: at λ = 0 the optimum is at infinity. */
  @Test
  void saysThatClassesAreSeparatedWithoutRegulariser() {
    assertThat(separated(0).warnings()).anyMatch(w -> w.contains("the data may be separable"));
    assertThat(separated(0.01).warnings()).noneMatch(w -> w.contains("separable"));
  }

  private static Analysis separated(double lambda) {
    CsrBlockBuilder builder = new CsrBlockBuilder();
    for (int row = 0; row < 200; row++) {
      float label = row % 3 == 0 ? 1 : -1;
      builder.startRow(label).add(0, label).add(1 + row % 5, 0.5f);
    }
    CsrBlock block = builder.build();
    InMemoryPasses rows =
        InMemoryPasses.sequential(Problems.objective("logistic", block, 6, lambda), block);
    return Analyzer.withDefaults().analyze(rows, rows, "logistic").analysis();
  }

  @Test
  void saysThatCorollaryTwoIsViolated() {
    assertThat(Assumptions.sparsity(9, 0.1)).isEmpty();
    assertThat(Assumptions.sparsity(Double.POSITIVE_INFINITY, 0.1)).isEmpty();
    assertThat(Assumptions.sparsity(8, 0.1).orElseThrow())
        .isEqualTo(
            "Corollary 2 is violated at x = 0: V/||grad f||^2 is at most 8.000, but"
                + " (1 - Delta)/Delta at least 9.000.");
  }
}
