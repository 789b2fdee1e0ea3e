package org.dosekit.data.beam;

import java.util.List;
import org.dosekit.core.volume.Mask;
import org.dosekit.core.volume.Volume;

/**
 * What a plan with a simultaneous integrated boost is made for. All on one axial grid.
 *
 * @param ctHu CT in HU
 * @param body the patient's outline; dose is zero outside
 * @param boostTarget gets the boost dose at its D95
 * @param electiveTarget contains the boost target and gets the elective dose at its D95
 * @param boostGy prescription of the boost
 * @param electiveGy lower prescription
 * @param organsAtRisk to be spared
 */
public record SibTask(
    Volume ctHu,
    Mask body,
    Mask boostTarget,
    Mask electiveTarget,
    double boostGy,
    double electiveGy,
    List<Mask> organsAtRisk) {

  private static final double APERTURE_MARGIN_MM = 6;

  /**
   * Checks the targets.
   *
   * @throws IllegalArgumentException when a target is empty, the elective target does not contain
   *     the boost target, the body does not contain the elective target, or the doses do not
   *     descend
   */
  public SibTask {
    organsAtRisk = List.copyOf(organsAtRisk);
    if (boostTarget.isEmpty()
        || !boostTarget.minus(electiveTarget).isEmpty()
        || !electiveTarget.minus(body).isEmpty()) {
      throw new IllegalArgumentException(
          "targets must be nested: boost (%s), elective (%s), body (%s)"
              .formatted(boostTarget, electiveTarget, body));
    }
    if (!(boostGy > electiveGy && electiveGy > 0)) {
      throw new IllegalArgumentException(
          "prescriptions of %s and %s Gy; the boost's must be the higher"
              .formatted(boostGy, electiveGy));
    }
  }

  /** Around the shadows of voxel centres, so that stamps of this radius leave no gap. */
  double voxelReachMm() {
    var spacing = ctHu.grid().spacing();
    return 0.75 * Math.max(spacing.yMm(), Math.max(spacing.xMm(), spacing.zMm()));
  }

  /** What an aperture leaves open around a target, for the penumbra. */
  double apertureMarginMm() {
    return Math.max(APERTURE_MARGIN_MM, voxelReachMm());
  }
}
