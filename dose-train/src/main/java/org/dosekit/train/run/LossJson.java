package org.dosekit.train.run;

import java.util.Locale;
import org.dosekit.core.io.JsonObject;
import org.dosekit.train.settings.AdversarialLoss;
import org.dosekit.train.settings.DvhLoss;
import org.dosekit.train.settings.Loss;
import org.dosekit.train.settings.LossWeighting;
import org.dosekit.train.settings.StructureLoss;
import org.dosekit.train.settings.VggLoss;
import org.dosekit.train.settings.VoxelLoss;

/** The JSON form of a {@link Loss}; a part that is left out is off. */
final class LossJson {
  private LossJson() {}

  static JsonObject format(Loss loss) {
    return JsonObject.create()
        .put("voxel", loss.voxel().label())
        .put("negative_dose", loss.negativeDose())
        .put("gradient", loss.gradient())
        .put("restrict_to_dose_region", loss.restrictToDoseRegion())
        .put("dvh", DvhLossJson.format(loss.dvh()))
        .put("structure", format(loss.structure()))
        .put("vgg", format(loss.vgg()))
        .put("adversarial", format(loss.adversarial()))
        .put("weighting", format(loss.weighting()));
  }

  static Loss read(JsonObject json) {
    json.requireOnly(
        "voxel",
        "negative_dose",
        "gradient",
        "restrict_to_dose_region",
        "dvh",
        "structure",
        "vgg",
        "adversarial",
        "weighting");
    return new Loss(
        VoxelLoss.valueOf(json.string("voxel").toUpperCase(Locale.ROOT)),
        json.number("negative_dose"),
        json.number("gradient"),
        json.bool("restrict_to_dose_region"),
        json.optionalObject("dvh").map(DvhLossJson::read).orElse(DvhLoss.OFF),
        json.optionalObject("structure").map(LossJson::structure).orElse(StructureLoss.OFF),
        json.optionalObject("vgg").map(LossJson::vgg).orElse(VggLoss.OFF),
        json.optionalObject("adversarial").map(LossJson::adversarial).orElse(AdversarialLoss.OFF),
        json.optionalObject("weighting").map(LossJson::weighting).orElse(LossWeighting.FIXED));
  }

  private static JsonObject format(StructureLoss loss) {
    return JsonObject.create()
        .put("weighted", loss.weighted())
        .put("asymmetric", loss.asymmetric())
        .putStrings("targets", loss.targets())
        .putStrings("organs", loss.organs());
  }

  private static StructureLoss structure(JsonObject json) {
    json.requireOnly("weighted", "asymmetric", "targets", "organs");
    return new StructureLoss(
        json.number("weighted"),
        json.number("asymmetric"),
        json.strings("targets"),
        json.strings("organs"));
  }

  private static JsonObject format(VggLoss loss) {
    return JsonObject.create().put("factor", loss.factor()).put("weights_file", loss.weightsFile());
  }

  private static VggLoss vgg(JsonObject json) {
    json.requireOnly("factor", "weights_file");
    return new VggLoss(json.number("factor"), json.string("weights_file"));
  }

  private static JsonObject format(AdversarialLoss loss) {
    return JsonObject.create()
        .put("factor", loss.factor())
        .put("width", loss.width())
        .put("learning_rate", loss.learningRate())
        .put("seed", loss.seed());
  }

  private static AdversarialLoss adversarial(JsonObject json) {
    json.requireOnly("factor", "width", "learning_rate", "seed");
    return new AdversarialLoss(
        json.number("factor"),
        json.integer("width"),
        json.number("learning_rate"),
        json.longInteger("seed"));
  }

  private static JsonObject format(LossWeighting weighting) {
    if (weighting instanceof LossWeighting.Uncertainty uncertainty) {
      return JsonObject.create()
          .put("kind", "uncertainty")
          .put("calibration_batches", uncertainty.calibrationBatches())
          .put("lowest_log_sigma", uncertainty.lowestLogSigma())
          .put("highest_log_sigma", uncertainty.highestLogSigma());
    }
    return JsonObject.create().put("kind", "fixed");
  }

  private static LossWeighting weighting(JsonObject json) {
    return switch (json.string("kind")) {
      case "fixed" -> {
        json.requireOnly("kind");
        yield LossWeighting.FIXED;
      }
      case "uncertainty" -> {
        json.requireOnly("kind", "calibration_batches", "lowest_log_sigma", "highest_log_sigma");
        yield new LossWeighting.Uncertainty(
            json.integer("calibration_batches"),
            json.number("lowest_log_sigma"),
            json.number("highest_log_sigma"));
      }
      default ->
          throw new IllegalArgumentException(
              "weighting '" + json.string("kind") + "'; 'fixed' or 'uncertainty'");
    };
  }
}
