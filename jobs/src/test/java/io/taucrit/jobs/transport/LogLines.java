package io.taucrit.jobs.transport;

import java.util.ArrayList;
import java.util.List;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.Configuration;
import org.apache.logging.log4j.core.config.LoggerConfig;
import org.apache.logging.log4j.core.config.Property;

/** What the transport, ours and Spark's, logs from now on; until closed. Thread-safe. */
final class LogLines extends AbstractAppender implements AutoCloseable {
  private static final String OURS = "io.taucrit.jobs.transport";
  private static final String SPARKS = "org.apache.spark.network";

  private final LoggerContext context = LoggerContext.getContext(false);
  private final List<LoggerConfig> replaced = new ArrayList<>();
  private final List<String> warnings = new ArrayList<>();
  private final List<String> all = new ArrayList<>();

  LogLines() {
    super("lines", null, null, true, Property.EMPTY_ARRAY);
    start();
    for (String name : List.of(OURS, SPARKS)) {
      LoggerConfig logger = new LoggerConfig(name, Level.INFO, false);
      logger.addAppender(this, null, null);
      replaced.add(context.getConfiguration().getLoggers().get(name));
      replace(logger);
    }
  }

  private void replace(LoggerConfig logger) {
    Configuration configuration = context.getConfiguration();
    configuration.removeLogger(logger.getName());
    configuration.addLogger(logger.getName(), logger);
    context.updateLoggers();
  }

  @Override
  public synchronized void append(LogEvent event) {
    String line = event.getMessage().getFormattedMessage();
    if (event.getLoggerName().startsWith(OURS) && event.getLevel().equals(Level.WARN)) {
      warnings.add(line);
    }
    all.add(line);
    for (Throwable t = event.getThrown(); t != null; t = t.getCause()) {
      all.add(t.toString());
    }
  }

  /** Our own, in order. */
  synchronized List<String> warnings() {
    return List.copyOf(warnings);
  }

  /** Everything of any level, messages of exceptions among them. */
  synchronized List<String> all() {
    return List.copyOf(all);
  }

  @Override
  public void close() {
    replaced.forEach(this::replace);
    stop();
  }
}
