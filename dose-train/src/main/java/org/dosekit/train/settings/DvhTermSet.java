package org.dosekit.train.settings;

import java.util.ArrayList;
import java.util.List;
import org.dosekit.core.protocol.ClinicalGoal;
import org.dosekit.core.protocol.ClinicalGoal.Direction;
import org.dosekit.core.protocol.DoseMetric;
import org.dosekit.core.protocol.DoseMetric.VolumeAtDose;
import org.dosekit.core.protocol.DoseUnit;
import org.dosekit.core.protocol.Protocol;
import org.dosekit.core.protocol.StructureExpression;
import org.dosekit.core.protocol.StructureExpression.Named;
import org.dosekit.core.protocol.StructureMetric;
import org.dosekit.core.protocol.VolumeUnit;

/** Dose-volume terms that follow from a protocol. */
public enum DvhTermSet {
  /**
   * The original's for prostate: weight 10 on the shortfall of D95% of the target of the highest
   * prescription, 5 of the second, 3 of the third; 2 on the volume of an organ at the highest
   * prescription above its goal and 1 on that above the plan's; 1 on the excess of the mean dose of
   * rectum, bladder and bowel. What the protocol does not report or ask for is left out.
   */
  ORIGINAL {
    @Override
    List<DvhTerm> derive(Protocol protocol) {
      List<DvhTerm> terms = new ArrayList<>();
      int rank = 0;
      for (String target : protocol.prescriptionGy().keySet()) {
        if (rank < TARGET_WEIGHTS.length && reports(protocol, target, D95)) {
          terms.add(
              DvhTerm.againstPlan(new Named(target), D95, DvhForm.SHORTFALL, TARGET_WEIGHTS[rank]));
        }
        rank++;
      }
      terms.addAll(volumeTerms(protocol));
      for (String organ : MEAN_ORGANS) {
        if (reports(protocol, organ, DoseMetric.meanGy())) {
          terms.add(DvhTerm.againstPlan(new Named(organ), DoseMetric.meanGy(), DvhForm.EXCESS, 1));
        }
      }
      return terms;
    }
  },

  /**
   * The absolute difference of every metric the protocol reports; the weights are equal and sum to
   * 1. For OpenKBP that is its DVH score. Metrics that differ in notation only count once.
   */
  METRICS {
    @Override
    List<DvhTerm> derive(Protocol protocol) {
      List<StructureMetric> metrics = protocol.metrics().stream().distinct().toList();
      return metrics.stream()
          .map(
              m ->
                  DvhTerm.againstPlan(
                      new Named(m.structure()),
                      m.metric(),
                      DvhForm.DIFFERENCE,
                      1.0 / metrics.size()))
          .toList();
    }
  },

  /**
   * What misses the protocol's goals, whatever the plan does; weight 1 over the goal's priority.
   */
  GOALS {
    @Override
    List<DvhTerm> derive(Protocol protocol) {
      return protocol.goals().stream()
          .map(
              goal ->
                  DvhTerm.againstLimit(
                      goal.region(),
                      goal.metric(),
                      goal.direction() == Direction.AT_LEAST
                          ? DvhForm.BELOW_LIMIT
                          : DvhForm.ABOVE_LIMIT,
                      goal.limit(),
                      1.0 / goal.priority()))
          .toList();
    }
  };

  private static final DoseMetric D95 = DoseMetric.doseAtPercent(95);
  private static final double[] TARGET_WEIGHTS = {10, 5, 3};
  private static final double VOLUME_WEIGHT = 2;
  private static final List<String> MEAN_ORGANS = List.of("Rectum", "Bladder", "Bowel");

  /**
   * {@link #ORIGINAL} for a protocol that has volume goals at its prescription, else {@link
   * #METRICS}.
   */
  public static DvhTermSet standard(Protocol protocol) {
    return volumeTerms(protocol).isEmpty() ? METRICS : ORIGINAL;
  }

  /**
   * The terms for a protocol.
   *
   * @throws IllegalArgumentException when the protocol has nothing to build a term from
   */
  public List<DvhTerm> terms(Protocol protocol) {
    List<DvhTerm> terms = derive(protocol);
    if (terms.isEmpty()) {
      throw new IllegalArgumentException(
          "protocol '%s' has no metric or goal for the DVH terms '%s'"
              .formatted(protocol.name(), name().toLowerCase(java.util.Locale.ROOT)));
    }
    return terms;
  }

  abstract List<DvhTerm> derive(Protocol protocol);

  private static List<DvhTerm> volumeTerms(Protocol protocol) {
    double highestGy =
        protocol.prescriptionGy().values().stream().mapToDouble(d -> d).max().orElse(Double.NaN);
    List<DvhTerm> terms = new ArrayList<>();
    for (ClinicalGoal goal : protocol.goals()) {
      if (goal.direction() == Direction.AT_MOST
          && goal.metric().equals(new VolumeAtDose(highestGy, DoseUnit.GY, VolumeUnit.PERCENT))) {
        StructureExpression organ = goal.region();
        terms.add(
            DvhTerm.againstLimit(
                organ, goal.metric(), DvhForm.ABOVE_LIMIT, goal.limit(), VOLUME_WEIGHT));
        terms.add(DvhTerm.againstPlan(organ, goal.metric(), DvhForm.EXCESS, VOLUME_WEIGHT / 2));
      }
    }
    return terms;
  }

  private static boolean reports(Protocol protocol, String structure, DoseMetric metric) {
    return protocol.metrics().contains(new StructureMetric(structure, metric));
  }
}
