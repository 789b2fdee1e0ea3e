package org.dosekit.train.engine;

import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import org.dosekit.core.protocol.StructureExpression;
import org.dosekit.core.tensorfile.TensorFile;

/** The structures of the reference case of losses: where the SDF of its condition is negative. */
final class ReferenceRegions {
  /** The channels of the condition behind the CT, in order. */
  private static final List<String> CHANNELS =
      List.of("PTV70", "PTV56", "Prostate", "Rectum", "Bladder", "Femur_L", "Femur_R", "Bowel");

  private ReferenceRegions() {}

  static RegionVoxels of(TensorFile file, List<StructureExpression> regions) {
    float[] condition = file.tensor("condition").toArray();
    int[] shape = file.tensor("condition").shape();
    int patches = shape[0];
    int voxels = shape[2] * shape[3] * shape[4];
    IntStream.Builder found = IntStream.builder();
    int[] counts = new int[patches * regions.size()];
    for (int n = 0; n < patches; n++) {
      for (int r = 0; r < regions.size(); r++) {
        int channel = 1 + CHANNELS.indexOf(regions.get(r).toString());
        for (int i = 0; i < voxels; i++) {
          if (condition[(n * shape[1] + channel) * voxels + i] < 0) {
            found.add(n * voxels + i);
            counts[n * regions.size() + r]++;
          }
        }
      }
    }
    float[] gy = new float[patches];
    Arrays.fill(gy, 70);
    float[] cc = new float[patches];
    Arrays.fill(cc, 0.008f);
    return new RegionVoxels(
        regions.size(), found.build().toArray(), counts, gy, cc, OptionalDouble.of(1));
  }
}
