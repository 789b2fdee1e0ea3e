package org.dosekit.cli;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import org.dosekit.core.geometry.GridShape;
import org.dosekit.core.predict.ModelDescription;
import org.dosekit.core.predict.PatchModel;
import org.dosekit.core.predict.Progress;
import org.dosekit.core.predict.SlidingWindow;
import org.junit.jupiter.api.Test;

/** Here, because core itself does not know the module that counts allocations. */
class PredictionMemoryTest {
  private static final int CHANNELS = 3;
  private static final GridShape PATCH = GridShape.cube(32);

  /** The weights are a product of three axes' and take no volume. */
  @Test
  void aWindowTakesOneOutputAndOnePatchHoweverManyPatchesThereAre() {
    GridShape shape = new GridShape(128, 96, 96);
    float[][] channels = new float[CHANNELS][shape.voxelCount()];
    SlidingWindow window = SlidingWindow.halfOverlapping(PATCH);
    PatchModel model = new FixedDose(new float[PATCH.voxelCount()]);
    int[] patches = {0};
    Progress count = (done, total) -> patches[0] = done;
    window.apply(model, channels, shape, new float[1], count);

    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    window.apply(model, channels, shape, new float[1], count);
    long allocated = threads.getCurrentThreadAllocatedBytes() - before;

    assertTrue(patches[0] > 100, patches[0] + " patches");
    long outputAndPatch = 4L * (shape.voxelCount() + CHANNELS * PATCH.voxelCount());
    assertTrue(allocated < outputAndPatch + 256 * 1024, allocated + " bytes");
  }

  private record FixedDose(float[] dose) implements PatchModel {
    @Override
    public ModelDescription description() {
      throw new UnsupportedOperationException("a window does not ask");
    }

    @Override
    public float[] predict(float[] channels, GridShape patch, float[] constraints) {
      return dose;
    }

    @Override
    public void close() {}
  }
}
