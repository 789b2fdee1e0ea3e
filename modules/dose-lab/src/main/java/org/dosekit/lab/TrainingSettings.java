package org.dosekit.lab;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.dosekit.core.encode.CaseEncoder;
import org.dosekit.core.encode.Encoding;
import org.dosekit.core.io.JsonObject;
import org.dosekit.core.network.NetworkSpec.Architecture;
import org.dosekit.core.patient.Cohort;
import org.dosekit.core.protocol.Protocol;
import org.dosekit.train.run.TrainingConfig;
import org.dosekit.train.settings.Backward;
import org.dosekit.train.settings.DvhLoss;
import org.dosekit.train.settings.DvhTermSet;
import org.dosekit.train.settings.EngineSettings;
import org.dosekit.train.settings.Loss;
import org.dosekit.train.settings.LossWeighting;
import org.dosekit.train.settings.LossWeighting.Uncertainty;
import org.dosekit.train.settings.MapLayout;
import org.dosekit.train.settings.Optimisation;
import org.dosekit.train.settings.Patches;
import org.dosekit.train.settings.Schedule;
import org.dosekit.train.settings.StructureLoss;
import org.dosekit.train.settings.VggLoss;
import org.dosekit.train.settings.VoxelLoss;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/**
 * The settings of a training on the command line: a preset or a file, then single values over it.
 */
final class TrainingSettings {
  @Option(
      names = "--preset",
      defaultValue = "standard",
      description = "${COMPLETION-CANDIDATES} (default ${DEFAULT-VALUE}).")
  private Preset preset = Preset.STANDARD;

  @Option(
      names = "--config",
      paramLabel = "JSON",
      description =
          "Settings over the preset's: the config of a run.json, or any part of such an object.")
  private Optional<Path> config = Optional.empty();

  @Option(names = "--base", description = "Width of the network's first level.")
  private Optional<Integer> base = Optional.empty();

  @Option(names = "--architecture", description = "The network: ${COMPLETION-CANDIDATES}.")
  private Optional<Architecture> architecture = Optional.empty();

  @Option(
      names = "--patch",
      paramLabel = "SHAPE|whole",
      converter = PatchChoice.Converter.class,
      description =
          "Patch, e.g. 64x64x64; each size a multiple of 16. Or what holds the box where dose may"
              + " be of every case.")
  private Optional<PatchChoice> patch = Optional.empty();

  @Option(
      names = "--loader-threads",
      description = "Threads that prepare patches; more where training waits for data.")
  private Optional<Integer> loaderThreads = Optional.empty();

  @Mixin private AugmentationSettings augmentation = new AugmentationSettings();

  @Option(names = "--coarsening", description = "Train on blocks of this many voxels a side.")
  private Optional<Integer> coarsening = Optional.empty();

  @Option(names = "--epochs", description = "Epochs at most.")
  private Optional<Integer> epochs = Optional.empty();

  @Option(names = "--minutes", description = "Training time at most; 0 is no limit.")
  private Optional<Double> minutes = Optional.empty();

  @Option(names = "--batch", description = "Patches a step.")
  private Optional<Integer> batch = Optional.empty();

  @Option(names = "--patches-per-case", description = "Patches of each case an epoch.")
  private Optional<Integer> perCase = Optional.empty();

  @Option(names = "--learning-rate", description = "AdamW's, of the first epoch.")
  private Optional<Double> learningRate = Optional.empty();

  @Option(names = "--loss", description = "Error of a voxel: ${COMPLETION-CANDIDATES}.")
  private Optional<VoxelLoss> loss = Optional.empty();

  @Option(names = "--gradient", description = "Factor of the Sobel-gradient loss; 0 is off.")
  private Optional<Double> gradient = Optional.empty();

  @Option(
      names = "--dvh",
      paramLabel = "FACTOR",
      description =
          "Factor of the dose-volume terms; 0 is off. Terms: the config's, else --dvh-terms.")
  private Optional<Double> dvh = Optional.empty();

  @Option(
      names = "--dvh-terms",
      description =
          "Dose-volume terms: ${COMPLETION-CANDIDATES} (default: what suits the protocol).")
  private Optional<DvhTermSet> dvhTerms = Optional.empty();

  @Option(
      names = "--dvh-fraction",
      description = "A structure is scored where more than this part of it is in the patch.")
  private Optional<Double> dvhFraction = Optional.empty();

  @Option(
      names = "--structure-weighted",
      paramLabel = "FACTOR",
      description = "Factor of the squared error weighted by structure; 0 is off.")
  private Optional<Double> structureWeighted = Optional.empty();

  @Option(
      names = "--asymmetric",
      paramLabel = "FACTOR",
      description = "Factor of the targets' squared error, too little dose threefold; 0 is off.")
  private Optional<Double> asymmetric = Optional.empty();

  @Option(
      names = "--vgg",
      paramLabel = "FACTOR",
      description = "Factor of the difference of VGG16 features; 0 is off.")
  private Optional<Double> vgg = Optional.empty();

  @Option(
      names = "--vgg-weights",
      paramLabel = "SAFETENSORS",
      description = "The state dict of VGG16, which DoseKit does not bring.")
  private Optional<Path> vggWeights = Optional.empty();

  @Option(
      names = "--adversarial",
      paramLabel = "FACTOR",
      description = "Factor of a discriminator's verdict, trained beside; 0 is off.")
  private Optional<Double> adversarial = Optional.empty();

  /** How the parts of the loss are weighed. */
  private enum Weighting {
    FIXED,
    UNCERTAINTY
  }

  @Option(
      names = "--weighting",
      description =
          "Of the parts of the loss: ${COMPLETION-CANDIDATES}; UNCERTAINTY is trained (Kendall).")
  private Optional<Weighting> weighting = Optional.empty();

  @Option(names = "--target-patches", description = "Fraction of patches centred on a target.")
  private Optional<Double> targetFraction = Optional.empty();

  @Option(names = "--validate-every", description = "Epochs between validations.")
  private Optional<Integer> validateEvery = Optional.empty();

  @Option(names = "--patience", description = "Epochs without improvement to the end; 0 is off.")
  private Optional<Integer> patience = Optional.empty();

  @Option(
      names = "--validation-metrics",
      split = ",",
      paramLabel = "NAME",
      description = "Taken at each validation beside mae_gy: " + ProtocolMetrics.NAMES + ".")
  private List<String> metrics = List.of();

  @Option(
      names = "--select-by",
      paramLabel = "NAME",
      description = "The validation metric that tells the best epoch (default: the preset's).")
  private Optional<String> selectBy = Optional.empty();

  @Option(names = "--warmup-steps", description = "Steps in which the learning rate rises from 0.")
  private Optional<Integer> warmupSteps = Optional.empty();

  @Option(
      names = "--max-gradient-norm",
      description = "Scale gradients down to this norm; 0 is off.")
  private Optional<Double> maxGradientNorm = Optional.empty();

  @Option(
      names = "--average-decay",
      description = "Of the moving average of weights that is kept; 0 is off.")
  private Optional<Double> averageDecay = Optional.empty();

  @Option(
      names = "--skip-bad-batches",
      paramLabel = "N",
      description = "Go on after up to this many batches whose loss is not finite.")
  private Optional<Integer> skipBadBatches = Optional.empty();

  @Option(names = "--seed", description = "Of initial weights, sampling and augmentation.")
  private Optional<Long> seed = Optional.empty();

  @Option(names = "--threads", description = "Of the engine; 0 leaves them as they are.")
  private Optional<Integer> threads = Optional.empty();

  @Option(
      names = "--precision",
      description =
          "Of a training step: ${COMPLETION-CANDIDATES}. AUTO takes what suits this machine (dose"
              + " doctor).")
  private Optional<PrecisionChoice> precision = Optional.empty();

  @Option(names = "--device", description = "auto, cpu, cuda or cuda:N.")
  private Optional<String> device = Optional.empty();

  @Option(names = "--layout", description = "Of maps in a step: ${COMPLETION-CANDIDATES}.")
  private Optional<MapLayout> layout = Optional.empty();

  @Option(
      names = "--backward",
      description =
          "How gradients are computed: ${COMPLETION-CANDIDATES}, in falling order of memory.")
  private Optional<Backward> backward = Optional.empty();

  /**
   * The settings for a cohort's cases of a protocol.
   *
   * @throws ParameterException when a value is out of range, or the config is for another protocol
   */
  TrainingConfig resolve(CommandLine command, Protocol protocol, Cohort cohort) {
    TrainingConfig start = preset.of(protocol);
    if (config.isPresent()) {
      start = read(config.get(), start);
    }
    if (!start.protocol().equals(protocol)) {
      throw new ParameterException(
          command,
          "--config is for protocol '%s', not '%s'"
              .formatted(start.protocol().name(), protocol.name()));
    }
    try {
      return over(start, cohort);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(command, e.getMessage(), e);
    }
  }

  private TrainingConfig over(TrainingConfig start, Cohort cohort) {
    Patches patches = start.patches();
    Encoding encoding =
        start.encoding().withCoarsening(coarsening.orElse(start.encoding().coarsening()));
    CaseEncoder encoder = CaseEncoder.of(start.protocol(), encoding);
    Loss from = start.loss();
    return new TrainingConfig(
        start.protocol(),
        encoding,
        start
            .network()
            .withArchitecture(architecture.orElse(start.network().architecture()))
            .withBaseChannels(base.orElse(start.network().baseChannels())),
        new Patches(
            patch.map(choice -> choice.of(cohort, encoder)).orElse(patches.shape()),
            perCase.orElse(patches.perCase()),
            batch.orElse(patches.batchSize()),
            patches.highDoseFraction(),
            targetFraction.orElse(patches.targetFraction()),
            loaderThreads.orElse(patches.loaderThreads())),
        augmentation.over(start.augmentation()),
        new Loss(
            loss.orElse(from.voxel()),
            from.negativeDose(),
            gradient.orElse(from.gradient()),
            from.restrictToDoseRegion(),
            dvh(start.protocol(), from.dvh()),
            structure(start.protocol(), from.structure()),
            new VggLoss(
                vgg.orElse(from.vgg().factor()),
                vggWeights.map(Path::toString).orElse(from.vgg().weightsFile())),
            adversarial.map(from.adversarial()::withFactor).orElse(from.adversarial()),
            weighting
                .map(w -> w == Weighting.FIXED ? LossWeighting.FIXED : Uncertainty.STANDARD)
                .orElse(from.weighting())),
        over(start.optimisation()),
        over(start.schedule()),
        seed.orElse(start.seed()),
        engine(start.engine()));
  }

  /** A precision brings what is fastest with it; single values stand over that. */
  private EngineSettings engine(EngineSettings start) {
    EngineSettings chosen =
        precision
            .map(
                value -> value.settings(threads.orElse(start.threads())).withDevice(start.device()))
            .orElse(start);
    boolean byAutograd = backward.equals(Optional.of(Backward.AUTOGRAD));
    MapLayout maps = layout.orElse(byAutograd ? MapLayout.CHANNELS_FIRST : chosen.layout());
    // PyTorch's own differentiation does not go with channels last.
    Backward fitting =
        maps == MapLayout.CHANNELS_LAST && chosen.backward() == Backward.AUTOGRAD
            ? Backward.KEEP
            : chosen.backward();
    return new EngineSettings(
        threads.orElse(start.threads()),
        chosen.precision(),
        maps,
        backward.orElse(fitting),
        device.orElse(chosen.device()));
  }

  private StructureLoss structure(Protocol protocol, StructureLoss from) {
    double weighted = structureWeighted.orElse(from.weighted());
    double asymmetry = asymmetric.orElse(from.asymmetric());
    return from.targets().isEmpty()
        ? StructureLoss.of(protocol, weighted, asymmetry)
        : new StructureLoss(weighted, asymmetry, from.targets(), from.organs());
  }

  private DvhLoss dvh(Protocol protocol, DvhLoss from) {
    double factor =
        dvh.orElse(dvhTerms.isPresent() && !from.isOn() ? DvhLoss.STANDARD_FACTOR : from.factor());
    boolean derive = dvhTerms.isPresent() || from.terms().isEmpty();
    DvhLoss loss =
        factor > 0 && derive
            ? DvhLoss.of(protocol, dvhTerms.orElseGet(() -> DvhTermSet.standard(protocol)), factor)
            : from.withFactor(factor);
    return loss.withMinimumFraction(dvhFraction.orElse(from.minimumFraction()));
  }

  private Optimisation over(Optimisation start) {
    return start
        .withLearningRate(learningRate.orElse(start.learningRate()))
        .withAverageDecay(averageDecay.orElse(start.averageDecay()))
        .withWarmupSteps(warmupSteps.orElse(start.warmupSteps()))
        .withMaxGradientNorm(maxGradientNorm.orElse(start.maxGradientNorm()))
        .withSkipBadBatches(skipBadBatches.orElse(start.skipBadBatches()));
  }

  private Schedule over(Schedule start) {
    return new Schedule(
        epochs.orElse(start.epochs()),
        minutes.orElse(start.maxMinutes()),
        validateEvery.orElse(start.validateEvery()),
        patience.orElse(start.patience()),
        metrics.isEmpty() ? start.metrics() : metrics,
        selectBy.orElse(start.selectBy()));
  }

  private static TrainingConfig read(Path file, TrainingConfig preset) {
    JsonObject json = JsonObject.read(file);
    JsonObject part = json.optionalObject("config").orElse(json);
    return preset.withJson(file.toString(), part.toText());
  }
}
