package org.dosekit.report.slice;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.util.function.DoubleUnaryOperator;

/**
 * A slice of a CT in grey with numbers in colour over it, interpolated linearly between voxels. Its
 * pixels are square in mm.
 */
public final class SlicePicture {
  /** Soft tissue. */
  private static final double WINDOW_HU = 400;

  private static final double LEVEL_HU = 40;

  /** Pixels along the longer side: more than a printed panel resolves. */
  private static final int LONGER_SIDE = 560;

  private SlicePicture() {}

  /** A colour for a number. */
  @FunctionalInterface
  public interface Colouring {
    /** The colour of a value. */
    Color colour(double value);
  }

  /**
   * The CT, window 400 HU about 40 HU, under a colour wash.
   *
   * @param ctHu in the slice, in HU
   * @param wash in the slice; nothing is washed where it is NaN
   * @param opacity 0 to 1 by the wash's value
   * @param colouring by the wash's value
   */
  public static BufferedImage of(
      Slice slice,
      SliceValues ctHu,
      SliceValues wash,
      DoubleUnaryOperator opacity,
      Colouring colouring) {
    double pixelMm = Math.max(slice.widthMm(), slice.heightMm()) / LONGER_SIDE;
    int width = pixels(slice.widthMm(), pixelMm);
    int height = pixels(slice.heightMm(), pixelMm);
    BufferedImage picture = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    for (int py = 0; py < height; py++) {
      double y = (py + 0.5) / height;
      for (int px = 0; px < width; px++) {
        double x = (px + 0.5) / width;
        int grey = grey(ctHu.interpolate(y * ctHu.rows(), x * ctHu.columns()));
        double value = wash.interpolate(y * wash.rows(), x * wash.columns());
        picture.setRGB(px, py, pixel(grey, value, opacity, colouring));
      }
    }
    return picture;
  }

  private static int pixels(double mm, double pixelMm) {
    return Math.max(1, Math.toIntExact(Math.round(mm / pixelMm)));
  }

  private static int grey(double hu) {
    double fraction = (hu - (LEVEL_HU - WINDOW_HU / 2)) / WINDOW_HU;
    return Math.toIntExact(Math.round(255 * Math.min(1, Math.max(0, fraction))));
  }

  private static int pixel(
      int grey, double value, DoubleUnaryOperator opacity, Colouring colouring) {
    if (Double.isNaN(value)) {
      return grey << 16 | grey << 8 | grey;
    }
    double over = opacity.applyAsDouble(value);
    Color colour = colouring.colour(value);
    return blended(grey, colour.getRed(), over) << 16
        | blended(grey, colour.getGreen(), over) << 8
        | blended(grey, colour.getBlue(), over);
  }

  private static int blended(int below, int above, double opacity) {
    return Math.toIntExact(Math.round(below + opacity * (above - below)));
  }
}
