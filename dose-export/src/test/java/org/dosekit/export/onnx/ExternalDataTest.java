package org.dosekit.export.onnx;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.DynamicMessage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.dosekit.core.DoseDataException;
import org.dosekit.core.geometry.GridShape;
import org.dosekit.core.network.NetworkSpec;
import org.dosekit.export.OnnxSchema;
import org.dosekit.export.TestModels;
import org.dosekit.export.runtime.OnnxPatchModel;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Models in two files, made at a threshold far below the 2 GiB where they are needed. */
class ExternalDataTest {
  private static final NetworkSpec SPEC = NetworkSpec.baseline(2, 2, 3);
  private static final GridShape PATCH = GridShape.cube(16);
  private static final int THRESHOLD = 200_000;

  @TempDir private Path folder;
  private Path file = Path.of("");

  @BeforeEach
  void export() {
    file = folder.resolve("two files.onnx");
    write(temporary -> {});
  }

  private void write(OnnxExporter.Inspection inspection) {
    OnnxExporter.write(
        TestModels.description(SPEC),
        TestModels.weights(SPEC, 1),
        ExportForm.STANDARD,
        file,
        inspection,
        THRESHOLD);
  }

  @Test
  void bothFilesGiveTheDoseThatOneGives() throws IOException {
    Path one = folder.resolve("one.onnx");
    OnnxExporter.write(TestModels.description(SPEC), TestModels.weights(SPEC, 1), one);

    assertTrue(Files.size(file) < THRESHOLD);
    assertEquals(OnnxMetadata.read(one), OnnxMetadata.read(file));
    assertArrayEquals(predict(one), predict(file));
  }

  private static float[] predict(Path model) {
    try (OnnxPatchModel network = OnnxPatchModel.open(model)) {
      return network.predict(
          TestModels.input(2 * PATCH.voxelCount(), 3), PATCH, new float[] {1, 0, -1});
    }
  }

  @Test
  void protobufReadsTheModelAndWritesTheSameBytes() throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    assertArrayEquals(bytes, OnnxSchema.parse(bytes).toByteArray());
  }

  @Test
  void modelMayBeInspectedUnderItsTemporaryName() {
    float[][] seen = new float[1][];
    write(temporary -> seen[0] = predict(temporary));
    assertArrayEquals(predict(file), seen[0]);
  }

  @Test
  void failedInspectionLeavesTheFormerModelOnly() throws IOException {
    float[] before = predict(file);
    List<Path> files = files();
    IllegalStateException failure = new IllegalStateException("not fit");

    assertEquals(
        failure,
        assertThrows(
            IllegalStateException.class,
            () ->
                write(
                    temporary -> {
                      throw failure;
                    })));
    assertThrows(
        IllegalStateException.class,
        () ->
            OnnxExporter.write(
                TestModels.description(SPEC),
                TestModels.weights(SPEC, 2),
                ExportForm.STANDARD,
                file,
                temporary -> {
                  throw failure;
                },
                THRESHOLD));

    assertEquals(files, files());
    assertArrayEquals(before, predict(file));
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.sorted().toList();
    }
  }

  @Test
  void missingAndTruncatedWeightsAreExplained() throws IOException {
    Path data =
        files().stream().filter(f -> f.toString().endsWith(".data")).findFirst().orElseThrow();
    byte[] bytes = Files.readAllBytes(data);

    Files.write(data, Arrays.copyOf(bytes, bytes.length - 1));
    assertRefused("together");
    Files.delete(data);
    assertRefused("copy the model's .data file too");
  }

  @Test
  void weightsOutsideTheFolderAreRefused() throws IOException {
    Path elsewhere = Files.createDirectories(folder.resolve("elsewhere"));
    Files.move(
        files().stream().filter(f -> f.toString().endsWith(".data")).findFirst().orElseThrow(),
        elsewhere.resolve("weights.data"));
    for (String location :
        List.of(
            "../elsewhere/weights.data",
            "elsewhere/weights.data",
            elsewhere.resolve("weights.data").toString(),
            "..\\weights.data",
            "",
            "..")) {
      relocate(location);
      assertRefused("outside the model's folder");
    }
    Files.createSymbolicLink(folder.resolve("link.data"), elsewhere.resolve("weights.data"));
    relocate("link.data");
    assertRefused("no file link.data");
  }

  private void relocate(String location) throws IOException {
    DynamicMessage model = OnnxSchema.parse(Files.readAllBytes(file));
    DynamicMessage graph = (DynamicMessage) OnnxSchema.value(model, "graph");
    List<DynamicMessage> tensors =
        OnnxSchema.messages(graph, "initializer").stream()
            .map(t -> relocated(t, location))
            .toList();
    Files.write(
        file,
        OnnxSchema.with(model, "graph", OnnxSchema.with(graph, "initializer", tensors))
            .toByteArray());
  }

  private static DynamicMessage relocated(DynamicMessage tensor, String location) {
    List<DynamicMessage> entries =
        OnnxSchema.messages(tensor, "external_data").stream()
            .map(
                e ->
                    OnnxSchema.value(e, "key").equals("location")
                        ? OnnxSchema.with(e, "value", location)
                        : e)
            .toList();
    return OnnxSchema.with(tensor, "external_data", entries);
  }

  private void assertRefused(String complaint) {
    DoseDataException e = assertThrows(DoseDataException.class, () -> OnnxPatchModel.open(file));
    assertTrue(e.getMessage().contains(complaint), e.getMessage());
  }

  @Test
  void nameOfTheDataFileSaysWhatIsInIt() throws IOException {
    String digest = OnnxMetadata.read(file).weightsSha256().substring(0, 16);
    assertTrue(Files.exists(folder.resolve("two_files.onnx." + digest + ".cpu-fp32.data")));
  }
}
