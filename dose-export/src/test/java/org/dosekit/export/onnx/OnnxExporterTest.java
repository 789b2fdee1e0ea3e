package org.dosekit.export.onnx;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.DynamicMessage;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.dosekit.core.DoseDataException;
import org.dosekit.core.network.NetworkSpec;
import org.dosekit.core.network.Parameter;
import org.dosekit.core.network.ParameterCollector;
import org.dosekit.core.tensorfile.FloatTensor;
import org.dosekit.export.OnnxSchema;
import org.dosekit.export.TestModels;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OnnxExporterTest {
  private static final NetworkSpec SPEC = NetworkSpec.baseline(9, 4, 13);

  @TempDir private Path folder;

  @Test
  void protobufReadsTheFileAndWritesTheSameBytes() throws IOException {
    for (ExportForm form : TestForms.ALL) {
      Path file = folder.resolve("model.onnx");
      OnnxExporter.write(
          TestModels.description(SPEC), TestModels.weights(SPEC, 1), form, file, temporary -> {});
      byte[] bytes = Files.readAllBytes(file);

      DynamicMessage model = OnnxSchema.parse(bytes);

      assertNoUnknownFields(model);
      assertArrayEquals(bytes, model.toByteArray(), form::toString);
      assertEquals(form, OnnxMetadata.read(file).form());
    }
  }

  @Test
  void headerNamesVersionsAndPurpose() throws IOException {
    DynamicMessage model = OnnxSchema.parse(export(SPEC, TestModels.weights(SPEC, 1)));

    assertEquals(8L, OnnxSchema.value(model, "ir_version"));
    assertEquals("DoseKit", OnnxSchema.value(model, "producer_name"));
    assertEquals("research use, not for treatment", OnnxSchema.value(model, "doc_string"));
    List<DynamicMessage> opsets = OnnxSchema.messages(model, "opset_import");
    assertEquals(1, opsets.size());
    assertEquals("", OnnxSchema.value(opsets.get(0), "domain"));
    assertEquals(18L, OnnxSchema.value(opsets.get(0), "version"));
  }

  @Test
  void parametersKeepNamesShapesAndValues() throws IOException {
    Map<String, FloatTensor> weights = TestModels.weights(SPEC, 1);
    Map<String, DynamicMessage> tensors = new HashMap<>();
    DynamicMessage model = OnnxSchema.parse(export(SPEC, weights));
    DynamicMessage graph = (DynamicMessage) OnnxSchema.value(model, "graph");
    OnnxSchema.messages(graph, "initializer")
        .forEach(t -> tensors.put((String) OnnxSchema.value(t, "name"), t));

    for (Parameter parameter : ParameterCollector.parameters(SPEC)) {
      DynamicMessage tensor = Objects.requireNonNull(tensors.get(parameter.name()));
      assertEquals(1, OnnxSchema.value(tensor, "data_type"), parameter.name());
      long[] dims =
          ((List<?>) OnnxSchema.value(tensor, "dims")).stream().mapToLong(d -> (Long) d).toArray();
      assertArrayEquals(Arrays.stream(parameter.shape()).asLongStream().toArray(), dims);
      FloatBuffer values =
          ((ByteString) OnnxSchema.value(tensor, "raw_data"))
              .asReadOnlyByteBuffer()
              .order(ByteOrder.LITTLE_ENDIAN)
              .asFloatBuffer();
      assertEquals(
          Objects.requireNonNull(weights.get(parameter.name())).values(), values, parameter.name());
    }
  }

  @Test
  void everyValueIsMadeOnceAndBeforeItIsUsed() throws IOException {
    DynamicMessage model = OnnxSchema.parse(export(SPEC, TestModels.weights(SPEC, 1)));
    DynamicMessage graph = (DynamicMessage) OnnxSchema.value(model, "graph");
    Set<String> known = new HashSet<>(Set.of("", "volume", "constraints"));
    for (DynamicMessage tensor : OnnxSchema.messages(graph, "initializer")) {
      assertTrue(known.add((String) OnnxSchema.value(tensor, "name")));
    }
    for (DynamicMessage node : OnnxSchema.messages(graph, "node")) {
      assertTrue(
          known.containsAll((Collection<?>) OnnxSchema.value(node, "input")), node::toString);
      for (Object output : (List<?>) OnnxSchema.value(node, "output")) {
        assertTrue(known.add((String) output), node::toString);
      }
    }
    assertTrue(known.contains("dose"));
  }

  @Test
  void sameInputGivesSameBytes() throws IOException {
    Map<String, FloatTensor> weights = TestModels.weights(SPEC, 1);
    Map<String, FloatTensor> otherOrder = new TreeMap<>(weights).descendingMap();

    assertArrayEquals(export(SPEC, weights), export(SPEC, otherOrder));
  }

  @Test
  void largeTensorsPassInSmallPieces() throws IOException {
    FloatTensor tensor = FloatTensor.of(TestModels.input(1_000_003, 1), 1_000_003);
    int[] largest = {0};
    long[] total = {0};
    OutputStream sink =
        new OutputStream() {
          @Override
          public void write(int b) {
            total[0]++;
          }

          @Override
          public void write(byte[] bytes, int offset, int length) {
            largest[0] = Math.max(largest[0], length);
            total[0] += length;
          }
        };

    new FloatPayload(tensor).writeTo(sink);

    assertEquals(4_000_012, total[0]);
    assertTrue(largest[0] <= 1 << 16);
  }

  @Test
  void missingUnknownMisshapenAndNonFiniteWeightsAreRefused() {
    Map<String, FloatTensor> weights = TestModels.weights(SPEC, 1);
    FloatTensor bias = FloatTensor.of(new float[] {0}, 1);

    assertRefused(without(weights, "out_conv.bias"), "out_conv.bias");
    assertRefused(with(weights, "extra.bias", bias), "extra.bias");
    assertRefused(with(weights, "enc1.conv1.bias", bias), "enc1.conv1.bias");
    assertRefused(
        with(weights, "out_conv.bias", FloatTensor.of(new float[] {Float.NaN}, 1)),
        "NaN in weight out_conv.bias");
  }

  private void assertRefused(Map<String, FloatTensor> weights, String complaint) {
    Path file = folder.resolve("refused.onnx");
    DoseDataException e =
        assertThrows(
            DoseDataException.class,
            () -> OnnxExporter.write(TestModels.description(SPEC), weights, file));
    assertTrue(e.getMessage().contains(complaint), e.getMessage());
    assertTrue(Files.notExists(file));
  }

  @Test
  void unwritableOutputLeavesNothing() throws IOException {
    Path notFolder = Files.createFile(folder.resolve("file"));

    assertThrows(
        DoseDataException.class,
        () ->
            OnnxExporter.write(
                TestModels.description(SPEC),
                TestModels.weights(SPEC, 1),
                notFolder.resolve("model.onnx")));

    try (Stream<Path> files = Files.list(folder)) {
      assertEquals(List.of(notFolder), files.toList());
    }
  }

  @Test
  void existingModelIsReplaced() throws IOException {
    Path file = Files.writeString(folder.resolve("model.onnx"), "old");

    byte[] fresh = export(SPEC, TestModels.weights(SPEC, 1));

    assertArrayEquals(fresh, Files.readAllBytes(file));
  }

  private byte[] export(NetworkSpec spec, Map<String, FloatTensor> weights) throws IOException {
    Path file = folder.resolve("model.onnx");
    OnnxExporter.write(TestModels.description(spec), weights, file);
    return Files.readAllBytes(file);
  }

  private static Map<String, FloatTensor> without(Map<String, FloatTensor> weights, String name) {
    Map<String, FloatTensor> result = new LinkedHashMap<>(weights);
    result.remove(name);
    return result;
  }

  private static Map<String, FloatTensor> with(
      Map<String, FloatTensor> weights, String name, FloatTensor tensor) {
    Map<String, FloatTensor> result = new LinkedHashMap<>(weights);
    result.put(name, tensor);
    return result;
  }

  private static void assertNoUnknownFields(DynamicMessage message) {
    assertTrue(message.getUnknownFields().asMap().isEmpty(), () -> message.getUnknownFields() + "");
    for (Map.Entry<FieldDescriptor, Object> field : message.getAllFields().entrySet()) {
      List<?> values = field.getValue() instanceof List<?> l ? l : List.of(field.getValue());
      for (Object value : values) {
        if (value instanceof DynamicMessage inner) {
          assertNoUnknownFields(inner);
        }
      }
    }
  }
}
