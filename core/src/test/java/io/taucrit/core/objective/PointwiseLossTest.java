package io.taucrit.core.objective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import io.taucrit.data.CsrBlock;
import io.taucrit.data.InputException;
import io.taucrit.data.Labels;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What every loss promises. */
class PointwiseLossTest {
  private static final double H = 1e-5;

  /** Margins in [−6.3, 6.3] that keep away from the kink of the squared hinge at ±1. */
  private static final double[] MARGINS =
      IntStream.rangeClosed(-17, 17).mapToDouble(i -> 0.37 * i).toArray();

  static List<PointwiseLoss> all() {
    return PointwiseLoss.all();
  }

  static List<PointwiseLoss> twoClass() {
    return List.of(new LogisticLoss(), new SquaredHingeLoss());
  }

  /** Labels as the data may have them. */
  private static float[] labels(PointwiseLoss loss) {
    return switch (loss.name()) {
      case "logistic", "squared-hinge" -> new float[] {-1, 0, 1};
      case "squared" -> new float[] {-2.5f, 0, 3};
      case "poisson" -> new float[] {0, 1, 7};
      default -> throw new AssertionError("Say which labels suit " + loss.name());
    };
  }

  /** 1 − p rounds at 1e-16, and that is all the second form may lose. */
  @ParameterizedTest
  @MethodSource("all")
  void theValueFromTheDerivativeIsTheValue(PointwiseLoss loss) {
    for (float raw : labels(loss)) {
      double y = loss.label(raw);
      for (double z : new double[] {-800, -40, -17.3, -1, -1e-9, 0, 1e-9, 0.3, 2, 17.3, 40}) {
        double value = loss.value(z, y);
        assertThat(loss.value(z, y, loss.derivative(z, y)))
            .isCloseTo(value, within(4e-16 * (1 + Math.abs(value))));
      }
    }
  }

  /**
   * Central differences with h = 1e-5 err by h²/6 times a third derivative and by 1e-16/h times the
   * values, both below 1e-8 (1 + e^6.3) here.
   */
  @ParameterizedTest
  @MethodSource("all")
  void derivativesAreThoseOfTheValue(PointwiseLoss loss) {
    for (float raw : labels(loss)) {
      double y = loss.label(raw);
      for (double z : MARGINS) {
        double first = (loss.value(z + H, y) - loss.value(z - H, y)) / (2 * H);
        double second = (loss.derivative(z + H, y) - loss.derivative(z - H, y)) / (2 * H);
        double tolerance = 1e-8 * (1 + Math.abs(first) + Math.abs(second));
        assertThat(loss.derivative(z, y)).isCloseTo(first, within(tolerance));
        assertThat(loss.secondDerivative(z, y)).isCloseTo(second, within(tolerance));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("all")
  void smoothnessIsTheSupremumOfTheCurvature(PointwiseLoss loss) {
    for (float raw : labels(loss)) {
      double y = loss.label(raw);
      DoubleStream curvatures =
          IntStream.rangeClosed(-2000, 2000)
              .mapToDouble(i -> loss.secondDerivative(0.01 * i, y))
              .peek(c -> assertThat(c).isBetween(0.0, loss.smoothness()));
      double largest = curvatures.max().orElseThrow();
      if (Double.isFinite(loss.smoothness())) {
        assertThat(largest).isCloseTo(loss.smoothness(), withinPercentage(0.1));
      } else {
        assertThat(largest).isGreaterThan(1e6);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("all")
  void saysWhetherTheDerivativeIsBounded(PointwiseLoss loss) {
    for (float raw : labels(loss)) {
      double y = loss.label(raw);
      double steepest =
          Math.max(Math.abs(loss.derivative(-1e4, y)), Math.abs(loss.derivative(1e4, y)));
      assertThat(steepest <= 1).isEqualTo(loss.boundedGradient());
    }
  }

  @Test
  void valuesAreTheKnownOnes() {
    assertThat(new LogisticLoss().value(0, 1)).isEqualTo(Math.log(2));
    assertThat(new LogisticLoss().value(2, -1)).isCloseTo(Math.log(1 + Math.exp(2)), within(1e-15));
    assertThat(new SquaredLoss().value(3, 1)).isEqualTo(2);
    assertThat(new PoissonLoss().value(0.5, 3)).isCloseTo(Math.exp(0.5) - 1.5, within(1e-15));
    assertThat(new SquaredHingeLoss().value(-1, 1)).isEqualTo(2);
    assertThat(new SquaredHingeLoss().value(1.5, 1)).isZero();
  }

  @Test
  void log1pExpIsExactInBothTails() {
    assertThat(LogisticLoss.log1pExp(1000)).isEqualTo(1000);
    assertThat(LogisticLoss.log1pExp(-1000)).isZero();
    assertThat(LogisticLoss.log1pExp(-40)).isCloseTo(Math.exp(-40), withinPercentage(1e-12));
    assertThat(LogisticLoss.log1pExp(0)).isEqualTo(Math.log(2));
    assertThat(new LogisticLoss().value(-1000, 1)).isEqualTo(1000);
    assertThat(new LogisticLoss().value(1000, 1)).isZero();
  }

  @Test
  void sigmoidIsExactInBothTails() {
    assertThat(LogisticLoss.sigmoid(1000)).isEqualTo(1);
    assertThat(LogisticLoss.sigmoid(-1000)).isZero();
    assertThat(LogisticLoss.sigmoid(-40)).isCloseTo(Math.exp(-40), withinPercentage(1e-12));
    assertThat(LogisticLoss.sigmoid(0)).isEqualTo(0.5);
    assertThat(new LogisticLoss().derivative(-1000, 1)).isEqualTo(-1);
    assertThat(new LogisticLoss().secondDerivative(1000, 1)).isZero();
    assertThat(new LogisticLoss().secondDerivative(-1000, 1)).isZero();
  }

  @Test
  void namesAreUniqueAndLeadBack() {
    assertThat(all()).extracting(PointwiseLoss::name).doesNotHaveDuplicates();
    for (PointwiseLoss loss : all()) {
      assertThat(PointwiseLoss.named(loss.name())).hasSameClassAs(loss);
    }
  }

  @Test
  void anUnknownNameIsAnsweredWithTheKnownOnes() {
    assertThatThrownBy(() -> PointwiseLoss.named("hinge"))
        .isInstanceOf(InputException.class)
        .hasMessage("Invalid loss: 'hinge' (allowed: logistic, squared, poisson, squared-hinge)");
  }

  private static Labels labelled(float... labels) {
    return Labels.of(
        new CsrBlock(new int[labels.length + 1], new int[0], new float[0], labels, null));
  }

  @ParameterizedTest
  @MethodSource("twoClass")
  void twoClassLossesTakeZeroOneAndPlusMinusOne(PointwiseLoss loss) {
    assertThatCode(() -> loss.check(labelled(0, 1, 1))).doesNotThrowAnyException();
    assertThatCode(() -> loss.check(labelled(-1, 1, -1))).doesNotThrowAnyException();
    assertThatThrownBy(() -> loss.check(labelled(-1, 0, 1)))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("Invalid labels for the %s loss".formatted(loss.name()))
        .hasMessageContaining("[-1.0, 1.0]")
        .hasMessageContaining("all 0/1 or all -1/+1");
    assertThatThrownBy(() -> loss.check(labelled(1, 2))).isInstanceOf(InputException.class);
    assertThatThrownBy(() -> loss.check(labelled(0.5f))).isInstanceOf(InputException.class);
    assertThat(loss.label(0)).isEqualTo(-1);
    assertThat(loss.label(-1)).isEqualTo(-1);
    assertThat(loss.label(1)).isEqualTo(1);
  }

  @Test
  void poissonRefusesNegativeLabels() {
    PointwiseLoss loss = new PoissonLoss();
    assertThatCode(() -> loss.check(labelled(0, 3, 77))).doesNotThrowAnyException();
    assertThatThrownBy(() -> loss.check(labelled(3, -0.5f)))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "Invalid labels for the poisson loss: the smallest is -0.5, but all must be >= 0");
  }

  @ParameterizedTest
  @ValueSource(floats = {-3.5f, 0, 1e6f})
  void squaredTakesAnyLabel(float label) {
    PointwiseLoss loss = new SquaredLoss();
    assertThatCode(() -> loss.check(labelled(label))).doesNotThrowAnyException();
    assertThat(loss.label(label)).isEqualTo(label);
  }
}
