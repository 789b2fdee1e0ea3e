package org.dosekit.export.onnx;

import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.dosekit.core.DoseDataException;
import org.dosekit.core.predict.ModelDescription;
import org.dosekit.core.tensorfile.WeightsDigest;

/**
 * What an exported model says of itself.
 *
 * @param description what it is for and how it is fed
 * @param form in what form the network is written
 * @param weightsSha256 the fingerprint of its weights, as {@link WeightsDigest} computes it; 64
 *     lower-case hexadecimal digits. It tells models apart; it does not protect one from being
 *     changed
 * @param producerVersion the version of DoseKit that wrote it
 */
public record OnnxMetadata(
    ModelDescription description, ExportForm form, String weightsSha256, String producerVersion) {

  /** The input that takes the encoded patch, (N, C, Y, X, Z). */
  public static final String VOLUME_INPUT = "volume";

  /** The input that takes the constraint vectors, (N, constraints). */
  public static final String CONSTRAINTS_INPUT = "constraints";

  /** The output that gives the normalised dose, (N, 1, Y, X, Z). */
  public static final String DOSE_OUTPUT = "dose";

  /**
   * The output of a model that encodes for itself: dose in Gy, (N, 1, Y, X, Z) on the network's
   * grid.
   */
  public static final String DOSE_GY_OUTPUT = "dose_gy";

  /** The name DoseKit gives as the file's producer. */
  public static final String PRODUCER = "DoseKit";

  private static final String FORMAT_KEY = "dosekit.format";
  private static final String NOTICE_KEY = "dosekit.notice";
  private static final String MODEL_KEY = "dosekit.model";
  private static final String FORM_KEY = "dosekit.form";
  private static final String WEIGHTS_KEY = "dosekit.weights_sha256";
  private static final String FORMAT = "1";

  private static final int MAX_FIELDS = 10_000;
  private static final int MAX_ENTRIES = 64;
  private static final int MAX_SHORT_TEXT_BYTES = 1 << 10;
  private static final int MAX_VALUE_BYTES = 1 << 20;

  /** Checks the fingerprint's form. */
  public OnnxMetadata {
    Objects.requireNonNull(description);
    Objects.requireNonNull(form);
    Objects.requireNonNull(producerVersion);
    if (!weightsSha256.matches("[0-9a-f]{64}")) {
      throw new IllegalArgumentException(
          "weights SHA-256 of " + weightsSha256.length() + " characters, not 64 hex digits");
    }
  }

  /** The name of the output: {@link #DOSE_OUTPUT} or {@link #DOSE_GY_OUTPUT}. */
  public String doseOutput() {
    return form.preprocessing() ? DOSE_GY_OUTPUT : DOSE_OUTPUT;
  }

  /**
   * Reads what a model says of itself, without ONNX Runtime: the weights are passed over, the graph
   * is only searched for other files.
   *
   * @throws DoseDataException when the file is absent, larger than 2 GiB, truncated, no ONNX model,
   *     none that DoseKit wrote, of a newer operator set, or when weights that stand in another
   *     file are not all there, or that file is not in the model's folder
   */
  public static OnnxMetadata read(Path file) {
    String where = file.toString();
    try (SeekableByteChannel channel = Files.newByteChannel(file)) {
      if (channel.size() > Integer.MAX_VALUE) {
        throw DoseDataException.of(
            where, channel.size() + " bytes", "an ONNX model of at most 2 GiB", "check the file");
      }
      return new Scan(file, new WireReader(where, channel)).metadata();
    } catch (IOException e) {
      throw DoseDataException.of(
              where,
              "no readable file (" + e.getClass().getSimpleName() + ")",
              "an ONNX model",
              "check the path")
          .withCause(e);
    }
  }

  /**
   * The entries that {@link #read} finds again, in order.
   *
   * @throws IllegalArgumentException when the description is larger than {@link #read} accepts
   */
  Map<String, String> toProperties() {
    String json = description.toJson();
    int bytes = json.getBytes(StandardCharsets.UTF_8).length;
    if (bytes > MAX_VALUE_BYTES) {
      throw new IllegalArgumentException(
          "a model description of " + bytes + " bytes; at most " + MAX_VALUE_BYTES);
    }
    Map<String, String> properties = new LinkedHashMap<>();
    properties.put(FORMAT_KEY, FORMAT);
    properties.put(NOTICE_KEY, ModelDescription.NOTICE);
    properties.put(MODEL_KEY, json);
    properties.put(FORM_KEY, form.toJson());
    properties.put(WEIGHTS_KEY, weightsSha256);
    return properties;
  }

  /** One pass over a file. */
  private static final class Scan {
    private final Path file;
    private final String where;
    private final WireReader reader;
    private final Map<String, String> properties = new LinkedHashMap<>();
    private String producerVersion = "";
    private boolean hasGraph;

    Scan(Path file, WireReader reader) {
      this.file = file;
      this.where = file.toString();
      this.reader = reader;
    }

    OnnxMetadata metadata() throws IOException {
      reader.fields(MAX_FIELDS, this::field);
      if (!hasGraph) {
        throw foreign("no graph");
      }
      String format = property(FORMAT_KEY);
      if (!format.equals(FORMAT)) {
        throw DoseDataException.of(
            where,
            FORMAT_KEY + " = " + shown(format),
            FORMAT_KEY + " = " + FORMAT,
            "use a DoseKit as new as the one that wrote it (" + shown(producerVersion) + ")");
      }
      ModelDescription description = ModelDescription.fromJson(where, property(MODEL_KEY));
      ExportForm form = ExportForm.fromJson(where, property(FORM_KEY));
      String digest = property(WEIGHTS_KEY);
      try {
        return new OnnxMetadata(description, form, digest, producerVersion);
      } catch (IllegalArgumentException e) {
        throw foreign(WEIGHTS_KEY + " = " + shown(digest)).withCause(e);
      }
    }

    private void field(int field, int wireType) throws IOException {
      switch (field) {
        case OnnxProto.MODEL_PRODUCER_VERSION ->
            producerVersion = reader.text(wireType, MAX_SHORT_TEXT_BYTES);
        case OnnxProto.MODEL_METADATA_PROPS -> entry(wireType);
        case OnnxProto.MODEL_GRAPH -> {
          hasGraph = true;
          new GraphScan(file, reader).pass(wireType);
        }
        case OnnxProto.MODEL_OPSET_IMPORT -> operators(wireType);
        case OnnxProto.MODEL_TRAINING_INFO, OnnxProto.MODEL_FUNCTIONS ->
            throw foreign("a model with training or functions inside");
        default -> reader.skip(wireType);
      }
    }

    private void operators(int wireType) throws IOException {
      reader.requireType(wireType, WireMessage.LENGTH_DELIMITED);
      String[] domain = {""};
      long[] version = {0};
      reader.message(
          MAX_ENTRIES,
          (field, type) -> {
            switch (field) {
              case OnnxProto.OPSET_DOMAIN -> domain[0] = reader.text(type, MAX_SHORT_TEXT_BYTES);
              case OnnxProto.OPSET_VERSION -> version[0] = reader.integer(type);
              default -> reader.skip(type);
            }
          });
      if (domain[0].isEmpty() && version[0] > OnnxProto.OPERATOR_SET) {
        throw DoseDataException.of(
            where,
            "operator set " + version[0],
            "operator set " + OnnxProto.OPERATOR_SET + ", which DoseKit writes",
            "export the model with this DoseKit, or use a newer one");
      }
    }

    private void entry(int wireType) throws IOException {
      reader.requireType(wireType, WireMessage.LENGTH_DELIMITED);
      String[] keyAndValue = {"", ""};
      reader.message(
          MAX_ENTRIES,
          (field, type) -> {
            switch (field) {
              case OnnxProto.ENTRY_KEY -> keyAndValue[0] = reader.text(type, MAX_SHORT_TEXT_BYTES);
              case OnnxProto.ENTRY_VALUE -> keyAndValue[1] = reader.text(type, MAX_VALUE_BYTES);
              default -> reader.skip(type);
            }
          });
      if (properties.put(keyAndValue[0], keyAndValue[1]) != null) {
        throw reader.damaged("the metadata entry " + shown(keyAndValue[0]) + " twice");
      }
      if (properties.size() > MAX_ENTRIES) {
        throw reader.damaged("more than " + MAX_ENTRIES + " metadata entries");
      }
    }

    private String property(String key) {
      String value = properties.get(key);
      if (value == null) {
        throw foreign("an ONNX model without the metadata '" + key + "'");
      }
      return value;
    }

    private DoseDataException foreign(String found) {
      return DoseDataException.of(
          where, found, "an ONNX model that DoseKit wrote", "export the model with DoseKit");
    }

    private static String shown(String text) {
      return "'" + (text.length() > 40 ? text.substring(0, 40) + "..." : text) + "'";
    }
  }
}
