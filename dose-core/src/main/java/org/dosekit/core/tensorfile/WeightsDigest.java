package org.dosekit.core.tensorfile;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;

/**
 * The fingerprint of a network's weights, the same for a checkpoint and the model exported from it.
 *
 * <p>SHA-256 over the parameters in the order of their names; of each: the name in UTF-8, a zero
 * byte, the dimensions as int64 and the values as float32, little endian.
 */
public final class WeightsDigest {
  private WeightsDigest() {}

  /** The fingerprint in 64 lower-case hexadecimal digits. */
  public static String sha256(Map<String, FloatTensor> weights) {
    MessageDigest digest = newSha256();
    try (OutputStream out = new DigestOutputStream(OutputStream.nullOutputStream(), digest)) {
      for (Map.Entry<String, FloatTensor> entry : new TreeMap<>(weights).entrySet()) {
        out.write(entry.getKey().getBytes(StandardCharsets.UTF_8));
        out.write(0);
        out.write(dimensions(entry.getValue()));
        entry.getValue().writeTo(out);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the null stream failed", e);
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static byte[] dimensions(FloatTensor tensor) {
    int[] shape = tensor.shape();
    ByteBuffer bytes = ByteBuffer.allocate(Long.BYTES * shape.length);
    bytes.order(ByteOrder.LITTLE_ENDIAN);
    for (int size : shape) {
      bytes.putLong(size);
    }
    return bytes.array();
  }

  private static MessageDigest newSha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
