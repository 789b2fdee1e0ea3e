package org.dosekit.train.data;

import java.util.ArrayList;
import java.util.List;
import org.dosekit.core.protocol.StructureExpression;
import org.dosekit.core.protocol.StructureExpression.Combined;
import org.dosekit.core.protocol.StructureExpression.Complement;
import org.dosekit.core.protocol.StructureExpression.Margin;
import org.dosekit.core.protocol.StructureExpression.Named;
import org.dosekit.core.structure.StructureNames;

/**
 * The regions whose voxels a loss reads, and their mirror images, which a flipped patch has in
 * their place.
 */
public final class ScoredRegions {
  /** No regions. */
  public static final ScoredRegions NONE = new ScoredRegions(List.of(), 0, 0);

  private final List<StructureExpression> regions;
  private final int scored;
  private final int whole;
  private final double minimumFraction;

  private ScoredRegions(List<StructureExpression> scored, int whole, double minimumFraction) {
    List<StructureExpression> all = new ArrayList<>(scored);
    for (StructureExpression region : scored) {
      StructureExpression mirrored = mirrored(region);
      if (!all.contains(mirrored)) {
        all.add(mirrored);
      }
    }
    this.regions = List.copyOf(all);
    this.scored = scored.size();
    this.whole = whole;
    this.minimumFraction = minimumFraction;
  }

  /**
   * The regions of a loss that are read as a whole.
   *
   * @param regions in its order, none twice
   * @param minimumFraction one of which this fraction or less lies inside a patch has no voxels
   *     there, 0 to less than 1
   */
  public static ScoredRegions of(List<StructureExpression> regions, double minimumFraction) {
    return new ScoredRegions(regions, regions.size(), minimumFraction);
  }

  /** These regions, and behind them others that are read voxel by voxel, whatever is inside. */
  public ScoredRegions and(List<StructureExpression> voxelwise) {
    List<StructureExpression> all = new ArrayList<>(regions.subList(0, scored));
    all.addAll(voxelwise);
    return new ScoredRegions(all, whole, minimumFraction);
  }

  /** The regions of the loss, then their mirror images that are not among these. */
  List<StructureExpression> all() {
    return regions;
  }

  /** How many of them the loss reads. */
  int scored() {
    return scored;
  }

  /** Whether a region is read as a whole. */
  boolean isWhole(int region) {
    return region < whole;
  }

  /** Whether a region of which this fraction lies inside a patch is scored there. */
  boolean isScored(int region, double fraction) {
    return !isWhole(region) || fraction > minimumFraction;
  }

  /** The place in {@link #all} of the region that a flipped case has where this one is. */
  int mirrored(int region) {
    return regions.indexOf(mirrored(regions.get(region)));
  }

  private static StructureExpression mirrored(StructureExpression region) {
    if (region instanceof Named named) {
      return new Named(StructureNames.mirrored(named.structure()));
    } else if (region instanceof Complement complement) {
      return new Complement(mirrored(complement.of()));
    } else if (region instanceof Margin margin) {
      return new Margin(mirrored(margin.of()), margin.marginMm());
    }
    Combined combined = (Combined) region;
    return new Combined(combined.operator(), mirrored(combined.left()), mirrored(combined.right()));
  }
}
