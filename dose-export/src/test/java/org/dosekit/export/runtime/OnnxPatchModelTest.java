package org.dosekit.export.runtime;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyMap;
import static org.mockito.ArgumentMatchers.anySet;
import static org.mockito.ArgumentMatchers.anyString;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import com.google.protobuf.DynamicMessage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.dosekit.core.DoseDataException;
import org.dosekit.core.geometry.GridShape;
import org.dosekit.core.network.NetworkSpec;
import org.dosekit.export.OnnxSchema;
import org.dosekit.export.TestModels;
import org.dosekit.export.onnx.OnnxExporter;
import org.dosekit.export.onnx.OnnxMetadata;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OnnxPatchModelTest {
  private static final NetworkSpec SPEC = NetworkSpec.baseline(2, 2, 3);
  private static final GridShape PATCH = new GridShape(16, 32, 16);
  private static final float[] CONSTRAINTS = {0.5f, -1, 2};
  private static final float[] VOLUME = TestModels.input(2 * PATCH.voxelCount(), 1);

  @TempDir private Path folder;
  private Path file = Path.of("");

  @BeforeEach
  void export() {
    file = folder.resolve("model.onnx");
    OnnxExporter.write(TestModels.description(SPEC), TestModels.weights(SPEC, 1), file);
  }

  @Test
  void modelKnowsWhatItIsFor() {
    try (OnnxPatchModel model = OnnxPatchModel.open(file)) {
      assertEquals(TestModels.description(SPEC), model.description());
      assertEquals(OnnxMetadata.read(file), model.metadata());
    }
  }

  @Test
  void patchWhoseSizeIsNoMultipleOf16IsRefusedBeforeItRuns() {
    try (OnnxPatchModel model = OnnxPatchModel.open(file)) {
      for (GridShape odd :
          new GridShape[] {
            new GridShape(24, 16, 16), new GridShape(16, 17, 16), new GridShape(16, 16, 8)
          }) {
        float[] volume = new float[2 * odd.voxelCount()];
        IllegalArgumentException e =
            assertThrows(
                IllegalArgumentException.class, () -> model.predict(volume, odd, CONSTRAINTS));
        assertTrue(String.valueOf(e.getMessage()).contains("multiple of 16"));
      }
    }
  }

  @Test
  void arraysOfOtherLengthsAreRefused() {
    try (OnnxPatchModel model = OnnxPatchModel.open(file)) {
      float[] oneChannel = new float[PATCH.voxelCount()];
      assertThrows(
          IllegalArgumentException.class, () -> model.predict(oneChannel, PATCH, CONSTRAINTS));
      assertThrows(
          IllegalArgumentException.class, () -> model.predict(VOLUME, PATCH, new float[2]));
    }
  }

  @Test
  void closedModelRefusesToRunAndMayBeClosedAgain() {
    OnnxPatchModel model = OnnxPatchModel.open(file);
    model.close();
    model.close();
    assertThrows(IllegalStateException.class, () -> model.predict(VOLUME, PATCH, CONSTRAINTS));
  }

  @Test
  void patchesOfManyShapesAndThreadsGiveWhatEachGivesAlone() {
    GridShape[] shapes = {PATCH, GridShape.cube(16), new GridShape(32, 16, 32)};
    float[][] alone = new float[shapes.length][];
    for (int i = 0; i < shapes.length; i++) {
      try (OnnxPatchModel fresh = OnnxPatchModel.open(file)) {
        alone[i] = predict(fresh, shapes[i]);
      }
    }
    try (OnnxPatchModel model = OnnxPatchModel.open(file)) {
      IntStream.range(0, 24)
          .parallel()
          .forEach(i -> assertArrayEquals(alone[i % 3], predict(model, shapes[i % 3]), 1e-6f));
    }
  }

  private static float[] predict(OnnxPatchModel model, GridShape patch) {
    return model.predict(TestModels.input(2 * patch.voxelCount(), 4), patch, CONSTRAINTS);
  }

  @Test
  void patchesOfABatchGiveWhatEachGivesAlone() {
    float[] other = TestModels.input(VOLUME.length, 9);
    float[] otherConstraints = {-1, 0, 1};
    try (OnnxPatchModel model = OnnxPatchModel.open(file)) {
      float[] alone =
          joined(
              model.predict(VOLUME, PATCH, CONSTRAINTS),
              model.predict(other, PATCH, otherConstraints));
      float[] together =
          model.predictBatch(
              joined(VOLUME, other), 2, PATCH, joined(CONSTRAINTS, otherConstraints));
      assertArrayEquals(alone, together, 1e-6f);
    }
  }

  private static float[] joined(float[] first, float[] second) {
    float[] both = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return both;
  }

  @Test
  void batchIsOneRunAndOnTensorRtNoneThatTheEngineIsNotBuiltFor() throws OrtException {
    GridShape patch = TestModels.description(SPEC).window().patch();
    float[] volumes = new float[3 * 2 * patch.voxelCount()];
    List<Long> batches = new ArrayList<>();
    OrtSession session = mock();
    when(session.run(anyMap(), anySet(), anyMap(), any()))
        .thenAnswer(
            call -> {
              Map<String, OnnxTensor> inputs = call.getArgument(0);
              inputs.values().forEach(i -> batches.add(i.getInfo().getShape()[0]));
              return mock(OrtSession.Result.class);
            });

    modelOf(session).predictBatch(volumes, 3, patch, new float[9]);
    // The volume and the constraints.
    assertEquals(List.of(3L, 3L), batches);

    batches.clear();
    for (int largest : new int[] {3, 2}) {
      modelOf(session, ExecutionTarget.tensorRt(0), GpuOptions.DEFAULT.withLargestBatch(largest))
          .predictBatch(volumes, 3, patch, new float[9]);
    }
    assertEquals(List.of(3L, 3L, 1L, 1L, 1L, 1L, 1L, 1L), batches);
  }

  @Test
  void patchesWithoutMemoryForThemAreExplainedAndTheModelStaysUsable() throws OrtException {
    OrtSession session = mock();
    OutOfMemoryError cause = new OutOfMemoryError("Cannot reserve 75497472 bytes");
    when(session.run(anyMap(), anySet(), anyMap(), any()))
        .thenThrow(cause)
        .thenReturn(mock(OrtSession.Result.class));
    OnnxPatchModel model = modelOf(session);

    DoseDataException e =
        assertThrows(DoseDataException.class, () -> model.predict(VOLUME, PATCH, CONSTRAINTS));

    assertSame(cause, e.getCause());
    assertTrue(e.found().contains("a patch of 16x32x16 voxels"), e.found());
    assertEquals(PATCH.voxelCount(), model.predict(VOLUME, PATCH, CONSTRAINTS).length);
  }

  /** The run holds on until the test lets it go; whoever closes must wait for that long. */
  @Test
  void closeWaitsForPatchesThatRun() throws Exception {
    CountDownLatch running = new CountDownLatch(1);
    CountDownLatch mayEnd = new CountDownLatch(1);
    OrtSession session = mock();
    when(session.run(anyMap(), anySet(), anyMap(), any()))
        .thenAnswer(
            call -> {
              running.countDown();
              mayEnd.await();
              verify(session, never()).close();
              return mock(OrtSession.Result.class);
            });
    OnnxPatchModel model = modelOf(session);
    CompletableFuture<float[]> patch =
        CompletableFuture.supplyAsync(() -> model.predict(VOLUME, PATCH, CONSTRAINTS));
    running.await();

    Thread closing = new Thread(model::close);
    closing.start();
    while (closing.getState() != Thread.State.WAITING) {
      assertTrue(closing.isAlive(), "closed while a patch runs");
      Thread.onSpinWait();
    }
    mayEnd.countDown();

    assertEquals(PATCH.voxelCount(), patch.get().length);
    closing.join();
    verify(session).close();
  }

  @Test
  void optionsChangeSpeedAndMemoryOnly() {
    float[] expected;
    try (OnnxPatchModel model = OnnxPatchModel.open(file)) {
      expected = model.predict(VOLUME, PATCH, CONSTRAINTS);
    }
    RuntimeOptions options =
        RuntimeOptions.DEFAULT
            .withThreads(1)
            .withSpinning(true)
            .withArena(true)
            .withMemoryPattern(true);
    try (OnnxPatchModel model = OnnxPatchModel.open(file, ExecutionTarget.CPU, options)) {
      for (int run = 0; run < 2; run++) {
        assertArrayEquals(expected, model.predict(VOLUME, PATCH, CONSTRAINTS), 1e-6f);
      }
    }
    assertThrows(IllegalArgumentException.class, () -> RuntimeOptions.DEFAULT.withThreads(-1));
  }

  @Test
  void modelWithoutMetadataIsRefused() throws IOException {
    DynamicMessage model = OnnxSchema.parse(Files.readAllBytes(file));
    Files.write(file, OnnxSchema.without(model, "metadata_props").toByteArray());

    assertRefused("without the metadata");
  }

  @Test
  void modelOfOtherInputsThanItDescribesIsRefused() throws IOException {
    DynamicMessage model = OnnxSchema.parse(Files.readAllBytes(file));
    OnnxExporter.write(
        TestModels.description(TestModels.TINY), TestModels.weights(TestModels.TINY, 1), file);
    DynamicMessage other = OnnxSchema.parse(Files.readAllBytes(file));
    Object foreign = OnnxSchema.value(other, "metadata_props");
    Files.write(file, OnnxSchema.with(model, "metadata_props", foreign).toByteArray());

    assertRefused("inputs or outputs that are not those of its description");
  }

  @Test
  void graphThatOnnxRuntimeCannotReadIsRefused() throws IOException {
    DynamicMessage model = OnnxSchema.parse(Files.readAllBytes(file));
    DynamicMessage graph = (DynamicMessage) OnnxSchema.value(model, "graph");
    DynamicMessage withoutWeights = OnnxSchema.without(graph, "initializer");
    Files.write(file, OnnxSchema.with(model, "graph", withoutWeights).toByteArray());

    assertRefused("a model that ONNX Runtime refuses");
  }

  private void assertRefused(String complaint) {
    DoseDataException e = assertThrows(DoseDataException.class, () -> OnnxPatchModel.open(file));
    assertTrue(e.getMessage().contains(complaint), e.getMessage());
    assertEquals(file.toString(), e.subject());
  }

  @Test
  void absentNativeLibraryIsExplained() {
    UnsatisfiedLinkError cause = new UnsatisfiedLinkError("no libonnxruntime for this platform");
    DoseDataException e =
        assertThrows(
            DoseDataException.class,
            () ->
                OnnxPatchModel.open(
                    file,
                    ExecutionTarget.CPU,
                    RuntimeOptions.DEFAULT,
                    () -> {
                      throw cause;
                    }));
    assertSame(cause, e.getCause());
    assertTrue(e.found().contains("no libonnxruntime for this platform"), e.found());
    assertTrue(e.remedy().contains("onnxruntime.native.path"), e.remedy());
  }

  @Test
  void nativeLibraryOfAnotherVersionIsRefusedByBothVersions() {
    OrtEnvironment environment = mock();
    when(environment.getVersion()).thenReturn("1.18.0");

    DoseDataException e = assertThrows(DoseDataException.class, () -> openIn(environment));

    assertTrue(e.getMessage().contains("1.18.0"), e.getMessage());
    assertTrue(e.expected().startsWith(OrtRuntime.VERSION), e.expected());
  }

  @Test
  void versionThatIsAskedForIsThatOfTheLibrary() {
    assertTrue(OrtEnvironment.getEnvironment().getVersion().startsWith(OrtRuntime.VERSION + "."));
  }

  private static OrtEnvironment environment() {
    OrtEnvironment environment = mock();
    when(environment.getVersion()).thenReturn(OrtRuntime.VERSION + ".0");
    return environment;
  }

  private OnnxPatchModel openIn(OrtEnvironment environment) {
    return OnnxPatchModel.open(
        file, ExecutionTarget.CPU, RuntimeOptions.DEFAULT, () -> environment);
  }

  private OnnxPatchModel modelOf(OrtSession session) {
    return modelOf(session, ExecutionTarget.CPU, GpuOptions.DEFAULT);
  }

  private OnnxPatchModel modelOf(OrtSession session, ExecutionTarget target, GpuOptions options) {
    return new OnnxPatchModel(
        file.toString(),
        OnnxMetadata.read(file),
        OrtEnvironment.getEnvironment(),
        new SessionLadder.Opened(session, target),
        options);
  }

  @Test
  void sessionThatCannotBeCreatedIsExplained() throws OrtException {
    OrtEnvironment environment = environment();
    OrtException cause = new OrtException("out of memory");
    when(environment.createSession(anyString(), any())).thenThrow(cause);

    DoseDataException e = assertThrows(DoseDataException.class, () -> openIn(environment));

    assertSame(cause, e.getCause());
  }

  @Test
  void sessionOfOtherInputsIsClosedAgain() throws OrtException {
    OrtEnvironment environment = environment();
    OrtSession session = mock();
    when(environment.createSession(anyString(), any())).thenReturn(session);

    assertThrows(DoseDataException.class, () -> openIn(environment));

    verify(session).close();
  }

  @Test
  void failureDuringARunIsExplainedAndTheModelStaysUsable() throws OrtException {
    OrtSession session = mock();
    OrtException cause = new OrtException("Failed to allocate memory");
    when(session.run(anyMap(), anySet(), anyMap(), any())).thenThrow(cause);
    OnnxPatchModel model = modelOf(session);

    for (int run = 0; run < 2; run++) {
      DoseDataException e =
          assertThrows(DoseDataException.class, () -> model.predict(VOLUME, PATCH, CONSTRAINTS));
      assertSame(cause, e.getCause());
      assertTrue(e.getMessage().contains("16x32x16"), e.getMessage());
      assertTrue(e.remedy().contains("smaller patch"), e.remedy());
    }
    verify(session, times(2)).run(anyMap(), anySet(), anyMap(), any());
  }

  @Test
  void failureToCloseIsReportedOnce() throws OrtException {
    OrtSession session = mock();
    doThrow(new OrtException("still in use")).when(session).close();
    OnnxPatchModel model = modelOf(session);

    assertThrows(DoseDataException.class, model::close);
    model.close();

    verify(session).close();
  }

  @Test
  void allZeroInputGivesFiniteDose() {
    // Every normalisation meets a variance of 0.
    try (OnnxPatchModel model = OnnxPatchModel.open(file)) {
      float[] dose = model.predict(new float[VOLUME.length], PATCH, new float[3]);
      assertTrue(IntStream.range(0, dose.length).allMatch(i -> Float.isFinite(dose[i])));
    }
  }
}
