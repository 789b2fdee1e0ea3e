package org.dosekit.export.onnx;

import java.util.ArrayList;
import java.util.List;
import org.dosekit.core.encode.Encoding;
import org.dosekit.core.predict.ModelDescription;
import org.dosekit.core.protocol.Channel;
import org.dosekit.export.onnx.OnnxGraph.Attribute;
import org.dosekit.export.onnx.OnnxGraph.Dimension;
import org.dosekit.export.onnx.OnnxGraph.ValueInfo;

/**
 * The encoding of a case as a part of the graph: quantities with units in, encoded channels and Gy
 * out. What {@code CaseEncoder} computes in double is float32 here.
 */
final class PhysicalInputs {
  private static final String[] AXES = {"Y", "X", "Z"};

  private final GraphBuilder graph;
  private final ModelDescription description;

  PhysicalInputs(GraphBuilder graph, ModelDescription description) {
    this.graph = graph;
    this.description = description;
  }

  /** The encoded channels, in the protocol's order, on the network's grid. */
  OnnxValue volume() {
    List<OnnxValue> kinds = new ArrayList<>();
    List<Channel> order = new ArrayList<>();
    for (ModelInput input : inputs()) {
      kinds.add(encoded(input));
      order.addAll(input.channels());
    }
    OnnxValue joined =
        kinds.size() == 1
            ? kinds.get(0)
            : graph.node("Concat", kinds, new Attribute.Int("axis", 1));
    List<Channel> wanted = description.protocol().channels();
    OnnxValue ordered = joined;
    if (!order.equals(wanted)) {
      long[] places = wanted.stream().mapToLong(order::indexOf).toArray();
      ordered =
          graph.node(
              "Gather", List.of(joined, graph.integers(places)), new Attribute.Int("axis", 1));
    }
    return onNetworkGrid(ordered);
  }

  /** The network's dose in Gy, on the network's grid. */
  OnnxValue doseGy(OnnxValue dose) {
    OnnxValue prescriptionGy =
        graph.node(
            "Reshape",
            List.of(new OnnxValue(ModelInput.PRESCRIPTION_GY), graph.integers(0, 1, 1, 1, 1)));
    return graph.node("Mul", List.of(dose, prescriptionGy));
  }

  /** What is fed, in the order of the file. */
  List<ValueInfo> infos() {
    List<ValueInfo> infos = new ArrayList<>();
    // A coarsened network's grid has sizes of its own.
    String suffix = description.encoding().coarsening() == 1 ? "" : "_case";
    for (ModelInput input : inputs()) {
      List<Dimension> shape = new ArrayList<>();
      shape.add(new Dimension.Free("N"));
      shape.add(new Dimension.Fixed(input.channels().size()));
      for (String axis : AXES) {
        shape.add(new Dimension.Free(axis + suffix));
      }
      infos.add(new ValueInfo(input.name(), shape));
    }
    infos.add(
        new ValueInfo(
            ModelInput.PRESCRIPTION_GY, List.of(new Dimension.Free("N"), new Dimension.Fixed(1))));
    return infos;
  }

  private List<ModelInput> inputs() {
    return ModelInput.physical(description.protocol());
  }

  private OnnxValue encoded(ModelInput input) {
    Encoding encoding = description.encoding();
    OnnxValue value = new OnnxValue(input.name());
    return switch (input.name()) {
      case ModelInput.CT_HU -> {
        OnnxValue clipped = clip(value, "ct", encoding.ctMinHu(), encoding.ctMaxHu());
        OnnxValue scaled =
            graph.node("Div", List.of(clipped, scalar("ct_scale_hu", encoding.ctScaleHu())));
        yield graph.node("Add", List.of(scaled, scalar("ct_offset", encoding.ctOffset())));
      }
      case ModelInput.SDF_MM -> {
        double limit = encoding.sdfClipMm();
        yield graph.node(
            "Div", List.of(clip(value, "sdf", -limit, limit), scalar("sdf_clip_mm", limit)));
      }
      default -> value;
    };
  }

  private OnnxValue clip(OnnxValue value, String name, double min, double max) {
    return graph.node(
        "Clip", List.of(value, scalar(name + "_min", min), scalar(name + "_max", max)));
  }

  private OnnxValue scalar(String name, double value) {
    return graph.floats(name, new float[] {(float) value});
  }

  private OnnxValue onNetworkGrid(OnnxValue volume) {
    long factor = description.encoding().coarsening();
    return factor == 1
        ? volume
        : graph.node(
            "AveragePool",
            List.of(volume),
            new Attribute.Ints("kernel_shape", factor, factor, factor),
            new Attribute.Ints("strides", factor, factor, factor));
  }
}
