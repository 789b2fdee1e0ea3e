package org.dosekit.train.run;

import java.util.Objects;
import org.dosekit.core.encode.Encoding;
import org.dosekit.core.geometry.GridShape;
import org.dosekit.core.network.NetworkSpec;
import org.dosekit.core.predict.SlidingWindow;
import org.dosekit.core.protocol.Protocol;
import org.dosekit.train.data.LeftRightMirror;
import org.dosekit.train.data.SamplingPlan;
import org.dosekit.train.loss.LossTerms;
import org.dosekit.train.settings.Precision;
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
   * What the network is trained on.
   *
   * @param shape of a patch on the encoded grid, each size a multiple of 16; a case that is smaller
   *     is padded, so the shape of the whole encoded grid trains on whole volumes
   * @param perCase patches of each case an epoch, at least 1
   * @param batchSize patches a step, at least 1
   * @param highDoseFraction the fraction of patches centred on a voxel above 0.1 of the
   *     prescription, 0..1
   */
  public record Patches(GridShape shape, int perCase, int batchSize, double highDoseFraction) {
    /** Checks the ranges. */
    public Patches {
      Objects.requireNonNull(shape);
      require(perCase >= 1 && perCase <= 1000, "%s patches a case; 1 to 1000", perCase);
      require(batchSize >= 1 && batchSize <= 1000, "batches of %s patches; 1 to 1000", batchSize);
      require(
          highDoseFraction >= 0 && highDoseFraction <= 1,
          "high-dose fraction %s; 0 to 1",
          highDoseFraction);
    }
  }

  /**
   * How patches are varied.
   *
   * @param flipLeftRight whether half of them are mirrored in the sagittal plane, left and right
   *     structures exchanged
   * @param shiftVoxels by how many voxels of the encoded grid they are moved at most, along each
   *     axis; less than the patch
   * @param ctNoiseSigma standard deviation of the noise on the normalised CT of three in ten, 0..1
   */
  public record Augmentation(boolean flipLeftRight, int shiftVoxels, double ctNoiseSigma) {
    /** Patches as they are. */
    public static final Augmentation NONE = new Augmentation(false, 0, 0);

    /** Checks the ranges. */
    public Augmentation {
      require(shiftVoxels >= 0, "a shift of %s voxels; at least 0", shiftVoxels);
      require(ctNoiseSigma >= 0 && ctNoiseSigma <= 1, "CT noise %s; 0 to 1", ctNoiseSigma);
    }
  }

  /**
   * What is minimised: the voxel error, plus the other terms times their factors.
   *
   * @param voxel the error of a voxel
   * @param negativeDose factor of the mean negative dose, at least 0
   * @param gradient factor of the difference of Sobel gradients, at least 0; 0 is off
   * @param restrictToDoseRegion whether voxels outside the case's dose region do not count
   */
  public record Loss(
      VoxelLoss voxel, double negativeDose, double gradient, boolean restrictToDoseRegion) {
    /** Checks the factors. */
    public Loss {
      Objects.requireNonNull(voxel);
      require(isFactor(negativeDose), "negative-dose factor %s; 0 to 1e6", negativeDose);
      require(isFactor(gradient), "gradient factor %s; 0 to 1e6", gradient);
    }

    LossTerms terms() {
      return new LossTerms(voxel, negativeDose, gradient);
    }

    private static boolean isFactor(double factor) {
      return factor >= 0 && factor <= 1e6;
    }
  }

  /**
   * How the loss is minimised: AdamW, its learning rate along a cosine stepped once an epoch.
   *
   * @param learningRate of the first epoch
   * @param minLearningRate at the end of the run
   * @param weightDecay decoupled, at least 0
   * @param averageDecay of the exponential moving average of weights that is validated and kept, in
   *     [0, 1); 0 keeps the trained weights themselves
   */
  public record Optimisation(
      double learningRate, double minLearningRate, double weightDecay, double averageDecay) {
    /** The original's: 1e-4 to 1e-6, decay 0.01, no average. */
    public static final Optimisation STANDARD = new Optimisation(1e-4, 1e-6, 0.01, 0);

    /** Checks the ranges. */
    public Optimisation {
      require(learningRate > 0 && learningRate <= 1, "learning rate %s; up to 1", learningRate);
      require(
          minLearningRate >= 0 && minLearningRate <= learningRate,
          "lowest learning rate %s; at least 0, at most the highest",
          minLearningRate);
      require(weightDecay >= 0 && weightDecay <= 1, "weight decay %s; 0 to 1", weightDecay);
      require(
          averageDecay >= 0 && averageDecay < 1,
          "decay of the weight average %s; 0 to less than 1",
          averageDecay);
    }

    /** This optimisation with another learning rate of the first epoch. */
    public Optimisation withLearningRate(double value) {
      return new Optimisation(value, Math.min(minLearningRate, value), weightDecay, averageDecay);
    }

    /** This optimisation with another decay of the weight average. */
    public Optimisation withAverageDecay(double value) {
      return new Optimisation(learningRate, minLearningRate, weightDecay, value);
    }
  }

  /**
   * For how long a run trains.
   *
   * @param epochs at most, at least 1
   * @param maxMinutes training time at most, over all sessions; 0 is no limit. The learning rate
   *     then falls with the time used, if that is ahead of the epochs. An epoch is never cut: the
   *     run ends before one that would not fit
   * @param validateEvery epochs from one validation to the next, at least 1; the last epoch is
   *     always validated
   * @param patience epochs without a better validation after which the run ends; 0 is no limit
   */
  public record Schedule(int epochs, double maxMinutes, int validateEvery, int patience) {
    /** Checks the ranges. */
    public Schedule {
      require(epochs >= 1 && epochs <= 1_000_000, "%s epochs; 1 to 1000000", epochs);
      require(maxMinutes >= 0 && maxMinutes <= 1e7, "%s minutes; 0 to 1e7", maxMinutes);
      require(validateEvery >= 1, "validation every %s epochs; at least 1", validateEvery);
      require(patience >= 0, "patience of %s epochs; at least 0", patience);
    }

    /** So many epochs, each validated, without another limit. */
    public static Schedule ofEpochs(int epochs) {
      return new Schedule(epochs, 0, 1, 0);
    }

    /** This schedule with a limit of training time; 0 is none. */
    public Schedule withMaxMinutes(double value) {
      return new Schedule(epochs, value, validateEvery, patience);
    }

    /** This schedule with another interval of validations. */
    public Schedule withValidateEvery(int value) {
      return new Schedule(epochs, maxMinutes, value, patience);
    }

    /** This schedule with early stopping after so many epochs; 0 is off. */
    public Schedule withPatience(int value) {
      return new Schedule(epochs, maxMinutes, validateEvery, value);
    }
  }

  /**
   * How a run is computed.
   *
   * @param threads of the engine, 0..4096; 0 leaves them as they are
   * @param precision of a step; validation and the exported model are always float32
   */
  public record EngineSettings(int threads, Precision precision) {
    /** The threads as they are, float32. */
    public static final EngineSettings STANDARD = new EngineSettings(0, Precision.FP32);

    /** Checks the ranges. */
    public EngineSettings {
      require(threads >= 0 && threads <= 4096, "%s threads; 0 to 4096", threads);
      Objects.requireNonNull(precision);
    }
  }

  /**
   * Checks that the parts fit.
   *
   * @throws IllegalArgumentException when the network does not fit the protocol, the patch is no
   *     multiple of 16 or too small for the precision, a shift is not less than the patch, or the
   *     protocol has no mirror image to flip to
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
    return new TrainingConfig(
        protocol,
        value,
        network,
        patches,
        augmentation,
        loss,
        optimisation,
        schedule,
        seed,
        engine);
  }

  /** This configuration with other patches. */
  public TrainingConfig withPatches(Patches value) {
    return new TrainingConfig(
        protocol,
        encoding,
        network,
        value,
        augmentation,
        loss,
        optimisation,
        schedule,
        seed,
        engine);
  }

  /** This configuration with another augmentation. */
  public TrainingConfig withAugmentation(Augmentation value) {
    return new TrainingConfig(
        protocol, encoding, network, patches, value, loss, optimisation, schedule, seed, engine);
  }

  /** This configuration with another loss. */
  public TrainingConfig withLoss(Loss value) {
    return new TrainingConfig(
        protocol,
        encoding,
        network,
        patches,
        augmentation,
        value,
        optimisation,
        schedule,
        seed,
        engine);
  }

  /** This configuration with another optimisation. */
  public TrainingConfig withOptimisation(Optimisation value) {
    return new TrainingConfig(
        protocol, encoding, network, patches, augmentation, loss, value, schedule, seed, engine);
  }

  /** This configuration with another schedule. */
  public TrainingConfig withSchedule(Schedule value) {
    return new TrainingConfig(
        protocol,
        encoding,
        network,
        patches,
        augmentation,
        loss,
        optimisation,
        value,
        seed,
        engine);
  }

  /** This configuration with another seed. */
  public TrainingConfig withSeed(long value) {
    return new TrainingConfig(
        protocol,
        encoding,
        network,
        patches,
        augmentation,
        loss,
        optimisation,
        schedule,
        value,
        engine);
  }

  /** This configuration computed in another way. */
  public TrainingConfig withEngine(EngineSettings value) {
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
        value);
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

  SamplingPlan samplingPlan() {
    return new SamplingPlan(
        patches.shape(),
        patches.perCase(),
        patches.batchSize(),
        patches.highDoseFraction(),
        loss.restrictToDoseRegion(),
        augmentation.flipLeftRight(),
        augmentation.shiftVoxels(),
        augmentation.ctNoiseSigma());
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
