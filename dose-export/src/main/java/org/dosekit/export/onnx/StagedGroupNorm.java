package org.dosekit.export.onnx;

import java.util.List;
import org.dosekit.export.onnx.OnnxGraph.Attribute;

/**
 * Group normalisation from means and sums of squares over one axis after another, of values from
 * which the mean is already taken.
 *
 * <p>Runtimes add a group's values up in float: over a whole patch in one go that costs accuracy
 * (3.8e-4 of a unit deviation at 128^3 through InstanceNormalization). Sums over one axis at a time
 * stay short, and centring first avoids the cancellation of E[x^2] - E[x]^2. The operator
 * GroupNormalization of operator set 18 is no way out: it scales groups, not channels.
 *
 * @implNote Only the small results of the first stage are reshaped into groups; the map itself
 *     keeps its shape, so that no runtime has cause to copy it.
 */
final class StagedGroupNorm {
  private static final Attribute KEEP_DIMENSIONS = new Attribute.Int("keepdims", 1);

  private final GraphBuilder graph;
  private final int channels;
  private final int groups;
  private final int channelsPerGroup;

  StagedGroupNorm(GraphBuilder graph, int channels, int groups) {
    this.graph = graph;
    this.channels = channels;
    this.groups = groups;
    this.channelsPerGroup = channels / groups;
  }

  /** Normalises a map (N, C, Y, X, Z), then scales and shifts each channel. */
  OnnxValue apply(String name, OnnxValue x) {
    OnnxValue mean = groupMean(reduce("ReduceMean", x, 4));
    OnnxValue everyChannel =
        graph.node("Expand", List.of(mean, graph.integers(1, 1, channelsPerGroup, 1, 1)));
    OnnxValue centred = graph.node("Sub", List.of(x, perChannel(everyChannel)));
    OnnxValue scale =
        graph.node("Mul", List.of(inverseDeviation(centred), grouped(name + ".weight")));
    OnnxValue scaled = graph.node("Mul", List.of(centred, perChannel(scale)));
    OnnxValue shift =
        graph.node(
            "Reshape", List.of(graph.weight(name + ".bias"), graph.integers(channels, 1, 1, 1)));
    return graph.node("Add", List.of(scaled, shift));
  }

  /** 1 / sqrt(variance + eps) of each group, (N, G, 1, 1, 1). */
  private OnnxValue inverseDeviation(OnnxValue centred) {
    OnnxValue rowSums = groupMean(reduce("ReduceSumSquare", centred, 4));
    OnnxValue rowLength =
        graph.node(
            "Cast",
            List.of(
                graph.node(
                    "Shape",
                    List.of(centred),
                    new Attribute.Int("start", 4),
                    new Attribute.Int("end", 5))),
            new Attribute.Int("to", OnnxGraph.DataType.FLOAT.number()));
    OnnxValue variance = graph.node("Div", List.of(rowSums, rowLength));
    OnnxValue epsilon = graph.floats("group_norm_epsilon", new float[] {GroupNorm.EPSILON});
    OnnxValue deviation =
        graph.node("Sqrt", List.of(graph.node("Add", List.of(variance, epsilon))));
    return graph.node("Reciprocal", List.of(deviation));
  }

  /** Means over each group of values a row, (N, C, Y, X, 1) to (N, G, 1, 1, 1). */
  private OnnxValue groupMean(OnnxValue rows) {
    OnnxValue groupedRows =
        graph.node("Reshape", List.of(rows, graph.integers(0, groups, -1, 0, 0)));
    return reduce("ReduceMean", reduce("ReduceMean", groupedRows, 3), 2);
  }

  private OnnxValue reduce(String operator, OnnxValue x, int axis) {
    return graph.node(operator, List.of(x, graph.integers(axis)), KEEP_DIMENSIONS);
  }

  /** A parameter of each channel, (1, G, C / G, 1, 1). */
  private OnnxValue grouped(String parameter) {
    return graph.node(
        "Reshape",
        List.of(graph.weight(parameter), graph.integers(1, groups, channelsPerGroup, 1, 1)));
  }

  /** (N, G, C / G, 1, 1) to (N, C, 1, 1, 1). */
  private OnnxValue perChannel(OnnxValue x) {
    return graph.node("Reshape", List.of(x, graph.integers(0, channels, 1, 1, 1)));
  }
}
