package org.dosekit.export.onnx;

import java.io.BufferedOutputStream;
import java.io.OutputStream;
import java.lang.module.ModuleDescriptor;
import java.nio.FloatBuffer;
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
 * Writes a trained network as one ONNX file (operator set {@value OnnxProto#OPERATOR_SET}, float32)
 * that any runtime can run and that carries everything needed to feed it.
 *
 * <p>Inputs: {@code volume} (N, C, Y, X, Z) and {@code constraints} (N, constraints); output:
 * {@code dose} (N, 1, Y, X, Z), normalised and not clamped. N and space are free; spatial sizes
 * must be multiples of 16. Parameters keep the names and shapes of PyTorch's state dict.
 */
public final class OnnxExporter {
  // An ONNX file is one protobuf message, which ends at 2^31 - 1 bytes. The rest is the metadata's.
  private static final long MAX_GRAPH_BYTES = Integer.MAX_VALUE - (8L << 20);

  private OnnxExporter() {}

  /**
   * Writes a model, atomically. Weights are streamed, so that a memory-mapped checkpoint is never
   * in memory as a whole. The same input gives the same bytes.
   *
   * @param description kept in the file; see {@link OnnxMetadata#read}
   * @param weights by the names of PyTorch's state dict
   * @param file the target, replaced when it exists
   * @throws DoseDataException when a weight is missing, unknown, of another shape or not finite,
   *     when the model passes the 2 GiB of an ONNX file, or when the file cannot be written;
   *     nothing is left behind
   */
  public static void write(
      ModelDescription description, Map<String, FloatTensor> weights, Path file) {
    String where = file.toString();
    Map<String, FloatTensor> checked =
        ParameterCollector.requireWeights(where, description.network(), weights);
    WireMessage graph = OnnxProto.graph(OnnxEmitter.emit(description.network(), checked));
    if (graph.size() > MAX_GRAPH_BYTES) {
      throw DoseDataException.of(
          where,
          "a network of " + graph.size() + " bytes",
          "at most " + MAX_GRAPH_BYTES + ", as an ONNX file ends at 2 GiB",
          "train with fewer base channels");
    }
    checked.forEach((name, tensor) -> requireFinite(where, name, tensor));
    OnnxMetadata metadata =
        new OnnxMetadata(description, WeightsDigest.sha256(checked), producerVersion());
    WireMessage model =
        OnnxProto.model(
            graph, metadata.producerVersion(), ModelDescription.NOTICE, metadata.toProperties());
    AtomicFile.writeStream(
        file,
        out -> {
          OutputStream buffered = new BufferedOutputStream(out, 1 << 16);
          model.writeTo(buffered);
          buffered.flush();
        });
  }

  private static void requireFinite(String where, String name, FloatTensor tensor) {
    FloatBuffer values = tensor.values();
    while (values.hasRemaining()) {
      float value = values.get();
      if (!Float.isFinite(value)) {
        throw DoseDataException.of(
            where, value + " in weight " + name, "finite weights", "export another checkpoint");
      }
    }
  }

  private static String producerVersion() {
    return Optional.ofNullable(OnnxExporter.class.getModule().getDescriptor())
        .flatMap(ModuleDescriptor::rawVersion)
        .or(() -> Optional.ofNullable(OnnxExporter.class.getPackage().getImplementationVersion()))
        .orElse("unknown");
  }
}
