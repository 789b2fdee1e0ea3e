package org.dosekit.train.data;

import java.util.Arrays;
import java.util.OptionalDouble;
import org.dosekit.train.engine.RegionVoxels;

/** The regions of the patches of a batch while it is filled, patch by patch in order. */
final class RegionCollector {
  private final ScoredRegions regions;
  private final int[] counts;
  private final float[] doseScaleGy;
  private final float[] voxelVolumeCc;
  private int[] voxels = new int[1024];
  private int size;
  private double fractionSum;
  private int fractions;

  RegionCollector(ScoredRegions regions, int patches) {
    this.regions = regions;
    this.counts = new int[patches * regions.scored()];
    this.doseScaleGy = new float[patches];
    this.voxelVolumeCc = new float[patches];
  }

  /** Adds a patch's. */
  void add(int slot, PatchReader reader, boolean flip) {
    TrainingCase source = reader.source();
    doseScaleGy[slot] = (float) source.doseScaleGy();
    voxelVolumeCc[slot] = (float) source.caseGrid().voxelVolumeCc();
    int offset = slot * reader.dosePatch().voxelCount();
    for (int region = 0; region < regions.scored(); region++) {
      int from = flip ? regions.mirrored(region) : region;
      if (source.regions().voxels()[from] == 0) {
        continue;
      }
      int before = size;
      reader.forEachInside(from, flip, voxel -> append(offset + voxel));
      double fraction = reader.fractionInside(from);
      if (regions.isWhole(region)) {
        fractionSum += fraction;
        fractions++;
      }
      if (regions.isScored(region, fraction)) {
        counts[slot * regions.scored() + region] = size - before;
      } else {
        size = before;
      }
    }
  }

  RegionVoxels collected() {
    return new RegionVoxels(
        regions.scored(),
        Arrays.copyOf(voxels, size),
        counts,
        doseScaleGy,
        voxelVolumeCc,
        fractions == 0 ? OptionalDouble.empty() : OptionalDouble.of(fractionSum / fractions));
  }

  private void append(int voxel) {
    if (size == voxels.length) {
      voxels = Arrays.copyOf(voxels, 2 * size);
    }
    voxels[size++] = voxel;
  }
}
