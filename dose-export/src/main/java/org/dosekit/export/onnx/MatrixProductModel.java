package org.dosekit.export.onnx;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import org.dosekit.core.predict.ModelDescription;
import org.dosekit.export.onnx.OnnxGraph.Dimension;
import org.dosekit.export.onnx.OnnxGraph.ValueInfo;

/**
 * A model that multiplies two square float32 matrices: the yardstick of what a machine's arithmetic
 * can do at best.
 */
public final class MatrixProductModel {
  /** The names of the factors. */
  public static final List<String> INPUTS = List.of("a", "b");

  /** The name of the product. */
  public static final String OUTPUT = "product";

  private MatrixProductModel() {}

  /**
   * The model's file.
   *
   * @param size rows and columns, at least 1
   */
  public static byte[] toBytes(int size) {
    GraphBuilder graph = new GraphBuilder(Map.of());
    graph.output(graph.node("MatMul", INPUTS.stream().map(OnnxValue::new).toList()), OUTPUT);
    WireMessage model =
        OnnxProto.model(
            OnnxProto.graph(
                graph.build(
                    "matrix_product",
                    INPUTS.stream().map(name -> matrix(name, size)).toList(),
                    List.of(matrix(OUTPUT, size)))),
            "",
            ModelDescription.NOTICE,
            Map.of());
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      model.writeTo(out);
    } catch (IOException e) {
      throw new UncheckedIOException("a stream to memory failed", e);
    }
    return out.toByteArray();
  }

  private static ValueInfo matrix(String name, int size) {
    Dimension side = new Dimension.Fixed(size);
    return new ValueInfo(name, List.of(side, side));
  }
}
