package org.dosekit.export.onnx;

import java.util.Arrays;
import java.util.List;
import org.dosekit.export.onnx.OnnxGraph.Attribute;

/**
 * Group normalisation as the normalisation of instances that are whole groups: the form for which
 * CUDA and TensorRT have fast kernels.
 *
 * @implNote The channels of a group are laid one after another along Y, so that the map keeps its
 *     rank and no shape has to be asked for.
 */
final class InstanceGroupNorm implements GroupNorm {
  private final GraphBuilder graph;

  InstanceGroupNorm(GraphBuilder graph) {
    this.graph = graph;
  }

  @Override
  public OnnxValue apply(String name, OnnxValue x, int channels, int groups) {
    OnnxValue joined = graph.node("Reshape", List.of(x, graph.integers(0, groups, -1, 0, 0)));
    OnnxValue unit =
        graph.node(
            "InstanceNormalization",
            List.of(
                joined,
                constant("group_norm_unit", groups, 1),
                constant("group_norm_zero", groups, 0)),
            new Attribute.Real("epsilon", EPSILON));
    OnnxValue apart = graph.node("Reshape", List.of(unit, graph.integers(0, channels, -1, 0, 0)));
    OnnxValue scaled =
        graph.node("Mul", List.of(apart, perChannel(graph, name + ".weight", channels)));
    return graph.node("Add", List.of(scaled, perChannel(graph, name + ".bias", channels)));
  }

  private OnnxValue constant(String name, int groups, float value) {
    float[] values = new float[groups];
    Arrays.fill(values, value);
    return graph.floats(name + "_" + groups, values, groups);
  }
}
