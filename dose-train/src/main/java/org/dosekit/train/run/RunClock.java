package org.dosekit.train.run;

import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;
import org.dosekit.train.settings.Schedule;

/** The training time of a run over all its sessions, and what its schedule leaves of it. */
final class RunClock {
  private final Schedule schedule;
  private final LongSupplier nanoTime;
  private final long startNanos;
  private final double secondsBefore;

  private RunClock(Schedule schedule, LongSupplier nanoTime, double secondsBefore) {
    this.schedule = schedule;
    this.nanoTime = nanoTime;
    this.startNanos = nanoTime.getAsLong();
    this.secondsBefore = secondsBefore;
  }

  /** A clock of a session that starts now, after others that took so long. */
  static RunClock start(Schedule schedule, LongSupplier nanoTime, double secondsBefore) {
    return new RunClock(schedule, nanoTime, secondsBefore);
  }

  double elapsedSeconds() {
    return secondsBefore + (nanoTime.getAsLong() - startNanos) / 1e9;
  }

  /** How far the run is before its next epoch, 0..1: by epochs or by time, whichever is ahead. */
  double progress(List<EpochMetrics> history) {
    double byEpochs = (double) history.size() / schedule.epochs();
    double limit = limitSeconds();
    return limit > 0 ? Math.min(1, Math.max(byEpochs, elapsedSeconds() / limit)) : byEpochs;
  }

  /** Whether another epoch would not fit after those that are finished. */
  boolean isOver(List<EpochMetrics> history) {
    return isOver(secondsAtLastEpoch(history), longestEpochSeconds(history));
  }

  /** Whether another epoch would not fit if the running one ended now. */
  boolean isOverAfterThisEpoch(List<EpochMetrics> history) {
    double now = elapsedSeconds();
    double running = now - secondsAtLastEpoch(history);
    return isOver(now, Math.max(longestEpochSeconds(history), running));
  }

  /** An estimate of the time to the end, as long as the epochs last as those before. */
  Duration remaining(List<EpochMetrics> history) {
    double last = secondsAtLastEpoch(history);
    double seconds = (schedule.epochs() - history.size()) * last / history.size();
    if (limitSeconds() > 0) {
      seconds = Math.min(seconds, Math.max(0, limitSeconds() - last));
    }
    return Duration.ofMillis(Math.round(seconds * 1000));
  }

  private boolean isOver(double seconds, double nextEpochSeconds) {
    return limitSeconds() > 0 && seconds + nextEpochSeconds > limitSeconds();
  }

  private double limitSeconds() {
    return schedule.maxMinutes() * 60;
  }

  private static double secondsAtLastEpoch(List<EpochMetrics> history) {
    return history.isEmpty() ? 0 : history.get(history.size() - 1).elapsedSeconds();
  }

  private static double longestEpochSeconds(List<EpochMetrics> history) {
    double longest = 0;
    double before = 0;
    for (EpochMetrics row : history) {
      longest = Math.max(longest, row.elapsedSeconds() - before);
      before = row.elapsedSeconds();
    }
    return longest;
  }
}
