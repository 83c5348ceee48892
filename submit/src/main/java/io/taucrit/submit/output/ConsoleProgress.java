package io.taucrit.submit.output;

import io.taucrit.core.Progress;
import java.io.PrintStream;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/**
 * Progress on standard error: a bar on a terminal, otherwise a line per stage and then one every
 * ten seconds. Used by one thread at a time.
 */
public final class ConsoleProgress implements Progress, AutoCloseable {
  private static final int STEPS = 1000;

  /** Columns of a bar. Given, so that the library does not ask a native one for the terminal's. */
  private static final int WIDTH = 79;

  private static final long QUIET_NANOS = 10_000_000_000L;

  private final PrintStream err = System.err;
  private final boolean terminal = System.console() != null && System.getenv("TERM") != null;
  private final long started = System.nanoTime();
  private String stage = "";
  private ProgressBar bar;
  private long lastLine;

  @Override
  public synchronized void stage(String description) {
    close();
    stage = description;
    lastLine = System.nanoTime();
    if (terminal) {
      bar =
          new ProgressBarBuilder()
              .setTaskName(description)
              .setInitialMax(-1)
              .setConsumer(new ConsoleProgressBarConsumer(err, WIDTH))
              .setStyle(ProgressBarStyle.ASCII)
              .hideEta()
              .setUpdateIntervalMillis(200)
              .build();
    } else {
      err.printf("[%6.1f s] %s%n", seconds(), description);
    }
  }

  @Override
  public synchronized void at(double fraction, String detail) {
    if (bar != null) {
      if (!Double.isNaN(fraction)) {
        bar.maxHint(STEPS);
        bar.stepTo(Math.round(STEPS * Math.min(1, fraction)));
      }
      bar.setExtraMessage(detail);
    } else if (System.nanoTime() - lastLine > QUIET_NANOS) {
      lastLine = System.nanoTime();
      String share = Double.isNaN(fraction) ? "" : " %.0f%%".formatted(100 * fraction);
      err.printf("[%6.1f s] %s%s %s%n", seconds(), stage, share, detail);
    }
  }

  private double seconds() {
    return (System.nanoTime() - started) / 1e9;
  }

  @Override
  public synchronized void close() {
    if (bar != null) {
      bar.close();
      bar = null;
    }
  }
}
