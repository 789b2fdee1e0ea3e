package org.dosekit.cli;

/**
 * A result was computed and does not meet the gate it is held to; the launcher exits with {@link
 * ExitCodes#GATE_NOT_MET}.
 */
public final class GateNotMetException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** A gate that was not met; the message shows the value and the gate. */
  public GateNotMetException(String message) {
    super(message);
  }
}
