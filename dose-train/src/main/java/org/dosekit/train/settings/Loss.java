package org.dosekit.train.settings;

import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.dosekit.core.protocol.StructureExpression;

/**
 * What is minimised: the voxel error, plus the other terms times their factors.
 *
 * @param voxel the error of a voxel
 * @param negativeDose factor of the mean negative dose, at least 0
 * @param gradient factor of the difference of Sobel gradients, at least 0; 0 is off
 * @param restrictToDoseRegion whether voxels outside the case's dose region do not count
 * @param dvh the dose-volume terms
 * @param structure the errors that count by structure
 * @param vgg the difference of VGG16 features
 * @param adversarial how well a discriminator tells the dose from a planned one
 * @param weighting how these parts are weighed
 */
public record Loss(
    VoxelLoss voxel,
    double negativeDose,
    double gradient,
    boolean restrictToDoseRegion,
    DvhLoss dvh,
    StructureLoss structure,
    VggLoss vgg,
    AdversarialLoss adversarial,
    LossWeighting weighting) {
  /** Checks the factors. */
  public Loss {
    Objects.requireNonNull(voxel);
    Objects.requireNonNull(dvh);
    Objects.requireNonNull(structure);
    Objects.requireNonNull(vgg);
    Objects.requireNonNull(adversarial);
    Objects.requireNonNull(weighting);
    Ranges.require(isFactor(negativeDose), "negative-dose factor %s; 0 to 1e6", negativeDose);
    Ranges.require(isFactor(gradient), "gradient factor %s; 0 to 1e6", gradient);
  }

  /** A loss of voxels only. */
  public Loss(VoxelLoss voxel, double negativeDose, double gradient, boolean restrictToDoseRegion) {
    this(
        voxel,
        negativeDose,
        gradient,
        restrictToDoseRegion,
        DvhLoss.OFF,
        StructureLoss.OFF,
        VggLoss.OFF,
        AdversarialLoss.OFF,
        LossWeighting.FIXED);
  }

  /** This loss with other dose-volume terms. */
  public Loss withDvh(DvhLoss value) {
    return new Loss(
        voxel,
        negativeDose,
        gradient,
        restrictToDoseRegion,
        value,
        structure,
        vgg,
        adversarial,
        weighting);
  }

  /** This loss with other errors by structure. */
  public Loss withStructure(StructureLoss value) {
    return new Loss(
        voxel,
        negativeDose,
        gradient,
        restrictToDoseRegion,
        dvh,
        value,
        vgg,
        adversarial,
        weighting);
  }

  /** This loss with another difference of VGG16 features. */
  public Loss withVgg(VggLoss value) {
    return new Loss(
        voxel,
        negativeDose,
        gradient,
        restrictToDoseRegion,
        dvh,
        structure,
        value,
        adversarial,
        weighting);
  }

  /** This loss with another discriminator. */
  public Loss withAdversarial(AdversarialLoss value) {
    return new Loss(
        voxel, negativeDose, gradient, restrictToDoseRegion, dvh, structure, vgg, value, weighting);
  }

  /** This loss with its parts weighed in another way. */
  public Loss withWeighting(LossWeighting value) {
    return new Loss(
        voxel,
        negativeDose,
        gradient,
        restrictToDoseRegion,
        dvh,
        structure,
        vgg,
        adversarial,
        value);
  }

  /** The regions whose voxels the loss needs to know: the dose-volume terms' first. */
  public List<StructureExpression> regions() {
    return Stream.concat(dvh.regions().stream(), structure.regions().stream()).toList();
  }

  private static boolean isFactor(double factor) {
    return factor >= 0 && factor <= 1e6;
  }
}
