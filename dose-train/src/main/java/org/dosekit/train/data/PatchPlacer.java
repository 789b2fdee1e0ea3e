package org.dosekit.train.data;

import java.util.SplittableRandom;
import org.dosekit.core.geometry.GridBox;
import org.dosekit.core.geometry.GridShape;
import org.dosekit.train.settings.Patches;

/** Chooses where patches lie on the network's grid. Immutable and thread-safe. */
final class PatchPlacer {
  private final Patches patches;
  private final int reach;

  /**
   * A placer.
   *
   * @param reach by how many voxels a patch is moved at most, along each axis
   */
  PatchPlacer(Patches patches, int reach) {
    this.patches = patches;
    this.reach = reach;
  }

  /** Where a patch lies; it may hold no voxel where dose may be. */
  GridBox place(TrainingCase source, SplittableRandom random) {
    return shifted(firstPlace(source, random), random);
  }

  /** About a voxel where dose may be. */
  GridBox weightedPlace(TrainingCase source, SplittableRandom random) {
    int rank = random.nextInt(source.weightedVoxels());
    return centredOn(source, source.indexOfRank(source.doseWeight(), 0, rank));
  }

  private GridBox firstPlace(TrainingCase source, SplittableRandom random) {
    double kind = random.nextDouble();
    int[] targets = source.regions().targetCentres();
    if (kind >= patches.highDoseFraction() + patches.targetFraction()) {
      return uniform(source, random);
    }
    if (kind >= patches.highDoseFraction() && targets.length > 0) {
      return centredOn(source, targets[random.nextInt(targets.length)]);
    }
    int rank = random.nextInt(source.highDoseVoxels());
    return centredOn(source, source.indexOfRank(source.dose(), TrainingCase.HIGH_DOSE, rank));
  }

  /** Anywhere in the box where dose may be; around it where the patch is the larger. */
  private GridBox uniform(TrainingCase source, SplittableRandom random) {
    GridShape volume = source.grid().shape();
    GridShape patch = patches.shape();
    GridBox box = source.doseBox();
    GridShape extent = box.shape();
    return new GridBox(
        patch,
        uniformStart(volume.ny(), box.y0(), extent.ny(), patch.ny(), random),
        uniformStart(volume.nx(), box.x0(), extent.nx(), patch.nx(), random),
        uniformStart(volume.nz(), box.z0(), extent.nz(), patch.nz(), random));
  }

  private static int uniformStart(
      int size, int first, int extent, int patch, SplittableRandom random) {
    if (size <= patch) {
      return GridBox.centredStart(size, patch);
    }
    int slack = extent - patch;
    int lowest = Math.max(0, Math.min(first, first + slack));
    int highest = Math.min(size - patch, Math.max(first, first + slack));
    return lowest + random.nextInt(highest - lowest + 1);
  }

  /**
   * The patch about a voxel.
   *
   * @param index of the case's own grid
   */
  private GridBox centredOn(TrainingCase source, int index) {
    GridShape volume = source.grid().shape();
    GridShape doses = source.caseGrid().shape();
    GridShape patch = patches.shape();
    GridBox box = source.doseBox();
    int coarsening = source.coarsening();
    int z = index % doses.nz() / coarsening;
    int x = index / doses.nz() % doses.nx() / coarsening;
    int y = index / doses.nz() / doses.nx() / coarsening;
    return new GridBox(
        patch,
        centredStart(y, volume.ny(), patch.ny(), box.y0(), box.shape().ny()),
        centredStart(x, volume.nx(), patch.nx(), box.x0(), box.shape().nx()),
        centredStart(z, volume.nz(), patch.nz(), box.z0(), box.shape().nz()));
  }

  /** The patch stays inside the volume where it can, and holds the box where it is as large. */
  private static int centredStart(int centre, int size, int patch, int first, int extent) {
    if (size <= patch) {
      return GridBox.centredStart(size, patch);
    }
    int start = centre - patch / 2;
    if (patch >= extent) {
      start = Math.min(first, Math.max(first + extent - patch, start));
    }
    return Math.min(size - patch, Math.max(0, start));
  }

  private GridBox shifted(GridBox place, SplittableRandom random) {
    return new GridBox(
        place.shape(),
        place.y0() + random.nextInt(-reach, reach + 1),
        place.x0() + random.nextInt(-reach, reach + 1),
        place.z0() + random.nextInt(-reach, reach + 1));
  }
}
