package org.dosekit.export.onnx;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.module.ModuleDescriptor;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.dosekit.core.DoseDataException;
import org.dosekit.core.io.AtomicFile;
import org.dosekit.core.network.ParameterCollector;
import org.dosekit.core.predict.ModelDescription;
import org.dosekit.core.tensorfile.FloatTensor;
import org.dosekit.core.tensorfile.WeightsDigest;

/**
 * Writes a trained network as an ONNX file (operator set {@value OnnxProto#OPERATOR_SET}) that any
 * runtime can run and that carries everything needed to feed it.
 *
 * <p>Inputs: {@code volume} (N, C, Y, X, Z) and {@code constraints} (N, constraints); output:
 * {@code dose} (N, 1, Y, X, Z), normalised and not clamped; all float32 in every {@link
 * ExportForm}. With {@link ExportForm#preprocessing} the inputs are those of {@link ModelInput} and
 * {@code constraints}, the output is {@code dose_gy}, not clamped either. N and space are free;
 * spatial sizes must be multiples of 16. Parameters keep the names and shapes of PyTorch's state
 * dict.
 *
 * <p>Weights of more than 2 GiB stand in a second file in the same folder, {@code
 * NAME.FINGERPRINT.FORM.data}, as no ONNX file can be larger.
 */
public final class OnnxExporter {
  // An ONNX file is one protobuf message, which ends at 2^31 - 1 bytes. The rest is the metadata's.
  private static final long MAX_GRAPH_BYTES = Integer.MAX_VALUE - (8L << 20);
  private static final int SHORT_FINGERPRINT = 16;
  private static final int BUFFER_BYTES = 1 << 16;

  private OnnxExporter() {}

  /** Looks at a file before it gets its name. */
  @FunctionalInterface
  public interface Inspection {
    /**
     * Looks at the whole model under a temporary name in the folder it will be in.
     *
     * @throws RuntimeException when it is not fit for use; then nothing of it is left
     */
    void inspect(Path temporary);
  }

  /**
   * Writes a model in the standard form, as {@link #write(ModelDescription, Map, ExportForm, Path,
   * Inspection)} does.
   */
  public static void write(
      ModelDescription description, Map<String, FloatTensor> weights, Path file) {
    write(description, weights, ExportForm.STANDARD, file, temporary -> {});
  }

  /**
   * Writes a model, atomically. Weights are streamed, so that a memory-mapped checkpoint is never
   * in memory as a whole. The same input gives the same bytes.
   *
   * @param description kept in the file; see {@link OnnxMetadata#read}
   * @param weights by the names of PyTorch's state dict
   * @param form for which device, in which numbers
   * @param file the target, replaced when it exists
   * @param inspection what must not fail before the file gets its name
   * @throws DoseDataException when a weight is missing, unknown, of another shape, not finite or
   *     too large for the form's numbers, or when the file cannot be written; nothing is left
   *     behind, and a model that was there is as before
   */
  public static void write(
      ModelDescription description,
      Map<String, FloatTensor> weights,
      ExportForm form,
      Path file,
      Inspection inspection) {
    write(description, weights, form, file, inspection, MAX_GRAPH_BYTES);
  }

  static void write(
      ModelDescription description,
      Map<String, FloatTensor> weights,
      ExportForm form,
      Path file,
      Inspection inspection,
      long maxGraphBytes) {
    String where = file.toString();
    Map<String, FloatTensor> checked =
        ParameterCollector.requireWeights(where, description.network(), weights);
    checked.forEach((name, tensor) -> requireStorable(where, name, tensor, form.precision()));
    OnnxGraph graph = OnnxEmitter.emit(description, checked, form);
    OnnxMetadata metadata =
        new OnnxMetadata(description, form, WeightsDigest.sha256(checked), producerVersion());
    WireMessage whole = OnnxProto.graph(graph);
    if (whole.size() <= maxGraphBytes) {
      writeModel(whole, metadata, file, inspection);
      return;
    }
    ExternalData external = new ExternalData(dataFileName(file, metadata));
    WireMessage outside = OnnxProto.graph(graph, external);
    if (outside.size() > maxGraphBytes) {
      throw new IllegalArgumentException(
          "a graph of %d bytes without its weights; at most %d"
              .formatted(outside.size(), maxGraphBytes));
    }
    Path data = file.resolveSibling(external.fileName());
    boolean there = Files.exists(data);
    // Its name says what is in it: the model that is replaced keeps the file it refers to.
    AtomicFile.writeStream(data, out -> buffered(out, external::writeTo));
    try {
      writeModel(outside, metadata, file, inspection);
    } catch (RuntimeException | Error e) {
      if (!there) {
        delete(data, e);
      }
      throw e;
    }
  }

  private static void writeModel(
      WireMessage graph, OnnxMetadata metadata, Path file, Inspection inspection) {
    WireMessage model =
        OnnxProto.model(
            graph, metadata.producerVersion(), ModelDescription.NOTICE, metadata.toProperties());
    AtomicFile.write(
        file,
        temporary -> {
          try (OutputStream out = Files.newOutputStream(temporary)) {
            buffered(out, model::writeTo);
          }
          inspection.inspect(temporary);
        });
  }

  private static void buffered(OutputStream out, AtomicFile.StreamWriter content)
      throws IOException {
    OutputStream buffered = new BufferedOutputStream(out, BUFFER_BYTES);
    content.writeTo(buffered);
    buffered.flush();
  }

  private static String dataFileName(Path file, OnnxMetadata metadata) {
    ExportForm form = metadata.form();
    // Only characters that every reader takes for a plain name.
    String name = String.valueOf(file.getFileName()).replaceAll("[^A-Za-z0-9_.+-]", "_");
    return "%s.%s.%s-%s%s.data"
        .formatted(
            name.startsWith(".") ? "model" + name : name,
            metadata.weightsSha256().substring(0, SHORT_FINGERPRINT),
            form.target().label(),
            form.precision().label(),
            form.preprocessing() ? "-preprocessing" : "");
  }

  private static void requireStorable(
      String where, String name, FloatTensor tensor, ExportPrecision precision) {
    FloatBuffer values = tensor.values();
    while (values.hasRemaining()) {
      float value = values.get();
      if (!Float.isFinite(value)) {
        throw DoseDataException.of(
            where, value + " in weight " + name, "finite weights", "export another checkpoint");
      }
      if (Math.abs(value) > precision.largestWeight()) {
        throw DoseDataException.of(
            where,
            value + " in weight " + name,
            "at most " + precision.largestWeight() + ", the largest in " + precision.label(),
            "export in fp32");
      }
    }
  }

  private static void delete(Path file, Throwable failure) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      failure.addSuppressed(e);
    }
  }

  private static String producerVersion() {
    return Optional.ofNullable(OnnxExporter.class.getModule().getDescriptor())
        .flatMap(ModuleDescriptor::rawVersion)
        .or(() -> Optional.ofNullable(OnnxExporter.class.getPackage().getImplementationVersion()))
        .orElse("unknown");
  }
}
