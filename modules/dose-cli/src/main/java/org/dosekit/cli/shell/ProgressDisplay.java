package org.dosekit.cli.shell;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;
import org.dosekit.core.predict.Progress;

/**
 * How far a command is: one line that rewrites itself on a terminal, else a plain line now and
 * then.
 */
public final class ProgressDisplay implements Progress {
  private static final long PLAIN_INTERVAL_NANOS = Duration.ofSeconds(10).toNanos();
  private static final int BAR_WIDTH = 30;

  private final PrintWriter err;
  private final String label;
  private final boolean terminal;
  private final long startNanos = System.nanoTime();
  private long lastNanos = startNanos;

  ProgressDisplay(PrintWriter err, String label, boolean terminal) {
    this.err = err;
    this.label = label;
    this.terminal = terminal;
  }

  @Override
  public synchronized void update(int done, int total) {
    long now = System.nanoTime();
    if (terminal) {
      int filled = total == 0 ? BAR_WIDTH : (int) ((long) BAR_WIDTH * done / total);
      String bar = "#".repeat(filled) + "-".repeat(BAR_WIDTH - filled);
      err.printf("\r%s [%s] %d/%d%s ", label, bar, done, total, remaining(now, done, total));
      if (done == total) {
        err.println();
      }
    } else if (done == total || now - lastNanos > PLAIN_INTERVAL_NANOS) {
      err.printf("%s %d/%d%s%n", label, done, total, remaining(now, done, total));
      lastNanos = now;
    }
    err.flush();
  }

  private String remaining(long now, int done, int total) {
    double elapsed = (now - startNanos) / 1e9;
    if (done == 0 || elapsed < 1) {
      return "";
    }
    return done == total
        ? String.format(Locale.ROOT, " in %.0f s", elapsed)
        : String.format(Locale.ROOT, ", %.0f s left", elapsed / done * (total - done));
  }
}
