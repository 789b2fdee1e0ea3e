package org.dosekit.eval.gamma;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Criteria of one proportion of dose difference to distance: they weigh Gy against mm alike, so one
 * minimum (in mm) serves them all, and gamma is that minimum over each one's distance to agreement.
 *
 * @param members largest distance first
 */
record CriterionFamily(List<Member> members) {
  private static final double SAME_PROPORTION = 1e-12;

  /**
   * A criterion of a family.
   *
   * @param order its place in the caller's list
   */
  record Member(GammaCriterion criterion, int order) {
    double unitMm() {
      return criterion.distanceToAgreementMm();
    }

    private double proportion() {
      return criterion.doseDifferencePercent() / criterion.distanceToAgreementMm();
    }
  }

  /** Sorts criteria into families. */
  static List<CriterionFamily> of(List<GammaCriterion> criteria) {
    List<List<Member>> groups = new ArrayList<>();
    for (int i = 0; i < criteria.size(); i++) {
      Member member = new Member(criteria.get(i), i);
      groups.stream()
          .filter(group -> sameProportion(group.get(0), member))
          .findFirst()
          .orElseGet(
              () -> {
                List<Member> group = new ArrayList<>();
                groups.add(group);
                return group;
              })
          .add(member);
    }
    return groups.stream().map(CriterionFamily::sorted).toList();
  }

  private static boolean sameProportion(Member a, Member b) {
    return Math.abs(a.proportion() / b.proportion() - 1) < SAME_PROPORTION;
  }

  private static CriterionFamily sorted(List<Member> group) {
    return new CriterionFamily(
        group.stream().sorted(Comparator.comparingDouble(m -> -m.unitMm())).toList());
  }

  double largestUnitMm() {
    return members.get(0).unitMm();
  }

  double smallestUnitMm() {
    return members.get(members.size() - 1).unitMm();
  }

  /** How many mm count as one Gy when percentages are of this dose. */
  double mmPerGy(double percentOfGy) {
    return members.get(0).criterion().mmPerGy(percentOfGy);
  }
}
