package org.dosekit.export.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnxruntime.platform.Fp16Conversions;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.SplittableRandom;
import org.dosekit.core.tensorfile.FloatTensor;
import org.junit.jupiter.api.Test;

class HalfPayloadTest {
  @Test
  void everyHalfIsItsOwnNearest() {
    for (int bits = 0; bits < 1 << 16; bits++) {
      float value = valueOf(bits);
      if (!Float.isNaN(value)) {
        assertEquals((short) bits, HalfPayload.toHalf(value), "half " + value);
      }
    }
  }

  @Test
  void valueBetweenTwoHalvesGoesToTheNearerAndATieToTheEven() {
    for (int bits = 0; bits < 0x7bff; bits++) {
      float below = valueOf(bits);
      float above = valueOf(bits + 1);
      float middle = below + (above - below) / 2;
      int even = (bits & 1) == 0 ? bits : bits + 1;
      assertEquals((short) even, HalfPayload.toHalf(middle), "tie " + middle);
      assertEquals((short) bits, HalfPayload.toHalf(Math.nextDown(middle)), "below " + middle);
      assertEquals((short) (bits + 1), HalfPayload.toHalf(Math.nextUp(middle)), "above " + middle);
    }
  }

  @Test
  void agreesWithTheConversionOfOnnxRuntime() {
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < 1_000_000; i++) {
      float value = Float.intBitsToFloat(random.nextInt());
      if (!Float.isNaN(value)) {
        assertEquals(Fp16Conversions.floatToFp16(value), HalfPayload.toHalf(value), value + "");
      }
    }
  }

  @Test
  void notANumberStaysOne() {
    assertTrue(Float.isNaN(valueOf(HalfPayload.toHalf(Float.NaN) & 0xffff)));
  }

  @Test
  void tensorsOfMoreThanOneChunkAreWrittenWhole() throws IOException {
    float[] values = new float[40_001];
    for (int i = 0; i < values.length; i++) {
      values[i] = valueOf(i % 0x7c00);
    }
    HalfPayload payload = new HalfPayload(FloatTensor.of(values, values.length));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    payload.writeTo(out);

    assertEquals(payload.size(), out.size());
    ByteBuffer bytes = ByteBuffer.wrap(out.toByteArray()).order(ByteOrder.LITTLE_ENDIAN);
    for (float value : values) {
      assertEquals(value, valueOf(bytes.getShort() & 0xffff));
    }
  }

  /** By the definition of IEEE 754: sign, five bits of exponent, ten of fraction. */
  private static float valueOf(int bits) {
    int exponent = (bits >> 10) & 31;
    int fraction = bits & 1023;
    double magnitude;
    if (exponent == 31) {
      magnitude = fraction == 0 ? Double.POSITIVE_INFINITY : Double.NaN;
    } else {
      magnitude =
          exponent == 0
              ? fraction * Math.pow(2, -24)
              : (1024 + fraction) * Math.pow(2, exponent - 25);
    }
    return (float) ((bits & 0x8000) == 0 ? magnitude : -magnitude);
  }
}
