package org.dosekit.core.predict;

import java.util.OptionalDouble;

/**
 * How a model is applied to a case; the model's own way by default.
 *
 * @param flipAverage whether each patch is predicted as it is and mirrored left to right, paired
 *     structures and constraints exchanged, and both doses averaged: twice the time
 * @param overlap the fraction of a patch that neighbours share along each axis, from 0 to 0.9,
 *     instead of the model's
 * @param batch patches that the model is given at once, 1 to 64: more memory, and faster on a GPU;
 *     fewer where they would take more than 2 GiB
 * @param withinBody whether, in a case with an outline, patches outside it are skipped and no dose
 *     is predicted outside it
 */
public record PredictionOptions(
    boolean flipAverage, OptionalDouble overlap, int batch, boolean withinBody) {
  /** The model's own window, one patch at a time, within the body where it is known. */
  public static final PredictionOptions DEFAULT =
      new PredictionOptions(false, OptionalDouble.empty(), 1, true);

  private static final int MAX_BATCH = 64;

  /** Checks the ranges. */
  public PredictionOptions {
    overlap.ifPresent(SlidingWindow::requireOverlap);
    if (batch < 1 || batch > MAX_BATCH) {
      throw new IllegalArgumentException(
          "a batch of " + batch + " patches; from 1 to " + MAX_BATCH);
    }
  }

  /** These options with averaging over the left-right flip, or without. */
  public PredictionOptions withFlipAverage(boolean value) {
    return new PredictionOptions(value, overlap, batch, withinBody);
  }

  /** These options with an overlap of this fraction of a patch. */
  public PredictionOptions withOverlap(double fraction) {
    return new PredictionOptions(flipAverage, OptionalDouble.of(fraction), batch, withinBody);
  }

  /** These options with so many patches at once. */
  public PredictionOptions withBatch(int value) {
    return new PredictionOptions(flipAverage, overlap, value, withinBody);
  }

  /** These options with prediction bound to a known body, or not. */
  public PredictionOptions withWithinBody(boolean value) {
    return new PredictionOptions(flipAverage, overlap, batch, value);
  }

  /** A model's window, with these options' overlap where there is one. */
  SlidingWindow applyTo(SlidingWindow window) {
    return overlap.isPresent() ? window.withOverlap(overlap.getAsDouble()) : window;
  }
}
