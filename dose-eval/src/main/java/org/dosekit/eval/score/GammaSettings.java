package org.dosekit.eval.score;

import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.dosekit.eval.gamma.GammaCriterion;
import org.dosekit.eval.gamma.GammaIndex;

/**
 * How the gamma of a case is taken: over all voxels above the cutoff, and once more over those in
 * and about its targets.
 *
 * @param index normalisation, cutoff, maximum gamma, mode; its own criterion is not used
 * @param criteria at least one, no two alike; computed together
 * @param targetMarginMm how far about the targets the second region reaches, by exact distance; at
 *     least 0
 */
public record GammaSettings(
    GammaIndex index, List<GammaCriterion> criteria, double targetMarginMm) {
  private static final double STANDARD_MARGIN_MM = 5;

  /** Checks criteria and margin. */
  public GammaSettings {
    Objects.requireNonNull(index);
    criteria = List.copyOf(criteria);
    if (criteria.isEmpty() || criteria.stream().distinct().count() < criteria.size()) {
      throw new IllegalArgumentException("gamma criteria " + criteria + "; one or more, each once");
    }
    if (!(targetMarginMm >= 0) || Double.isInfinite(targetMarginMm)) {
      throw new IllegalArgumentException(
          "a margin of " + targetMarginMm + " mm about the targets; 0 or more, and finite");
    }
  }

  /**
   * Global gamma with exact pass rates by these criteria, 10 % cutoff, targets with a margin of 5
   * mm.
   */
  public static GammaSettings of(List<GammaCriterion> criteria) {
    return new GammaSettings(GammaIndex.of(3, 3), criteria, STANDARD_MARGIN_MM);
  }

  /** 3 %/3 mm as {@link #of}. */
  public static GammaSettings standard() {
    return of(List.of(new GammaCriterion(3, 3)));
  }

  /** The settings in a line, for people and to tell whether two evaluations compare. */
  String label() {
    String all = criteria.stream().map(GammaCriterion::label).collect(Collectors.joining(", "));
    String same = index.withCriterion(criteria.get(0)).toString();
    return "%s; %s; targets + %s mm"
        .formatted(all, same.substring(same.indexOf(' ') + 1), targetMarginMm);
  }
}
