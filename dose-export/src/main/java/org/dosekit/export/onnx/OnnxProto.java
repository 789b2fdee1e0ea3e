package org.dosekit.export.onnx;

import java.util.Map;
import java.util.function.Function;

/**
 * Graphs and models as messages of {@code onnx.proto}. The constants are its field numbers.
 *
 * @see <a href="https://github.com/onnx/onnx/blob/main/onnx/onnx.proto">onnx.proto</a>
 */
final class OnnxProto {
  /** The version of the file format; the first that carries operator set 18. */
  static final int IR_VERSION = 8;

  /** The version of the standard operators. */
  static final int OPERATOR_SET = 18;

  static final int MODEL_IR_VERSION = 1;
  static final int MODEL_PRODUCER_NAME = 2;
  static final int MODEL_PRODUCER_VERSION = 3;
  static final int MODEL_DOC_STRING = 6;
  static final int MODEL_GRAPH = 7;
  static final int MODEL_OPSET_IMPORT = 8;
  static final int MODEL_METADATA_PROPS = 14;
  static final int MODEL_TRAINING_INFO = 20;
  static final int MODEL_FUNCTIONS = 25;

  static final int ENTRY_KEY = 1;
  static final int ENTRY_VALUE = 2;

  static final int OPSET_DOMAIN = 1;
  static final int OPSET_VERSION = 2;

  static final int GRAPH_NODE = 1;
  private static final int GRAPH_NAME = 2;
  static final int GRAPH_INITIALIZER = 5;
  private static final int GRAPH_INPUT = 11;
  private static final int GRAPH_OUTPUT = 12;

  private static final int NODE_INPUT = 1;
  private static final int NODE_OUTPUT = 2;
  private static final int NODE_NAME = 3;
  private static final int NODE_OP_TYPE = 4;
  static final int NODE_ATTRIBUTE = 5;

  private static final int ATTRIBUTE_NAME = 1;
  private static final int ATTRIBUTE_F = 2;
  private static final int ATTRIBUTE_I = 3;
  private static final int ATTRIBUTE_S = 4;
  private static final int ATTRIBUTE_INTS = 8;
  private static final int ATTRIBUTE_TYPE = 20;
  private static final int ATTRIBUTE_TYPE_FLOAT = 1;
  private static final int ATTRIBUTE_TYPE_INT = 2;
  private static final int ATTRIBUTE_TYPE_STRING = 3;
  private static final int ATTRIBUTE_TYPE_INTS = 7;

  private static final int TENSOR_DIMS = 1;
  private static final int TENSOR_DATA_TYPE = 2;
  private static final int TENSOR_NAME = 8;
  private static final int TENSOR_RAW_DATA = 9;
  static final int TENSOR_EXTERNAL_DATA = 13;
  static final int TENSOR_DATA_LOCATION = 14;
  private static final int DATA_LOCATION_EXTERNAL = 1;

  private static final int VALUE_INFO_NAME = 1;
  private static final int VALUE_INFO_TYPE = 2;
  private static final int TYPE_TENSOR = 1;
  private static final int TENSOR_TYPE_ELEM = 1;
  private static final int TENSOR_TYPE_SHAPE = 2;
  private static final int SHAPE_DIM = 1;
  private static final int DIM_VALUE = 1;
  private static final int DIM_PARAM = 2;

  private OnnxProto() {}

  /** A {@code ModelProto}. */
  static WireMessage model(
      WireMessage graph, String producerVersion, String notice, Map<String, String> metadata) {
    WireMessage model =
        new WireMessage()
            .integer(MODEL_IR_VERSION, IR_VERSION)
            .text(MODEL_PRODUCER_NAME, OnnxMetadata.PRODUCER)
            .text(MODEL_PRODUCER_VERSION, producerVersion)
            .text(MODEL_DOC_STRING, notice)
            .payload(MODEL_GRAPH, graph)
            .payload(
                MODEL_OPSET_IMPORT,
                new WireMessage().text(OPSET_DOMAIN, "").integer(OPSET_VERSION, OPERATOR_SET));
    metadata.forEach((key, value) -> model.payload(MODEL_METADATA_PROPS, entry(key, value)));
    return model;
  }

  /** A {@code GraphProto} that holds all its tensors. */
  static WireMessage graph(OnnxGraph graph) {
    return graph(graph, OnnxProto::tensor);
  }

  /** A {@code GraphProto} whose large tensors stand in another file, where they are added. */
  static WireMessage graph(OnnxGraph graph, ExternalData external) {
    return graph(
        graph,
        tensor -> external.takes(tensor.data()) ? outside(tensor, external) : tensor(tensor));
  }

  private static WireMessage graph(
      OnnxGraph graph, Function<OnnxGraph.Initialiser, WireMessage> tensors) {
    WireMessage message = new WireMessage();
    graph.nodes().forEach(node -> message.payload(GRAPH_NODE, node(node)));
    message.text(GRAPH_NAME, graph.name());
    graph.initialisers().forEach(t -> message.payload(GRAPH_INITIALIZER, tensors.apply(t)));
    graph.inputs().forEach(value -> message.payload(GRAPH_INPUT, valueInfo(value)));
    graph.outputs().forEach(value -> message.payload(GRAPH_OUTPUT, valueInfo(value)));
    return message;
  }

  private static WireMessage node(OnnxGraph.Node node) {
    WireMessage message =
        new WireMessage()
            .texts(NODE_INPUT, node.inputs())
            .texts(NODE_OUTPUT, node.outputs())
            .text(NODE_NAME, node.outputs().get(0))
            .text(NODE_OP_TYPE, node.operator());
    node.attributes().forEach(a -> message.payload(NODE_ATTRIBUTE, attribute(a)));
    return message;
  }

  private static WireMessage attribute(OnnxGraph.Attribute attribute) {
    WireMessage message = new WireMessage().text(ATTRIBUTE_NAME, attribute.name());
    if (attribute instanceof OnnxGraph.Attribute.Int integer) {
      return message
          .integer(ATTRIBUTE_I, integer.value())
          .integer(ATTRIBUTE_TYPE, ATTRIBUTE_TYPE_INT);
    }
    if (attribute instanceof OnnxGraph.Attribute.Real real) {
      return message.real(ATTRIBUTE_F, real.value()).integer(ATTRIBUTE_TYPE, ATTRIBUTE_TYPE_FLOAT);
    }
    if (attribute instanceof OnnxGraph.Attribute.Ints integers) {
      return message
          .integers(ATTRIBUTE_INTS, integers.values())
          .integer(ATTRIBUTE_TYPE, ATTRIBUTE_TYPE_INTS);
    }
    OnnxGraph.Attribute.Text text = (OnnxGraph.Attribute.Text) attribute;
    return message.text(ATTRIBUTE_S, text.value()).integer(ATTRIBUTE_TYPE, ATTRIBUTE_TYPE_STRING);
  }

  private static WireMessage tensor(OnnxGraph.Initialiser tensor) {
    return header(tensor).payload(TENSOR_RAW_DATA, tensor.data());
  }

  private static WireMessage outside(OnnxGraph.Initialiser tensor, ExternalData external) {
    long offset = external.add(tensor.data());
    return header(tensor)
        .payload(TENSOR_EXTERNAL_DATA, entry("location", external.fileName()))
        .payload(TENSOR_EXTERNAL_DATA, entry("offset", Long.toString(offset)))
        .payload(TENSOR_EXTERNAL_DATA, entry("length", Long.toString(tensor.data().size())))
        .integer(TENSOR_DATA_LOCATION, DATA_LOCATION_EXTERNAL);
  }

  private static WireMessage header(OnnxGraph.Initialiser tensor) {
    return new WireMessage()
        .integers(TENSOR_DIMS, tensor.dims())
        .integer(TENSOR_DATA_TYPE, tensor.type().number())
        .text(TENSOR_NAME, tensor.name());
  }

  private static WireMessage entry(String key, String value) {
    return new WireMessage().text(ENTRY_KEY, key).text(ENTRY_VALUE, value);
  }

  private static WireMessage valueInfo(OnnxGraph.ValueInfo value) {
    WireMessage shape = new WireMessage();
    for (OnnxGraph.Dimension dimension : value.shape()) {
      WireMessage dim = new WireMessage();
      if (dimension instanceof OnnxGraph.Dimension.Fixed fixed) {
        dim.integer(DIM_VALUE, fixed.size());
      } else {
        dim.text(DIM_PARAM, ((OnnxGraph.Dimension.Free) dimension).name());
      }
      shape.payload(SHAPE_DIM, dim);
    }
    WireMessage tensorType =
        new WireMessage()
            .integer(TENSOR_TYPE_ELEM, OnnxGraph.DataType.FLOAT.number())
            .payload(TENSOR_TYPE_SHAPE, shape);
    return new WireMessage()
        .text(VALUE_INFO_NAME, value.name())
        .payload(VALUE_INFO_TYPE, new WireMessage().payload(TYPE_TENSOR, tensorType));
  }
}
