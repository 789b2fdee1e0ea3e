package org.dosekit.export;

import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.DescriptorValidationException;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.InvalidProtocolBufferException;
import java.util.List;

/**
 * The messages and fields of onnx.proto (ONNX 1.13, the release of operator set 18) that DoseKit
 * writes, for protobuf's own library to read. Anything else it finds is an unknown field.
 */
public final class OnnxSchema {
  private static final FieldDescriptorProto.Type INT32 = FieldDescriptorProto.Type.TYPE_INT32;
  private static final FieldDescriptorProto.Type INT64 = FieldDescriptorProto.Type.TYPE_INT64;
  private static final FieldDescriptorProto.Type FLOAT = FieldDescriptorProto.Type.TYPE_FLOAT;
  private static final FieldDescriptorProto.Type STRING = FieldDescriptorProto.Type.TYPE_STRING;
  private static final FieldDescriptorProto.Type BYTES = FieldDescriptorProto.Type.TYPE_BYTES;
  private static final Descriptor MODEL = model();

  private OnnxSchema() {}

  /** Reads a model by protobuf's own library. */
  public static DynamicMessage parse(byte[] model) throws InvalidProtocolBufferException {
    return DynamicMessage.parseFrom(MODEL, model);
  }

  /** The messages of a repeated field. */
  public static List<DynamicMessage> messages(DynamicMessage parent, String field) {
    List<?> values = (List<?>) value(parent, field);
    return values.stream().map(DynamicMessage.class::cast).toList();
  }

  /** The value of a field. */
  public static Object value(DynamicMessage parent, String field) {
    return parent.getField(parent.getDescriptorForType().findFieldByName(field));
  }

  /** A message with another value of a field. */
  public static DynamicMessage with(DynamicMessage parent, String field, Object value) {
    return parent.toBuilder()
        .setField(parent.getDescriptorForType().findFieldByName(field), value)
        .build();
  }

  /** A message without a field. */
  public static DynamicMessage without(DynamicMessage parent, String field) {
    return parent.toBuilder()
        .clearField(parent.getDescriptorForType().findFieldByName(field))
        .build();
  }

  private static Descriptor model() {
    FileDescriptorProto file =
        FileDescriptorProto.newBuilder()
            .setName("onnx.proto")
            .setPackage("onnx")
            .setSyntax("proto2")
            .addMessageType(
                message("ModelProto")
                    .addField(one("ir_version", 1, INT64))
                    .addField(one("producer_name", 2, STRING))
                    .addField(one("producer_version", 3, STRING))
                    .addField(one("doc_string", 6, STRING))
                    .addField(one("graph", 7, "GraphProto"))
                    .addField(many("opset_import", 8, "OperatorSetIdProto"))
                    .addField(many("metadata_props", 14, "StringStringEntryProto")))
            .addMessageType(
                message("GraphProto")
                    .addField(many("node", 1, "NodeProto"))
                    .addField(one("name", 2, STRING))
                    .addField(many("initializer", 5, "TensorProto"))
                    .addField(many("input", 11, "ValueInfoProto"))
                    .addField(many("output", 12, "ValueInfoProto")))
            .addMessageType(
                message("NodeProto")
                    .addField(many("input", 1, STRING))
                    .addField(many("output", 2, STRING))
                    .addField(one("name", 3, STRING))
                    .addField(one("op_type", 4, STRING))
                    .addField(many("attribute", 5, "AttributeProto")))
            .addMessageType(
                message("AttributeProto")
                    .addField(one("name", 1, STRING))
                    .addField(one("f", 2, FLOAT))
                    .addField(one("i", 3, INT64))
                    .addField(one("s", 4, BYTES))
                    .addField(many("ints", 8, INT64))
                    .addField(one("type", 20, INT32)))
            .addMessageType(
                message("TensorProto")
                    .addField(many("dims", 1, INT64))
                    .addField(one("data_type", 2, INT32))
                    .addField(one("name", 8, STRING))
                    .addField(one("raw_data", 9, BYTES))
                    .addField(many("external_data", 13, "StringStringEntryProto"))
                    .addField(one("data_location", 14, INT32)))
            .addMessageType(
                message("ValueInfoProto")
                    .addField(one("name", 1, STRING))
                    .addField(one("type", 2, "TypeProto")))
            .addMessageType(message("TypeProto").addField(one("tensor_type", 1, "TensorType")))
            .addMessageType(
                message("TensorType")
                    .addField(one("elem_type", 1, INT32))
                    .addField(one("shape", 2, "TensorShapeProto")))
            .addMessageType(message("TensorShapeProto").addField(many("dim", 1, "Dimension")))
            .addMessageType(
                message("Dimension")
                    .addField(one("dim_value", 1, INT64))
                    .addField(one("dim_param", 2, STRING)))
            .addMessageType(
                message("OperatorSetIdProto")
                    .addField(one("domain", 1, STRING))
                    .addField(one("version", 2, INT64)))
            .addMessageType(
                message("StringStringEntryProto")
                    .addField(one("key", 1, STRING))
                    .addField(one("value", 2, STRING)))
            .build();
    try {
      return FileDescriptor.buildFrom(file, new FileDescriptor[0])
          .findMessageTypeByName("ModelProto");
    } catch (DescriptorValidationException e) {
      throw new IllegalStateException(e);
    }
  }

  private static DescriptorProto.Builder message(String name) {
    return DescriptorProto.newBuilder().setName(name);
  }

  private static FieldDescriptorProto one(String name, int number, FieldDescriptorProto.Type type) {
    return field(name, number, FieldDescriptorProto.Label.LABEL_OPTIONAL).setType(type).build();
  }

  private static FieldDescriptorProto one(String name, int number, String messageType) {
    return field(name, number, FieldDescriptorProto.Label.LABEL_OPTIONAL)
        .setTypeName(".onnx." + messageType)
        .build();
  }

  private static FieldDescriptorProto many(
      String name, int number, FieldDescriptorProto.Type type) {
    return field(name, number, FieldDescriptorProto.Label.LABEL_REPEATED).setType(type).build();
  }

  private static FieldDescriptorProto many(String name, int number, String messageType) {
    return field(name, number, FieldDescriptorProto.Label.LABEL_REPEATED)
        .setTypeName(".onnx." + messageType)
        .build();
  }

  private static FieldDescriptorProto.Builder field(
      String name, int number, FieldDescriptorProto.Label label) {
    return FieldDescriptorProto.newBuilder().setName(name).setNumber(number).setLabel(label);
  }
}
