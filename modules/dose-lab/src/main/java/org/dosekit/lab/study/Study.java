package org.dosekit.lab.study;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.dosekit.core.DoseDataException;
import org.dosekit.core.io.JsonObject;
import org.dosekit.core.io.Spelling;

/**
 * A study as it is written: what is compared, on what, how often. Read from a file described by the
 * JSON Schema {@code study.schema.json}; immutable.
 */
public final class Study {
  private static final String FORMAT = "dosekit-study/1";
  private static final String SCHEMA = "study.schema.json";

  /** Names of the studies that are shipped. */
  public static final List<String> BUILT_IN =
      List.of("loss-ablation", "loss-ablation-phantom", "loss-ablation-openkbp");

  static final String COHORT = "cohort";
  static final String COHORT_SHA256 = "cohort_sha256";
  static final String SPLIT = "split";
  static final String CONDITIONS = "conditions";
  static final String CONDITION_SET = "condition_set";

  private static final String[] KEYS = {
    "$schema",
    "format",
    "name",
    "description",
    COHORT,
    COHORT_SHA256,
    "protocol",
    "preset",
    "config",
    "seeds",
    "folds",
    "split_seed",
    SPLIT,
    "baseline",
    "target",
    "metrics",
    CONDITIONS,
    CONDITION_SET
  };

  private final JsonObject json;
  private final Path base;
  private final List<Long> seeds;
  private final List<Condition> conditions;
  private final Optional<Path> cohort;
  private final Optional<Path> split;

  private Study(JsonObject json, Path base) {
    this.json = json;
    this.base = base;
    json.requireOnly(KEYS);
    if (!json.string("format").equals(FORMAT)) {
      throw DoseDataException.of(
          json.where(),
          "format '" + json.string("format") + "'",
          "'" + FORMAT + "'",
          "use a study of this version");
    }
    try {
      Condition.requireName("study", json.string("name"));
      this.seeds = Arrays.stream(json.integers("seeds")).boxed().toList();
      this.conditions =
          json.has(CONDITIONS) ? json.objects(CONDITIONS, Study::condition) : List.of();
      this.cohort = text(COHORT).map(base::resolve);
      this.split = text(SPLIT).map(base::resolve);
      requireConsistent();
    } catch (IllegalArgumentException e) {
      throw json.invalid(e);
    }
  }

  /**
   * A shipped study by its name, or a file.
   *
   * @throws DoseDataException when it is neither, with the nearest name, or it is no study
   */
  public static Study named(String nameOrFile) {
    if (BUILT_IN.contains(nameOrFile)) {
      return parse(nameOrFile, resource(nameOrFile + ".json"), Path.of(""));
    }
    if (!nameOrFile.endsWith(".json")) {
      throw DoseDataException.of(
          nameOrFile,
          "no study of this name",
          "a file that ends in .json, or one of " + String.join(", ", BUILT_IN),
          Spelling.remedy(nameOrFile, BUILT_IN));
    }
    Path file = Path.of(nameOrFile).toAbsolutePath().normalize();
    return new Study(JsonObject.read(file), Objects.requireNonNull(file.getParent()));
  }

  /**
   * Reads a study's JSON.
   *
   * @param where named in errors
   * @param base the folder that relative paths in it start from
   * @throws DoseDataException when it is not one
   */
  static Study parse(String where, String text, Path base) {
    return new Study(JsonObject.parse(where, text), base);
  }

  /** The JSON Schema (draft 2020-12) of a study's file. */
  public static String jsonSchema() {
    return resource(SCHEMA);
  }

  /**
   * This study with other values; they stand over its own, objects in it value by value.
   *
   * @throws DoseDataException when it is no study with them
   */
  public Study with(JsonObject values) {
    JsonObject whole = values.over(json);
    return parse(json.where(), whole.toText(), base);
  }

  /** The study as JSON; a copy. */
  public JsonObject toJson() {
    return json.over(JsonObject.create());
  }

  /** The file or the name it was read from. */
  public String where() {
    return json.where();
  }

  /** Its name. */
  public String name() {
    return json.string("name");
  }

  /** What it asks, for people; may be empty. */
  public String description() {
    return text("description").orElse("");
  }

  /** The folder of the cases. */
  public Optional<Path> cohort() {
    return cohort;
  }

  /** The hash that the cases must have, if it is told. */
  public Optional<String> cohortSha256() {
    return text(COHORT_SHA256);
  }

  /** The name or the file of the protocol, unless it is that of the cases. */
  public Optional<String> protocol() {
    return text("protocol")
        .map(name -> name.endsWith(".json") ? base.resolve(name).toString() : name);
  }

  /** The preset that the common configuration stands over. */
  public String preset() {
    return text("preset").orElse("standard").toLowerCase(Locale.ROOT);
  }

  /** What all conditions change of the preset: any part of a training configuration. */
  public JsonObject config() {
    return json.optionalObject("config").orElseGet(JsonObject::create);
  }

  /** One training of each condition and fold for each of them. */
  public List<Long> seeds() {
    return seeds;
  }

  /** How many folds; empty for one split. */
  public OptionalInt folds() {
    return json.has("folds") ? OptionalInt.of(json.integer("folds")) : OptionalInt.empty();
  }

  /** Of splits that are drawn. */
  public long splitSeed() {
    return json.has("split_seed") ? json.longInteger("split_seed") : seeds.get(0);
  }

  /** The file of the split, unless it is the cohort's. */
  public Optional<Path> split() {
    return split;
  }

  /** The condition that the others are tested against. */
  public String baseline() {
    return json.string("baseline");
  }

  /** The target whose D95 is compared, unless it is that of the highest prescription. */
  public Optional<String> target() {
    return text("target");
  }

  /** Further numbers to compare by, as {@code dose compare --metric} takes them. */
  public List<String> metrics() {
    return json.has("metrics") ? json.strings("metrics") : List.of();
  }

  /** The conditions it lists; empty when it names a set. */
  public List<Condition> conditions() {
    return conditions;
  }

  /**
   * A file that the configuration names, from the study's folder.
   *
   * @throws DoseDataException when the text can be no path
   */
  Path resolve(String file) {
    try {
      return base.resolve(file).toAbsolutePath().normalize();
    } catch (InvalidPathException e) {
      throw json.invalid(e);
    }
  }

  private Optional<String> text(String key) {
    return json.has(key) ? Optional.of(json.string(key)) : Optional.empty();
  }

  private static Condition condition(JsonObject json) {
    json.requireOnly("name", "config");
    return new Condition(
        json.string("name"), json.optionalObject("config").orElseGet(JsonObject::create));
  }

  private void requireConsistent() {
    require(
        !seeds.isEmpty() && Set.copyOf(seeds).size() == seeds.size(), "seeds, none of them twice");
    folds().ifPresent(k -> require(k >= 3 && k <= 1000, "3 to 1000 folds"));
    require(folds().isEmpty() || split().isEmpty(), "either folds or a split");
    require(
        json.has(CONDITIONS) != json.has(CONDITION_SET), "either conditions or a condition_set");
    if (json.has(CONDITION_SET)) {
      require(
          json.string(CONDITION_SET).equals(LossAblation.NAME),
          "the condition_set '" + LossAblation.NAME + "'");
      return;
    }
    require(!conditions.isEmpty(), "at least one condition");
    Set<String> names = new HashSet<>();
    for (Condition condition : conditions) {
      require(
          names.add(condition.name().toLowerCase(Locale.ROOT)),
          "conditions of different names, not '" + condition.name() + "' twice");
    }
    require(
        conditions.stream().anyMatch(c -> c.name().equals(baseline())),
        "a baseline that is one of the conditions, not '" + baseline() + "'");
  }

  private static void require(boolean holds, String message) {
    if (!holds) {
      throw new IllegalArgumentException("a study takes " + message);
    }
  }

  private static String resource(String name) {
    try (InputStream in = Study.class.getResourceAsStream(name)) {
      return new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("reading " + name, e);
    }
  }
}
