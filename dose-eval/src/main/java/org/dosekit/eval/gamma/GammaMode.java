package org.dosekit.eval.gamma;

/**
 * How much of a gamma calculation is proved.
 *
 * <p>In every mode a value is that of a point of the evaluated dose, so it can be too high and
 * never too low.
 */
public sealed interface GammaMode {
  /** The search alone: values and passes are right but for rare points of strong curvature. */
  static GammaMode fast() {
    return new Fast();
  }

  /**
   * Every pass and every failure proved; values as in {@link #fast()}. Points within 1e-5 of 1 are
   * counted as {@link GammaResult#ties()}.
   */
  static GammaMode exactPassRate() {
    return new ExactPassRate();
  }

  /**
   * Every value proved to be at most {@code epsilon} above the true minimum, and every pass and
   * failure as in {@link #exactPassRate()}.
   *
   * @param epsilon in units of gamma, from 1e-6 to 0.1
   */
  static GammaMode certified(double epsilon) {
    return new Certified(epsilon);
  }

  /** See {@link GammaMode#fast()}. */
  record Fast() implements GammaMode {}

  /** See {@link GammaMode#exactPassRate()}. */
  record ExactPassRate() implements GammaMode {}

  /**
   * See {@link GammaMode#certified(double)}.
   *
   * @param epsilon in units of gamma
   */
  record Certified(double epsilon) implements GammaMode {
    /** Below it rounding would decide. */
    private static final double SMALLEST = 1e-6;

    private static final double LARGEST = 0.1;

    /** Checks the range. */
    public Certified {
      if (!(epsilon >= SMALLEST && epsilon <= LARGEST)) {
        throw new IllegalArgumentException(
            "gamma certified to %s; from %s to %s".formatted(epsilon, SMALLEST, LARGEST));
      }
    }
  }
}
