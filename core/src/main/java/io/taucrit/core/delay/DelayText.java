package io.taucrit.core.delay;

import io.taucrit.data.UsageException;

/** Text of a delay model as an option has it: {@code name:value:value…}. */
final class DelayText {
  private final String name;
  private final String[] values;

  private DelayText(String text) {
    String[] parts = text.split(":", 2);
    name = parts[0];
    values = parts.length == 1 ? new String[0] : parts[1].split(":", -1);
  }

  static DelayModel parse(String text, long seed) {
    try {
      return new DelayText(text).model(seed);
    } catch (IllegalArgumentException e) {
      throw new UsageException(
          "Invalid --delay: '%s': %s (allowed: %s)"
              .formatted(text, e.getMessage(), DelayModel.FORMS));
    }
  }

  /** The form of a model with these values. */
  static String of(String name, double... values) {
    StringBuilder text = new StringBuilder(name);
    for (double value : values) {
      String digits = Double.toString(value);
      text.append(':')
          .append(digits.endsWith(".0") ? digits.substring(0, digits.length() - 2) : digits);
    }
    return text.toString();
  }

  private DelayModel model(long seed) {
    return switch (name) {
      case "none" -> {
        takes(0, "no values");
        yield new NoDelay();
      }
      case "constant" -> {
        takes(1, "1 value");
        yield new ConstantDelay(decimal(0, "seconds"));
      }
      case "uniform" -> {
        takes(2, "2 values");
        yield new UniformDelay(decimal(0, "least"), decimal(1, "most"), seed);
      }
      case "exponential" -> {
        takes(1, "1 value");
        yield new ExponentialDelay(decimal(0, "mean"), seed);
      }
      case "pareto" -> {
        takes(2, "2 values");
        yield new ParetoDelay(decimal(0, "mean"), decimal(1, "shape"), seed);
      }
      case "straggler" -> {
        takes(values.length == 3 ? 3 : 2, "2 or 3 values");
        double seconds = decimal(0, "seconds");
        double factor = decimal(1, "factor");
        int straggler =
            values.length == 3
                ? (int) Parameter.whole("worker", values[2], Integer.MAX_VALUE)
                : StragglerDelay.FIRST;
        yield new StragglerDelay(seconds, straggler, factor);
      }
      default -> throw new IllegalArgumentException("no model has the name '%s'".formatted(name));
    };
  }

  private void takes(int count, String allowed) {
    if (values.length != count) {
      throw new IllegalArgumentException(
          "%s takes %s, found %d".formatted(name, allowed, values.length));
    }
  }

  private double decimal(int i, String parameter) {
    return Parameter.decimal(parameter, values[i]);
  }
}
