package io.taucrit.core.delay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.taucrit.data.UsageException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class DelayModelTest {
  private static final String ALLOWED =
      " (allowed: none, constant:SECONDS, uniform:LEAST:MOST, exponential:MEAN, pareto:MEAN:SHAPE,"
          + " straggler:SECONDS:FACTOR[:WORKER])";

  /** One of each kind, made anew with every call. */
  static Stream<DelayModel> models() {
    return Stream.of(
        new NoDelay(),
        new ConstantDelay(0.25),
        new UniformDelay(0.5, 2, 1),
        new ExponentialDelay(0.3, 2),
        new ParetoDelay(2, 1.5, 3),
        new StragglerDelay(0.1, 3, 5),
        RecordedDelay.of(
            Stream.of("worker,clock,staleness,seconds", "0,0,0,0.5", "1,0,1,0.25", "0,1,1,1.0625"),
            "pushes.csv"));
  }

  private static double[] grid(DelayModel model) {
    return IntStream.range(0, 1000).mapToDouble(i -> model.seconds(i / 50, i % 50)).toArray();
  }

  @ParameterizedTest
  @MethodSource("models")
  void isAPureFunction(DelayModel model) throws IOException, ClassNotFoundException {
    DelayModel twin =
        models().filter(other -> other.getClass() == model.getClass()).findFirst().orElseThrow();
    assertThat(twin).isNotSameAs(model).isEqualTo(model).hasSameHashCodeAs(model);
    double[] backwards = new double[1000];
    for (int i = 999; i >= 0; i--) {
      backwards[i] = twin.seconds(i / 50, i % 50);
    }
    assertThat(grid(model)).isEqualTo(backwards).isEqualTo(grid(model));
    assertThat(
            IntStream.range(0, 1000)
                .parallel()
                .mapToDouble(i -> model.seconds(i / 50, i % 50))
                .toArray())
        .isEqualTo(backwards);
    DelayModel copy = serialized(model);
    assertThat(copy).isEqualTo(model).hasSameHashCodeAs(model).hasToString(model.toString());
    assertThat(grid(copy)).isEqualTo(backwards);
  }

  private static DelayModel serialized(DelayModel model)
      throws IOException, ClassNotFoundException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(model);
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      return (DelayModel) in.readObject();
    }
  }

  /** Every double in [least, 1e9] can occur: the bits of positive doubles are in their order. */
  private static Arbitrary<Double> doubles(double least) {
    return Arbitraries.longs()
        .between(Double.doubleToLongBits(least), Double.doubleToLongBits(1e9))
        .map(Double::longBitsToDouble);
  }

  /** A model, and the seed that its text does not tell. */
  record Seeded(DelayModel model, long seed) {}

  @Provide
  Arbitrary<Seeded> parsed() {
    Arbitrary<Double> seconds = doubles(0);
    return Arbitraries.longs()
        .flatMap(
            seed ->
                Arbitraries.oneOf(
                        Arbitraries.just((DelayModel) new NoDelay()),
                        seconds.map(ConstantDelay::new),
                        Combinators.combine(seconds, seconds)
                            .as((a, b) -> new UniformDelay(Math.min(a, b), Math.max(a, b), seed)),
                        seconds.map(mean -> new ExponentialDelay(mean, seed)),
                        Combinators.combine(seconds, doubles(Math.nextUp(1)))
                            .as((mean, shape) -> new ParetoDelay(mean, shape, seed)),
                        Combinators.combine(
                                seconds,
                                Arbitraries.integers().between(0, Integer.MAX_VALUE),
                                doubles(1))
                            .as(StragglerDelay::new))
                    .map(model -> new Seeded(model, seed)));
  }

  @Property(tries = 1000, seed = "20260104")
  void parsesItsOwnText(@ForAll("parsed") Seeded seeded) {
    assertThat(DelayModel.parse(seeded.model().toString(), seeded.seed()))
        .isEqualTo(seeded.model());
  }

  @Property(tries = 1000, seed = "20260105")
  void isFiniteAndNotNegative(
      @ForAll("parsed") Seeded seeded,
      @ForAll @IntRange(min = 0) int worker,
      @ForAll @LongRange(min = 0) long clock) {
    double seconds = seeded.model().seconds(worker, clock);
    assertThat(seconds).isFinite().isNotNegative();
    if (seeded.model() instanceof UniformDelay uniform) {
      assertThat(seconds).isBetween(uniform.least(), uniform.most());
    }
  }

  @Test
  void parsesEveryForm() {
    assertThat(DelayModel.parse("none", 4)).isEqualTo(new NoDelay());
    assertThat(DelayModel.parse("constant:.5", 4)).isEqualTo(new ConstantDelay(0.5));
    assertThat(DelayModel.parse("uniform:0:2.", 4)).isEqualTo(new UniformDelay(0, 2, 4));
    assertThat(DelayModel.parse("exponential:1e-3", 4)).isEqualTo(new ExponentialDelay(0.001, 4));
    assertThat(DelayModel.parse("pareto:+1:1.5E0", 4)).isEqualTo(new ParetoDelay(1, 1.5, 4));
    assertThat(DelayModel.parse("straggler:1:10", 4)).isEqualTo(new StragglerDelay(1, 0, 10));
    assertThat(DelayModel.parse("straggler:1:10:3", 4)).isEqualTo(new StragglerDelay(1, 3, 10));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "none",
        "constant:0",
        "constant:0.1",
        "uniform:1:2.5",
        "exponential:1.0E-4",
        "pareto:1:1.5",
        "straggler:0.1:5",
        "straggler:0.1:5:7"
      })
  void keepsAShortText(String text) {
    assertThat(DelayModel.parse(text, 1)).hasToString(text);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "\"\" | no model has the name ''",
        "None | no model has the name 'None'",
        "\" none\" | no model has the name ' none'",
        "recorded:a.csv | no model has the name 'recorded'",
        "none: | none takes no values, found 1",
        "constant | constant takes 1 value, found 0",
        "constant: | seconds is no decimal number: ''",
        "constant:1:2 | constant takes 1 value, found 2",
        "constant:x | seconds is no decimal number: 'x'",
        "constant:1s | seconds is no decimal number: '1s'",
        "constant:1d | seconds is no decimal number: '1d'",
        "constant:0x1p0 | seconds is no decimal number: '0x1p0'",
        "constant:NaN | seconds is no decimal number: 'NaN'",
        "constant:Infinity | seconds is no decimal number: 'Infinity'",
        "\"constant: 1\" | seconds is no decimal number: ' 1'",
        "constant:-0.1 | seconds must be >= 0",
        "constant:1e999 | seconds must be <= 1e9",
        "constant:1000000001 | seconds must be <= 1e9",
        "uniform:1 | uniform takes 2 values, found 1",
        "uniform:1:2:3 | uniform takes 2 values, found 3",
        "uniform:a:2 | least is no decimal number: 'a'",
        "uniform:1:b | most is no decimal number: 'b'",
        "uniform:-1:2 | least must be >= 0",
        "uniform:1:2e9 | most must be <= 1e9",
        "uniform:2:1 | most must be >= least",
        "exponential | exponential takes 1 value, found 0",
        "exponential:m | mean is no decimal number: 'm'",
        "exponential:-1 | mean must be >= 0",
        "exponential:2e9 | mean must be <= 1e9",
        "pareto:1 | pareto takes 2 values, found 1",
        "pareto:m:2 | mean is no decimal number: 'm'",
        "pareto:1:s | shape is no decimal number: 's'",
        "pareto:-1:2 | mean must be >= 0",
        "pareto:1:0.5 | shape must be > 1",
        "pareto:1:1 | shape must be > 1",
        "pareto:1:1e10 | shape must be <= 1e9",
        "straggler:1 | straggler takes 2 or 3 values, found 1",
        "straggler:1:2:3:4 | straggler takes 2 or 3 values, found 4",
        "straggler:s:2 | seconds is no decimal number: 's'",
        "straggler:1:f | factor is no decimal number: 'f'",
        "straggler:-1:2 | seconds must be >= 0",
        "straggler:1:0.5 | factor must be >= 1",
        "straggler:1:1e10 | factor must be <= 1e9",
        "straggler:1:2:w | worker is no whole number from 0 to 2147483647: 'w'",
        "straggler:1:2:-1 | worker is no whole number from 0 to 2147483647: '-1'",
        "straggler:1:2:1.5 | worker is no whole number from 0 to 2147483647: '1.5'",
        "straggler:1:2:2147483648 | worker is no whole number from 0 to 2147483647: '2147483648'"
      })
  void saysWhatIsWrongWithAText(String text, String reason) {
    assertThatThrownBy(() -> DelayModel.parse(text, 1))
        .isInstanceOf(UsageException.class)
        .hasMessage("Invalid --delay: '" + text + "': " + reason + ALLOWED);
  }

  @Test
  void refusesValuesThatNoTextHas() {
    assertThatThrownBy(() -> new ConstantDelay(Double.NaN))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("seconds must be >= 0");
    assertThatThrownBy(() -> new UniformDelay(0, Double.NaN, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("most must be >= 0");
    assertThatThrownBy(() -> new ExponentialDelay(Double.POSITIVE_INFINITY, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("mean must be <= 1e9");
    assertThatThrownBy(() -> new ParetoDelay(1, Double.NaN, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("shape must be > 1");
    assertThatThrownBy(() -> new StragglerDelay(1, -1, 2))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("worker must be >= 0");
  }

  @Test
  void fixedModelsAreExact() {
    DelayModel straggler = new StragglerDelay(0.1, 2, 7);
    for (int worker = 0; worker < 5; worker++) {
      for (long clock : new long[] {0, 1, 1L << 40, Long.MAX_VALUE}) {
        assertThat(new NoDelay().seconds(worker, clock)).isZero();
        assertThat(new ConstantDelay(0.1).seconds(worker, clock)).isEqualTo(0.1);
        assertThat(new UniformDelay(0.1, 0.1, 3).seconds(worker, clock)).isEqualTo(0.1);
        assertThat(straggler.seconds(worker, clock)).isEqualTo(worker == 2 ? 7 * 0.1 : 0.1);
      }
    }
    assertThat(DelayModel.parse("straggler:0.5:4", 1).seconds(0, 9)).isEqualTo(2);
    assertThat(DelayModel.parse("straggler:0.5:4", 1).seconds(1, 9)).isEqualTo(0.5);
  }
}
