package org.dosekit.eval.gamma;

/** Follows a gamma calculation and may stop it. */
@FunctionalInterface
public interface GammaMonitor {
  /** Nobody listens, nobody stops it. */
  GammaMonitor SILENT = (done, total) -> {};

  /**
   * {@code done} of {@code total} points are finished. Called from the computing threads, one call
   * at a time, with {@code done} growing to {@code total}.
   */
  void update(int done, int total);

  /** Asked often, from several threads at once; {@code true} stops the calculation. */
  default boolean isCancelled() {
    return false;
  }
}
