package org.dosekit.export.runtime;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.DynamicMessage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.dosekit.core.DoseDataException;
import org.dosekit.core.geometry.GridShape;
import org.dosekit.core.network.NetworkSpec;
import org.dosekit.export.OnnxSchema;
import org.dosekit.export.TestModels;
import org.dosekit.export.onnx.OnnxExporter;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Files and inputs that no dose can come of: one clear error each, and nothing held after it. */
class RefusedModelsTest {
  private static final NetworkSpec SPEC = NetworkSpec.baseline(2, 4, 3);
  private static final int FAILED_OPENS = 200;
  private static final int WARM_UP = 40;

  /** One leaked session of this model holds more than 1 MB, 200 more than 200. */
  private static final long MAX_GROWTH_BYTES = 48L << 20;

  @TempDir private Path folder;
  private Path good = Path.of("");

  @BeforeEach
  void export() {
    good = folder.resolve("good.onnx");
    OnnxExporter.write(TestModels.description(SPEC), TestModels.weights(SPEC, 1), good);
  }

  /** Each bad file, with words of the message that it deserves. */
  private Map<Path, String> badFiles() throws IOException {
    byte[] bytes = Files.readAllBytes(good);
    DynamicMessage model = OnnxSchema.parse(bytes);
    DynamicMessage graph = (DynamicMessage) OnnxSchema.value(model, "graph");
    Map<Path, String> files = new LinkedHashMap<>();
    files.put(folder.resolve("absent.onnx"), "no readable file");
    files.put(bad("text", "not a model".getBytes(StandardCharsets.UTF_8)), "ONNX model");
    files.put(bad("empty", new byte[0]), "no graph");
    files.put(bad("truncated", Arrays.copyOf(bytes, bytes.length / 2)), "left");
    files.put(bad("foreign", OnnxSchema.without(model, "metadata_props")), "without the metadata");
    files.put(bad("opset", withOpset(model, 99)), "operator set 99");
    files.put(bad("channels", ofOtherChannels(model)), "not those of its description");
    files.put(
        bad("weights", OnnxSchema.with(model, "graph", OnnxSchema.without(graph, "initializer"))),
        "ONNX Runtime refuses");
    return files;
  }

  private static DynamicMessage withOpset(DynamicMessage model, long version) {
    List<DynamicMessage> sets =
        OnnxSchema.messages(model, "opset_import").stream()
            .map(set -> OnnxSchema.with(set, "version", version))
            .toList();
    return OnnxSchema.with(model, "opset_import", sets);
  }

  private DynamicMessage ofOtherChannels(DynamicMessage model) throws IOException {
    NetworkSpec other = NetworkSpec.baseline(5, 4, 3);
    Path file = folder.resolve("other.onnx");
    OnnxExporter.write(TestModels.description(other), TestModels.weights(other, 1), file);
    DynamicMessage described = OnnxSchema.parse(Files.readAllBytes(file));
    return OnnxSchema.with(model, "metadata_props", OnnxSchema.value(described, "metadata_props"));
  }

  private Path bad(String name, DynamicMessage model) throws IOException {
    return bad(name, model.toByteArray());
  }

  private Path bad(String name, byte[] bytes) throws IOException {
    return Files.write(folder.resolve(name + ".onnx"), bytes);
  }

  @Test
  void everyBadFileIsRefusedWithItsReason() throws IOException {
    badFiles()
        .forEach(
            (file, words) -> {
              DoseDataException e =
                  assertThrows(DoseDataException.class, () -> OnnxPatchModel.open(file));
              assertTrue(e.getMessage().contains(words), e.getMessage());
              assertTrue(e.getMessage().startsWith(file.toString()), e.getMessage());
              assertFalse(e.remedy().isBlank());
            });
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void failedOpensHoldNoMemory() throws IOException {
    List<Path> files = List.copyOf(badFiles().keySet());
    openInVain(files, WARM_UP);
    long before = residentBytes();
    openInVain(files, FAILED_OPENS);
    long growth = residentBytes() - before;
    assertTrue(growth < MAX_GROWTH_BYTES, growth + " bytes more");
  }

  private static void openInVain(List<Path> files, int times) {
    for (int i = 0; i < times; i++) {
      Path file = files.get(i % files.size());
      assertThrows(DoseDataException.class, () -> OnnxPatchModel.open(file));
    }
    System.gc();
  }

  private static long residentBytes() throws IOException {
    String kilobytes =
        Files.readAllLines(Path.of("/proc/self/status")).stream()
            .filter(line -> line.startsWith("VmRSS:"))
            .map(line -> line.replaceAll("\\D", ""))
            .findFirst()
            .orElseThrow();
    return Long.parseLong(kilobytes) << 10;
  }

  @Test
  void inputThatIsNoNumberIsRefusedByItsPlace() {
    GridShape patch = GridShape.cube(16);
    float[] volume = new float[2 * patch.voxelCount()];
    float[] constraints = new float[3];
    try (OnnxPatchModel model = OnnxPatchModel.open(good)) {
      volume[patch.voxelCount() + 7] = Float.NaN;
      DoseDataException inVolume =
          assertThrows(DoseDataException.class, () -> model.predict(volume, patch, constraints));
      assertTrue(inVolume.found().contains("NaN in channel 1"), inVolume.found());

      volume[patch.voxelCount() + 7] = 0;
      constraints[2] = Float.POSITIVE_INFINITY;
      DoseDataException inVector =
          assertThrows(DoseDataException.class, () -> model.predict(volume, patch, constraints));
      assertTrue(inVector.found().contains("constraint 2"), inVector.found());
    }
  }
}
