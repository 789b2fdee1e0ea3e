package org.dosekit.export.runtime;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.file.Path;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.dosekit.core.geometry.GridShape;
import org.dosekit.core.network.NetworkSpec;
import org.dosekit.export.TestModels;
import org.dosekit.export.onnx.OnnxExporter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunningPatchesTest {
  @TempDir private Path folder;

  @Test
  void failureOfARunThatNobodyCancelledStaysWhatItIs() throws OrtException {
    OrtEnvironment.getEnvironment();
    RunningPatches running = new RunningPatches();
    running.cancel();
    OrtException failure = new OrtException("broken");
    try (OrtSession.RunOptions options = new OrtSession.RunOptions()) {
      OrtException e =
          assertThrows(
              OrtException.class,
              () ->
                  running.run(
                      options,
                      () -> {
                        throw failure;
                      }));
      assertSame(failure, e);
      float[] answer = {1};
      assertArrayEquals(answer, running.run(options, () -> answer));
    }
  }

  @Test
  void cancelledPatchStopsAndTheModelStaysUsable() throws InterruptedException {
    NetworkSpec spec = NetworkSpec.baseline(2, 8, 3);
    Path file = folder.resolve("model.onnx");
    OnnxExporter.write(TestModels.description(spec), TestModels.weights(spec, 1), file);
    GridShape large = GridShape.cube(96);
    float[] volume = new float[2 * large.voxelCount()];
    try (OnnxPatchModel model = OnnxPatchModel.open(file)) {
      CompletableFuture<float[]> patch =
          CompletableFuture.supplyAsync(() -> model.predict(volume, large, new float[3]));
      Throwable end = cancelUntilItEnds(model, patch);
      assertTrue(end instanceof CancellationException, String.valueOf(end));

      GridShape small = GridShape.cube(16);
      assertTrue(model.predict(new float[2 * small.voxelCount()], small, new float[3]).length > 0);
    }
  }

  private static Throwable cancelUntilItEnds(OnnxPatchModel model, CompletableFuture<float[]> patch)
      throws InterruptedException {
    while (true) {
      model.cancel();
      try {
        patch.get(2, TimeUnit.MILLISECONDS);
        return new AssertionError("the patch ran to its end");
      } catch (TimeoutException e) {
        // It runs still: again.
      } catch (CancellationException e) {
        return e;
      } catch (ExecutionException e) {
        return e.getCause() == null ? e : e.getCause();
      }
    }
  }
}
