package org.dosekit.eval.dvh;

import org.dosekit.core.DoseDataException;
import org.dosekit.core.geometry.Grid;
import org.dosekit.core.geometry.GridBox;
import org.dosekit.core.geometry.GridShape;
import org.dosekit.core.structure.ContourRasterizer;
import org.dosekit.core.structure.Contours;
import org.dosekit.core.volume.Mask;
import org.dosekit.core.volume.PartialMask;
import org.dosekit.core.volume.Volume;

/**
 * The dose of a structure's voxels or cells, and the volume of those beyond the dose grid.
 *
 * @param doses sorted
 * @param outsideMm3 the volume in mm^3 for which there is no dose
 */
record StructureSamples(SortedDoses doses, double outsideMm3) {
  static StructureSamples of(Volume doseGy, Mask structure) {
    Grid grid = structure.grid();
    double voxelMm3 = grid.spacing().voxelVolumeMm3();
    SampleBuffer samples = new SampleBuffer(structure.count());
    if (doseGy.grid().matches(grid)) {
      float[] data = doseGy.data();
      structure.indices().forEach(i -> samples.add(data[i], 1));
      return new StructureSamples(SortedDoses.equal(samples, voxelMm3), 0);
    }
    DoseSampler sampler = DoseSampler.of(doseGy, grid);
    GridShape shape = grid.shape();
    structure
        .indices()
        .forEach(
            i -> {
              int y = i / shape.nz() / shape.nx();
              int x = i / shape.nz() % shape.nx();
              int z = i % shape.nz();
              if (sampler.covers(y, x, z)) {
                samples.add(sampler.at(y, x, z), 1);
              }
            });
    requireOverlap(samples, structure.isEmpty());
    double outsideMm3 = (structure.count() - samples.size()) * voxelMm3;
    return new StructureSamples(SortedDoses.equal(samples, voxelMm3), outsideMm3);
  }

  /** The dose at {@code perAxis}^3 places spread evenly over each voxel. */
  static StructureSamples of(Volume doseGy, Mask structure, int perAxis) {
    Gathering gathering = new Gathering(DoseSampler.of(doseGy, structure.grid()));
    GridShape shape = structure.grid().shape();
    double[] offsets = new double[perAxis];
    for (int i = 0; i < perAxis; i++) {
      offsets[i] = (i + 0.5) / perAxis - 0.5;
    }
    float part = 1f / (perAxis * perAxis * perAxis);
    structure
        .indices()
        .forEach(
            i -> {
              int y = i / shape.nz() / shape.nx();
              int x = i / shape.nz() % shape.nx();
              int z = i % shape.nz();
              for (double alongY : offsets) {
                for (double alongX : offsets) {
                  for (double alongZ : offsets) {
                    gathering.add(y + alongY, x + alongX, z + alongZ, part);
                  }
                }
              }
            });
    return gathering.samples(structure.grid());
  }

  static StructureSamples of(Volume doseGy, PartialMask structure) {
    Gathering gathering = new Gathering(DoseSampler.of(doseGy, structure.grid()));
    GridBox box = structure.box();
    for (int y = box.y0(); y < box.y0() + box.shape().ny(); y++) {
      for (int x = box.x0(); x < box.x0() + box.shape().nx(); x++) {
        for (int z = box.z0(); z < box.z0() + box.shape().nz(); z++) {
          float fraction = structure.fraction(y, x, z);
          if (fraction > 0) {
            gathering.add(y, x, z, fraction);
          }
        }
      }
    }
    return gathering.samples(structure.grid());
  }

  static StructureSamples of(Volume doseGy, Contours contours, ContourSampling sampling) {
    ContourRasterizer onDose =
        ContourRasterizer.onto(doseGy.grid()).withEndCaps(sampling.endCaps());
    double cellMm = sampling.cellMm(volumeMm3(onDose, contours, sampling));
    Grid cells = onDose.cells(contours, cellMm);
    Gathering gathering = new Gathering(DoseSampler.of(doseGy, cells));
    ContourRasterizer.onto(cells)
        .withEndCaps(sampling.endCaps())
        .forEach(
            contours,
            (y, x, z, fraction) ->
                gathering.add(
                    y + scatter(y, x, z), x + scatter(x, z, y), z + scatter(z, y, x), fraction));
    return gathering.samples(cells);
  }

  /**
   * Where in its cell a dose is read along the axis of {@code i}, -0.5 to 0.5: cells in one layer
   * spread evenly over its thickness. At their centres, a dose that rises across the layer would
   * come in steps. The numbers are those of the R3 sequence (Roberts 2018), and irrational.
   */
  private static double scatter(int i, int j, int k) {
    double sum = i * 0.8191725133961645 + j * 0.6710436067037893 + k * 0.5497004779019703;
    return sum - Math.floor(sum) - 0.5;
  }

  private static double volumeMm3(
      ContourRasterizer onDose, Contours contours, ContourSampling sampling) {
    Grid coarse = onDose.cells(contours, Double.MAX_VALUE);
    double[] voxels = new double[1];
    ContourRasterizer.onto(coarse)
        .withEndCaps(sampling.endCaps())
        .forEach(contours, (y, x, z, fraction) -> voxels[0] += fraction);
    return voxels[0] * coarse.spacing().voxelVolumeMm3();
  }

  private static void requireOverlap(SampleBuffer samples, boolean nothingInside) {
    if (samples.size() == 0 && !nothingInside) {
      throw DoseDataException.of(
          "structure",
          "no part of it on the dose grid",
          "a structure that the dose grid covers, at least in part",
          "check that both are of the same frame of reference");
    }
  }

  /** Takes voxels of another grid one by one. */
  private static final class Gathering {
    private final DoseSampler sampler;
    private final SampleBuffer buffer = new SampleBuffer(1 << 12);
    private double outsideVoxels;

    Gathering(DoseSampler sampler) {
      this.sampler = sampler;
    }

    void add(double y, double x, double z, float fraction) {
      if (sampler.covers(y, x, z)) {
        buffer.add(sampler.at(y, x, z), fraction);
      } else {
        outsideVoxels += fraction;
      }
    }

    StructureSamples samples(Grid grid) {
      requireOverlap(buffer, outsideVoxels == 0);
      double voxelMm3 = grid.spacing().voxelVolumeMm3();
      return new StructureSamples(
          SortedDoses.fractions(buffer, voxelMm3), outsideVoxels * voxelMm3);
    }
  }
}
