package org.dosekit.eval.gamma;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import org.dosekit.core.geometry.Grid;
import org.dosekit.core.volume.Mask;
import org.dosekit.core.volume.Volume;

/**
 * The gammas of the reference voxels that were compared (the points: in the region, at or above the
 * cutoff). Points outside the evaluated grid have none; they are counted apart, and no statistic is
 * over them unless it says so. At least one point has one. Immutable.
 *
 * <p>A voxel index is that of the reference's array.
 */
public final class GammaResult {
  private final GammaIndex index;
  private final Grid grid;
  private final double normalisationGy;
  private final int negativeReferenceVoxels;
  private final int negativeEvaluatedVoxels;

  /** The voxel index of each point, ascending. */
  private final int[] voxels;

  /** By point; the sign is that of evaluated minus reference, NaN for not evaluable. */
  private final float[] signedGamma;

  /** By point: whether it is within 1e-5 of gamma 1. */
  private final boolean[] tied;

  private final Optional<GammaMinima> minima;
  private final int evaluated;
  private final int passed;
  private final int capped;
  private final int ties;
  private final double mean;

  private GammaResult(
      GammaIndex index,
      Grid grid,
      double normalisationGy,
      int negativeReferenceVoxels,
      int negativeEvaluatedVoxels,
      int[] voxels,
      float[] signedGamma,
      boolean[] tied,
      Optional<GammaMinima> minima) {
    this.index = index;
    this.grid = grid;
    this.normalisationGy = normalisationGy;
    this.negativeReferenceVoxels = negativeReferenceVoxels;
    this.negativeEvaluatedVoxels = negativeEvaluatedVoxels;
    this.voxels = voxels;
    this.signedGamma = signedGamma;
    this.tied = tied;
    this.minima = minima;
    int values = 0;
    int passes = 0;
    int caps = 0;
    int near = 0;
    double sum = 0;
    for (int p = 0; p < signedGamma.length; p++) {
      float gamma = Math.abs(signedGamma[p]);
      if (!Float.isNaN(gamma)) {
        values++;
        passes += gamma <= 1 ? 1 : 0;
        caps += gamma >= (float) index.maxGamma() ? 1 : 0;
        near += tied[p] ? 1 : 0;
        sum += gamma;
      }
    }
    evaluated = values;
    passed = passes;
    capped = caps;
    ties = near;
    mean = sum / values;
  }

  static GammaResult of(
      GammaIndex index,
      GammaPoints points,
      float[] signedGamma,
      boolean[] tied,
      Optional<GammaMinima> minima) {
    return new GammaResult(
        index,
        points.referenceGy().grid(),
        points.normalisationGy(),
        points.negativeReferenceVoxels(),
        points.negativeEvaluatedVoxels(),
        points.indices(),
        signedGamma,
        tied,
        minima);
  }

  /**
   * The points inside a region, as if it had been searched alone; empty when none of them has a
   * gamma.
   *
   * @param region on the reference's grid
   * @throws IllegalArgumentException unless the grids {@linkplain Grid#matches(Grid) match}
   */
  public Optional<GammaResult> within(Mask region) {
    if (!region.grid().matches(grid)) {
      throw new IllegalArgumentException("grids differ: " + region.grid() + " != " + grid);
    }
    int[] kept =
        IntStream.range(0, voxels.length).filter(p -> region.contains(voxels[p])).toArray();
    int[] keptVoxels = new int[kept.length];
    float[] keptGamma = new float[kept.length];
    boolean[] keptTied = new boolean[kept.length];
    for (int k = 0; k < kept.length; k++) {
      keptVoxels[k] = voxels[kept[k]];
      keptGamma[k] = signedGamma[kept[k]];
      keptTied[k] = tied[kept[k]];
    }
    GammaResult result =
        new GammaResult(
            index,
            grid,
            normalisationGy,
            negativeReferenceVoxels,
            negativeEvaluatedVoxels,
            keptVoxels,
            keptGamma,
            keptTied,
            minima.map(m -> m.at(kept)));
    return result.evaluated == 0 ? Optional.empty() : Optional.of(result);
  }

  /** What was computed. */
  public GammaIndex index() {
    return index;
  }

  /** The dose that percentages referred to, in Gy. */
  public double normalisationGy() {
    return normalisationGy;
  }

  /** Voxels below this reference dose in Gy were left out. */
  public double cutoffGy() {
    return GammaPoints.cutoffGy(index, normalisationGy);
  }

  /** The reference's grid, of the maps and masks here. */
  public Grid grid() {
    return grid;
  }

  /** How many reference voxels are in the region and not below the cutoff. */
  public int points() {
    return signedGamma.length;
  }

  /** How many of the points have a gamma. */
  public int evaluated() {
    return evaluated;
  }

  /** How many of the points lie outside the evaluated grid, so that nothing is known of them. */
  public int notEvaluable() {
    return points() - evaluated;
  }

  /** How many points have a gamma of at most 1. */
  public int passed() {
    return passed;
  }

  /**
   * How many evaluated points are within 1e-5 of gamma 1: the passes are right up to these. (In
   * {@link GammaMode#fast()} nothing is proved.)
   */
  public int ties() {
    return ties;
  }

  /** How many points have the maximum gamma, or more. */
  public int capped() {
    return capped;
  }

  /** How many voxels of the whole reference dose are below 0 Gy; none should be. */
  public int negativeReferenceVoxels() {
    return negativeReferenceVoxels;
  }

  /** How many voxels of the whole evaluated dose are below 0 Gy; none should be. */
  public int negativeEvaluatedVoxels() {
    return negativeEvaluatedVoxels;
  }

  /** Passed points in percent of the evaluated ones. */
  public double passRatePercent() {
    return 100.0 * passed / evaluated;
  }

  /** Passed points in percent of all, as if none of those outside the evaluated grid passed. */
  public double worstCasePassRatePercent() {
    return 100.0 * passed / points();
  }

  /** The mean gamma of evaluated points, capped ones at the maximum gamma. */
  public double mean() {
    return mean;
  }

  /** The median gamma of evaluated points. */
  public double median() {
    return percentile(50);
  }

  /** The largest gamma of evaluated points, at most the maximum gamma. */
  public double max() {
    return percentile(100);
  }

  /** See {@link #percentiles}. */
  public double percentile(double percent) {
    return percentiles(percent).get(0);
  }

  /**
   * The gammas below which these percentages of the evaluated points lie, by linear interpolation
   * between order statistics (NumPy's default, type 7 of Hyndman and Fan 1996).
   *
   * @param percents each from 0 to 100
   * @throws IllegalArgumentException when one is outside that range
   */
  public List<Double> percentiles(double... percents) {
    float[] sorted = new float[signedGamma.length];
    for (int p = 0; p < sorted.length; p++) {
      sorted[p] = Math.abs(signedGamma[p]);
    }
    // NaN sorts behind all numbers.
    Arrays.sort(sorted);
    List<Double> gammas = new ArrayList<>();
    for (double percent : percents) {
      if (!(percent >= 0 && percent <= 100)) {
        throw new IllegalArgumentException("percentile " + percent + "; from 0 to 100");
      }
      double place = percent / 100 * (evaluated - 1);
      int below = (int) place;
      int above = Math.min(below + 1, evaluated - 1);
      gammas.add(sorted[below] + (place - below) * ((double) sorted[above] - sorted[below]));
    }
    return List.copyOf(gammas);
  }

  /**
   * How gammas are distributed.
   *
   * @param binWidth in units of gamma, from 0.001 to the maximum gamma
   * @throws IllegalArgumentException outside that range
   */
  public GammaHistogram histogram(double binWidth) {
    if (!(binWidth >= 1e-3 && binWidth <= index.maxGamma())) {
      throw new IllegalArgumentException(
          "bin width %s; from 0.001 to the maximum gamma %s".formatted(binWidth, index.maxGamma()));
    }
    int bins = Math.max(1, GammaHistogram.bin(index.maxGamma(), binWidth) + 1);
    Integer[] counts = new Integer[bins];
    Arrays.fill(counts, 0);
    for (float signed : signedGamma) {
      if (!Float.isNaN(signed)) {
        counts[Math.min(bins - 1, GammaHistogram.bin(Math.abs(signed), binWidth))]++;
      }
    }
    return new GammaHistogram(binWidth, List.of(counts));
  }

  /** The gamma of a voxel; empty when it is no point, or outside the evaluated grid. */
  public OptionalDouble gammaAt(int voxelIndex) {
    OptionalDouble signed = signedGammaAt(voxelIndex);
    return signed.isPresent() ? OptionalDouble.of(Math.abs(signed.getAsDouble())) : signed;
  }

  /**
   * The gamma of a voxel, negative where the evaluated dose at the voxel is lower than the
   * reference dose.
   */
  public OptionalDouble signedGammaAt(int voxelIndex) {
    int point = Arrays.binarySearch(voxels, voxelIndex);
    return point < 0 || Float.isNaN(signedGamma[point])
        ? OptionalDouble.empty()
        : OptionalDouble.of(signedGamma[point]);
  }

  /** Gammas on the reference's grid (Y, X, Z); NaN where there is none. A new volume each time. */
  public Volume map() {
    return onGrid(true);
  }

  /** As {@link #map()}, negative where the evaluated dose at the voxel is the lower one. */
  public Volume signedMap() {
    return onGrid(false);
  }

  private Volume onGrid(boolean absolute) {
    Volume map = Volume.filled(grid, Float.NaN);
    for (int p = 0; p < signedGamma.length; p++) {
      map.data()[voxels[p]] = absolute ? Math.abs(signedGamma[p]) : signedGamma[p];
    }
    return map;
  }

  /** The points with a gamma. */
  public Mask evaluatedPoints() {
    return where(0, Float.POSITIVE_INFINITY);
  }

  /** The points outside the evaluated grid. */
  public Mask notEvaluablePoints() {
    BitSet bits = new BitSet(grid.voxelCount());
    for (int p = 0; p < signedGamma.length; p++) {
      bits.set(voxels[p], Float.isNaN(signedGamma[p]));
    }
    return Mask.of(grid, bits);
  }

  /** The points with a gamma above 1. */
  public Mask failedPoints() {
    return where(Math.nextUp(1f), Float.POSITIVE_INFINITY);
  }

  private Mask where(float from, float to) {
    BitSet bits = new BitSet(grid.voxelCount());
    for (int p = 0; p < signedGamma.length; p++) {
      float gamma = Math.abs(signedGamma[p]);
      bits.set(voxels[p], gamma >= from && gamma <= to);
    }
    return Mask.of(grid, bits);
  }

  /**
   * Where a voxel found its gamma; empty when it has none, or the maximum gamma.
   *
   * @throws IllegalStateException unless {@link GammaIndex#withMinimumLocations()} asked for it
   */
  public Optional<GammaMinimum> minimumAt(int voxelIndex) {
    if (minima.isEmpty()) {
      throw new IllegalStateException("no locations kept; ask for them by withMinimumLocations()");
    }
    int point = Arrays.binarySearch(voxels, voxelIndex);
    if (point < 0 || Math.abs(signedGamma[point]) >= (float) index.maxGamma()) {
      return Optional.empty();
    }
    return minima.get().at(point, voxelIndex);
  }
}
