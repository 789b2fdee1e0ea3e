package org.dosekit.train.data;

import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.dosekit.core.encode.CaseEncoder;
import org.dosekit.core.encode.Encoding;
import org.dosekit.core.encode.LeftRightMirror;
import org.dosekit.core.geometry.GridBox;
import org.dosekit.core.geometry.GridShape;
import org.dosekit.core.protocol.Channel;
import org.dosekit.train.engine.Batch;
import org.dosekit.train.settings.Augmentation;

/**
 * Draws patches from encoded cases, with augmentation; a patch is a function of its case and its
 * seed. Immutable and thread-safe.
 *
 * <p>A patch reaches beyond its case where the case is smaller or the patch was shifted: there,
 * channels and dose take the value of the nearest voxel and the weight is 0. Flips and shifts by
 * whole voxels are exact; turns, scalings and shifts by parts of voxels are one interpolation.
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
  private final Encoding encoding;
  private final LeftRightMirror mirror;
  private final ScoredRegions regions;
  private final PatchPlacer placer;
  private final List<Channel> kinds;

  private PatchSampler(
      SamplingPlan plan,
      Encoding encoding,
      LeftRightMirror mirror,
      ScoredRegions regions,
      List<Channel> kinds) {
    this.plan = plan;
    this.encoding = encoding;
    this.mirror = mirror;
    this.regions = regions;
    this.placer = new PatchPlacer(plan.patches(), plan.augmentation().shiftVoxels());
    this.kinds = kinds;
  }

  /** A sampler for a loss that reads no regions. */
  static PatchSampler of(CaseEncoder encoder, SamplingPlan plan) {
    return of(encoder, plan, ScoredRegions.NONE);
  }

  /**
   * A sampler for the cases of an encoder.
   *
   * @param regions those the cases were loaded with
   * @throws IllegalArgumentException when the plan flips and the protocol has no mirror image
   */
  public static PatchSampler of(CaseEncoder encoder, SamplingPlan plan, ScoredRegions regions) {
    LeftRightMirror mirror =
        plan.augmentation().flipLeftRight()
            ? LeftRightMirror.of(encoder.protocol())
            : LeftRightMirror.NONE;
    return new PatchSampler(
        plan, encoder.encoding(), mirror, regions, encoder.protocol().channels());
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
    GridShape patch = plan.patches().shape();
    int voxels = patch.voxelCount();
    int size = cases.size();
    int channels = cases.get(0).channels().size();
    int constraints = cases.get(0).constraints().length;
    int refinement = cases.get(0).coarsening();
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
    return GridBox.whole(plan.patches().shape()).refined(refinement).shape();
  }

  private void draw(TrainingCase source, SplittableRandom random, Buffers buffers, int slot) {
    GridShape patch = plan.patches().shape();
    GridShape dosePatch = dosePatch(source.coarsening());
    int doseOffset = slot * dosePatch.voxelCount();
    GridBox place = placer.place(source, random);
    PatchReader reader = PatchReader.unmoved(source, place);
    if (!readWeight(reader, buffers, doseOffset)) {
      // Beside the dose region, or shifted off a small case: nothing to learn, and no mean loss.
      place = placer.weightedPlace(source, random);
      reader = PatchReader.unmoved(source, place);
      readWeight(reader, buffers, doseOffset);
    }
    boolean flip = plan.augmentation().flipLeftRight() && random.nextBoolean();
    Optional<Warp> warp = warp(random);
    if (warp.isPresent()) {
      PatchReader moved = PatchReader.moved(source, place, warp.get(), encoding);
      if (readWeight(moved, buffers, doseOffset)) {
        reader = moved;
      } else {
        // What little of the dose region there was is moved out.
        readWeight(reader, buffers, doseOffset);
      }
    }
    int channels = source.channels().size();
    for (int c = 0; c < channels; c++) {
      int offset = (slot * channels + c) * patch.voxelCount();
      int from = flip ? mirror.channelSource(c) : c;
      reader.channel(from, kinds.get(c), buffers.channels(), offset);
      if (flip) {
        LeftRightMirror.reverseX(buffers.channels(), offset, patch);
      }
    }
    reader.dose(buffers.target(), doseOffset);
    buffers.regions().add(slot, reader, flip);
    float[] constraints = source.constraints();
    if (flip) {
      LeftRightMirror.reverseX(buffers.target(), doseOffset, dosePatch);
      LeftRightMirror.reverseX(buffers.weight(), doseOffset, dosePatch);
      constraints = mirror.mirrored(constraints);
    }
    System.arraycopy(
        constraints, 0, buffers.constraints(), slot * constraints.length, constraints.length);
    int ctOffset = (slot * channels + kinds.indexOf(new Channel.Ct())) * patch.voxelCount();
    changeCt(buffers.channels(), ctOffset, patch.voxelCount(), random);
  }

  /** Whether there is any. */
  private boolean readWeight(PatchReader reader, Buffers buffers, int offset) {
    int count = reader.weight(plan.restrictToDoseRegion(), buffers.weight(), offset);
    for (int i = offset; i < offset + count; i++) {
      if (buffers.weight()[i] > 0) {
        return true;
      }
    }
    return false;
  }

  private Optional<Warp> warp(SplittableRandom random) {
    Augmentation.Motion motion = plan.augmentation().motion();
    if (!motion.isOn() || random.nextDouble() >= motion.fraction()) {
      return Optional.empty();
    }
    return Optional.of(
        new Warp(
            Math.toRadians(upTo(motion.rotationDegrees(), random)),
            1 + upTo(motion.scaling(), random),
            upTo(motion.shiftVoxels(), random),
            upTo(motion.shiftVoxels(), random),
            upTo(motion.shiftVoxels(), random)));
  }

  private void changeCt(float[] values, int offset, int count, SplittableRandom random) {
    Augmentation.CtJitter jitter = plan.augmentation().ct();
    if (jitter.isOn()) {
      double lowest = encoding.ctMinHu() / encoding.ctScaleHu() + encoding.ctOffset();
      double highest = encoding.ctMaxHu() / encoding.ctScaleHu() + encoding.ctOffset();
      double shift = upTo(jitter.shiftHu(), random) / encoding.ctScaleHu();
      double scaling = 1 + upTo(jitter.scaling(), random);
      for (int i = offset; i < offset + count; i++) {
        double changed = lowest + (values[i] - lowest) * scaling + shift;
        values[i] = (float) Math.max(lowest, Math.min(highest, changed));
      }
    }
    double sigma = plan.augmentation().ctNoiseSigma();
    if (sigma > 0 && random.nextDouble() < CT_NOISE_FRACTION) {
      for (int i = offset; i < offset + count; i++) {
        values[i] += (float) (sigma * random.nextGaussian());
      }
    }
  }

  private static double upTo(double reach, SplittableRandom random) {
    return reach * (2 * random.nextDouble() - 1);
  }
}
