package org.dosekit.train.engine;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import org.dosekit.train.loss.LossScript;

/** Memory through which the regions of a batch reach the engine. */
final class RegionStage {
  private final StagingBuffer voxels = new StagingBuffer();
  private final StagingBuffer counts = new StagingBuffer();
  private final StagingBuffer facts = new StagingBuffer();

  /** The arguments of {@link LossScript#REGION_ARGUMENTS}, valid until the next call. */
  NDList stage(NDManager manager, RegionVoxels regions) {
    int patches = regions.doseScaleGy().length;
    float[] values = new float[2 * patches];
    for (int n = 0; n < patches; n++) {
      values[2 * n] = regions.doseScaleGy()[n];
      values[2 * n + 1] = regions.voxelVolumeCc()[n];
    }
    // An array of the engine has a value at least; one beyond all counts belongs to no region.
    int[] indices = regions.voxels().length == 0 ? new int[1] : regions.voxels();
    return new NDList(
        voxels.stage(manager, IntBuffer.wrap(indices)),
        counts.stage(manager, IntBuffer.wrap(regions.counts())),
        facts.stage(manager, FloatBuffer.wrap(values), new Shape(patches, 2)));
  }
}
