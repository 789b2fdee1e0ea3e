package org.dosekit.eval.dvh;

import java.util.OptionalDouble;
import org.dosekit.core.DoseDataException;
import org.dosekit.core.geometry.GridBox;
import org.dosekit.core.geometry.GridShape;
import org.dosekit.core.volume.Mask;
import org.dosekit.core.volume.PartialMask;
import org.dosekit.core.volume.Volume;

/**
 * How well the prescription isodose follows a target. A voxel belongs to an isodose when its dose
 * is at least that.
 *
 * @param prescriptionGy the dose of the isodose
 * @param targetCc the target's volume (TV)
 * @param coveredCc the target's volume inside the isodose (TV_PIV)
 * @param isodoseCc the isodose's volume (PIV)
 * @param halfIsodoseCc the volume of the isodose of half the prescription
 * @param cutByGrid whether an edge voxel of the grid has at least half the prescription: the
 *     volumes of isodoses may then be too small
 */
public record TargetConformity(
    double prescriptionGy,
    double targetCc,
    double coveredCc,
    double isodoseCc,
    double halfIsodoseCc,
    boolean cutByGrid) {
  /** Checks that the target has a volume and holds what is covered of it. */
  public TargetConformity {
    if (!(prescriptionGy > 0) || !Double.isFinite(prescriptionGy)) {
      throw new IllegalArgumentException("prescription " + prescriptionGy + " Gy; positive");
    }
    if (!(targetCc > 0 && coveredCc >= 0 && isodoseCc >= 0 && halfIsodoseCc >= isodoseCc)) {
      throw new IllegalArgumentException(
          "target %s cc, covered %s cc, isodoses %s and %s cc"
              .formatted(targetCc, coveredCc, isodoseCc, halfIsodoseCc));
    }
  }

  /**
   * Measures a target of whole voxels.
   *
   * @param doseGy in Gy
   * @param target on the same grid, not empty
   * @param prescriptionGy positive
   * @throws IllegalArgumentException unless the grids match
   * @throws DoseDataException when the target is empty, or a dose is not finite
   */
  public static TargetConformity of(Volume doseGy, Mask target, double prescriptionGy) {
    requireSameGrid(doseGy, target.grid().matches(doseGy.grid()));
    float[] dose = doseGy.data();
    long covered = target.indices().filter(i -> dose[i] >= prescriptionGy).count();
    double voxelCc = doseGy.grid().voxelVolumeCc();
    return of(doseGy, prescriptionGy, target.volumeCc(), covered * voxelCc);
  }

  /**
   * Measures a target with partial voxels.
   *
   * @param doseGy in Gy
   * @param target on the same grid, not empty
   * @param prescriptionGy positive
   * @throws IllegalArgumentException unless the grids match
   * @throws DoseDataException when the target is empty, or a dose is not finite
   */
  public static TargetConformity of(Volume doseGy, PartialMask target, double prescriptionGy) {
    requireSameGrid(doseGy, target.grid().matches(doseGy.grid()));
    GridBox box = target.box();
    double covered = 0;
    for (int y = box.y0(); y < box.y0() + box.shape().ny(); y++) {
      for (int x = box.x0(); x < box.x0() + box.shape().nx(); x++) {
        for (int z = box.z0(); z < box.z0() + box.shape().nz(); z++) {
          covered += doseGy.at(y, x, z) >= prescriptionGy ? target.fraction(y, x, z) : 0;
        }
      }
    }
    double voxelCc = doseGy.grid().voxelVolumeCc();
    return of(doseGy, prescriptionGy, target.volumeCc(), covered * voxelCc);
  }

  private static void requireSameGrid(Volume doseGy, boolean same) {
    if (!same) {
      throw new IllegalArgumentException(
          "grids differ: the target is not on the dose grid, " + doseGy.grid());
    }
  }

  private static TargetConformity of(
      Volume doseGy, double prescriptionGy, double targetCc, double coveredCc) {
    if (targetCc == 0) {
      throw DoseDataException.of(
          "target", "no voxel", "a target with a volume", "leave the target out");
    }
    GridShape shape = doseGy.grid().shape();
    long[] voxels = new long[2];
    boolean cut = false;
    for (int y = 0; y < shape.ny(); y++) {
      for (int x = 0; x < shape.nx(); x++) {
        boolean edge = y == 0 || x == 0 || y == shape.ny() - 1 || x == shape.nx() - 1;
        cut |= count(doseGy, shape.index(y, x, 0), prescriptionGy, edge, voxels);
      }
    }
    double voxelCc = doseGy.grid().voxelVolumeCc();
    return new TargetConformity(
        prescriptionGy, targetCc, coveredCc, voxels[0] * voxelCc, voxels[1] * voxelCc, cut);
  }

  /** Counts a column's voxels of both isodoses; whether the lower one meets the grid's edge. */
  private static boolean count(
      Volume doseGy, int column, double prescriptionGy, boolean edge, long[] voxels) {
    int nz = doseGy.grid().shape().nz();
    boolean cut = false;
    for (int z = 0; z < nz; z++) {
      float dose = doseGy.data()[column + z];
      if (!Float.isFinite(dose)) {
        throw DoseDataException.of(
            "dose", "NaN or infinity", "finite doses in Gy", "check where the dose comes from");
      }
      if (dose >= prescriptionGy / 2) {
        voxels[1]++;
        voxels[0] += dose >= prescriptionGy ? 1 : 0;
        cut |= edge || z == 0 || z == nz - 1;
      }
    }
    return cut;
  }

  /** The part of the target with at least the prescription, 0 to 1: {@code TV_PIV / TV}. */
  public double coverage() {
    return coveredCc / targetCc;
  }

  /** {@code PIV / TV}, the conformity index of RTOG (Shaw et al. 1993). */
  public double rtogIndex() {
    return isodoseCc / targetCc;
  }

  /**
   * {@code TV_PIV^2 / (TV PIV)}, 1 at best (Paddick 2000); absent when no voxel has the
   * prescription.
   */
  public OptionalDouble paddickIndex() {
    return isodoseCc > 0
        ? OptionalDouble.of(coveredCc * coveredCc / (targetCc * isodoseCc))
        : OptionalDouble.empty();
  }

  /**
   * The volume of half the prescription over that of the prescription (Paddick and Lippitz 2006);
   * absent when no voxel has the prescription.
   */
  public OptionalDouble gradientIndex() {
    return isodoseCc > 0 ? OptionalDouble.of(halfIsodoseCc / isodoseCc) : OptionalDouble.empty();
  }
}
