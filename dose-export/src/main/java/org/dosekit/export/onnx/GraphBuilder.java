package org.dosekit.export.onnx;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.dosekit.core.tensorfile.FloatTensor;

/** Collects the nodes and initialisers of a graph, and names its values. */
final class GraphBuilder {
  private final Map<String, FloatTensor> weights;
  private final List<OnnxGraph.Node> nodes = new ArrayList<>();
  private final Map<String, OnnxGraph.Initialiser> initialisers = new LinkedHashMap<>();

  /**
   * A builder of an empty graph.
   *
   * @param weights what {@link #weight} finds
   */
  GraphBuilder(Map<String, FloatTensor> weights) {
    this.weights = weights;
  }

  /** Adds a node of one output. */
  OnnxValue node(String operator, List<OnnxValue> inputs, OnnxGraph.Attribute... attributes) {
    return nodes(operator, 1, inputs, attributes).get(0);
  }

  /** Adds a node of several outputs. */
  List<OnnxValue> nodes(
      String operator, int outputs, List<OnnxValue> inputs, OnnxGraph.Attribute... attributes) {
    List<OnnxValue> results = new ArrayList<>();
    for (int i = 0; i < outputs; i++) {
      String suffix = outputs == 1 ? "" : ":" + i;
      results.add(new OnnxValue(operator + "_" + nodes.size() + suffix));
    }
    add(operator, inputs, results, attributes);
    return results;
  }

  /** Gives a value the name it has outside. */
  void output(OnnxValue value, String name) {
    add("Identity", List.of(value), List.of(new OnnxValue(name)));
  }

  /** A trained parameter, under the name and shape it has in PyTorch's state dict. */
  OnnxValue weight(String name) {
    FloatTensor tensor = tensor(name);
    return initialiser(
        new OnnxGraph.Initialiser(
            name, OnnxGraph.DataType.FLOAT, dims(tensor), new FloatPayload(tensor)));
  }

  /** A trained parameter, likewise, in half precision. */
  OnnxValue halfWeight(String name) {
    FloatTensor tensor = tensor(name);
    return initialiser(
        new OnnxGraph.Initialiser(
            name, OnnxGraph.DataType.FLOAT16, dims(tensor), new HalfPayload(tensor)));
  }

  private FloatTensor tensor(String name) {
    FloatTensor tensor = weights.get(name);
    if (tensor == null) {
      throw new IllegalArgumentException("no weight '" + name + "'");
    }
    return tensor;
  }

  private static long[] dims(FloatTensor tensor) {
    return Arrays.stream(tensor.shape()).asLongStream().toArray();
  }

  /** A list of constant integers: a shape or axes. */
  OnnxValue integers(long... values) {
    String name =
        Arrays.stream(values)
            .mapToObj(Long::toString)
            .collect(Collectors.joining("_", "int64_", ""));
    return initialiser(
        new OnnxGraph.Initialiser(
            name, OnnxGraph.DataType.INT64, new long[] {values.length}, new LongPayload(values)));
  }

  /** Constant floats: a scalar with no dimension, a list with one. */
  OnnxValue floats(String name, float[] values, int... shape) {
    long[] dims = Arrays.stream(shape).asLongStream().toArray();
    return initialiser(
        new OnnxGraph.Initialiser(
            name, OnnxGraph.DataType.FLOAT, dims, new FloatPayload(FloatTensor.of(values, shape))));
  }

  /** The graph of what was added. */
  OnnxGraph build(
      String name, List<OnnxGraph.ValueInfo> inputs, List<OnnxGraph.ValueInfo> outputs) {
    return new OnnxGraph(
        name, List.copyOf(nodes), List.copyOf(initialisers.values()), inputs, outputs);
  }

  private void add(
      String operator,
      List<OnnxValue> inputs,
      List<OnnxValue> outputs,
      OnnxGraph.Attribute... attributes) {
    nodes.add(
        new OnnxGraph.Node(
            operator,
            inputs.stream().map(OnnxValue::name).toList(),
            outputs.stream().map(OnnxValue::name).toList(),
            List.of(attributes)));
  }

  private OnnxValue initialiser(OnnxGraph.Initialiser tensor) {
    initialisers.putIfAbsent(tensor.name(), tensor);
    return new OnnxValue(tensor.name());
  }

  /** A few integers, little endian. */
  private record LongPayload(long[] values) implements Payload {
    @Override
    public long size() {
      return (long) Long.BYTES * values.length;
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
      ByteBuffer bytes =
          ByteBuffer.allocate(Long.BYTES * values.length).order(ByteOrder.LITTLE_ENDIAN);
      bytes.asLongBuffer().put(values);
      out.write(bytes.array());
    }
  }
}
