package org.dosekit.export.onnx;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.dosekit.core.DoseDataException;

/**
 * Looks through a graph for what would make a runtime read other files, and holds that against what
 * DoseKit writes: tensors in one file beside the model, none hidden in a node.
 */
final class GraphScan {
  private static final int MAX_PARTS = 1_000_000;
  private static final int MAX_FIELDS = 10_000;
  private static final int MAX_TEXT_BYTES = 1 << 10;
  private static final int SPARSE_INITIALIZER = 15;
  private static final int NODE_DOMAIN = 7;

  private final String where;
  private final Path folder;
  private final WireReader reader;
  private final Map<String, Long> dataFileBytes = new LinkedHashMap<>();

  /**
   * A scan of the graph that is next.
   *
   * @param file the model
   */
  GraphScan(Path file, WireReader reader) {
    this.where = file.toString();
    Path parent = file.toAbsolutePath().getParent();
    this.folder = parent == null ? file.toAbsolutePath() : parent;
    this.reader = reader;
  }

  /**
   * Reads past the graph.
   *
   * @throws DoseDataException when it refers to a file outside the model's folder, or to bytes that
   *     are not there, or holds what DoseKit does not write
   */
  void pass(int wireType) throws IOException {
    reader.requireType(wireType, WireMessage.LENGTH_DELIMITED);
    reader.message(
        MAX_PARTS,
        (field, type) -> {
          switch (field) {
            case OnnxProto.GRAPH_NODE -> node(type);
            case OnnxProto.GRAPH_INITIALIZER -> tensor(type);
            case SPARSE_INITIALIZER -> throw foreign("a sparse weight");
            default -> reader.skip(type);
          }
        });
  }

  private void node(int wireType) throws IOException {
    inside(
        wireType,
        (field, type) -> {
          switch (field) {
            case OnnxProto.NODE_ATTRIBUTE -> attribute(type);
            case NODE_DOMAIN -> {
              // Operators of a runtime's own may load a file: com.microsoft's EPContext does.
              if (!reader.text(type, MAX_TEXT_BYTES).isEmpty()) {
                throw foreign("an operation that is not ONNX's own");
              }
            }
            default -> reader.skip(type);
          }
        });
  }

  private void attribute(int wireType) throws IOException {
    inside(
        wireType,
        (field, type) -> {
          switch (field) {
            // t, g, tensors, graphs, sparse_tensor, sparse_tensors
            case 5, 6, 10, 11, 22, 23 ->
                throw foreign("an operation that holds a tensor or graph of its own");
            default -> reader.skip(type);
          }
        });
  }

  private void tensor(int wireType) throws IOException {
    Map<String, String> external = new LinkedHashMap<>();
    boolean[] outside = {false};
    inside(
        wireType,
        (field, type) -> {
          switch (field) {
            case OnnxProto.TENSOR_EXTERNAL_DATA -> entry(type, external);
            case OnnxProto.TENSOR_DATA_LOCATION -> outside[0] = reader.integer(type) != 0;
            default -> reader.skip(type);
          }
        });
    if (outside[0] || !external.isEmpty()) {
      requirePresent(external);
    }
  }

  private void entry(int wireType, Map<String, String> entries) throws IOException {
    String[] keyAndValue = {"", ""};
    inside(
        wireType,
        (field, type) -> {
          switch (field) {
            case OnnxProto.ENTRY_KEY -> keyAndValue[0] = reader.text(type, MAX_TEXT_BYTES);
            case OnnxProto.ENTRY_VALUE -> keyAndValue[1] = reader.text(type, MAX_TEXT_BYTES);
            default -> reader.skip(type);
          }
        });
    entries.put(keyAndValue[0], keyAndValue[1]);
  }

  private void inside(int wireType, WireReader.FieldReader fields) throws IOException {
    reader.requireType(wireType, WireMessage.LENGTH_DELIMITED);
    reader.message(MAX_FIELDS, fields);
  }

  private void requirePresent(Map<String, String> external) throws IOException {
    String location = external.getOrDefault("location", "");
    if (!location.matches("[A-Za-z0-9_][A-Za-z0-9_ .+-]*")) {
      throw foreign("weights in a file outside the model's folder, or of an odd name");
    }
    long offset = number(external, "offset");
    long length = number(external, "length");
    long bytes = dataFileBytes(location);
    if (offset > bytes || length > bytes - offset) {
      throw DoseDataException.of(
          where,
          "weights up to byte %s of %s, which has %d"
              .formatted(Long.toUnsignedString(offset + length), location, bytes),
          "both files of one export",
          "copy the model and its .data file again, together");
    }
  }

  private long dataFileBytes(String location) throws IOException {
    Long known = dataFileBytes.get(location);
    if (known != null) {
      return known;
    }
    Path file = folder.resolve(location);
    // A link may lead anywhere.
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      throw DoseDataException.of(
          where,
          "no file " + location + " beside it",
          "the weights of the model, as a plain file in its folder",
          "copy the model's .data file too");
    }
    long bytes = Files.size(file);
    dataFileBytes.put(location, bytes);
    return bytes;
  }

  private long number(Map<String, String> external, String key) {
    String value = external.getOrDefault(key, "");
    if (!value.matches("[0-9]{1,18}")) {
      throw foreign("weights in another file without a usable " + key);
    }
    return Long.parseLong(value);
  }

  private DoseDataException foreign(String found) {
    return DoseDataException.of(
        where, found, "an ONNX model that DoseKit wrote", "export the model with DoseKit");
  }
}
