package org.dosekit.export.onnx;

import java.util.List;

/** A way to write group normalisation; all compute the same, to rounding. */
interface GroupNorm {
  /** Added to the variance. */
  float EPSILON = 1e-5f;

  /** Normalises a float32 map (N, C, Y, X, Z), then scales and shifts each channel. */
  OnnxValue apply(String name, OnnxValue x, int channels, int groups);

  /** The way for a kind of device. */
  static GroupNorm of(ExportTarget target, GraphBuilder graph) {
    return target == ExportTarget.GPU
        ? new InstanceGroupNorm(graph)
        : (name, x, channels, groups) ->
            new StagedGroupNorm(graph, channels, groups).apply(name, x);
  }

  /** A parameter of each channel in the shape (C, 1, 1, 1). */
  default OnnxValue perChannel(GraphBuilder graph, String parameter, int channels) {
    return graph.node(
        "Reshape", List.of(graph.weight(parameter), graph.integers(channels, 1, 1, 1)));
  }
}
