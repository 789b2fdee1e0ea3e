package org.dosekit.lab;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.dosekit.cli.shell.GridShapeConverter;
import org.dosekit.core.geometry.GridShape;
import org.dosekit.core.io.JsonObject;
import org.dosekit.lab.study.Study;
import picocli.CommandLine.Option;

/** What of a study is set on the command line, over its file. */
final class StudyParameters {
  @Option(
      names = "--cohort",
      paramLabel = "FOLDER",
      description = "The cases (default: those that the study names).")
  private Optional<Path> cohort = Optional.empty();

  @Option(names = "--base", description = "Width of the network's first level.")
  private Optional<Integer> base = Optional.empty();

  @Option(
      names = "--patch",
      converter = GridShapeConverter.class,
      description = "Patch, e.g. 64x64x64; each size a multiple of 16.")
  private Optional<GridShape> patch = Optional.empty();

  @Option(names = "--epochs", description = "Epochs of a training at most.")
  private Optional<Integer> epochs = Optional.empty();

  @Option(names = "--minutes", description = "Time of a training at most; 0 is no limit.")
  private Optional<Double> minutes = Optional.empty();

  @Option(names = "--learning-rate", description = "AdamW's, of the first epoch.")
  private Optional<Double> learningRate = Optional.empty();

  @Option(
      names = "--seeds",
      split = ",",
      paramLabel = "SEED",
      description = "A training of each condition and fold with each seed.")
  private List<Long> seeds = List.of();

  @Option(names = "--folds", paramLabel = "K", description = "Cross-validate.")
  private Optional<Integer> folds = Optional.empty();

  @Option(
      names = "--vgg-weights",
      paramLabel = "SAFETENSORS",
      description =
          "The state dict of VGG16, which DoseKit does not bring; without it, conditions that need"
              + " it are skipped.")
  private Optional<Path> vggWeights = Optional.empty();

  /**
   * The study with these values.
   *
   * @throws org.dosekit.core.DoseDataException when it is none with them
   */
  Study over(Study study) {
    JsonObject values = JsonObject.create();
    cohort.ifPresent(folder -> values.put("cohort", absolute(folder)));
    if (!seeds.isEmpty()) {
      values.putIntegers("seeds", seeds.stream().mapToLong(Long::longValue).toArray());
    }
    folds.ifPresent(k -> values.put("folds", k));
    putUnlessEmpty(values, "config", config());
    return study.with(values);
  }

  private JsonObject config() {
    JsonObject network = JsonObject.create();
    base.ifPresent(width -> network.put("base_channels", width));
    JsonObject patches = JsonObject.create();
    patch.ifPresent(shape -> patches.putIntegers("shape", shape.ny(), shape.nx(), shape.nz()));
    JsonObject schedule = JsonObject.create();
    epochs.ifPresent(number -> schedule.put("epochs", number));
    minutes.ifPresent(limit -> schedule.put("max_minutes", limit));
    JsonObject optimisation = JsonObject.create();
    learningRate.ifPresent(rate -> optimisation.put("learning_rate", rate));
    JsonObject vgg = JsonObject.create();
    vggWeights.ifPresent(file -> vgg.put("weights_file", absolute(file)));
    JsonObject loss = JsonObject.create();
    putUnlessEmpty(loss, "vgg", vgg);
    JsonObject config = JsonObject.create();
    putUnlessEmpty(config, "network", network);
    putUnlessEmpty(config, "patches", patches);
    putUnlessEmpty(config, "schedule", schedule);
    putUnlessEmpty(config, "optimisation", optimisation);
    putUnlessEmpty(config, "loss", loss);
    return config;
  }

  private static void putUnlessEmpty(JsonObject into, String name, JsonObject values) {
    if (!values.names().isEmpty()) {
      into.put(name, values);
    }
  }

  /** A path on the command line starts from where it is typed, one in a study from its folder. */
  private static String absolute(Path path) {
    return path.toAbsolutePath().normalize().toString();
  }
}
