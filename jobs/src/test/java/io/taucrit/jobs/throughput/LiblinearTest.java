package io.taucrit.jobs.throughput;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class LiblinearTest {
  @Test
  void passesOfTheDualAreIterations() {
    assertThat(Liblinear.passes(Liblinear.Solver.DUAL, "..\noptimization finished, #iter = 18\n"))
        .isEqualTo(18);
  }

  /** The forms of LIBLINEAR 2.1 (trust region) and 2.4 (line search). */
  @Test
  void passesOfThePrimalAreGradientsAndConjugateGradientSteps() {
    String output =
        """
        iter  1 act 2.5e+04 pre 2.2e+04 delta 4.0e+01 f 4.4e+04 |g| 2.3e+03 CG   4
        iter  2 f 1.919e+04 |g| 5.598e+02 CG   7 step_size 1.00e+00
        """;
    assertThat(Liblinear.passes(Liblinear.Solver.PRIMAL, output)).isEqualTo(1 + 2 + 4 + 7);
  }

  /** Fewer coefficients than features, where the last ones are in no row. */
  @Test
  void coefficientsAreForTheLargerLabel() {
    List<String> model = List.of("nr_class 2", "label -1 1", "bias -1", "w", "0.5 ", "-2 ");
    assertThat(Liblinear.x(model, 3)).containsExactly(-0.5, 2, 0);
    List<String> other = List.of("label 1 -1", "w", "0.5 ");
    assertThat(Liblinear.x(other, 1)).containsExactly(0.5);
  }
}
