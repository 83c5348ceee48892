package io.taucrit.jobs.ml;

import io.taucrit.data.UsageException;
import java.io.Serializable;
import java.util.List;
import java.util.function.Predicate;
import scala.runtime.AbstractFunction1;

/**
 * What a parameter may be. Spark asks whenever a value is set, by a setter or by a grid; the answer
 * is true or a {@link UsageException} that says what is allowed. Immutable.
 */
final class Allowed<T> extends AbstractFunction1<T, Object> implements Serializable {
  private static final long serialVersionUID = 1L;

  private final String name;
  private final String values;
  private final Test<T> test;

  /** A condition that can go where Spark sends its parameters. */
  @FunctionalInterface
  interface Test<T> extends Predicate<T>, Serializable {}

  /**
   * @param values the allowed values in words
   */
  Allowed(String name, String values, Test<T> test) {
    this.name = name;
    this.values = values;
    this.test = test;
  }

  /**
   * Numbers not below a bound.
   *
   * @param meaning of the bound itself, or null where it is a value as any other
   */
  static Allowed<Object> atLeast(long least, String name, String meaning) {
    String values =
        ">= " + least + (meaning == null ? "" : ", %d for %s".formatted(least, meaning));
    return new Allowed<>(name, values, value -> ((Number) value).longValue() >= least);
  }

  static Allowed<String> oneOf(List<String> options, String name) {
    return new Allowed<>(name, String.join(", ", options), options::contains);
  }

  @Override
  public Object apply(T value) {
    if (!test.test(value)) {
      throw new UsageException("Invalid %s: %s (allowed: %s)".formatted(name, value, values));
    }
    return true;
  }
}
