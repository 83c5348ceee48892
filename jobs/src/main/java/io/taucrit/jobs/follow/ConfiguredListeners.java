package io.taucrit.jobs.follow;

import io.taucrit.core.engine.RunListener;
import io.taucrit.data.UsageException;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.SparkConf;

/**
 * The listeners that an application's configuration names, new ones for every run: classes with a
 * public constructor that takes a {@link SparkConf}, or nothing.
 */
public final class ConfiguredListeners {
  /** Names of classes, separated by commas. */
  public static final String KEY = "spark.taucrit.listeners";

  private ConfiguredListeners() {}

  /**
   * @throws UsageException if a class is not there, is no {@link RunListener}, or cannot be made
   */
  public static List<RunListener> of(SparkConf conf) {
    return names(conf).map(name -> made(name, conf)).toList();
  }

  /**
   * Whether all could be made, before anything costs time; makes none.
   *
   * @throws UsageException if a class is not there, is no {@link RunListener}, or has no such
   *     constructor
   */
  public static void check(SparkConf conf) {
    names(conf).forEach(ConfiguredListeners::constructor);
  }

  private static Stream<String> names(SparkConf conf) {
    return Arrays.stream(conf.get(KEY, "").split(",")).map(String::strip).filter(n -> !n.isEmpty());
  }

  private static RunListener made(String name, SparkConf conf) {
    Constructor<?> constructor = constructor(name);
    try {
      return (RunListener)
          (constructor.getParameterCount() == 0
              ? constructor.newInstance()
              : constructor.newInstance(conf));
    } catch (InvocationTargetException e) {
      throw invalid(name, "its constructor failed: " + e.getCause());
    } catch (ReflectiveOperationException | LinkageError e) {
      throw invalid(name, e.toString());
    }
  }

  private static Constructor<?> constructor(String name) {
    try {
      Class<?> type = Class.forName(name, false, loader());
      if (!RunListener.class.isAssignableFrom(type)) {
        throw invalid(name, "it does not implement " + RunListener.class.getName());
      }
      for (Constructor<?> constructor : type.getConstructors()) {
        if (List.of(constructor.getParameterTypes()).equals(List.of(SparkConf.class))) {
          return constructor;
        }
      }
      return type.getConstructor();
    } catch (ClassNotFoundException e) {
      throw invalid(name, "no such class; is its jar on the driver's class path (--jars)?");
    } catch (NoSuchMethodException e) {
      throw invalid(name, "it needs a public constructor without arguments or of a SparkConf");
    } catch (LinkageError e) {
      throw invalid(name, e.toString());
    }
  }

  /** The one that knows what {@code --jars} brought. */
  private static ClassLoader loader() {
    ClassLoader ofThread = Thread.currentThread().getContextClassLoader();
    return ofThread == null ? ConfiguredListeners.class.getClassLoader() : ofThread;
  }

  private static UsageException invalid(String name, String reason) {
    return new UsageException(
        "Invalid %s: '%s': %s".formatted(KEY, name, reason.lines().findFirst().orElse("")));
  }
}
