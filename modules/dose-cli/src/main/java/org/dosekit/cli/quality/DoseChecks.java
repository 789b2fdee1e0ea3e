package org.dosekit.cli.quality;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.dosekit.core.patient.Case;
import org.dosekit.core.volume.DistanceField;
import org.dosekit.core.volume.Mask;
import org.dosekit.core.volume.Volume;
import org.dosekit.eval.dvh.DoseVolumeCurve;

/** The planned dose against what was prescribed, and where it lies. */
final class DoseChecks {
  /** A target that gets less than this part of its prescription in 95 % is not the plan's. */
  private static final double D95_WARN = 0.95;

  /** The original's version 2.2 had 0.79 by resampling; a plan that was treated has more. */
  private static final double D95_FAIL = 0.85;

  /** Beside a hotter target the median of a cooler one's rest is above its own prescription. */
  private static final double D50_HIGH_WARN = 1.10;

  private static final double D50_HIGH_FAIL = 1.30;
  private static final double MAXIMUM_WARN = 1.15;
  private static final double MAXIMUM_FAIL = 1.50;

  /** Beyond this distance from the body a dose is not the blur of its edge. */
  private static final double SKIN_MM = 10;

  private static final double OUTSIDE_WARN = 0.2;
  private static final double OUTSIDE_FAIL = 0.6;

  private DoseChecks() {}

  static List<Finding> of(Case patient, Mask body) {
    List<Finding> findings = new ArrayList<>();
    Volume doseGy = patient.requireDoseGy();
    double prescribedGy = patient.prescription().highestGy();
    findings.add(maximum(doseGy, prescribedGy));
    findings.addAll(targets(patient, doseGy));
    findings.add(outside(doseGy, body, prescribedGy));
    findings.addAll(coverage(patient, body));
    return findings;
  }

  private static Finding maximum(Volume doseGy, double prescribedGy) {
    float highest = 0;
    for (float gy : doseGy.data()) {
      highest = Math.max(highest, gy);
    }
    return Finding.below(
        highest / prescribedGy,
        MAXIMUM_WARN,
        MAXIMUM_FAIL,
        "maximum",
        "%.2f Gy, %.0f %% of %.2f Gy"
            .formatted(highest, 100 * highest / prescribedGy, prescribedGy));
  }

  private static List<Finding> targets(Case patient, Volume doseGy) {
    List<Finding> findings = new ArrayList<>();
    List<Map.Entry<String, Double>> levels =
        new ArrayList<>(patient.prescription().doseGyByTarget().entrySet());
    levels.sort(Map.Entry.<String, Double>comparingByValue(Comparator.reverseOrder()));
    Mask hotter = Mask.empty(patient.grid());
    for (Map.Entry<String, Double> level : levels) {
      if (patient.mask(level.getKey()).isEmpty()) {
        findings.add(Finding.fail("target", level.getKey() + " prescribed, and not there"));
        continue;
      }
      Mask target = patient.mask(level.getKey()).get();
      findings.add(coldness(level, DoseVolumeCurve.of(doseGy, target)));
      Mask alone = target.minus(hotter);
      if (!alone.isEmpty()) {
        findings.add(middle(level, DoseVolumeCurve.of(doseGy, alone)));
      }
      hotter = hotter.or(target);
    }
    return findings;
  }

  private static Finding coldness(Map.Entry<String, Double> level, DoseVolumeCurve curve) {
    double d95 = curve.doseAtVolumePercentGy(95);
    double fraction = d95 / level.getValue();
    // Written so that less is worse.
    return Finding.below(
        -fraction,
        -D95_WARN,
        -D95_FAIL,
        "target D95",
        "%s D95 %.2f Gy of %.2f Gy".formatted(level.getKey(), d95, level.getValue()));
  }

  private static Finding middle(Map.Entry<String, Double> level, DoseVolumeCurve curve) {
    double d50 = curve.medianGy();
    double fraction = d50 / level.getValue();
    String detail =
        "%s D50 %.2f Gy of %.2f Gy, without hotter targets"
            .formatted(level.getKey(), d50, level.getValue());
    return fraction < 0.95
        ? Finding.below(-fraction, -0.95, -0.90, "target D50", detail)
        : Finding.below(fraction, D50_HIGH_WARN, D50_HIGH_FAIL, "target D50", detail);
  }

  private static Finding outside(Volume doseGy, Mask body, double prescribedGy) {
    Mask near = body.isEmpty() ? body : DistanceField.within(body, SKIN_MM);
    float highest = 0;
    float[] data = doseGy.data();
    for (int i = 0; i < data.length; i++) {
      if (!near.contains(i)) {
        highest = Math.max(highest, data[i]);
      }
    }
    return Finding.below(
        highest / prescribedGy,
        OUTSIDE_WARN,
        OUTSIDE_FAIL,
        "dose outside body",
        "%.2f Gy farther than %.0f mm from the body".formatted(highest, SKIN_MM));
  }

  private static List<Finding> coverage(Case patient, Mask body) {
    if (patient.doseRegion().isEmpty()) {
      return List.of(Finding.pass("dose grid", "covers the case"));
    }
    double covered =
        body.isEmpty() ? 0 : body.and(patient.doseRegion().get()).count() / (double) body.count();
    return List.of(
        Finding.below(
            1 - covered,
            0.02,
            0.5,
            "dose grid",
            "covers %.1f %% of the body in the case".formatted(100 * covered)));
  }
}
