package org.dosekit.export.onnx;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import org.dosekit.core.tensorfile.FloatTensor;

/**
 * The values of a tensor as IEEE 754 half precision, little endian, each rounded to the nearest,
 * ties to even. They pass through a small buffer.
 *
 * @param tensor the values
 */
record HalfPayload(FloatTensor tensor) implements Payload {
  /** The largest finite value. */
  static final float MAX_VALUE = 65504;

  private static final int CHUNK_VALUES = 1 << 14;
  private static final int MANTISSA_SHIFT = 13;
  private static final int SMALLEST_NORMAL_EXPONENT = -14;
  private static final int EXPONENT_BIAS = 15;
  private static final float SMALLEST_SUBNORMAL = 0x1p-24f;

  @Override
  public long size() {
    return (long) Short.BYTES * tensor.size();
  }

  @Override
  public void writeTo(OutputStream out) throws IOException {
    FloatBuffer values = tensor.values();
    byte[] chunk = new byte[Short.BYTES * Math.min(CHUNK_VALUES, values.remaining())];
    ByteBuffer target = ByteBuffer.wrap(chunk).order(ByteOrder.LITTLE_ENDIAN);
    while (values.hasRemaining()) {
      target.clear();
      while (target.hasRemaining() && values.hasRemaining()) {
        target.putShort(toHalf(values.get()));
      }
      out.write(chunk, 0, target.position());
    }
  }

  /** The bits of the nearest half; infinity where there is no finite one. */
  static short toHalf(float value) {
    int bits = Float.floatToRawIntBits(value);
    int sign = (bits >>> 16) & 0x8000;
    float magnitude = Math.abs(value);
    if (!Float.isFinite(value) || magnitude >= MAX_VALUE + 16) {
      return (short) (sign | (Float.isNaN(value) ? 0x7e00 : 0x7c00));
    }
    int exponent = Math.getExponent(magnitude);
    if (exponent < SMALLEST_NORMAL_EXPONENT) {
      // rint rounds ties to even, as the format does; a carry gives the smallest normal number.
      return (short) (sign | (int) Math.rint(magnitude / SMALLEST_SUBNORMAL));
    }
    int mantissa = bits & 0x7fffff;
    int half = ((exponent + EXPONENT_BIAS) << 10) | (mantissa >>> MANTISSA_SHIFT);
    int rest = mantissa & ((1 << MANTISSA_SHIFT) - 1);
    int tie = 1 << (MANTISSA_SHIFT - 1);
    boolean up = rest > tie || (rest == tie && (half & 1) == 1);
    return (short) (sign | (up ? half + 1 : half));
  }
}
