package org.dosekit.core.predict;

/** Told how far a computation is. */
@FunctionalInterface
public interface Progress {
  /** Nobody listens. */
  Progress SILENT = (done, total) -> {};

  /** {@code done} of {@code total} parts are finished; called from the computing thread. */
  void update(int done, int total);
}
