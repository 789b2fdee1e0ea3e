package org.dosekit.eval.score;

import java.util.List;
import org.dosekit.eval.gamma.GammaCriterion;
import org.dosekit.eval.gamma.GammaResult;

/**
 * The numbers of a gamma comparison, without its map.
 *
 * @param criterion what one gamma unit was
 * @param passRatePercent of the evaluated points
 * @param mean gamma of the evaluated points
 * @param median gamma of the evaluated points
 * @param percentile95 95 % of the evaluated points have at most this gamma
 * @param points voxels of the region that are not below the cutoff
 * @param worstCasePassRatePercent of all points, as if none outside the evaluated grid passed
 * @param notEvaluable points outside the evaluated grid, which have no gamma
 * @param capped evaluated points at the maximum gamma
 * @param ties evaluated points within 1e-5 of gamma 1
 * @param negativeReferenceVoxels voxels of the whole planned dose below 0 Gy
 * @param negativeEvaluatedVoxels voxels of the whole predicted dose below 0 Gy
 * @param normalisationGy the dose that percentages referred to
 */
public record GammaSummary(
    GammaCriterion criterion,
    double passRatePercent,
    double mean,
    double median,
    double percentile95,
    int points,
    double worstCasePassRatePercent,
    int notEvaluable,
    int capped,
    int ties,
    int negativeReferenceVoxels,
    int negativeEvaluatedVoxels,
    double normalisationGy) {

  static GammaSummary of(GammaResult result) {
    List<Double> percentiles = result.percentiles(50, 95);
    return new GammaSummary(
        result.index().criterion(),
        result.passRatePercent(),
        result.mean(),
        percentiles.get(0),
        percentiles.get(1),
        result.points(),
        result.worstCasePassRatePercent(),
        result.notEvaluable(),
        result.capped(),
        result.ties(),
        result.negativeReferenceVoxels(),
        result.negativeEvaluatedVoxels(),
        result.normalisationGy());
  }
}
