package org.dosekit.report.html;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.BitSet;
import java.util.List;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;

/** Bytes as the page's scripts unpack them: zlib in base64. */
final class PackedBytes {
  private PackedBytes() {}

  /** A volume's codes: each the difference to the one before, which deflates better. */
  static String ofCodes(byte[] codes) {
    byte[] differences = new byte[codes.length];
    byte before = 0;
    for (int i = 0; i < codes.length; i++) {
      differences[i] = (byte) (codes[i] - before);
      before = codes[i];
    }
    return pack(differences);
  }

  /**
   * Masks one after another, eight voxels a byte, each mask from a byte of its own.
   *
   * @param voxels of each
   */
  static String ofMasks(List<BitSet> masks, int voxels) {
    int bytesEach = (voxels + 7) / 8;
    byte[] all = new byte[bytesEach * masks.size()];
    for (int m = 0; m < masks.size(); m++) {
      byte[] bytes = masks.get(m).toByteArray();
      System.arraycopy(bytes, 0, all, m * bytesEach, bytes.length);
    }
    return pack(all);
  }

  private static String pack(byte[] bytes) {
    ByteArrayOutputStream packed = new ByteArrayOutputStream(bytes.length / 2);
    Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION);
    try (DeflaterOutputStream out = new DeflaterOutputStream(packed, deflater)) {
      out.write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      deflater.end();
    }
    return new String(Base64.getEncoder().encode(packed.toByteArray()), StandardCharsets.US_ASCII);
  }
}
