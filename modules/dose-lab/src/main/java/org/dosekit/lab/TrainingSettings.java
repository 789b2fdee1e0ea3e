package org.dosekit.lab;

import java.nio.file.Path;
import java.util.Optional;
import org.dosekit.cli.shell.GridShapeConverter;
import org.dosekit.core.geometry.GridShape;
import org.dosekit.core.io.JsonObject;
import org.dosekit.core.network.NetworkSpec.Architecture;
import org.dosekit.core.protocol.Protocol;
import org.dosekit.train.run.TrainingConfig;
import org.dosekit.train.settings.Backward;
import org.dosekit.train.settings.DvhLoss;
import org.dosekit.train.settings.DvhTermSet;
import org.dosekit.train.settings.EngineSettings;
import org.dosekit.train.settings.Loss;
import org.dosekit.train.settings.MapLayout;
import org.dosekit.train.settings.Patches;
import org.dosekit.train.settings.Precision;
import org.dosekit.train.settings.Schedule;
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
      description = "Start from the config of a run.json or from such an object, not a preset.")
  private Optional<Path> config = Optional.empty();

  @Option(names = "--base", description = "Width of the network's first level.")
  private Optional<Integer> base = Optional.empty();

  @Option(names = "--architecture", description = "The network: ${COMPLETION-CANDIDATES}.")
  private Optional<Architecture> architecture = Optional.empty();

  @Option(
      names = "--patch",
      converter = GridShapeConverter.class,
      description = "Patch, e.g. 64x64x64; each size a multiple of 16.")
  private Optional<GridShape> patch = Optional.empty();

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

  @Option(names = "--target-patches", description = "Fraction of patches centred on a target.")
  private Optional<Double> targetFraction = Optional.empty();

  @Option(names = "--validate-every", description = "Epochs between validations.")
  private Optional<Integer> validateEvery = Optional.empty();

  @Option(names = "--patience", description = "Epochs without improvement to the end; 0 is off.")
  private Optional<Integer> patience = Optional.empty();

  @Option(names = "--seed", description = "Of initial weights, sampling and augmentation.")
  private Optional<Long> seed = Optional.empty();

  @Option(names = "--threads", description = "Of the engine; 0 leaves them as they are.")
  private Optional<Integer> threads = Optional.empty();

  @Option(
      names = "--precision",
      description =
          "Of a training step: ${COMPLETION-CANDIDATES}. BF16 is faster on processors that have it"
              + " (dose doctor).")
  private Optional<Precision> precision = Optional.empty();

  @Option(names = "--layout", description = "Of maps in a step: ${COMPLETION-CANDIDATES}.")
  private Optional<MapLayout> layout = Optional.empty();

  @Option(
      names = "--backward",
      description =
          "How gradients are computed: ${COMPLETION-CANDIDATES}, in falling order of memory.")
  private Optional<Backward> backward = Optional.empty();

  /**
   * The settings for cases of a protocol.
   *
   * @throws ParameterException when a value is out of range, or the config is for another protocol
   */
  TrainingConfig resolve(CommandLine command, Protocol protocol) {
    TrainingConfig start = config.map(TrainingSettings::read).orElseGet(() -> preset.of(protocol));
    if (!start.protocol().equals(protocol)) {
      throw new ParameterException(
          command,
          "--config is for protocol '%s', not '%s'"
              .formatted(start.protocol().name(), protocol.name()));
    }
    try {
      return over(start);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(command, e.getMessage(), e);
    }
  }

  private TrainingConfig over(TrainingConfig start) {
    Patches patches = start.patches();
    Loss from = start.loss();
    return new TrainingConfig(
        start.protocol(),
        start.encoding().withCoarsening(coarsening.orElse(start.encoding().coarsening())),
        start
            .network()
            .withArchitecture(architecture.orElse(start.network().architecture()))
            .withBaseChannels(base.orElse(start.network().baseChannels())),
        new Patches(
            patch.orElse(patches.shape()),
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
            dvh(start.protocol(), from.dvh())),
        start
            .optimisation()
            .withLearningRate(learningRate.orElse(start.optimisation().learningRate())),
        new Schedule(
            epochs.orElse(start.schedule().epochs()),
            minutes.orElse(start.schedule().maxMinutes()),
            validateEvery.orElse(start.schedule().validateEvery()),
            patience.orElse(start.schedule().patience())),
        seed.orElse(start.seed()),
        new EngineSettings(
            threads.orElse(start.engine().threads()),
            precision.orElse(start.engine().precision()),
            layout.orElse(start.engine().layout()),
            backward.orElse(start.engine().backward())));
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

  private static TrainingConfig read(Path file) {
    JsonObject json = JsonObject.read(file);
    JsonObject part = json.optionalObject("config").orElse(json);
    return TrainingConfig.fromJson(file.toString(), part.toText());
  }
}
