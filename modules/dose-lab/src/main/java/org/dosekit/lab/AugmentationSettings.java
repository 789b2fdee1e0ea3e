package org.dosekit.lab;

import java.util.Optional;
import org.dosekit.train.settings.Augmentation;
import org.dosekit.train.settings.Augmentation.CtJitter;
import org.dosekit.train.settings.Augmentation.Motion;
import picocli.CommandLine.Option;

/** How patches are varied, on the command line. */
final class AugmentationSettings {
  @Option(names = "--flip", arity = "1", description = "Mirror half of the patches: true or false.")
  private Optional<Boolean> flip = Optional.empty();

  @Option(names = "--shift", description = "Shift by so many whole voxels at most.")
  private Optional<Integer> shift = Optional.empty();

  @Option(names = "--motion", description = "Fraction of patches with a moved patient; 0 is off.")
  private Optional<Double> fraction = Optional.empty();

  @Option(names = "--rotation", description = "Turn about z by so many degrees at most.")
  private Optional<Double> rotation = Optional.empty();

  @Option(names = "--scaling", description = "Enlarge or shrink by this fraction at most.")
  private Optional<Double> scaling = Optional.empty();

  @Option(names = "--sub-voxel-shift", description = "Shift by this part of a voxel at most.")
  private Optional<Double> subVoxelShift = Optional.empty();

  @Option(names = "--ct-noise", description = "Noise on the normalised CT of three in ten.")
  private Optional<Double> ctNoise = Optional.empty();

  @Option(names = "--ct-shift", description = "Add or take off so many HU at most.")
  private Optional<Double> ctShift = Optional.empty();

  @Option(names = "--ct-scaling", description = "Scale the CT about air by this fraction at most.")
  private Optional<Double> ctScaling = Optional.empty();

  /**
   * What is given, over other settings. Where these have no motion, {@code --motion} alone switches
   * on {@link Motion#STANDARD}'s, and a part that is named alone is applied to as many patches.
   *
   * @throws IllegalArgumentException when a value is out of range
   */
  Augmentation over(Augmentation start) {
    Motion from = start.motion();
    boolean named = rotation.isPresent() || scaling.isPresent() || subVoxelShift.isPresent();
    Motion motion;
    boolean none = from.equals(Motion.NONE);
    if (fraction.isPresent() && !named && none) {
      Motion all = Motion.STANDARD;
      motion = new Motion(fraction.get(), all.rotationDegrees(), all.scaling(), all.shiftVoxels());
    } else {
      double usual = named && none ? Motion.STANDARD.fraction() : from.fraction();
      motion =
          new Motion(
              fraction.orElse(usual),
              rotation.orElse(from.rotationDegrees()),
              scaling.orElse(from.scaling()),
              subVoxelShift.orElse(from.shiftVoxels()));
    }
    return new Augmentation(
        flip.orElse(start.flipLeftRight()),
        shift.orElse(start.shiftVoxels()),
        ctNoise.orElse(start.ctNoiseSigma()),
        motion,
        new CtJitter(ctShift.orElse(start.ct().shiftHu()), ctScaling.orElse(start.ct().scaling())));
  }
}
