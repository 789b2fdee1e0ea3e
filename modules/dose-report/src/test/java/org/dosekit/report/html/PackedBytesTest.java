package org.dosekit.report.html;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Base64;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.zip.InflaterInputStream;
import org.junit.jupiter.api.Test;

class PackedBytesTest {
  @Test
  void codesComeBackFromTheirDifferences() throws IOException {
    byte[] codes = new byte[5000];
    new SplittableRandom(1).nextBytes(codes);
    byte[] unpacked = unpack(PackedBytes.ofCodes(codes));
    for (int i = 1; i < unpacked.length; i++) {
      unpacked[i] += unpacked[i - 1];
    }
    assertArrayEquals(codes, unpacked);
  }

  @Test
  void everyMaskBeginsAtAByte() throws IOException {
    BitSet first = new BitSet();
    first.set(0);
    first.set(10);
    BitSet second = new BitSet();
    second.set(1);
    byte[] unpacked = unpack(PackedBytes.ofMasks(List.of(first, second), 11));
    assertEquals(4, unpacked.length);
    assertArrayEquals(new byte[] {1, 4, 2, 0}, unpacked);
  }

  /**
   * Ten cases in 15 MB: a CT with the noise of a thin-slice scan, three smooth volumes beside it.
   */
  @Test
  void aMillionNoisyVoxelsKeepWithinTheBudgetOfACase() {
    Random noise = new Random(1);
    LevelTable table = LevelTable.ct();
    byte[] ct = new byte[1_000_000];
    byte[] smooth = new byte[ct.length];
    for (int i = 0; i < ct.length; i++) {
      ct[i] = (byte) table.code((float) (40 + 20 * noise.nextGaussian()));
      smooth[i] = (byte) Math.round(127 + 100 * Math.sin(i / 50.0) * Math.cos(i / 5000.0));
    }
    int characters = PackedBytes.ofCodes(ct).length() + 3 * PackedBytes.ofCodes(smooth).length();
    assertTrue(characters < 1_500_000, characters + " characters");
  }

  private static byte[] unpack(String packed) throws IOException {
    byte[] zlib = Base64.getDecoder().decode(packed);
    return new InflaterInputStream(new ByteArrayInputStream(zlib)).readAllBytes();
  }
}
