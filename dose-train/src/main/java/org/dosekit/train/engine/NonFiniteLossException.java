package org.dosekit.train.engine;

/** The loss or a gradient of a batch is NaN or infinite; the step changed nothing. */
public final class NonFiniteLossException extends IllegalStateException {
  private static final long serialVersionUID = 1L;

  NonFiniteLossException(String message) {
    super(message);
  }
}
