package org.dosekit.cli;

/** What {@code dose} tells the shell. */
public final class ExitCodes {
  /** All done. */
  public static final int DONE = 0;

  /** A fault: bad data in a command about one thing, or an internal error. */
  public static final int FAULT = 1;

  /** The command line is wrong. */
  public static final int USAGE = 2;

  /** Some cases of a batch failed; the others are done. */
  public static final int SOME_FAILED = 3;

  /** The result was computed and does not meet the gate. */
  public static final int GATE_NOT_MET = 4;

  private ExitCodes() {}
}
