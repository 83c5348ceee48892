package io.taucrit.jobs.follow;

import io.taucrit.core.engine.RunListener;
import io.taucrit.data.UsageException;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.util.ArrayList;
import java.util.List;
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
    List<RunListener> listeners = new ArrayList<>();
    for (String name : conf.get(KEY, "").split(",")) {
      if (!name.isBlank()) {
        listeners.add(listener(name.strip(), conf));
      }
    }
    return listeners;
  }

  private static RunListener listener(String name, SparkConf conf) {
    try {
      Class<?> type = Class.forName(name, true, loader());
      if (!RunListener.class.isAssignableFrom(type)) {
        throw invalid(name, "it does not implement " + RunListener.class.getName());
      }
      return (RunListener) made(type, conf);
    } catch (ClassNotFoundException e) {
      throw invalid(name, "no such class; is its jar on the driver's class path (--jars)?");
    } catch (NoSuchMethodException e) {
      throw invalid(name, "it needs a public constructor without arguments or of a SparkConf");
    } catch (InvocationTargetException e) {
      throw invalid(name, "its constructor failed: " + e.getCause());
    } catch (ReflectiveOperationException | LinkageError e) {
      throw invalid(name, e.toString());
    }
  }

  private static Object made(Class<?> type, SparkConf conf) throws ReflectiveOperationException {
    for (Constructor<?> constructor : type.getConstructors()) {
      if (List.of(constructor.getParameterTypes()).equals(List.of(SparkConf.class))) {
        return constructor.newInstance(conf);
      }
    }
    return type.getConstructor().newInstance();
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
