package org.dosekit.eval.dvh;

import java.util.Arrays;

/**
 * Float doses gathered from a structure with the fraction of a cell that each stands for, to be
 * sorted once.
 *
 * @implNote One long a sample: the dose's bits above, in an order that unsigned comparison sorts,
 *     the fraction's below. A radix sort of 11-bit digits skips digits that all samples share, so
 *     whole voxels cost three passes.
 */
final class SampleBuffer {
  private static final int DIGIT_BITS = 11;
  private static final int DIGITS = 6;
  private static final int BUCKETS = 1 << DIGIT_BITS;

  private long[] samples;
  private int size;
  private boolean sorted;

  SampleBuffer(int capacity) {
    samples = new long[capacity];
  }

  /**
   * Adds a sample.
   *
   * @param fraction positive
   */
  void add(float doseGy, float fraction) {
    if (size == samples.length) {
      samples = Arrays.copyOf(samples, Math.addExact(size, (size >>> 1) + 16));
    }
    int bits = Float.floatToRawIntBits(doseGy);
    // Negative floats sort backwards: all their bits are flipped, of others the sign alone.
    int ordered = bits ^ ((bits >> 31) | Integer.MIN_VALUE);
    samples[size++] = ((long) ordered << 32) | Float.floatToRawIntBits(fraction);
  }

  int size() {
    return size;
  }

  /** The doses, ascending. */
  double[] sortedGy() {
    if (!sorted) {
      sort();
      sorted = true;
    }
    double[] doses = new double[size];
    for (int i = 0; i < size; i++) {
      int ordered = (int) (samples[i] >>> 32);
      doses[i] = Float.intBitsToFloat(ordered ^ (~(ordered >> 31) | Integer.MIN_VALUE));
    }
    return doses;
  }

  /** The fraction of a sample, of those in order once {@link #sortedGy} was called. */
  float fraction(int index) {
    return Float.intBitsToFloat((int) samples[index]);
  }

  private void sort() {
    int[][] counts = new int[DIGITS][BUCKETS];
    for (int i = 0; i < size; i++) {
      long sample = samples[i];
      for (int d = 0; d < DIGITS; d++) {
        counts[d][digit(sample, d)]++;
      }
    }
    long[] from = samples;
    long[] to = new long[size];
    for (int d = 0; d < DIGITS; d++) {
      if (size > 0 && counts[d][digit(from[0], d)] < size) {
        distribute(from, to, d, counts[d]);
        long[] swap = from;
        from = to;
        to = swap;
      }
    }
    samples = from;
  }

  private void distribute(long[] from, long[] to, int d, int[] counts) {
    int[] next = new int[BUCKETS];
    for (int b = 1; b < BUCKETS; b++) {
      next[b] = next[b - 1] + counts[b - 1];
    }
    for (int i = 0; i < size; i++) {
      long sample = from[i];
      to[next[digit(sample, d)]++] = sample;
    }
  }

  private static int digit(long sample, int d) {
    return (int) (sample >>> (d * DIGIT_BITS)) & (BUCKETS - 1);
  }
}
