package org.dosekit.export.runtime;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import java.util.List;
import java.util.Map;
import org.dosekit.core.DoseDataException;
import org.dosekit.core.network.NetworkSpec;
import org.dosekit.export.onnx.ModelInput;
import org.dosekit.export.onnx.OnnxMetadata;
import org.jspecify.annotations.Nullable;

/** Holds the inputs and outputs of a session against those its model describes. */
final class SessionInterface {
  private static final long FREE = -1;
  private static final int MAP_RANK = 5;
  private static final int VECTOR_RANK = 2;

  private SessionInterface() {}

  /**
   * Compares names, types and shapes.
   *
   * @throws DoseDataException when they differ
   */
  static void require(String where, OrtSession session, OnnxMetadata model) throws OrtException {
    NetworkSpec network = model.description().network();
    Map<String, NodeInfo> inputs = session.getInputInfo();
    Map<String, NodeInfo> outputs = session.getOutputInfo();
    boolean physical = model.form().preprocessing();
    List<ModelInput> spatial =
        physical ? ModelInput.physical(model.description().protocol()) : List.of();
    int expected = physical ? spatial.size() + 2 : 2;
    if (inputs.size() != expected || outputs.size() != 1) {
      throw otherInterface(where, inputs.keySet() + " -> " + outputs.keySet());
    }
    for (ModelInput input : spatial) {
      requireShape(where, inputs, input.name(), MAP_RANK, input.channels().size());
    }
    if (physical) {
      requireShape(where, inputs, ModelInput.PRESCRIPTION_GY, VECTOR_RANK, 1);
    } else {
      requireShape(where, inputs, OnnxMetadata.VOLUME_INPUT, MAP_RANK, network.inChannels());
    }
    requireShape(
        where, inputs, OnnxMetadata.CONSTRAINTS_INPUT, VECTOR_RANK, network.constraintCount());
    requireShape(where, outputs, model.doseOutput(), MAP_RANK, 1);
  }

  /** Requires a float tensor of a rank whose second dimension is fixed and all others are free. */
  private static void requireShape(
      String where, Map<String, NodeInfo> values, String name, int rank, int channels) {
    @Nullable NodeInfo value = values.get(name);
    if (value == null || !(value.getInfo() instanceof TensorInfo tensor)) {
      throw otherInterface(where, "no tensor '" + name + "' among " + values.keySet());
    }
    long[] shape = tensor.getShape();
    boolean matches = tensor.type == OnnxJavaType.FLOAT && shape.length == rank;
    for (int i = 0; matches && i < rank; i++) {
      matches = shape[i] == (i == 1 ? channels : FREE);
    }
    if (!matches) {
      throw otherInterface(where, "'" + name + "' as " + tensor);
    }
  }

  private static DoseDataException otherInterface(String where, String found) {
    return DoseDataException.of(
        where,
        "inputs or outputs that are not those of its description: " + found,
        "the float inputs and the output that docs/onnx.md lists for its form",
        "export the model again");
  }
}
