package org.dosekit.eval.score;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.IntToDoubleFunction;
import org.dosekit.core.DoseDataException;
import org.dosekit.core.patient.Case;
import org.dosekit.core.protocol.DoseMetric;
import org.dosekit.core.structure.Structure;
import org.dosekit.core.structure.StructureRole;
import org.dosekit.core.volume.Mask;
import org.dosekit.core.volume.Volume;
import org.dosekit.eval.dvh.DoseVolumeCurve;
import org.dosekit.eval.dvh.DvhConvention;

/**
 * What one patient contributes to an {@link OpenKbpScore}.
 *
 * @param caseId the case's pseudonym
 * @param doseScoreGy the absolute difference summed over every voxel of the grid, over the number
 *     of voxels of the dose region
 * @param terms the DVH metrics compared
 */
public record OpenKbpPatientScore(String caseId, double doseScoreGy, List<Term> terms) {
  private static final List<DoseMetric> ORGAN_METRICS =
      List.of(DoseMetric.doseAtCc(0.1), DoseMetric.meanGy());

  private static final List<DoseMetric> TARGET_METRICS =
      List.of(
          DoseMetric.doseAtPercent(99), DoseMetric.doseAtPercent(95), DoseMetric.doseAtPercent(1));

  /**
   * A DVH metric of a structure under both doses.
   *
   * @param structure its name
   * @param metric D0.1cc and mean of an organ at risk, D99, D95 and D1 of a target
   * @param referenceGy under the planned dose
   * @param predictedGy under the predicted dose
   */
  public record Term(String structure, DoseMetric metric, double referenceGy, double predictedGy) {
    /** Checks for nulls. */
    public Term {
      Objects.requireNonNull(structure);
      Objects.requireNonNull(metric);
    }

    /** The absolute difference in Gy. */
    public double differenceGy() {
      return Math.abs(referenceGy - predictedGy);
    }
  }

  /** Copies the list and checks that the score is a number. */
  public OpenKbpPatientScore {
    Objects.requireNonNull(caseId);
    if (!(doseScoreGy >= 0) || !Double.isFinite(doseScoreGy)) {
      throw new IllegalArgumentException(caseId + ": a dose score of " + doseScoreGy + " Gy");
    }
    terms = List.copyOf(terms);
  }

  /**
   * Scores a prediction.
   *
   * @param reference a case with a planned dose and a dose region
   * @param predictedGy on the case's grid, in Gy
   * @throws DoseDataException when the case lacks its dose or dose region, the prediction lies on
   *     another grid or is not finite, or a structure is smaller than 0.1 cc rounded to voxels
   */
  public static OpenKbpPatientScore of(Case reference, Volume predictedGy) {
    CaseEvaluator.requirePrediction(reference, predictedGy);
    float[] planned = reference.requireDoseGy().data();
    float[] predicted = predictedGy.data();
    return of(reference, i -> planned[i], i -> predicted[i]);
  }

  /** Scores doses given voxel by voxel, in double; the case's own dose is not looked at. */
  static OpenKbpPatientScore of(
      Case patient, IntToDoubleFunction referenceGy, IntToDoubleFunction predictedGy) {
    double sum = 0;
    for (int i = 0; i < patient.grid().voxelCount(); i++) {
      sum += Math.abs(referenceGy.applyAsDouble(i) - predictedGy.applyAsDouble(i));
    }
    List<Term> terms = new ArrayList<>();
    for (Structure structure : patient.structures()) {
      List<DoseMetric> metrics = metricsOf(structure.role());
      if (!metrics.isEmpty()) {
        DoseVolumeCurve reference = curve(structure.mask(), referenceGy);
        DoseVolumeCurve predicted = curve(structure.mask(), predictedGy);
        for (DoseMetric metric : metrics) {
          terms.add(
              new Term(
                  structure.name(),
                  metric,
                  valueGy(patient.id(), structure.name(), reference, metric),
                  valueGy(patient.id(), structure.name(), predicted, metric)));
        }
      }
    }
    return new OpenKbpPatientScore(patient.id(), sum / regionVoxels(patient), terms);
  }

  private static List<DoseMetric> metricsOf(StructureRole role) {
    return switch (role) {
      case ORGAN_AT_RISK -> ORGAN_METRICS;
      case TARGET -> TARGET_METRICS;
      case EXTERNAL, OTHER -> List.of();
    };
  }

  private static DoseVolumeCurve curve(Mask structure, IntToDoubleFunction doseGy) {
    return DoseVolumeCurve.of(
            structure.indices().mapToDouble(doseGy).toArray(),
            structure.grid().spacing().voxelVolumeMm3())
        .withConvention(DvhConvention.OPENKBP);
  }

  private static double valueGy(
      String caseId, String structure, DoseVolumeCurve curve, DoseMetric metric) {
    return curve
        .value(metric)
        .value()
        .orElseThrow(
            () ->
                DoseDataException.of(
                    caseId,
                    "'%s' of %.3f cc".formatted(structure, curve.volumeCc()),
                    "a structure large enough for " + metric.label(),
                    "leave the structure out of the case"));
  }

  private static int regionVoxels(Case patient) {
    return patient
        .doseRegion()
        .map(Mask::count)
        .filter(count -> count > 0)
        .orElseThrow(
            () ->
                DoseDataException.of(
                    patient.id(),
                    "no dose region",
                    "the possible-dose mask that the OpenKBP score divides by",
                    "evaluate the case without the OpenKBP score"));
  }
}
