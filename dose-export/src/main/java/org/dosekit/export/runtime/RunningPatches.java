package org.dosekit.export.runtime;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CancellationException;

/** The runs of a session that are under way, so that another thread can stop them. */
final class RunningPatches {
  private final Set<OrtSession.RunOptions> active = new HashSet<>();
  private final Set<OrtSession.RunOptions> cancelled = new HashSet<>();

  /** A run of a session. */
  @FunctionalInterface
  interface Run {
    /** Runs to its end, unless its options are told to terminate. */
    float[] run() throws OrtException;
  }

  /**
   * Runs, and can be stopped meanwhile.
   *
   * @param options of the run, open until it ends
   * @throws CancellationException when it was stopped
   */
  float[] run(OrtSession.RunOptions options, Run run) throws OrtException {
    synchronized (this) {
      active.add(options);
    }
    try {
      return run.run();
    } catch (OrtException e) {
      synchronized (this) {
        if (cancelled.contains(options)) {
          CancellationException stopped = new CancellationException("the patch was cancelled");
          stopped.initCause(e);
          throw stopped;
        }
      }
      throw e;
    } finally {
      synchronized (this) {
        // From here on nobody touches the options, which their owner closes.
        active.remove(options);
        cancelled.remove(options);
      }
    }
  }

  /** Stops every run that is under way. */
  synchronized void cancel() {
    for (OrtSession.RunOptions options : active) {
      try {
        options.setTerminate(true);
        cancelled.add(options);
      } catch (OrtException e) {
        throw new IllegalStateException("a run that cannot be stopped", e);
      }
    }
  }
}
