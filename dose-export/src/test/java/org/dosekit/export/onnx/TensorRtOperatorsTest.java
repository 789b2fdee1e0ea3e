package org.dosekit.export.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.dosekit.core.network.NetworkSpec;
import org.dosekit.core.network.NetworkSpec.Architecture;
import org.dosekit.core.network.ParameterCollector;
import org.dosekit.export.TestModels;
import org.dosekit.export.onnx.OnnxGraph.Attribute;
import org.dosekit.export.onnx.OnnxGraph.Node;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every graph for the GPU, held against what TensorRT's parser documents that it takes. */
class TensorRtOperatorsTest {
  @ParameterizedTest
  @EnumSource(Architecture.class)
  void graphsForTheGpuAreOfDocumentedOperatorsAndForms(Architecture architecture)
      throws IOException {
    Set<String> documented = documented();
    NetworkSpec spec = new NetworkSpec(architecture, 9, 8, 13);
    for (ExportForm form : TestForms.ALL) {
      if (form.target() != ExportTarget.GPU) {
        continue;
      }
      OnnxGraph graph =
          OnnxEmitter.emit(
              TestModels.description(spec), ParameterCollector.initialise(spec, 1), form);
      Set<String> initialisers =
          graph.initialisers().stream().map(i -> i.name()).collect(Collectors.toSet());
      boolean normalised = false;
      for (Node node : graph.nodes()) {
        assertTrue(documented.contains(node.operator()), node.operator());
        requireDocumentedForm(node, initialisers);
        normalised |= node.operator().equals("InstanceNormalization");
      }
      assertTrue(normalised);
    }
  }

  private static void requireDocumentedForm(Node node, Set<String> initialisers) {
    List<String> parameters = node.inputs().subList(1, node.inputs().size());
    switch (node.operator()) {
      // Weights, bounds and axes are fixed when the engine is built.
      case "InstanceNormalization", "Conv", "Gemm", "Clip", "Gather", "ReduceMean" ->
          assertTrue(initialisers.containsAll(parameters), node::toString);
      case "Resize" -> {
        assertEquals("linear", text(node, "mode"));
        assertEquals("half_pixel", text(node, "coordinate_transformation_mode"));
        assertTrue(initialisers.contains(node.inputs().get(2)));
        requireNoAttribute(node, "antialias", "axes");
      }
      case "MaxPool", "AveragePool" -> {
        assertEquals(1, node.outputs().size());
        assertEquals(3, ints(node, "kernel_shape").length);
        requireNoAttribute(node, "dilations");
      }
      default -> {}
    }
  }

  private static void requireNoAttribute(Node node, String... names) {
    for (String name : names) {
      assertTrue(node.attributes().stream().noneMatch(a -> a.name().equals(name)), node::toString);
    }
  }

  private static String text(Node node, String name) {
    return node.attributes().stream()
        .filter(a -> a.name().equals(name))
        .map(a -> ((Attribute.Text) a).value())
        .findFirst()
        .orElseThrow();
  }

  private static long[] ints(Node node, String name) {
    return node.attributes().stream()
        .filter(a -> a.name().equals(name))
        .map(a -> ((Attribute.Ints) a).values())
        .findFirst()
        .orElseThrow();
  }

  private static Set<String> documented() throws IOException {
    try (InputStream in =
        Objects.requireNonNull(
            TensorRtOperatorsTest.class.getResourceAsStream("tensorrt-operators.txt"))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.startsWith("#"))
          .flatMap(line -> Arrays.stream(line.split(" ")))
          .collect(Collectors.toSet());
    }
  }
}
