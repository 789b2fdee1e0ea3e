package org.dosekit.core.encode;

import java.util.Objects;
import org.dosekit.core.io.JsonObject;

/**
 * How a case becomes the network's input. Travels with every checkpoint and inside every exported
 * model.
 *
 * <p>CT: {@code clip(HU, ctMinHu, ctMaxHu) / ctScaleHu + ctOffset}. SDF: {@code clip(mm,
 * +-sdfClipMm) / sdfClipMm}, negative inside. Dose: Gy over the case's highest prescription.
 *
 * @param ctMinHu lower clip
 * @param ctMaxHu upper clip
 * @param ctScaleHu divisor
 * @param ctOffset added after the division
 * @param sdfClipMm where distances saturate
 * @param absentSdf the value of every voxel of an absent structure's channel, already normalised:
 *     0, or +1 as the original v2.3
 * @param halfVoxelSdf whether half the smallest voxel distance is taken off |SDF|, so that the zero
 *     level is the boundary
 * @param coarsening the network sees blocks of this many voxels a side, averaged; 1 is the case's
 *     own grid
 */
public record Encoding(
    double ctMinHu,
    double ctMaxHu,
    double ctScaleHu,
    double ctOffset,
    double sdfClipMm,
    double absentSdf,
    boolean halfVoxelSdf,
    int coarsening) {

  /** The original's encoding (v2.4), on the case's own grid. */
  public static final Encoding STANDARD = new Encoding(-1000, 3000, 4000, 0.5, 50, 0, false, 1);

  /** The original's encoding before v2.4: an absent structure is far away everywhere. */
  public static final Encoding AS_ORIGINAL_V23 = STANDARD.withAbsentSdf(1);

  /** Checks the ranges. */
  public Encoding {
    if (!(ctMinHu < ctMaxHu && ctScaleHu > 0 && sdfClipMm > 0)
        || !Double.isFinite(ctMaxHu - ctMinHu + ctScaleHu + ctOffset + sdfClipMm + absentSdf)
        || coarsening < 1
        || coarsening > 16) {
      throw new IllegalArgumentException(
          "encoding CT %s..%s HU / %s + %s, SDF clip %s mm, coarsening %d is not usable"
              .formatted(ctMinHu, ctMaxHu, ctScaleHu, ctOffset, sdfClipMm, coarsening));
    }
  }

  /** This encoding with another value for absent structures. */
  public Encoding withAbsentSdf(double value) {
    return new Encoding(
        ctMinHu, ctMaxHu, ctScaleHu, ctOffset, sdfClipMm, value, halfVoxelSdf, coarsening);
  }

  /** This encoding with the zero level of the SDF on the boundary, or not. */
  public Encoding withHalfVoxelSdf(boolean value) {
    return new Encoding(
        ctMinHu, ctMaxHu, ctScaleHu, ctOffset, sdfClipMm, absentSdf, value, coarsening);
  }

  /** This encoding with another coarsening. */
  public Encoding withCoarsening(int value) {
    return new Encoding(
        ctMinHu, ctMaxHu, ctScaleHu, ctOffset, sdfClipMm, absentSdf, halfVoxelSdf, value);
  }

  /** The encoding as JSON; {@link #fromJson} reads it back equal. */
  public String toJson() {
    return JsonObject.create()
        .put("ct_min_hu", ctMinHu)
        .put("ct_max_hu", ctMaxHu)
        .put("ct_scale_hu", ctScaleHu)
        .put("ct_offset", ctOffset)
        .put("sdf_clip_mm", sdfClipMm)
        .put("absent_sdf", absentSdf)
        .put("half_voxel_sdf", halfVoxelSdf)
        .put("coarsening", coarsening)
        .toText();
  }

  /**
   * Reads an encoding.
   *
   * @param where named in errors
   * @throws org.dosekit.core.DoseDataException when it is not one
   */
  public static Encoding fromJson(String where, String json) {
    JsonObject object = JsonObject.parse(where, Objects.requireNonNull(json));
    try {
      return new Encoding(
          object.number("ct_min_hu"),
          object.number("ct_max_hu"),
          object.number("ct_scale_hu"),
          object.number("ct_offset"),
          object.number("sdf_clip_mm"),
          object.number("absent_sdf"),
          object.bool("half_voxel_sdf"),
          object.integer("coarsening"));
    } catch (IllegalArgumentException e) {
      throw object.invalid(e);
    }
  }
}
