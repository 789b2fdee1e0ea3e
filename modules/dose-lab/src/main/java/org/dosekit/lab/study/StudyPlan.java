package org.dosekit.lab.study;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.dosekit.core.DoseDataException;
import org.dosekit.core.io.JsonObject;
import org.dosekit.core.patient.Split;
import org.dosekit.core.protocol.Protocol;
import org.dosekit.train.run.TrainingConfig;

/**
 * What a study comes to on a cohort: every task with its whole configuration and its cases. All
 * conditions of a fold and seed stand together, so that a study that is stopped halfway has
 * compared something. Immutable.
 */
public final class StudyPlan {
  /** The name of the split beside the plan; not that of a run's, for this folder is no run. */
  static final String SPLIT_FILE = "split.json";

  private final Study study;
  private final TrainingConfig common;
  private final List<Condition> conditions;
  private final List<Split> splits;
  private final String cohortSha256;
  private final List<StudyTask> tasks;

  private StudyPlan(
      Study study,
      TrainingConfig common,
      List<Condition> conditions,
      List<Split> splits,
      String cohortSha256) {
    this.study = study;
    this.common = common;
    this.conditions = conditions;
    this.splits = splits;
    this.cohortSha256 = cohortSha256;
    this.tasks = tasks(study, common, conditions, splits);
  }

  /**
   * Plans a study.
   *
   * @param preset what its configuration stands over, for the protocol of the cases
   * @param splits one a fold, or the one
   * @param cohortSha256 the hash of the cases
   * @throws DoseDataException when a configuration is none, or the cases are not those that the
   *     study is pinned to
   */
  public static StudyPlan of(
      Study study, TrainingConfig preset, List<Split> splits, String cohortSha256) {
    study
        .cohortSha256()
        .filter(pinned -> !pinned.equals(cohortSha256))
        .ifPresent(
            pinned -> {
              throw DoseDataException.of(
                  study.where(),
                  "cases of hash " + cohortSha256,
                  "those of hash " + pinned,
                  "give the cohort that the study was started on");
            });
    TrainingConfig common =
        preset.withJson(where(study, "config"), resolved(study, "config", study.config()));
    List<Condition> conditions =
        study.conditions().isEmpty() ? LossAblation.conditions(common) : study.conditions();
    if (conditions.stream().noneMatch(c -> c.name().equals(study.baseline()))) {
      throw DoseDataException.of(
          study.where(),
          "the baseline '" + study.baseline() + "'",
          "one of " + conditions.stream().map(Condition::name).toList(),
          "correct it");
    }
    return new StudyPlan(study, common, conditions, List.copyOf(splits), cohortSha256);
  }

  private static List<StudyTask> tasks(
      Study study, TrainingConfig common, List<Condition> conditions, List<Split> splits) {
    List<Setting> settings = conditions.stream().map(c -> setting(study, common, c)).toList();
    List<StudyTask> tasks = new ArrayList<>();
    for (int f = 0; f < splits.size(); f++) {
      OptionalInt fold = study.folds().isPresent() ? OptionalInt.of(f + 1) : OptionalInt.empty();
      for (long seed : study.seeds()) {
        for (Setting setting : settings) {
          tasks.add(
              new StudyTask(
                  tasks.size() + 1,
                  setting.condition(),
                  fold,
                  seed,
                  setting.config().withSeed(seed),
                  splits.get(f),
                  setting.skipped()));
        }
      }
    }
    return List.copyOf(tasks);
  }

  /** A condition's whole configuration, and why it is skipped, if it is. */
  private record Setting(String condition, TrainingConfig config, Optional<String> skipped) {}

  private static Setting setting(Study study, TrainingConfig common, Condition condition) {
    String place = condition.name();
    JsonObject config = JsonObject.parse(place, resolved(study, place, condition.config()));
    Optional<String> missing = missingWeights(config, common);
    // What is skipped is checked too, but for the weights.
    JsonObject whole = missing.isPresent() ? vgg("factor", 0).over(config) : config;
    return new Setting(
        condition.name(), common.withJson(where(study, place), whole.toText()), missing);
  }

  /** A configuration with the path of VGG's weights from the study's folder; without a seed. */
  private static String resolved(Study study, String place, JsonObject config) {
    for (String key : List.of("seed", "protocol")) {
      if (config.has(key)) {
        throw DoseDataException.of(
            where(study, place),
            "'" + key + "' in a configuration",
            "it in the study itself, the same for all conditions",
            "set it there");
      }
    }
    Optional<String> file =
        vggOf(config)
            .filter(vgg -> vgg.has("weights_file"))
            .map(vgg -> vgg.string("weights_file"))
            .filter(name -> !name.isEmpty());
    return file.map(name -> vgg("weights_file", study.resolve(name).toString()).over(config))
        .orElse(config)
        .toText();
  }

  private static Optional<JsonObject> vggOf(JsonObject config) {
    return config.optionalObject("loss").flatMap(loss -> loss.optionalObject("vgg"));
  }

  private static JsonObject vgg(String key, double value) {
    return inLoss(JsonObject.create().put(key, value));
  }

  private static JsonObject vgg(String key, String value) {
    return inLoss(JsonObject.create().put(key, value));
  }

  private static JsonObject inLoss(JsonObject vgg) {
    return JsonObject.create().put("loss", JsonObject.create().put("vgg", vgg));
  }

  /** Why a condition cannot be trained here: DoseKit does not bring the weights of VGG16. */
  private static Optional<String> missingWeights(JsonObject config, TrainingConfig common) {
    JsonObject vgg = vggOf(config).orElseGet(JsonObject::create);
    double factor = vgg.has("factor") ? vgg.number("factor") : common.loss().vgg().factor();
    String file =
        vgg.has("weights_file") ? vgg.string("weights_file") : common.loss().vgg().weightsFile();
    if (factor == 0 || (!file.isEmpty() && Files.isRegularFile(Path.of(file)))) {
      return Optional.empty();
    }
    return Optional.of(
        file.isEmpty()
            ? "needs the weights of VGG16, which DoseKit does not bring; give --vgg-weights"
            : "needs the weights of VGG16, and there is no file " + file);
  }

  private static String where(Study study, String place) {
    return study.where() + ": " + place;
  }

  /** The study. */
  public Study study() {
    return study;
  }

  /** The protocol of the cases. */
  public Protocol protocol() {
    return common.protocol();
  }

  /** The names of the conditions, in order. */
  public List<String> conditions() {
    return conditions.stream().map(Condition::name).toList();
  }

  /** The tasks, the first of number 1. */
  public List<StudyTask> tasks() {
    return tasks;
  }

  /** The hash of the cases. */
  public String cohortSha256() {
    return cohortSha256;
  }

  /** The split of a study without folds. */
  Optional<Split> split() {
    return study.folds().isPresent() ? Optional.empty() : Optional.of(splits.get(0));
  }

  /** The target whose D95 is compared: the study's, else that of the highest prescription. */
  public String target() {
    return study
        .target()
        .orElseGet(
            () ->
                protocol().prescriptionGy().entrySet().stream()
                    .max(Map.Entry.comparingByValue())
                    .map(Map.Entry::getKey)
                    .orElseThrow());
  }

  /**
   * The plan as a study's file that gives the same tasks again: conditions by themselves, cases by
   * their hash and no path to them, the split beside it.
   */
  JsonObject toJson() {
    JsonObject json = JsonObject.create();
    json.put("format", study.toJson().string("format"))
        .put("name", study.name())
        .put("description", study.description())
        .put(Study.COHORT_SHA256, cohortSha256)
        .put("preset", study.preset())
        .put("config", JsonObject.parse("config", resolved(study, "config", study.config())))
        .putIntegers("seeds", study.seeds().stream().mapToLong(Long::longValue).toArray());
    study.protocol().ifPresent(protocol -> json.put("protocol", protocol));
    if (study.folds().isPresent()) {
      json.put("folds", study.folds().getAsInt()).put("split_seed", study.splitSeed());
    } else {
      json.put(Study.SPLIT, SPLIT_FILE);
    }
    return json.put("baseline", study.baseline())
        .put("target", target())
        .putStrings("metrics", study.metrics())
        .putObjects(Study.CONDITIONS, conditions.stream().map(this::toJson).toList());
  }

  private JsonObject toJson(Condition condition) {
    String config = resolved(study, condition.name(), condition.config());
    return new Condition(condition.name(), JsonObject.parse(condition.name(), config)).toJson();
  }
}
