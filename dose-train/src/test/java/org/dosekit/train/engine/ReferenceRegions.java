package org.dosekit.train.engine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.IntToDoubleFunction;
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
    List<Region> tests = new ArrayList<>();
    for (StructureExpression region : regions) {
      int channel = 1 + CHANNELS.indexOf(region.toString());
      tests.add(sdf -> sdf.applyAsDouble(channel) < 0);
    }
    return of(file, tests.toArray(Region[]::new));
  }

  /** PTV70 or PTV56; nearer than 5 mm (a tenth of the SDF's 50) to the surface of an organ. */
  static RegionVoxels targetsAndSurfaces(TensorFile file) {
    return of(
        file,
        sdf -> sdf.applyAsDouble(1) < 0 || sdf.applyAsDouble(2) < 0,
        sdf ->
            IntStream.rangeClosed(4, 8)
                .anyMatch(channel -> Math.abs(sdf.applyAsDouble(channel)) < 5f / 50));
  }

  /** Whether a voxel lies in a region, by its value of each channel. */
  private interface Region {
    boolean contains(IntToDoubleFunction channels);
  }

  private static RegionVoxels of(TensorFile file, Region... regions) {
    float[] condition = file.tensor("condition").toArray();
    int[] shape = file.tensor("condition").shape();
    int patches = shape[0];
    int voxels = shape[2] * shape[3] * shape[4];
    IntStream.Builder found = IntStream.builder();
    int[] counts = new int[patches * regions.length];
    for (int n = 0; n < patches; n++) {
      int first = n * shape[1] * voxels;
      for (int r = 0; r < regions.length; r++) {
        for (int i = 0; i < voxels; i++) {
          int voxel = i;
          if (regions[r].contains(channel -> condition[first + channel * voxels + voxel])) {
            found.add(n * voxels + i);
            counts[n * regions.length + r]++;
          }
        }
      }
    }
    float[] gy = new float[patches];
    Arrays.fill(gy, 70);
    float[] cc = new float[patches];
    Arrays.fill(cc, 0.008f);
    return new RegionVoxels(
        regions.length, found.build().toArray(), counts, gy, cc, OptionalDouble.of(1));
  }
}
