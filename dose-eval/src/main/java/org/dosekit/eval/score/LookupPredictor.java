package org.dosekit.eval.score;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.dosekit.core.DoseDataException;
import org.dosekit.core.patient.Case;
import org.dosekit.core.predict.Predictor;
import org.dosekit.core.predict.Progress;
import org.dosekit.core.protocol.Protocol;
import org.dosekit.core.volume.DistanceField;
import org.dosekit.core.volume.Mask;
import org.dosekit.core.volume.Volume;

/**
 * The predictor that every network must beat: the mean training dose at a voxel's signed distances
 * to the target of the highest prescription and to the nearest of the other prescribed targets.
 * Immutable, thread-safe.
 *
 * <p>For {@code openkbp-head-neck} the axes are PTV70 and the union of PTV63 and PTV56, for {@code
 * prostate-sib} PTV70 and PTV56. An absent target is far away. Doses are learnt over the case's
 * highest prescription.
 */
public final class LookupPredictor implements Predictor {
  private final Axes axes;
  private final float[] relativeDose;

  private LookupPredictor(Axes axes, float[] relativeDose) {
    this.axes = axes;
    this.relativeDose = relativeDose;
  }

  /**
   * Learns from cases, looking at each once and keeping none.
   *
   * @param protocol whose prescription names the targets
   * @param trainingCases with planned doses; may be loaded as they are asked for
   * @throws DoseDataException when there is no case, or one of another protocol or without a dose
   */
  public static LookupPredictor train(Protocol protocol, Iterable<Case> trainingCases) {
    Axes axes = Axes.of(protocol);
    DistanceTable table = new DistanceTable();
    int cases = 0;
    for (Case patient : trainingCases) {
      axes.requireProtocol(patient);
      float[] doseGy = patient.requireDoseGy().data();
      double highestGy = patient.prescription().highestGy();
      Mask region = region(patient);
      float[] first = axes.firstMm(patient);
      float[] second = axes.secondMm(patient);
      for (int i = region.nextIndex(0); i >= 0; i = region.nextIndex(i + 1)) {
        table.add(first[i], second[i], doseGy[i] / highestGy);
      }
      cases += region.isEmpty() ? 0 : 1;
    }
    if (cases == 0) {
      throw DoseDataException.of(
          "lookup predictor",
          "no training case with a body",
          "at least one case with a planned dose",
          "add training cases");
    }
    return new LookupPredictor(axes, table.filledMeans());
  }

  @Override
  public Volume predictGy(Case patient, Progress progress) {
    axes.requireProtocol(patient);
    double highestGy = patient.prescription().highestGy();
    Mask region = region(patient);
    float[] first = axes.firstMm(patient);
    float[] second = axes.secondMm(patient);
    float[] doseGy = new float[patient.grid().voxelCount()];
    for (int i = region.nextIndex(0); i >= 0; i = region.nextIndex(i + 1)) {
      doseGy[i] = (float) (relativeDose[DistanceTable.bin(first[i], second[i])] * highestGy);
    }
    progress.update(1, 1);
    return Volume.of(patient.grid(), doseGy);
  }

  /** The body, less what the case says gets no dose. */
  private static Mask region(Case patient) {
    Mask body = patient.body();
    return patient.doseRegion().map(body::and).orElse(body);
  }

  /**
   * The targets that distances are taken to.
   *
   * @param protocol the name of the protocol
   * @param first the targets of the highest prescription
   * @param second the other prescribed targets
   */
  private record Axes(String protocol, List<String> first, List<String> second) {
    static Axes of(Protocol protocol) {
      Map<String, Double> prescriptionGy = protocol.prescriptionGy();
      double highestGy = prescriptionGy.values().stream().max(Double::compare).orElseThrow();
      return new Axes(
          protocol.name(),
          prescriptionGy.keySet().stream()
              .filter(t -> Objects.equals(prescriptionGy.get(t), highestGy))
              .toList(),
          prescriptionGy.keySet().stream()
              .filter(t -> !Objects.equals(prescriptionGy.get(t), highestGy))
              .toList());
    }

    void requireProtocol(Case patient) {
      if (!patient.protocol().equals(protocol)) {
        throw DoseDataException.of(
            patient.id(),
            "a case of protocol '" + patient.protocol() + "'",
            "protocol '" + protocol + "'",
            "use a lookup predictor trained for that protocol");
      }
    }

    float[] firstMm(Case patient) {
      return signedMm(patient, first);
    }

    float[] secondMm(Case patient) {
      return signedMm(patient, second);
    }

    private static float[] signedMm(Case patient, List<String> targets) {
      Mask union =
          targets.stream()
              .map(patient::mask)
              .flatMap(Optional::stream)
              .reduce(Mask::or)
              .orElse(Mask.empty(patient.grid()));
      return DistanceField.signedMm(union).data();
    }
  }
}
