package org.dosekit.train.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.dosekit.core.DoseDataException;
import org.dosekit.core.io.AtomicFile;
import org.dosekit.core.io.JsonObject;
import org.dosekit.core.network.ParameterCollector;
import org.dosekit.core.patient.Split;
import org.dosekit.core.predict.ModelDescription;
import org.dosekit.core.predict.PatchModel;
import org.dosekit.core.tensorfile.FloatTensor;
import org.dosekit.core.tensorfile.TensorFile;

/**
 * What a training run leaves behind: {@code run.json} (configuration and provenance), {@code
 * splits.json}, {@code metrics.csv}, {@code checkpoints/}, and at its end {@code summary.json}.
 * Holds no names of people, and no path but that of a VGG weights file where one is used. Every
 * file is whole or absent.
 */
public final class RunDirectory {
  private static final String FORMAT = "dosekit-run/1";
  private static final String RUN_FILE = "run.json";
  private static final String METRICS_FILE = "metrics.csv";
  private static final String SUMMARY_FILE = "summary.json";
  static final String TENSORBOARD = "tensorboard";
  private static final String CHECKPOINTS = "checkpoints";
  private static final String INITIAL_FILE = "initial.safetensors";
  private static final String STATE_FILE = "last.optimizer.safetensors";

  /** Key of the {@link ModelDescription} in the metadata of a checkpoint. */
  private static final String MODEL_KEY = "dosekit_model";

  private final Path path;
  private final TrainingConfig config;
  private final Map<String, String> provenance;

  private RunDirectory(Path path, TrainingConfig config, Map<String, String> provenance) {
    this.path = path;
    this.config = config;
    this.provenance = Collections.unmodifiableMap(new LinkedHashMap<>(provenance));
  }

  /** Whether a run was started in a folder; one that was killed before may have left files. */
  public static boolean isRun(Path path) {
    return Files.isRegularFile(path.resolve(RUN_FILE));
  }

  /**
   * Opens the directory of a run, finished or not.
   *
   * @throws DoseDataException when it is not one
   */
  public static RunDirectory open(Path path) {
    if (!isRun(path)) {
      throw DoseDataException.of(
          path.toString(),
          "no " + RUN_FILE,
          "the directory of a training run",
          "check the path; a run stopped before it was written trained nothing, start it anew");
    }
    JsonObject json = JsonObject.read(path.resolve(RUN_FILE));
    if (!json.string("format").equals(FORMAT)) {
      throw DoseDataException.of(
          json.where(),
          "format '" + json.string("format") + "'",
          "'" + FORMAT + "'",
          "open it with the version that wrote it");
    }
    JsonObject origin = json.object("provenance");
    Map<String, String> provenance = new LinkedHashMap<>();
    origin.names().forEach(name -> provenance.put(name, origin.string(name)));
    return new RunDirectory(
        path,
        TrainingConfig.fromJson(json.where() + ": config", json.object("config").toText()),
        provenance);
  }

  /**
   * Makes the directory of a new run.
   *
   * @param initialWeights kept, when the run does not begin with those of its seed
   * @throws DoseDataException when there is something in it already, or it cannot be written
   */
  static RunDirectory create(
      Path path,
      TrainingConfig config,
      Map<String, String> provenance,
      Split split,
      Optional<Map<String, FloatTensor>> initialWeights) {
    RunDirectory run = new RunDirectory(path, config, provenance);
    run.deleteLeftovers();
    run.requireNew(split);
    split.write(path.resolve(Split.FILE_NAME));
    initialWeights.ifPresent(
        weights ->
            new TensorFile(weights, Map.of(MODEL_KEY, run.description().toJson()))
                .write(run.initialFile()));
    return written(path, config, provenance);
  }

  /** This run with more provenance; also on the disk. */
  RunDirectory withProvenance(Map<String, String> more) {
    Map<String, String> all = new LinkedHashMap<>(provenance);
    all.putAll(more);
    return written(path, config, all);
  }

  /** {@code run.json} makes a folder a run, so it is written after all that a run needs. */
  private static RunDirectory written(
      Path path, TrainingConfig config, Map<String, String> provenance) {
    JsonObject origin = JsonObject.create();
    provenance.forEach(origin::put);
    JsonObject.create()
        .put("format", FORMAT)
        .put("provenance", origin)
        .put("config", TrainingConfigJson.format(config))
        .write(path.resolve(RUN_FILE));
    return new RunDirectory(path, config, provenance);
  }

  /** Removes the temporary files that a process left which was killed while it wrote. */
  void deleteLeftovers() {
    for (Path folder : List.of(path, path.resolve(CHECKPOINTS), path.resolve(TENSORBOARD))) {
      AtomicFile.deleteLeftovers(folder);
    }
  }

  /** Where the directory is. */
  public Path path() {
    return path;
  }

  /** How the network was or is trained. */
  public TrainingConfig config() {
    return config;
  }

  /** The fingerprint of the weights the run was given to begin with, if it was. */
  public Optional<String> initialWeightsSha256() {
    return Optional.ofNullable(provenance.get(Provenance.INITIAL_WEIGHTS));
  }

  /** Code, data and machine of the run, by name. */
  public Map<String, String> provenance() {
    return provenance;
  }

  /** What the trained network is for and how it is fed. */
  public ModelDescription description() {
    return new ModelDescription(
        config.network(), config.protocol(), config.encoding(), config.window(), provenance);
  }

  /** Which cases it trains, validates and leaves alone. */
  public Split split() {
    return Split.read(path.resolve(Split.FILE_NAME));
  }

  /** What each epoch achieved; empty before the first is done. */
  public List<EpochMetrics> metrics() {
    Path file = path.resolve(METRICS_FILE);
    return Files.exists(file) ? MetricsFile.read(file) : List.of();
  }

  /**
   * What the finished epochs achieved. Rows beyond them belong to an epoch that was interrupted and
   * is done again.
   *
   * @throws DoseDataException when there are fewer
   */
  List<EpochMetrics> metricsOfFirst(int epochs) {
    List<EpochMetrics> rows = metrics();
    if (rows.size() < epochs) {
      throw DoseDataException.of(
          path.toString(),
          "metrics of " + rows.size() + " epochs",
          "metrics of the " + epochs + " finished epochs",
          "restore metrics.csv, or start a new run");
    }
    return List.copyOf(rows.subList(0, epochs));
  }

  /** How the run ended, when it has. */
  public Optional<RunSummary> summary() {
    Path file = path.resolve(SUMMARY_FILE);
    return Files.exists(file)
        ? Optional.of(RunSummary.fromJson(JsonObject.read(file)))
        : Optional.empty();
  }

  /**
   * The weights of a checkpoint, by parameter.
   *
   * @throws DoseDataException when there is none yet, or its file is damaged or of another network
   */
  public Map<String, FloatTensor> weights(Checkpoint checkpoint) {
    Path file = checkpointFile(checkpoint, ".safetensors");
    if (!Files.exists(file)) {
      throw DoseDataException.of(
          path.toString(),
          "no " + checkpoint.label() + " checkpoint",
          "a run with a finished and validated epoch",
          "train it further");
    }
    return ParameterCollector.requireWeights(
        file.toString(), config.network(), TensorFile.read(file).tensors());
  }

  /**
   * The network of a checkpoint, ready to predict on the training engine. The caller closes it.
   *
   * @throws DoseDataException when there is no such checkpoint, or the engine's native library is
   *     missing
   */
  public PatchModel openModel(Checkpoint checkpoint) {
    return TorchPatchModel.load(description(), config, weights(checkpoint));
  }

  /**
   * Writes a checkpoint.
   *
   * @param facts of its {@code .json}
   */
  void writeCheckpoint(Checkpoint checkpoint, Map<String, FloatTensor> weights, JsonObject facts) {
    Map<String, String> metadata = new LinkedHashMap<>();
    metadata.put(MODEL_KEY, description().toJson());
    metadata.put("epoch", Integer.toString(facts.integer("epoch")));
    new TensorFile(weights, metadata).write(checkpointFile(checkpoint, ".safetensors"));
    facts.write(checkpointFile(checkpoint, ".json"));
  }

  /** The weights the run was given to begin with; empty when they come from its seed. */
  Optional<Map<String, FloatTensor>> initialWeights() {
    if (!Files.exists(initialFile())) {
      return Optional.empty();
    }
    return Optional.of(
        ParameterCollector.requireWeights(
            initialFile().toString(), config.network(), TensorFile.read(initialFile()).tensors()));
  }

  private Path initialFile() {
    return path.resolve(CHECKPOINTS).resolve(INITIAL_FILE);
  }

  void writeMetrics(List<EpochMetrics> rows) {
    MetricsFile.write(path.resolve(METRICS_FILE), rows);
  }

  void writeSummary(RunSummary summary) {
    summary.toJson().write(path.resolve(SUMMARY_FILE));
  }

  void writeState(TrainingState state) {
    state.write(stateFile());
  }

  /** The state after the last finished epoch; empty before the first is done. */
  Optional<TrainingState> state() {
    return Files.exists(stateFile())
        ? Optional.of(TrainingState.read(stateFile()))
        : Optional.empty();
  }

  private Path stateFile() {
    return path.resolve(CHECKPOINTS).resolve(STATE_FILE);
  }

  private Path checkpointFile(Checkpoint checkpoint, String suffix) {
    return path.resolve(CHECKPOINTS).resolve(checkpoint.label() + suffix);
  }

  /**
   * Refuses a directory of other things, before the first file is written there.
   *
   * @throws DoseDataException when it is neither empty nor that of a run
   */
  static void requireEmptyOrRun(Path path) {
    boolean isRun = Files.exists(path.resolve(RunLock.FILE)) || isRun(path);
    // A start that was killed early; a cohort has a split too.
    List<Path> started = List.of(path.resolve(Split.FILE_NAME), path.resolve(CHECKPOINTS));
    if (!isRun && !started.containsAll(entries(path))) {
      throw notNew(path);
    }
  }

  /**
   * A start that was killed leaves the same split, and the weights it was given: nothing is lost.
   */
  private void requireNew(Split split) {
    List<Path> found = new ArrayList<>(entries(path));
    found.remove(path.resolve(RunLock.FILE));
    Path splitFile = path.resolve(Split.FILE_NAME);
    if (found.contains(splitFile) && Split.read(splitFile).equals(split)) {
      found.remove(splitFile);
      Path checkpoints = path.resolve(CHECKPOINTS);
      if (found.contains(checkpoints) && List.of(initialFile()).containsAll(entries(checkpoints))) {
        found.remove(checkpoints);
      }
    }
    if (!found.isEmpty()) {
      throw notNew(path);
    }
  }

  private static DoseDataException notNew(Path path) {
    return DoseDataException.of(
        path.toString(),
        Files.exists(path.resolve(RUN_FILE)) ? "another run" : "other files",
        "a new or empty directory",
        "resume that run, or choose another directory");
  }

  private static List<Path> entries(Path place) {
    if (!Files.exists(place)) {
      return List.of();
    }
    try (Stream<Path> entries = Files.isDirectory(place) ? Files.list(place) : Stream.of(place)) {
      return entries.toList();
    } catch (IOException e) {
      throw DoseDataException.of(
              place.toString(), "no readable directory", "a new or empty one", "check the path")
          .withCause(e);
    }
  }
}
