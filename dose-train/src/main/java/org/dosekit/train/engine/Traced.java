package org.dosekit.train.engine;

import java.util.Optional;
import java.util.function.Supplier;

/** A tensor of the forward pass of a generated function, as its backward pass needs it. */
final class Traced {
  private final String forward;
  private final int type;
  private final int channels;
  private final boolean differentiated;
  private final Supplier<String> again;
  private boolean kept;
  private Optional<String> computedAgain = Optional.empty();
  private Optional<String> gradient = Optional.empty();

  /**
   * A tensor.
   *
   * @param forward its variable
   * @param type PyTorch's number of its type
   * @param channels of a map, features of a vector
   * @param differentiated whether anything wants its gradient
   * @param kept whether the backward pass reads the variable, or computes the tensor again
   * @param again writes what computes it again
   */
  Traced(
      String forward,
      int type,
      int channels,
      boolean differentiated,
      boolean kept,
      Supplier<String> again) {
    this.forward = forward;
    this.type = type;
    this.channels = channels;
    this.differentiated = differentiated;
    this.kept = kept;
    this.again = again;
  }

  /** An argument of the function. */
  static Traced input(String variable, int type, int channels) {
    return new Traced(variable, type, channels, false, true, () -> variable);
  }

  String forward() {
    return forward;
  }

  int type() {
    return type;
  }

  int channels() {
    return channels;
  }

  boolean isDifferentiated() {
    return differentiated;
  }

  void keep() {
    kept = true;
  }

  /** Its variable in the backward pass; what computes it again is written once, when needed. */
  String value() {
    if (kept) {
      return forward;
    }
    if (computedAgain.isEmpty()) {
      computedAgain = Optional.of(again.get());
    }
    return computedAgain.get();
  }

  Optional<String> gradient() {
    return gradient;
  }

  void setGradient(String variable) {
    gradient = Optional.of(variable);
  }
}
