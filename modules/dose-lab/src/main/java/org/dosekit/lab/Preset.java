package org.dosekit.lab;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.dosekit.core.DoseDataException;
import org.dosekit.core.encode.Encoding;
import org.dosekit.core.geometry.GridShape;
import org.dosekit.core.io.Spelling;
import org.dosekit.core.protocol.Protocol;
import org.dosekit.train.run.TrainingConfig;
import org.dosekit.train.settings.Augmentation;
import org.dosekit.train.settings.Augmentation.Motion;
import org.dosekit.train.settings.DvhLoss;
import org.dosekit.train.settings.DvhTermSet;
import org.dosekit.train.settings.Loss;
import org.dosekit.train.settings.Optimisation;
import org.dosekit.train.settings.Patches;
import org.dosekit.train.settings.Schedule;
import org.dosekit.train.settings.VoxelLoss;

/** Training settings with a name. */
enum Preset {
  /** The original's settings, with a network and a patch that a CPU can train. */
  STANDARD {
    @Override
    TrainingConfig of(Protocol protocol) {
      return TrainingConfig.defaults(protocol, 16, GridShape.cube(64));
    }
  },

  /**
   * For OpenKBP on two cores: half resolution, patches that hold most regions where dose may be,
   * absolute error there and of the metrics that the challenge scores, half of the patients moved,
   * 38 minutes. What was tried on the way to it stands in docs/results.md.
   */
  OPENKBP {
    @Override
    TrainingConfig of(Protocol protocol) {
      GridShape patch = new GridShape(32, 64, 64);
      return TrainingConfig.defaults(protocol, 16, patch)
          .withEncoding(Encoding.STANDARD.withCoarsening(2).withAbsentSdf(1))
          .withPatches(new Patches(patch, 1, 2, 0))
          .withAugmentation(new Augmentation(true, 2, 0).withMotion(new Motion(0.5, 8, 0.1, 0.5)))
          .withLoss(
              new Loss(VoxelLoss.L1, 0.1, 0, true)
                  .withDvh(DvhLoss.of(protocol, DvhTermSet.METRICS, DvhLoss.STANDARD_FACTOR)))
          .withOptimisation(new Optimisation(2e-3, 1e-6, 0.01, 0.995))
          .withSchedule(new Schedule(1000, 38, 20, 0));
    }
  },

  /** For the phantoms of the quickstart: minutes on two cores. */
  QUICKSTART {
    @Override
    TrainingConfig of(Protocol protocol) {
      return TrainingConfig.defaults(protocol, 8, new GridShape(64, 64, 48))
          .withPatches(new Patches(new GridShape(64, 64, 48), 1, 2, 0))
          .withAugmentation(new Augmentation(true, 2, 0))
          .withLoss(new Loss(VoxelLoss.L1, 0.1, 0, false))
          .withOptimisation(new Optimisation(2e-3, 1e-5, 0.01, 0.95))
          .withSchedule(new Schedule(24, 0, 8, 0));
    }
  };

  /**
   * The preset of a name in lower case.
   *
   * @param where the name stands, for errors
   * @throws DoseDataException when there is none, with the nearest
   */
  static Preset named(String where, String name) {
    List<String> names =
        Arrays.stream(values()).map(preset -> preset.name().toLowerCase(Locale.ROOT)).toList();
    if (!names.contains(name)) {
      throw DoseDataException.of(
          where,
          "preset '" + name + "'",
          "one of " + String.join(", ", names),
          Spelling.remedy(name, names));
    }
    return values()[names.indexOf(name)];
  }

  /** The settings for cases of a protocol. */
  abstract TrainingConfig of(Protocol protocol);
}
