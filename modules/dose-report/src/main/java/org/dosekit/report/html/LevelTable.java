package org.dosekit.report.html;

import java.util.Arrays;

/**
 * What the codes of an 8-bit volume are worth: ascending levels; a value gets the code of the
 * nearest. A value that is NaN gets a code behind the last level.
 */
final class LevelTable {
  /** The code of a voxel without value; a table of 256 levels has none. */
  static final int NONE = 255;

  private static final int CODES = 256;

  /** What a code of gamma spans: a passing and a failing gamma never share one. */
  private static final double GAMMA_STEP = 1.0 / 127;

  private final float[] levels;

  private LevelTable(float[] levels) {
    this.levels = levels;
  }

  /** Hounsfield units: in steps of 4 where soft tissue is, coarser in air and bone. */
  static LevelTable ct() {
    float[] levels = new float[CODES];
    for (int i = 0; i < CODES; i++) {
      levels[i] = i < 40 ? -1000 + 19 * i : i < 200 ? -240 + 4 * (i - 40) : 400 + 48 * (i - 200);
    }
    return new LevelTable(levels);
  }

  /**
   * Doses in even steps.
   *
   * @param maxGy the highest, at least 0
   */
  static LevelTable doseGy(double maxGy) {
    float[] levels = new float[CODES];
    for (int i = 0; i < CODES; i++) {
      levels[i] = (float) (Math.max(maxGy, 1) * i / (CODES - 1));
    }
    return new LevelTable(levels);
  }

  /**
   * Differences of doses, in steps that grow with the difference.
   *
   * @param maxAbsoluteGy the largest, at least 0
   */
  static LevelTable differenceGy(double maxAbsoluteGy) {
    int half = CODES / 2 - 1;
    float[] levels = new float[2 * half + 1];
    for (int i = -half; i <= half; i++) {
      double part = (double) i / half;
      levels[i + half] = (float) (Math.max(maxAbsoluteGy, 1) * part * Math.abs(part));
    }
    return new LevelTable(levels);
  }

  /** Gammas from 0 to 2. */
  static LevelTable gamma() {
    float[] levels = new float[CODES - 2];
    for (int i = 0; i < levels.length; i++) {
      levels[i] = (float) ((i + 0.5) * GAMMA_STEP);
    }
    return new LevelTable(levels);
  }

  /** The levels in the order of their codes. */
  double[] levels() {
    double[] copy = new double[levels.length];
    // As text, a float made double shows digits that nobody measured.
    Arrays.setAll(copy, i -> Double.parseDouble(Float.toString(levels[i])));
    return copy;
  }

  /** The code of a value; of two levels equally near the lower. */
  int code(float value) {
    if (Float.isNaN(value)) {
      return NONE;
    }
    int place = Arrays.binarySearch(levels, value);
    if (place >= 0) {
      return place;
    }
    int above = -place - 1;
    if (above == 0) {
      return 0;
    }
    if (above == levels.length) {
      return levels.length - 1;
    }
    return value - levels[above - 1] <= levels[above] - value ? above - 1 : above;
  }

  /** How far the level of a value between the lowest and the highest can be from it. */
  double accuracy() {
    double widest = 0;
    for (int i = 1; i < levels.length; i++) {
      widest = Math.max(widest, (double) levels[i] - levels[i - 1]);
    }
    return widest / 2;
  }
}
