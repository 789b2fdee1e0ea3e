package org.dosekit.train.settings;

import java.util.Objects;

/**
 * How patches are varied.
 *
 * @param flipLeftRight whether half of them are mirrored in the sagittal plane, left and right
 *     structures exchanged
 * @param shiftVoxels by how many voxels of the encoded grid they are moved at most, along each
 *     axis; less than the patch
 * @param ctNoiseSigma standard deviation of the noise on the normalised CT of three in ten, 0..1
 * @param motion small motions of the patient, interpolated
 * @param ct changes of the CT numbers
 */
public record Augmentation(
    boolean flipLeftRight, int shiftVoxels, double ctNoiseSigma, Motion motion, CtJitter ct) {
  /** Patches as they are. */
  public static final Augmentation NONE = new Augmentation(false, 0, 0);

  /** Checks the ranges. */
  public Augmentation {
    Objects.requireNonNull(motion);
    Objects.requireNonNull(ct);
    Ranges.require(shiftVoxels >= 0, "a shift of %s voxels; at least 0", shiftVoxels);
    Ranges.require(ctNoiseSigma >= 0 && ctNoiseSigma <= 1, "CT noise %s; 0 to 1", ctNoiseSigma);
  }

  /** Whole voxels only, and the CT numbers as they are but for noise. */
  public Augmentation(boolean flipLeftRight, int shiftVoxels, double ctNoiseSigma) {
    this(flipLeftRight, shiftVoxels, ctNoiseSigma, Motion.NONE, CtJitter.NONE);
  }

  /** This augmentation with other motions. */
  public Augmentation withMotion(Motion value) {
    return new Augmentation(flipLeftRight, shiftVoxels, ctNoiseSigma, value, ct);
  }

  /** This augmentation with other changes of the CT numbers. */
  public Augmentation withCt(CtJitter value) {
    return new Augmentation(flipLeftRight, shiftVoxels, ctNoiseSigma, motion, value);
  }

  /**
   * Small motions of the patient about the middle of a patch, all in one trilinear pass; each is
   * drawn uniformly.
   *
   * @param fraction of the patches that are moved, 0..1; the others keep the sharpness that an
   *     interpolation takes
   * @param rotationDegrees turned about z by so much at most, either way, 0..45
   * @param scaling made larger or smaller by this fraction at most, 0..0.3
   * @param shiftVoxels moved by so many voxels at most along each axis, 0..1; whole voxels are the
   *     shift's
   */
  public record Motion(
      double fraction, double rotationDegrees, double scaling, double shiftVoxels) {
    /** No motion. */
    public static final Motion NONE = new Motion(0, 0, 0, 0);

    /** Half of the patches, by up to 5 degrees, 5 % and half a voxel. */
    public static final Motion STANDARD = new Motion(0.5, 5, 0.05, 0.5);

    /** Checks the ranges. */
    public Motion {
      Ranges.require(fraction >= 0 && fraction <= 1, "a fraction %s of motions; 0 to 1", fraction);
      Ranges.require(
          rotationDegrees >= 0 && rotationDegrees <= 45,
          "a rotation of %s degrees; 0 to 45",
          rotationDegrees);
      Ranges.require(scaling >= 0 && scaling <= 0.3, "a scaling by %s; 0 to 0.3", scaling);
      Ranges.require(
          shiftVoxels >= 0 && shiftVoxels <= 1,
          "an interpolated shift of %s voxels; 0 to 1",
          shiftVoxels);
    }

    /** Whether any patch is moved. */
    public boolean isOn() {
      return fraction > 0 && (rotationDegrees > 0 || scaling > 0 || shiftVoxels > 0);
    }
  }

  /**
   * Changes of the CT numbers of a whole patch, as between scanners; each is drawn uniformly.
   *
   * @param shiftHu added or taken off at most, 0..500
   * @param scaling the distance from air grows or shrinks by this fraction at most, 0..0.5
   */
  public record CtJitter(double shiftHu, double scaling) {
    /** No change. */
    public static final CtJitter NONE = new CtJitter(0, 0);

    /** Checks the ranges. */
    public CtJitter {
      Ranges.require(shiftHu >= 0 && shiftHu <= 500, "a CT shift of %s HU; 0 to 500", shiftHu);
      Ranges.require(scaling >= 0 && scaling <= 0.5, "a CT scaling by %s; 0 to 0.5", scaling);
    }

    /** Whether any number is changed. */
    public boolean isOn() {
      return shiftHu > 0 || scaling > 0;
    }
  }
}
