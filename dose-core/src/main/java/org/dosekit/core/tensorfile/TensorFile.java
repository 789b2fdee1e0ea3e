package org.dosekit.core.tensorfile;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.dosekit.core.DoseDataException;
import org.dosekit.core.io.AtomicFile;

/**
 * A safetensors file of float32 tensors: 8 bytes of header length, a JSON header, the values.
 *
 * @param tensors by name, in the order of their offsets
 * @param metadata the header's {@code __metadata__}
 * @see <a href="https://github.com/huggingface/safetensors#format">the format</a>
 */
public record TensorFile(Map<String, FloatTensor> tensors, Map<String, String> metadata) {
  /** Copies the maps, keeping their order. */
  public TensorFile {
    tensors = Collections.unmodifiableMap(new LinkedHashMap<>(tensors));
    metadata = Collections.unmodifiableMap(new LinkedHashMap<>(metadata));
  }

  /**
   * Maps a file into memory. Header and offsets are checked against the file's size before anything
   * is taken. The file must not be changed in place while its tensors are in use; writing another
   * in its stead, as {@link #write} does, is harmless except on Windows, which refuses it.
   *
   * @throws DoseDataException when the file is truncated, its header oversized, offsets overlap or
   *     leave the file, or a tensor is not float32
   */
  public static TensorFile read(Path file) {
    return TensorFileReader.read(file);
  }

  /**
   * Writes the file, atomically, the tensors in the order of the map.
   *
   * @throws DoseDataException when it cannot be written
   */
  public void write(Path file) {
    byte[] header = TensorHeader.format(this);
    AtomicFile.writeStream(
        file,
        out -> {
          ByteBuffer length = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
          out.write(length.putLong(header.length).array());
          out.write(header);
          for (FloatTensor tensor : tensors.values()) {
            tensor.writeTo(out);
          }
        });
  }

  /**
   * A tensor by its name.
   *
   * @throws DoseDataException when there is none
   */
  public FloatTensor tensor(String name) {
    FloatTensor tensor = tensors.get(name);
    if (tensor == null) {
      throw DoseDataException.of(
          "tensor '" + name + "'",
          "none of that name among " + tensors.size(),
          "a file that holds it",
          "use the weights of this network");
    }
    return tensor;
  }
}
