package org.dosekit.eval.gamma;

import java.util.List;
import java.util.Objects;
import java.util.OptionalDouble;
import org.dosekit.core.DoseDataException;
import org.dosekit.core.volume.Mask;
import org.dosekit.core.volume.Volume;

/**
 * Gamma index of an evaluated dose against a reference (Low et al., Med. Phys. 25, 1998), the least
 * over all places in the evaluated dose, not only over its voxels: exact for its trilinear
 * interpolant.
 *
 * <p>For each voxel of the reference, gamma is the least of sqrt(distance^2 / DTA^2 + (dose
 * difference)^2 / DD^2); a voxel passes when it is at most 1. Unless told otherwise DD is a
 * percentage of the reference's maximum (global gamma), voxels below 10 % of it are left out, and
 * gamma is not followed beyond 2.
 *
 * <p>The grids may differ in every way, rotation included: nothing is resampled. A grid with one
 * voxel along an axis is a plane, with one along two axes a profile; a planar evaluated dose is
 * searched in its plane (2-D gamma), a planar reference in a volume of evaluated dose around it.
 *
 * <p>Negative doses are taken as they are, and their number is reported. Immutable, thread-safe.
 *
 * @implNote Cells are visited in the order of their distance and left out by the least and largest
 *     dose of their corners; the rest are solved by box-constrained Gauss-Newton, whose result is
 *     certified by branch and bound where the {@link GammaMode} asks for it. Takes 8 bytes per
 *     evaluated voxel and 4 per point, plus 4 per point and criterion (12 more with locations);
 *     runs in the common pool, or in the {@code ForkJoinPool} of the calling thread.
 */
public final class GammaIndex {
  private static final double DEFAULT_CUTOFF_PERCENT = 10;
  private static final double DEFAULT_MAX_GAMMA = 2;

  private final GammaCriterion criterion;
  private final GammaMode mode;
  private final OptionalDouble normalisationGy;
  private final boolean local;
  private final double cutoffPercent;
  private final double maxGamma;
  private final boolean locations;

  private GammaIndex(
      GammaCriterion criterion,
      GammaMode mode,
      OptionalDouble normalisationGy,
      boolean local,
      double cutoffPercent,
      double maxGamma,
      boolean locations) {
    this.criterion = Objects.requireNonNull(criterion);
    this.mode = Objects.requireNonNull(mode);
    this.normalisationGy = normalisationGy;
    this.local = local;
    this.cutoffPercent = cutoffPercent;
    this.maxGamma = maxGamma;
    this.locations = locations;
    if (local && cutoffPercent == 0) {
      throw new IllegalArgumentException(
          "local gamma with a cutoff of 0 %; it divides by each point's dose: choose a cutoff");
    }
  }

  /**
   * Global gamma with these criteria, e.g. 3 % and 3 mm.
   *
   * @throws IllegalArgumentException when one is not a positive finite number
   */
  public static GammaIndex of(double doseDifferencePercent, double distanceToAgreementMm) {
    return new GammaIndex(
        new GammaCriterion(doseDifferencePercent, distanceToAgreementMm),
        GammaMode.exactPassRate(),
        OptionalDouble.empty(),
        false,
        DEFAULT_CUTOFF_PERCENT,
        DEFAULT_MAX_GAMMA,
        false);
  }

  /** This index with other criteria. */
  public GammaIndex withCriterion(GammaCriterion other) {
    return new GammaIndex(other, mode, normalisationGy, local, cutoffPercent, maxGamma, locations);
  }

  /** This index with other proofs; {@link GammaMode#exactPassRate()} unless told. */
  public GammaIndex withMode(GammaMode other) {
    return new GammaIndex(
        criterion, other, normalisationGy, local, cutoffPercent, maxGamma, locations);
  }

  /**
   * This index with percentages of a given dose, as of the prescription, instead of the reference's
   * maximum. The cutoff is a percentage of it too.
   *
   * @throws IllegalArgumentException when it is not positive and finite
   */
  public GammaIndex withNormalisationGy(double doseGy) {
    if (!(doseGy > 0) || doseGy == Double.POSITIVE_INFINITY) {
      throw new IllegalArgumentException(
          "normalisation dose " + doseGy + " Gy; must be positive and finite");
    }
    return new GammaIndex(
        criterion, mode, OptionalDouble.of(doseGy), local, cutoffPercent, maxGamma, locations);
  }

  /** This index with percentages of the reference's maximum, the default. */
  public GammaIndex withNormalisationToMaximum() {
    return new GammaIndex(
        criterion, mode, OptionalDouble.empty(), local, cutoffPercent, maxGamma, locations);
  }

  /**
   * This index with the dose difference as a percentage of each point's own reference dose. The
   * cutoff stays a percentage of the normalisation dose.
   *
   * @throws IllegalArgumentException when the cutoff is 0
   */
  public GammaIndex withLocalDifference() {
    return new GammaIndex(
        criterion, mode, normalisationGy, true, cutoffPercent, maxGamma, locations);
  }

  /** This index with the dose difference as a percentage of the normalisation dose, the default. */
  public GammaIndex withGlobalDifference() {
    return new GammaIndex(
        criterion, mode, normalisationGy, false, cutoffPercent, maxGamma, locations);
  }

  /**
   * This index without the voxels whose reference dose is below a percentage of the normalisation
   * dose; voxels at it are in.
   *
   * @param percent from 0 to 100; unless told 10
   * @throws IllegalArgumentException outside that range, and for 0 in local gamma
   */
  public GammaIndex withLowDoseCutoffPercent(double percent) {
    if (!(percent >= 0 && percent <= 100)) {
      throw new IllegalArgumentException("cutoff " + percent + " %; from 0 to 100");
    }
    return new GammaIndex(criterion, mode, normalisationGy, local, percent, maxGamma, locations);
  }

  /**
   * This index searching up to another gamma; larger ones are reported as this one.
   *
   * @param gamma above 1, at most 100; unless told 2
   * @throws IllegalArgumentException outside that range
   */
  public GammaIndex withMaxGamma(double gamma) {
    if (!(gamma > 1 && gamma <= 100)) {
      throw new IllegalArgumentException("maximum gamma " + gamma + "; above 1, at most 100");
    }
    return new GammaIndex(criterion, mode, normalisationGy, local, cutoffPercent, gamma, locations);
  }

  /** This index keeping where each point found its minimum, {@link GammaResult#minimumAt}. */
  public GammaIndex withMinimumLocations() {
    return new GammaIndex(criterion, mode, normalisationGy, local, cutoffPercent, maxGamma, true);
  }

  /** The criteria. */
  public GammaCriterion criterion() {
    return criterion;
  }

  /** What is proved. */
  public GammaMode mode() {
    return mode;
  }

  /** The dose that percentages refer to, in Gy; empty for the reference's maximum. */
  public OptionalDouble normalisationGy() {
    return normalisationGy;
  }

  /** Whether the dose difference is a percentage of each point's own dose. */
  public boolean isLocal() {
    return local;
  }

  /** Voxels below this percentage of the normalisation dose are left out. */
  public double lowDoseCutoffPercent() {
    return cutoffPercent;
  }

  /** Where the search ends. */
  public double maxGamma() {
    return maxGamma;
  }

  /** Whether the locations of the minima are kept. */
  public boolean keepsMinimumLocations() {
    return locations;
  }

  /**
   * Compares two doses at all voxels of the reference above the cutoff.
   *
   * @param referenceGy what should be, in Gy
   * @param evaluatedGy what is judged, in Gy, on any grid
   * @throws DoseDataException when a dose holds NaN or infinity, the reference has no dose above 0,
   *     or no voxel can be compared: all below the cutoff, or all outside the evaluated grid
   * @throws IllegalArgumentException when the search radius (maximum gamma x DTA) reaches more than
   *     two million voxels
   */
  public GammaResult compute(Volume referenceGy, Volume evaluatedGy) {
    return compute(referenceGy, evaluatedGy, Mask.full(referenceGy.grid()));
  }

  /**
   * Compares two doses at the voxels of a region.
   *
   * @param region of the reference's grid; see {@link GammaRegion} for targets with a margin
   * @throws DoseDataException as above, and when the region is empty or on another grid
   */
  public GammaResult compute(Volume referenceGy, Volume evaluatedGy, Mask region) {
    return compute(referenceGy, evaluatedGy, region, GammaMonitor.SILENT);
  }

  /**
   * Compares two doses at the voxels of a region, telling how far it is.
   *
   * @throws java.util.concurrent.CancellationException when the monitor cancelled it
   * @throws DoseDataException as above
   */
  public GammaResult compute(
      Volume referenceGy, Volume evaluatedGy, Mask region, GammaMonitor monitor) {
    return computeAll(List.of(criterion), referenceGy, evaluatedGy, region, monitor).get(0);
  }

  /**
   * Compares two doses by several criteria at once, in place of this index's own: cheaper than one
   * after the other, since criteria of the same proportion (3 %/3 mm, 2 %/2 mm, 1 %/1 mm) have the
   * same minimum and others begin from it.
   *
   * @param criteria at least one
   * @return one result a criterion, in their order
   * @throws DoseDataException as for one criterion
   */
  public List<GammaResult> computeAll(
      List<GammaCriterion> criteria, Volume referenceGy, Volume evaluatedGy) {
    return computeAll(
        criteria, referenceGy, evaluatedGy, Mask.full(referenceGy.grid()), GammaMonitor.SILENT);
  }

  /**
   * Compares two doses by several criteria at once at the voxels of a region, telling how far it
   * is.
   *
   * @param criteria at least one
   * @return one result a criterion, in their order
   * @throws java.util.concurrent.CancellationException when the monitor cancelled it
   * @throws DoseDataException as for one criterion
   */
  public List<GammaResult> computeAll(
      List<GammaCriterion> criteria,
      Volume referenceGy,
      Volume evaluatedGy,
      Mask region,
      GammaMonitor monitor) {
    if (criteria.isEmpty()) {
      throw new IllegalArgumentException("no gamma criterion; at least one");
    }
    Objects.requireNonNull(monitor);
    GammaPoints points = GammaPoints.select(this, referenceGy, evaluatedGy, region);
    return new GammaComputation(this, List.copyOf(criteria), points, monitor).run();
  }

  @Override
  public String toString() {
    return "%s %s gamma of %s, cutoff %s %%, up to %s, %s"
        .formatted(
            criterion.label(),
            local ? "local" : "global",
            normalisationGy.isPresent() ? normalisationGy.getAsDouble() + " Gy" : "the maximum",
            cutoffPercent,
            maxGamma,
            mode);
  }
}
