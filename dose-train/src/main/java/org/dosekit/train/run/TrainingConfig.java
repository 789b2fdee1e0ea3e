package org.dosekit.train.run;

import java.util.Objects;
import java.util.function.Consumer;
import org.dosekit.core.encode.Encoding;
import org.dosekit.core.encode.LeftRightMirror;
import org.dosekit.core.geometry.GridShape;
import org.dosekit.core.network.NetworkSpec;
import org.dosekit.core.predict.SlidingWindow;
import org.dosekit.core.protocol.Protocol;
import org.dosekit.core.protocol.StructureExpression;
import org.dosekit.train.data.SamplingPlan;
import org.dosekit.train.data.ScoredRegions;
import org.dosekit.train.settings.Augmentation;
import org.dosekit.train.settings.EngineSettings;
import org.dosekit.train.settings.Loss;
import org.dosekit.train.settings.Optimisation;
import org.dosekit.train.settings.Patches;
import org.dosekit.train.settings.Precision;
import org.dosekit.train.settings.Schedule;
import org.dosekit.train.settings.VoxelLoss;

/**
 * All that decides a training run, except the data. Kept, resolved, in {@code run.json}.
 *
 * @param protocol the treatment site
 * @param encoding how a case is encoded
 * @param network the network
 * @param patches what it is trained on
 * @param augmentation how patches are varied
 * @param loss what is minimised
 * @param optimisation how
 * @param schedule for how long
 * @param seed of initial weights, sampling and augmentation
 * @param engine how it is computed
 */
public record TrainingConfig(
    Protocol protocol,
    Encoding encoding,
    NetworkSpec network,
    Patches patches,
    Augmentation augmentation,
    Loss loss,
    Optimisation optimisation,
    Schedule schedule,
    long seed,
    EngineSettings engine) {

  /**
   * Checks that the parts fit.
   *
   * @throws IllegalArgumentException when the network does not fit the protocol, the patch is no
   *     multiple of 16 or too small for the precision, a shift is not less than the patch, the
   *     protocol has no mirror image to flip to, or the loss reads a structure it does not define
   */
  public TrainingConfig {
    Objects.requireNonNull(encoding);
    Objects.requireNonNull(loss);
    Objects.requireNonNull(optimisation);
    Objects.requireNonNull(schedule);
    GridShape shape = patches.shape();
    SlidingWindow.halfOverlapping(shape);
    require(
        network.inChannels() == protocol.channels().size()
            && network.constraintCount() == protocol.constraints().size(),
        "%s for the protocol's channels and constraints",
        network);
    require(
        augmentation.shiftVoxels() < smallestSide(shape),
        "a shift of %s voxels; less than the patch",
        augmentation.shiftVoxels());
    if (augmentation.flipLeftRight()) {
      LeftRightMirror.of(protocol);
    }
    for (StructureExpression region : loss.regions()) {
      for (String structure : region.structures()) {
        require(
            protocol.structure(structure).isPresent(),
            "structure '%s' in the loss; one the protocol defines",
            structure);
      }
    }
    require(
        engine.precision() != Precision.BF16
            || smallestSide(shape) >= Precision.SMALLEST_BF16_PATCH,
        "a patch of %s in bf16; at least 32 voxels a side",
        shape);
  }

  /**
   * The original's settings for a site: AdamW from 1e-4, batches of 2, 4 patches a case and epoch,
   * half of them on high dose, MSE with the negative-dose penalty, 100 epochs, patience 50, seed
   * 42, augmented by left-right flips, shifts of up to an eighth of the patch and CT noise.
   */
  public static TrainingConfig defaults(Protocol protocol, int baseChannels, GridShape patch) {
    return new TrainingConfig(
        protocol,
        Encoding.STANDARD,
        NetworkSpec.baseline(
            protocol.channels().size(), baseChannels, protocol.constraints().size()),
        new Patches(patch, 4, 2, 0.5),
        new Augmentation(true, smallestSide(patch) / 8, 0.02),
        new Loss(VoxelLoss.MSE, 0.1, 0, false),
        Optimisation.STANDARD,
        Schedule.ofEpochs(100).withPatience(50),
        42,
        EngineSettings.STANDARD);
  }

  /** This configuration with another encoding. */
  public TrainingConfig withEncoding(Encoding value) {
    return with(parts -> parts.encoding = value);
  }

  /** This configuration with other patches. */
  public TrainingConfig withPatches(Patches value) {
    return with(parts -> parts.patches = value);
  }

  /** This configuration with another augmentation. */
  public TrainingConfig withAugmentation(Augmentation value) {
    return with(parts -> parts.augmentation = value);
  }

  /** This configuration with another loss. */
  public TrainingConfig withLoss(Loss value) {
    return with(parts -> parts.loss = value);
  }

  /** This configuration with another optimisation. */
  public TrainingConfig withOptimisation(Optimisation value) {
    return with(parts -> parts.optimisation = value);
  }

  /** This configuration with another schedule. */
  public TrainingConfig withSchedule(Schedule value) {
    return with(parts -> parts.schedule = value);
  }

  /** This configuration with another seed. */
  public TrainingConfig withSeed(long value) {
    return with(parts -> parts.seed = value);
  }

  /** This configuration computed in another way. */
  public TrainingConfig withEngine(EngineSettings value) {
    return with(parts -> parts.engine = value);
  }

  private TrainingConfig with(Consumer<Parts> change) {
    Parts parts = new Parts(this);
    change.accept(parts);
    return parts.config(protocol, network);
  }

  /** The components that can be changed, while one of them is. */
  private static final class Parts {
    private Encoding encoding;
    private Patches patches;
    private Augmentation augmentation;
    private Loss loss;
    private Optimisation optimisation;
    private Schedule schedule;
    private long seed;
    private EngineSettings engine;

    Parts(TrainingConfig of) {
      this.encoding = of.encoding;
      this.patches = of.patches;
      this.augmentation = of.augmentation;
      this.loss = of.loss;
      this.optimisation = of.optimisation;
      this.schedule = of.schedule;
      this.seed = of.seed;
      this.engine = of.engine;
    }

    TrainingConfig config(Protocol protocol, NetworkSpec network) {
      return new TrainingConfig(
          protocol,
          encoding,
          network,
          patches,
          augmentation,
          loss,
          optimisation,
          schedule,
          seed,
          engine);
    }
  }

  /** How the trained network predicts whole volumes: patches that overlap by half. */
  public SlidingWindow window() {
    return SlidingWindow.halfOverlapping(patches.shape());
  }

  /** The configuration as JSON; {@link #fromJson} reads it back equal. */
  public String toJson() {
    return TrainingConfigJson.format(this).toText();
  }

  /**
   * Reads a configuration.
   *
   * @param where named in errors
   * @throws org.dosekit.core.DoseDataException when it is not one
   */
  public static TrainingConfig fromJson(String where, String json) {
    return TrainingConfigJson.parse(where, json);
  }

  /**
   * This configuration with the values that a JSON object names; all others stay. The object is
   * described by the JSON Schema {@code training-config.schema.json}.
   *
   * @param where named in errors
   * @throws org.dosekit.core.DoseDataException when there is an unknown key, with the nearest known
   *     one, or a value that cannot be used
   */
  public TrainingConfig withJson(String where, String json) {
    return TrainingConfigJson.over(this, where, json);
  }

  /** The JSON Schema (draft 2020-12) of the objects that {@link #withJson} reads. */
  public static String jsonSchema() {
    return TrainingConfigJson.schema();
  }

  SamplingPlan samplingPlan() {
    return new SamplingPlan(patches, augmentation, loss.restrictToDoseRegion());
  }

  ScoredRegions scoredRegions() {
    return ScoredRegions.of(loss.dvh().regions(), loss.dvh().minimumFraction())
        .and(loss.structure().regions());
  }

  private static int smallestSide(GridShape shape) {
    return Math.min(shape.ny(), Math.min(shape.nx(), shape.nz()));
  }

  private static void require(boolean holds, String message, Object value) {
    if (!holds) {
      throw new IllegalArgumentException(message.formatted(value));
    }
  }
}
