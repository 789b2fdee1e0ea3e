package org.dosekit.train.loss;

import java.util.Locale;

/** A TorchScript function that is being written. */
public interface Statements {
  /**
   * Assigns an expression to a fresh variable.
   *
   * @return the variable
   */
  String let(String expression);

  /** Appends lines, indented as the function's body. */
  void statement(String... lines);

  /** A number as TorchScript text; read back, it is the same double. */
  static String number(double value) {
    if (!Double.isFinite(value)) {
      throw new IllegalArgumentException(value + " has no TorchScript text");
    }
    return Double.toString(value).toLowerCase(Locale.ROOT);
  }
}
