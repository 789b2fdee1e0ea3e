package org.dosekit.report.slice;

import java.awt.Color;
import java.util.Objects;

/**
 * Numbers as colours, chosen so that the three common forms of colour blindness tell them apart.
 * Linear in sRGB between anchors at equal distances. Immutable.
 */
public final class ColourScale {
  /** Plasma of Smith and van der Walt (2015): even in lightness, which a rainbow is not. */
  private static final int[] PLASMA = {
    0x0D0887, 0x46039F, 0x7201A8, 0x9C179E, 0xBD3786, 0xD8576B, 0xED7953, 0xFB9F3A, 0xFDCA26,
    0xF0F921
  };

  /** Wong's blue and vermillion with darker ends, white between. */
  private static final int[] BLUE_TO_VERMILLION = {
    0x00304F, 0x0072B2, 0x7FB8D8, 0xFFFFFF, 0xEAAE7F, 0xD55E00, 0x6B2F00
  };

  /** Blue tints up to 1; from there on oranges, so that failing voxels stand out. */
  private static final int[] PASSED = {0xF7FBFF, 0x56B4E9};

  private static final int[] FAILED = {0xE69F00, 0xD55E00, 0x6B2F00};

  private static final double GAMMA_LIMIT = 1;

  private final double from;
  private final double to;
  private final int[] anchors;
  private final int[] above;

  private ColourScale(double from, double to, int[] anchors, int[] above) {
    if (!(from < to) || !Double.isFinite(to - from)) {
      throw new IllegalArgumentException("colours from " + from + " to " + to);
    }
    this.from = from;
    this.to = to;
    this.anchors = Objects.requireNonNull(anchors);
    this.above = above;
  }

  /** Doses from 0 Gy, dark blue over red to yellow. */
  public static ColourScale dose(double highestGy) {
    return new ColourScale(0, highestGy, PLASMA, PLASMA);
  }

  /** Differences of either sign: blue below, white at 0, vermillion above. */
  public static ColourScale difference(double largestGy) {
    return new ColourScale(-largestGy, largestGy, BLUE_TO_VERMILLION, BLUE_TO_VERMILLION);
  }

  /** Gammas from 0: blue up to 1, which passes, orange to brown above. */
  public static ColourScale gamma(double highest) {
    return new ColourScale(0, highest, PASSED, FAILED);
  }

  /** The lowest number told apart. */
  public double from() {
    return from;
  }

  /** The highest number told apart. */
  public double to() {
    return to;
  }

  /** The colour of a number; those beyond the ends take the end's. */
  public Color colour(double value) {
    if (anchors == above) {
      return between(anchors, (value - from) / (to - from));
    }
    return value <= GAMMA_LIMIT
        ? between(anchors, value / GAMMA_LIMIT)
        : between(above, (value - GAMMA_LIMIT) / (to - GAMMA_LIMIT));
  }

  private static Color between(int[] anchors, double fraction) {
    double place = Math.min(1, Math.max(0, fraction)) * (anchors.length - 1);
    int lower = (int) place;
    int upper = Math.min(anchors.length - 1, lower + 1);
    double weight = place - lower;
    return new Color(
        mixed(anchors[lower] >> 16 & 0xFF, anchors[upper] >> 16 & 0xFF, weight),
        mixed(anchors[lower] >> 8 & 0xFF, anchors[upper] >> 8 & 0xFF, weight),
        mixed(anchors[lower] & 0xFF, anchors[upper] & 0xFF, weight));
  }

  private static int mixed(int a, int b, double weight) {
    return Math.toIntExact(Math.round(a + weight * (b - a)));
  }
}
