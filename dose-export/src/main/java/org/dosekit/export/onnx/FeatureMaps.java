package org.dosekit.export.onnx;

import java.util.List;
import org.dosekit.export.onnx.OnnxGraph.Attribute;
import org.dosekit.export.onnx.OnnxGraph.DataType;

/** In what numbers the maps between layers are held, and the way to float32 and back. */
final class FeatureMaps {
  private final GraphBuilder graph;
  private final ExportPrecision precision;

  FeatureMaps(GraphBuilder graph, ExportPrecision precision) {
    this.graph = graph;
    this.precision = precision;
  }

  /** A parameter in the numbers of the maps. */
  OnnxValue weight(String name) {
    return precision == ExportPrecision.FP16 ? graph.halfWeight(name) : graph.weight(name);
  }

  /** A float32 value in the numbers of the maps. */
  OnnxValue stored(OnnxValue float32) {
    return cast(float32, DataType.FLOAT16);
  }

  /** A map in float32. */
  OnnxValue inFloat(OnnxValue map) {
    return cast(map, DataType.FLOAT);
  }

  private OnnxValue cast(OnnxValue value, DataType type) {
    return precision == ExportPrecision.FP16
        ? graph.node("Cast", List.of(value), new Attribute.Int("to", type.number()))
        : value;
  }
}
