package org.dosekit.train.run;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Objects;
import org.dosekit.core.encode.Encoding;
import org.dosekit.core.geometry.GridShape;
import org.dosekit.core.io.JsonObject;
import org.dosekit.core.network.NetworkSpec;
import org.dosekit.core.protocol.Protocol;
import org.dosekit.train.settings.Augmentation;
import org.dosekit.train.settings.Augmentation.CtJitter;
import org.dosekit.train.settings.Augmentation.Motion;
import org.dosekit.train.settings.Backward;
import org.dosekit.train.settings.EngineSettings;
import org.dosekit.train.settings.MapLayout;
import org.dosekit.train.settings.Optimisation;
import org.dosekit.train.settings.Patches;
import org.dosekit.train.settings.Precision;
import org.dosekit.train.settings.Schedule;

/** The JSON form of a {@link TrainingConfig}. */
final class TrainingConfigJson {
  private static final String SCHEMA = "training-config.schema.json";

  private TrainingConfigJson() {}

  static String schema() {
    try (InputStream in = TrainingConfigJson.class.getResourceAsStream(SCHEMA)) {
      return new String(Objects.requireNonNull(in, SCHEMA).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("reading " + SCHEMA, e);
    }
  }

  static JsonObject format(TrainingConfig config) {
    Patches patches = config.patches();
    Augmentation augmentation = config.augmentation();
    Optimisation optimisation = config.optimisation();
    Schedule schedule = config.schedule();
    return JsonObject.create()
        .put("network", JsonObject.parse("network", config.network().toJson()))
        .put("encoding", JsonObject.parse("encoding", config.encoding().toJson()))
        .put(
            "patches",
            JsonObject.create()
                .putIntegers(
                    "shape", patches.shape().ny(), patches.shape().nx(), patches.shape().nz())
                .put("per_case", patches.perCase())
                .put("batch_size", patches.batchSize())
                .put("high_dose_fraction", patches.highDoseFraction())
                .put("target_fraction", patches.targetFraction())
                .put("loader_threads", patches.loaderThreads()))
        .put(
            "augmentation",
            JsonObject.create()
                .put("flip_left_right", augmentation.flipLeftRight())
                .put("shift_voxels", augmentation.shiftVoxels())
                .put("ct_noise_sigma", augmentation.ctNoiseSigma())
                .put("motion", motion(augmentation.motion()))
                .put(
                    "ct",
                    JsonObject.create()
                        .put("shift_hu", augmentation.ct().shiftHu())
                        .put("scaling", augmentation.ct().scaling())))
        .put("loss", LossJson.format(config.loss()))
        .put(
            "optimisation",
            JsonObject.create()
                .put("learning_rate", optimisation.learningRate())
                .put("min_learning_rate", optimisation.minLearningRate())
                .put("weight_decay", optimisation.weightDecay())
                .put("average_decay", optimisation.averageDecay())
                .put("warmup_steps", optimisation.warmupSteps())
                .put("max_gradient_norm", optimisation.maxGradientNorm())
                .put("skip_bad_batches", optimisation.skipBadBatches()))
        .put(
            "schedule",
            JsonObject.create()
                .put("epochs", schedule.epochs())
                .put("max_minutes", schedule.maxMinutes())
                .put("validate_every", schedule.validateEvery())
                .put("patience", schedule.patience())
                .putStrings("metrics", schedule.metrics())
                .put("select_by", schedule.selectBy()))
        .put("seed", config.seed())
        .put(
            "engine",
            JsonObject.create()
                .put("threads", config.engine().threads())
                .put("precision", config.engine().precision().label())
                .put("layout", config.engine().layout().label())
                .put("backward", config.engine().backward().label())
                .put("device", config.engine().device()))
        .put("protocol", JsonObject.parse("protocol", config.protocol().toJson()));
  }

  /** A configuration with the values that an object names. A protocol is one value. */
  static TrainingConfig over(TrainingConfig config, String where, String text) {
    JsonObject changes = JsonObject.parse(where, text);
    JsonObject whole = changes.over(format(config));
    changes.optionalObject("protocol").ifPresent(protocol -> whole.put("protocol", protocol));
    return parse(whole);
  }

  static TrainingConfig parse(String where, String text) {
    return parse(JsonObject.parse(where, text));
  }

  private static TrainingConfig parse(JsonObject json) {
    json.requireOnly(
        "$schema",
        "network",
        "encoding",
        "patches",
        "augmentation",
        "loss",
        "optimisation",
        "schedule",
        "seed",
        "engine",
        "protocol");
    try {
      TrainingConfig config =
          new TrainingConfig(
              Protocol.fromJson(json.where(), json.object("protocol").toText()),
              Encoding.fromJson(json.where(), json.object("encoding").toText()),
              NetworkSpec.fromJson(json.where(), json.object("network").toText()),
              patches(json.object("patches")),
              augmentation(json.object("augmentation")),
              LossJson.read(json.object("loss")),
              optimisation(json.object("optimisation")),
              schedule(json.object("schedule")),
              json.longInteger("seed"),
              engine(json.object("engine")));
      requireKnown(json.object("network"), config.network().toJson());
      requireKnown(json.object("encoding"), config.encoding().toJson());
      return config;
    } catch (IllegalArgumentException e) {
      throw json.invalid(e);
    }
  }

  /** What the core reads passes over keys of later versions; a setting is not passed over. */
  private static void requireKnown(JsonObject json, String written) {
    json.requireOnly(JsonObject.parse("", written).names().toArray(String[]::new));
  }

  private static Patches patches(JsonObject json) {
    json.requireOnly(
        "shape",
        "per_case",
        "batch_size",
        "high_dose_fraction",
        "target_fraction",
        "loader_threads");
    long[] shape = json.integers("shape");
    if (shape.length != 3) {
      throw new IllegalArgumentException("a patch shape of " + shape.length + " sizes; 3");
    }
    return new Patches(
        new GridShape(size(shape[0]), size(shape[1]), size(shape[2])),
        json.integer("per_case"),
        json.integer("batch_size"),
        json.number("high_dose_fraction"),
        json.has("target_fraction") ? json.number("target_fraction") : 0,
        json.has("loader_threads") ? json.integer("loader_threads") : 1);
  }

  private static int size(long value) {
    if (value < 1 || value > Integer.MAX_VALUE) {
      throw new IllegalArgumentException("a patch size of " + value + "; at least 1");
    }
    return (int) value;
  }

  private static Augmentation augmentation(JsonObject json) {
    json.requireOnly("flip_left_right", "shift_voxels", "ct_noise_sigma", "motion", "ct");
    return new Augmentation(
        json.bool("flip_left_right"),
        json.integer("shift_voxels"),
        json.number("ct_noise_sigma"),
        json.optionalObject("motion").map(TrainingConfigJson::motion).orElse(Motion.NONE),
        json.optionalObject("ct").map(TrainingConfigJson::ct).orElse(CtJitter.NONE));
  }

  private static JsonObject motion(Motion motion) {
    return JsonObject.create()
        .put("fraction", motion.fraction())
        .put("rotation_degrees", motion.rotationDegrees())
        .put("scaling", motion.scaling())
        .put("shift_voxels", motion.shiftVoxels());
  }

  private static Motion motion(JsonObject json) {
    json.requireOnly("fraction", "rotation_degrees", "scaling", "shift_voxels");
    return new Motion(
        json.number("fraction"),
        json.number("rotation_degrees"),
        json.number("scaling"),
        json.number("shift_voxels"));
  }

  private static CtJitter ct(JsonObject json) {
    json.requireOnly("shift_hu", "scaling");
    return new CtJitter(json.number("shift_hu"), json.number("scaling"));
  }

  private static Optimisation optimisation(JsonObject json) {
    json.requireOnly(
        "learning_rate",
        "min_learning_rate",
        "weight_decay",
        "average_decay",
        "warmup_steps",
        "max_gradient_norm",
        "skip_bad_batches");
    return new Optimisation(
        json.number("learning_rate"),
        json.number("min_learning_rate"),
        json.number("weight_decay"),
        json.number("average_decay"),
        json.integer("warmup_steps"),
        json.number("max_gradient_norm"),
        json.integer("skip_bad_batches"));
  }

  private static EngineSettings engine(JsonObject json) {
    json.requireOnly("threads", "precision", "layout", "backward", "device");
    return new EngineSettings(
        json.integer("threads"),
        Precision.valueOf(json.string("precision").toUpperCase(Locale.ROOT)),
        MapLayout.valueOf(json.string("layout").toUpperCase(Locale.ROOT)),
        Backward.valueOf(json.string("backward").toUpperCase(Locale.ROOT)),
        json.string("device"));
  }

  private static Schedule schedule(JsonObject json) {
    json.requireOnly("epochs", "max_minutes", "validate_every", "patience", "metrics", "select_by");
    return new Schedule(
        json.integer("epochs"),
        json.number("max_minutes"),
        json.integer("validate_every"),
        json.integer("patience"),
        json.strings("metrics"),
        json.string("select_by"));
  }
}
