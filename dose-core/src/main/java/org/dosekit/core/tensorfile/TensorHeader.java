package org.dosekit.core.tensorfile;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.dosekit.core.DoseDataException;
import org.dosekit.core.io.JsonObject;

/**
 * The JSON header of a safetensors file.
 *
 * @param tensors in the order of their offsets
 * @param metadata free texts
 */
record TensorHeader(List<Entry> tensors, Map<String, String> metadata) {
  private static final String METADATA = "__metadata__";
  private static final int ALIGNMENT = 8;
  private static final int MAX_DIMENSIONS = 16;

  /** Where a tensor's values lie, in bytes after the header. */
  record Entry(String name, int[] shape, long begin, long end) {}

  /**
   * Reads a header and checks that the tensors fill the rest of the file without gap or overlap.
   *
   * @param where the file, named in errors
   * @param dataBytes how many bytes follow the header
   */
  static TensorHeader parse(String where, String text, long dataBytes) {
    JsonObject json = JsonObject.parse(where, text);
    List<Entry> entries = new ArrayList<>();
    Map<String, String> metadata = new LinkedHashMap<>();
    for (String name : json.names()) {
      JsonObject object = json.object(name);
      if (name.equals(METADATA)) {
        object.names().forEach(key -> metadata.put(key, object.string(key)));
      } else {
        entries.add(readEntry(name, object));
      }
    }
    entries.sort(Comparator.comparingLong(Entry::begin).thenComparingLong(Entry::end));
    long cursor = 0;
    for (Entry entry : entries) {
      if (entry.begin != cursor) {
        throw DoseDataException.of(
            where + ": " + entry.name,
            "values that begin at byte " + entry.begin,
            "byte " + cursor + ", without gap or overlap",
            "restore the file");
      }
      cursor = entry.end;
    }
    if (cursor != dataBytes) {
      throw DoseDataException.of(
          where, dataBytes + " bytes of values", cursor + " bytes", "restore the file");
    }
    return new TensorHeader(List.copyOf(entries), metadata);
  }

  private static Entry readEntry(String name, JsonObject json) {
    json.requireOnly("dtype", "shape", "data_offsets");
    if (!json.string("dtype").equals("F32")) {
      throw DoseDataException.of(
          json.where(), "dtype " + json.string("dtype"), "F32", "convert the file to float32");
    }
    long[] sizes = json.integers("shape");
    long[] offsets = json.integers("data_offsets");
    long bytes = byteCount(json, sizes);
    // end - begin may overflow only when it is far from any size that byteCount lets pass.
    if (offsets.length != 2 || offsets[0] < 0 || offsets[1] - offsets[0] != bytes) {
      throw DoseDataException.of(
          json.where(),
          "data_offsets " + Arrays.toString(offsets) + " for shape " + Arrays.toString(sizes),
          "an offset of at least 0, and " + bytes + " bytes on",
          "restore the file");
    }
    return new Entry(
        name, Arrays.stream(sizes).mapToInt(Math::toIntExact).toArray(), offsets[0], offsets[1]);
  }

  private static long byteCount(JsonObject json, long[] sizes) {
    double bytes = Float.BYTES;
    boolean usable = sizes.length <= MAX_DIMENSIONS;
    for (long size : sizes) {
      usable &= size >= 0 && size <= Integer.MAX_VALUE;
      bytes *= size;
    }
    if (!usable || bytes > Integer.MAX_VALUE) {
      throw DoseDataException.of(
          json.where(),
          "shape " + Arrays.toString(sizes),
          "at most " + MAX_DIMENSIONS + " sizes of at least 0, and less than 2 GiB of values",
          "split the tensor, or restore the file");
    }
    return (long) bytes;
  }

  /** The header as bytes, padded with blanks so that the values begin at a multiple of 8. */
  static byte[] format(TensorFile file) {
    JsonObject json = JsonObject.create();
    if (!file.metadata().isEmpty()) {
      JsonObject metadata = JsonObject.create();
      file.metadata().forEach(metadata::put);
      json.put(METADATA, metadata);
    }
    long begin = 0;
    for (Map.Entry<String, FloatTensor> tensor : file.tensors().entrySet()) {
      if (tensor.getKey().equals(METADATA)) {
        throw new IllegalArgumentException("a tensor cannot be named " + METADATA);
      }
      long end = begin + (long) Float.BYTES * tensor.getValue().size();
      json.put(
          tensor.getKey(),
          JsonObject.create()
              .put("dtype", "F32")
              .putIntegers(
                  "shape", Arrays.stream(tensor.getValue().shape()).asLongStream().toArray())
              .putIntegers("data_offsets", begin, end));
      begin = end;
    }
    byte[] text = json.toCompactText().getBytes(StandardCharsets.UTF_8);
    byte[] padded = Arrays.copyOf(text, (text.length + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT);
    Arrays.fill(padded, text.length, padded.length, (byte) ' ');
    return padded;
  }
}
