package org.dosekit.train.data;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.dosekit.core.encode.LeftRightMirror;
import org.dosekit.core.geometry.GridBox;
import org.dosekit.core.geometry.GridShape;
import org.dosekit.core.protocol.Channel;
import org.dosekit.core.protocol.Protocol;
import org.dosekit.train.engine.Batch;

/**
 * Draws patches from encoded cases, with augmentation; a patch is a function of its case and its
 * seed. Immutable and thread-safe.
 *
 * <p>A patch reaches beyond its case where the case is smaller or the patch was shifted: there,
 * channels and dose take the value of the nearest voxel and the weight is 0.
 */
public final class PatchSampler {
  /** How often CT noise is added; the original's. */
  private static final double CT_NOISE_FRACTION = 0.3;

  /** The arrays of a batch while they are filled. */
  private record Buffers(
      float[] channels,
      float[] constraints,
      float[] target,
      float[] weight,
      RegionCollector regions) {}

  private final SamplingPlan plan;
  private final LeftRightMirror mirror;
  private final ScoredRegions regions;
  private final int ctChannel;

  private PatchSampler(
      SamplingPlan plan, LeftRightMirror mirror, ScoredRegions regions, int ctChannel) {
    this.plan = plan;
    this.mirror = mirror;
    this.regions = regions;
    this.ctChannel = ctChannel;
  }

  /** A sampler for a loss that reads no regions. */
  static PatchSampler of(Protocol protocol, SamplingPlan plan) {
    return of(protocol, plan, ScoredRegions.NONE);
  }

  /**
   * A sampler for the cases of a protocol.
   *
   * @param regions those the cases were loaded with
   * @throws IllegalArgumentException when the plan flips and the protocol has no mirror image
   */
  public static PatchSampler of(Protocol protocol, SamplingPlan plan, ScoredRegions regions) {
    LeftRightMirror mirror =
        plan.flipLeftRight() ? LeftRightMirror.of(protocol) : LeftRightMirror.NONE;
    return new PatchSampler(plan, mirror, regions, protocol.channels().indexOf(new Channel.Ct()));
  }

  /** The plan. */
  SamplingPlan plan() {
    return plan;
  }

  /**
   * Draws a batch.
   *
   * @param cases one case a patch
   * @param seeds one seed a patch
   */
  Batch batch(List<TrainingCase> cases, long[] seeds) {
    GridShape patch = plan.patch();
    int voxels = patch.voxelCount();
    int size = cases.size();
    int channels = cases.get(0).encoded().channels().length;
    int constraints = cases.get(0).encoded().constraints().length;
    int refinement = cases.get(0).encoded().coarsening();
    int doses = dosePatch(refinement).voxelCount();
    Buffers buffers =
        new Buffers(
            new float[Math.multiplyExact(size * channels, voxels)],
            new float[size * constraints],
            new float[Math.multiplyExact(size, doses)],
            new float[Math.multiplyExact(size, doses)],
            new RegionCollector(regions, size));
    for (int slot = 0; slot < size; slot++) {
      draw(cases.get(slot), new SplittableRandom(seeds[slot]), buffers, slot);
    }
    return new Batch(
        size,
        patch,
        refinement,
        buffers.channels(),
        buffers.constraints(),
        buffers.target(),
        buffers.weight(),
        buffers.regions().collected());
  }

  private GridShape dosePatch(int refinement) {
    return GridBox.whole(plan.patch()).refined(refinement).shape();
  }

  private void draw(TrainingCase source, SplittableRandom random, Buffers buffers, int slot) {
    GridShape volume = source.encoded().grid().shape();
    int voxels = plan.patch().voxelCount();
    int refinement = source.encoded().coarsening();
    GridShape dosePatch = dosePatch(refinement);
    int doseOffset = slot * dosePatch.voxelCount();
    GridBox place = place(source, random, buffers.weight(), doseOffset);
    boolean flip = plan.flipLeftRight() && random.nextBoolean();
    float[][] channels = source.encoded().channels();
    for (int c = 0; c < channels.length; c++) {
      int offset = (slot * channels.length + c) * voxels;
      place.copy(channels[flip ? mirror.channelSource(c) : c], volume, buffers.channels(), offset);
      if (flip) {
        LeftRightMirror.reverseX(buffers.channels(), offset, plan.patch());
      }
    }
    GridShape doseVolume = source.encoded().caseGrid().shape();
    GridBox dosePlace = place.refined(refinement);
    dosePlace.copy(source.dose(), doseVolume, buffers.target(), doseOffset);
    buffers.regions().add(slot, source, dosePlace, flip);
    float[] constraints = source.encoded().constraints();
    if (flip) {
      LeftRightMirror.reverseX(buffers.target(), doseOffset, dosePatch);
      LeftRightMirror.reverseX(buffers.weight(), doseOffset, dosePatch);
      constraints = mirror.mirrored(constraints);
    }
    System.arraycopy(
        constraints, 0, buffers.constraints(), slot * constraints.length, constraints.length);
    if (plan.ctNoiseSigma() > 0 && random.nextDouble() < CT_NOISE_FRACTION) {
      addNoise(buffers.channels(), (slot * channels.length + ctChannel) * voxels, voxels, random);
    }
  }

  /** Chooses where the patch lies, and writes the weight of its voxels. */
  private GridBox place(TrainingCase source, SplittableRandom random, float[] weight, int offset) {
    GridBox place = shifted(firstPlace(source, random), random);
    copyWeight(source, place, weight, offset);
    int count = dosePatch(source.encoded().coarsening()).voxelCount();
    if (hasPositive(weight, offset, count)) {
      return place;
    }
    // Beside the dose region, or shifted off a small case: nothing to learn, and no mean loss.
    int rank = random.nextInt(source.weightedVoxels());
    place = centredOn(source, TrainingCase.indexOfRank(source.encoded().doseWeight(), 0, rank));
    copyWeight(source, place, weight, offset);
    return place;
  }

  private GridBox firstPlace(TrainingCase source, SplittableRandom random) {
    double kind = random.nextDouble();
    int[] targets = source.regions().targetCentres();
    if (kind >= plan.highDoseFraction() + plan.targetFraction()) {
      return uniform(source, random);
    }
    if (kind >= plan.highDoseFraction() && targets.length > 0) {
      return centredOn(source, targets[random.nextInt(targets.length)]);
    }
    int rank = random.nextInt(source.highDoseVoxels());
    return centredOn(source, TrainingCase.indexOfRank(source.dose(), TrainingCase.HIGH_DOSE, rank));
  }

  /** Anywhere in the box where dose may be; around it where the patch is the larger. */
  private GridBox uniform(TrainingCase source, SplittableRandom random) {
    GridShape volume = source.encoded().grid().shape();
    GridShape patch = plan.patch();
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
    GridShape volume = source.encoded().grid().shape();
    GridShape doses = source.encoded().caseGrid().shape();
    GridShape patch = plan.patch();
    int coarsening = source.encoded().coarsening();
    int z = index % doses.nz() / coarsening;
    int x = index / doses.nz() % doses.nx() / coarsening;
    int y = index / doses.nz() / doses.nx() / coarsening;
    return new GridBox(
        patch,
        centredStart(y, volume.ny(), patch.ny()),
        centredStart(x, volume.nx(), patch.nx()),
        centredStart(z, volume.nz(), patch.nz()));
  }

  /** The patch stays inside the volume where it can. */
  private static int centredStart(int centre, int size, int patch) {
    return size <= patch
        ? GridBox.centredStart(size, patch)
        : Math.min(size - patch, Math.max(0, centre - patch / 2));
  }

  private GridBox shifted(GridBox place, SplittableRandom random) {
    int reach = plan.shiftVoxels();
    return new GridBox(
        place.shape(),
        place.y0() + random.nextInt(-reach, reach + 1),
        place.x0() + random.nextInt(-reach, reach + 1),
        place.z0() + random.nextInt(-reach, reach + 1));
  }

  private static boolean hasPositive(float[] weight, int offset, int count) {
    for (int i = offset; i < offset + count; i++) {
      if (weight[i] > 0) {
        return true;
      }
    }
    return false;
  }

  private void copyWeight(TrainingCase source, GridBox patchPlace, float[] target, int offset) {
    GridShape volume = source.encoded().caseGrid().shape();
    GridBox place = patchPlace.refined(source.encoded().coarsening());
    GridShape patch = place.shape();
    if (plan.restrictToDoseRegion()) {
      place.copy(source.encoded().doseWeight(), volume, target, offset);
    } else {
      Arrays.fill(target, offset, offset + patch.voxelCount(), 1);
    }
    int zFrom = Math.min(patch.nz(), Math.max(0, -place.z0()));
    int zTo = Math.max(zFrom, Math.min(patch.nz(), volume.nz() - place.z0()));
    for (int y = 0; y < patch.ny(); y++) {
      for (int x = 0; x < patch.nx(); x++) {
        int row = offset + patch.index(y, x, 0);
        boolean inside = place.isInside(volume, y, x, zFrom) && zTo > zFrom;
        Arrays.fill(target, row, row + (inside ? zFrom : patch.nz()), 0);
        Arrays.fill(target, row + zTo, row + patch.nz(), 0);
      }
    }
  }

  private void addNoise(float[] target, int offset, int count, SplittableRandom random) {
    for (int i = offset; i < offset + count; i++) {
      target[i] += (float) (plan.ctNoiseSigma() * random.nextGaussian());
    }
  }
}
