package org.dosekit.train.data;

import java.util.Arrays;
import java.util.Optional;
import java.util.function.IntConsumer;
import org.dosekit.core.encode.Encoding;
import org.dosekit.core.geometry.GridBox;
import org.dosekit.core.geometry.GridShape;
import org.dosekit.core.geometry.VoxelSpacing;
import org.dosekit.core.protocol.Channel;

/**
 * Reads one patch from the volumes of a case: as they are, or with the patient moved. Used by one
 * thread.
 *
 * <p>A moved patient's distances are interpolated, and multiplied by his scaling. The fields that
 * an encoding without half-voxel correction makes jump by a voxel at the boundary: half a voxel is
 * taken off before the interpolation and put on afterwards, so that the boundary lies where it
 * would be encoded. A distance that is saturated stays so: a smaller patient's are exact up to the
 * scaling times the clip.
 */
final class PatchReader {
  /** From so close to the clip on, in parts of it, a distance is saturated. */
  private static final float SATURATED = 1 - 2e-6f;

  private final TrainingCase source;
  private final GridBox place;
  private final GridBox dosePlace;
  private final Optional<Moved> moved;

  /** Made when a region is asked for. */
  private Optional<int[]> origins = Optional.empty();

  /**
   * How a patient is moved.
   *
   * @param network on the network's grid
   * @param dose on the case's own grid
   * @param scaling of the patient
   * @param halfVoxel what the distances of the encoding jump by on either side of a boundary
   */
  private record Moved(WarpedPatch network, WarpedPatch dose, float scaling, float halfVoxel) {}

  private PatchReader(TrainingCase source, GridBox place, Optional<Moved> moved) {
    this.source = source;
    this.place = place;
    this.dosePlace = place.refined(source.coarsening());
    this.moved = moved;
  }

  /**
   * A patch of the case as it is.
   *
   * @param place of the patch on the network's grid
   */
  static PatchReader unmoved(TrainingCase source, GridBox place) {
    return new PatchReader(source, place, Optional.empty());
  }

  /**
   * A patch of the case with its patient moved about the middle of the patch.
   *
   * @param place of the patch on the network's grid
   */
  static PatchReader moved(TrainingCase source, GridBox place, Warp warp, Encoding encoding) {
    int refinement = source.coarsening();
    VoxelSpacing spacing = source.caseGrid().spacing();
    double smallestMm = Math.min(spacing.yMm(), Math.min(spacing.xMm(), spacing.zMm()));
    boolean jumps = !encoding.halfVoxelSdf() && refinement == 1;
    return new PatchReader(
        source,
        place,
        Optional.of(
            new Moved(
                WarpedPatch.of(place, warp, source.grid().spacing()),
                WarpedPatch.of(place.refined(refinement), warp.refined(refinement), spacing),
                (float) warp.scaling(),
                jumps ? (float) (smallestMm / 2 / encoding.sdfClipMm()) : 0)));
  }

  /** The case. */
  TrainingCase source() {
    return source;
  }

  /**
   * How much of a region lies inside the patch, 0..1: of its own voxels, whatever place between
   * voxels they are moved to.
   */
  double fractionInside(int region) {
    CaseRegions regions = source.regions();
    int inside =
        moved
            .map(m -> regions.count(region, m.dose()::receives))
            .orElseGet(
                () ->
                    regions.count(
                        region,
                        (y, x, z) ->
                            dosePatch()
                                .contains(
                                    y - dosePlace.y0(), x - dosePlace.x0(), z - dosePlace.z0())));
    return (double) inside / regions.voxels()[region];
  }

  /** The patch's shape on the case's own grid. */
  GridShape dosePatch() {
    return dosePlace.shape();
  }

  /**
   * Reads a channel.
   *
   * @param kind what it holds
   * @param target receives the patch from {@code offset} on
   */
  void channel(int index, Channel kind, float[] target, int offset) {
    GridShape volume = source.grid().shape();
    StoredValues values = source.channels().get(index);
    if (moved.isEmpty() || values instanceof StoredValues.Constant) {
      place.copy(values, volume, target, offset);
      return;
    }
    Moved how = moved.get();
    float[] region = read(values, how.network().region(), volume);
    if (kind instanceof Channel.DoseRegion && source.coarsening() == 1) {
      how.network().nearest(region, target, offset);
    } else if (kind instanceof Channel.SignedDistance) {
      takeOffHalfVoxel(region, how.halfVoxel());
      how.network().linear(region, target, offset);
      scaleDistances(target, offset, place.shape().voxelCount(), how);
    } else {
      how.network().linear(region, target, offset);
    }
  }

  /** Reads the dose; {@code target} receives the patch from {@code offset} on. */
  void dose(float[] target, int offset) {
    GridShape volume = source.caseGrid().shape();
    if (moved.isEmpty()) {
      dosePlace.copy(source.dose(), volume, target, offset);
      return;
    }
    WarpedPatch how = moved.get().dose();
    how.linear(read(source.dose(), how.region(), volume), target, offset);
  }

  /**
   * Reads the weight: 0 outside the volume, and outside the dose region where that is asked for,
   * else 1.
   *
   * @param target receives the patch from {@code offset} on
   * @return how many voxels the patch has
   */
  int weight(boolean restrict, float[] target, int offset) {
    if (moved.isEmpty()) {
      readWeight(dosePlace, restrict, target, offset);
    } else {
      WarpedPatch how = moved.get().dose();
      float[] region = new float[how.region().shape().voxelCount()];
      readWeight(how.region(), restrict, region, 0);
      how.nearest(region, target, offset);
    }
    return dosePlace.shape().voxelCount();
  }

  /**
   * Hands on a region's voxels inside the patch.
   *
   * @param flip whether the patch is mirrored along x
   * @param found is given the index of each in the patch, flat
   */
  void forEachInside(int region, boolean flip, IntConsumer found) {
    if (moved.isEmpty()) {
      source.regions().forEachInside(region, dosePlace, flip, found);
    } else {
      source.regions().forEachOf(region, origins(), dosePatch(), flip, found);
    }
  }

  private int[] origins() {
    if (origins.isEmpty()) {
      WarpedPatch how = moved.orElseThrow().dose();
      origins = Optional.of(how.nearestIndices(source.caseGrid().shape()));
    }
    return origins.get();
  }

  private static float[] read(StoredValues values, GridBox box, GridShape volume) {
    float[] region = new float[box.shape().voxelCount()];
    box.copy(values, volume, region, 0);
    return region;
  }

  private static void scaleDistances(float[] values, int offset, int count, Moved how) {
    float saturated = SATURATED * (1 - how.halfVoxel());
    for (int i = offset; i < offset + count; i++) {
      float distance = values[i];
      float scaled =
          Math.abs(distance) >= saturated
              ? Math.copySign(1, distance)
              : distance * how.scaling() + Math.copySign(how.halfVoxel(), distance);
      values[i] = Math.max(-1, Math.min(1, scaled));
    }
  }

  private static void takeOffHalfVoxel(float[] distances, float halfVoxel) {
    for (int i = 0; i < distances.length; i++) {
      distances[i] -= Math.copySign(halfVoxel, distances[i]);
    }
  }

  private void readWeight(GridBox box, boolean restrict, float[] target, int offset) {
    GridShape volume = source.caseGrid().shape();
    GridShape shape = box.shape();
    if (restrict) {
      box.copy(source.doseWeight(), volume, target, offset);
    } else {
      Arrays.fill(target, offset, offset + shape.voxelCount(), 1);
    }
    int zFrom = Math.min(shape.nz(), Math.max(0, -box.z0()));
    int zTo = Math.max(zFrom, Math.min(shape.nz(), volume.nz() - box.z0()));
    for (int y = 0; y < shape.ny(); y++) {
      for (int x = 0; x < shape.nx(); x++) {
        int row = offset + shape.index(y, x, 0);
        boolean inside = box.isInside(volume, y, x, zFrom) && zTo > zFrom;
        Arrays.fill(target, row, row + (inside ? zFrom : shape.nz()), 0);
        Arrays.fill(target, row + zTo, row + shape.nz(), 0);
      }
    }
  }
}
