package org.dosekit.export.onnx;

import java.util.List;

/**
 * An ONNX graph.
 *
 * @param name the graph's name
 * @param nodes in an order in which every input is already there
 * @param initialisers weights and constants
 * @param inputs what is fed
 * @param outputs what comes out
 */
record OnnxGraph(
    String name,
    List<Node> nodes,
    List<Initialiser> initialisers,
    List<ValueInfo> inputs,
    List<ValueInfo> outputs) {

  /** Types of tensor elements, by their number in {@code TensorProto.DataType}. */
  enum DataType {
    FLOAT(1),
    INT64(7),
    FLOAT16(10);

    private final int number;

    DataType(int number) {
      this.number = number;
    }

    int number() {
      return number;
    }
  }

  /**
   * One operation.
   *
   * @param operator its type in the standard operator set
   * @param inputs names of values; an optional one that is left out is empty
   * @param outputs names of values; the first one names the node too
   * @param attributes its fixed settings
   */
  record Node(
      String operator, List<String> inputs, List<String> outputs, List<Attribute> attributes) {
    Node {
      inputs = List.copyOf(inputs);
      outputs = List.copyOf(outputs);
      attributes = List.copyOf(attributes);
    }
  }

  /** A fixed setting of a node. */
  sealed interface Attribute {
    /** Its name in the operator's specification. */
    String name();

    /** An integer. */
    record Int(String name, long value) implements Attribute {}

    /** A real number. */
    record Real(String name, float value) implements Attribute {}

    /** A list of integers. */
    record Ints(String name, long... values) implements Attribute {}

    /** A text. */
    record Text(String name, String value) implements Attribute {}
  }

  /**
   * A tensor inside the file.
   *
   * @param name the value it is
   * @param type of its elements
   * @param dims its shape, outermost first; empty for a scalar
   * @param data its elements, little endian
   */
  record Initialiser(String name, DataType type, long[] dims, Payload data) {}

  /**
   * A float input or output.
   *
   * @param name the value it is
   * @param shape its shape, outermost first
   */
  record ValueInfo(String name, List<Dimension> shape) {}

  /** One size of a shape. */
  sealed interface Dimension {
    /** A size that is fixed. */
    record Fixed(long size) implements Dimension {}

    /** A size that may be any, equal wherever the name is the same. */
    record Free(String name) implements Dimension {}
  }
}
