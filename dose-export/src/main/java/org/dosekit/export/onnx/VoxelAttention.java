package org.dosekit.export.onnx;

import java.util.List;
import org.dosekit.export.onnx.OnnxGraph.Attribute;

/**
 * Self-attention with voxels as tokens. A token is a column: maps (N, C, Y, X, Z) are taken as
 * matrices (N, C, L) of L voxels, so that nothing is transposed but scores. Space stays free.
 */
final class VoxelAttention {
  private static final float EPSILON = 1e-5f;
  private static final Attribute KEEP_DIMENSIONS = new Attribute.Int("keepdims", 1);

  private final GraphBuilder graph;

  VoxelAttention(GraphBuilder graph) {
    this.graph = graph;
  }

  /** Normalises each voxel over its channels, then scales and shifts each channel. */
  OnnxValue normalise(String name, OnnxValue x, int channels) {
    OnnxValue overChannels = graph.integers(1);
    OnnxValue mean = graph.node("ReduceMean", List.of(x, overChannels), KEEP_DIMENSIONS);
    OnnxValue centred = graph.node("Sub", List.of(x, mean));
    OnnxValue squares = graph.node("Mul", List.of(centred, centred));
    OnnxValue variance = graph.node("ReduceMean", List.of(squares, overChannels), KEEP_DIMENSIONS);
    OnnxValue epsilon = graph.floats("channel_norm_epsilon", new float[] {EPSILON});
    OnnxValue deviation =
        graph.node("Sqrt", List.of(graph.node("Add", List.of(variance, epsilon))));
    OnnxValue unit = graph.node("Div", List.of(centred, deviation));
    OnnxValue scaled =
        graph.node("Mul", List.of(unit, perChannel(name + ".weight", channels, 1, 1, 1)));
    return graph.node("Add", List.of(scaled, perChannel(name + ".bias", channels, 1, 1, 1)));
  }

  /** Attention of each voxel to all, by heads of consecutive channels, and its projection. */
  OnnxValue attend(String name, OnnxValue x, int channels, int heads) {
    int width = channels / heads;
    OnnxValue tokens = graph.node("Reshape", List.of(x, graph.integers(0, channels, -1)));
    OnnxValue projected = graph.node("MatMul", List.of(graph.weight(name + ".qkv.weight"), tokens));
    List<OnnxValue> parts =
        graph.nodes(
            "Split",
            3,
            List.of(projected),
            new Attribute.Int("axis", 1),
            new Attribute.Int("num_outputs", 3));
    List<OnnxValue> byHead =
        parts.stream()
            .map(part -> graph.node("Reshape", List.of(part, graph.integers(0, heads, width, -1))))
            .toList();
    OnnxValue scale =
        graph.floats("attention_scale_" + width, new float[] {(float) (1 / Math.sqrt(width))});
    OnnxValue query = graph.node("Mul", List.of(transposed(byHead.get(0)), scale));
    OnnxValue scores = graph.node("MatMul", List.of(query, byHead.get(1)));
    OnnxValue shares = graph.node("Softmax", List.of(scores), new Attribute.Int("axis", -1));
    OnnxValue attended = graph.node("MatMul", List.of(byHead.get(2), transposed(shares)));
    OnnxValue joined = graph.node("Reshape", List.of(attended, graph.integers(0, channels, -1)));
    OnnxValue mixed =
        graph.node(
            "Add",
            List.of(
                graph.node("MatMul", List.of(graph.weight(name + ".proj.weight"), joined)),
                perChannel(name + ".proj.bias", channels, 1)));
    return graph.node("Reshape", List.of(mixed, graph.node("Shape", List.of(x))));
  }

  private OnnxValue transposed(OnnxValue x) {
    return graph.node("Transpose", List.of(x), new Attribute.Ints("perm", 0, 1, 3, 2));
  }

  private OnnxValue perChannel(String parameter, long... shape) {
    return graph.node("Reshape", List.of(graph.weight(parameter), graph.integers(shape)));
  }
}
