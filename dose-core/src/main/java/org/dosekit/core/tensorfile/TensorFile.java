package org.dosekit.core.tensorfile;

import java.nio.file.Path;
import java.util.Map;

/**
 * A safetensors file of float32 tensors: 8 bytes of header length, a JSON header, the values.
 *
 * @param tensors by name, in the order of their offsets
 * @param metadata the header's {@code __metadata__}
 */
public record TensorFile(Map<String, FloatTensor> tensors, Map<String, String> metadata) {
  /** Copies the maps, keeping their order. */
  public TensorFile {
    tensors = java.util.Collections.unmodifiableMap(new java.util.LinkedHashMap<>(tensors));
    metadata = java.util.Collections.unmodifiableMap(new java.util.LinkedHashMap<>(metadata));
  }

  /**
   * Maps a file into memory. Header and offsets are checked against the file's size before anything
   * is taken.
   *
   * @throws org.dosekit.core.DoseDataException when the file is truncated, its header oversized,
   *     offsets overlap or leave the file, or a tensor is not float32
   */
  public static TensorFile read(Path file) {
    throw new UnsupportedOperationException("to be written");
  }

  /** Writes the file, atomically. */
  public void write(Path file) {
    throw new UnsupportedOperationException("to be written");
  }

  /**
   * A tensor by its name.
   *
   * @throws org.dosekit.core.DoseDataException when there is none
   */
  public FloatTensor tensor(String name) {
    throw new UnsupportedOperationException("to be written");
  }
}
