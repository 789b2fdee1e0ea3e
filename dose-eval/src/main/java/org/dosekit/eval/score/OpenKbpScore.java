package org.dosekit.eval.score;

import java.util.List;
import org.dosekit.core.DoseDataException;

/**
 * The two scores of the OpenKBP challenge (Babier et al., Med Phys 48:5549, 2021); lower is better.
 *
 * <p>Patients are scored one at a time, {@link OpenKbpPatientScore#of}, so that no more than one
 * need be in memory.
 *
 * @param doseScoreGy the patients' dose scores, averaged
 * @param dvhScoreGy the absolute differences of all DVH metrics of all patients, averaged as one
 *     list: a patient with more structures weighs more
 * @param patients in the order given
 */
public record OpenKbpScore(
    double doseScoreGy, double dvhScoreGy, List<OpenKbpPatientScore> patients) {
  /** Copies the list. */
  public OpenKbpScore {
    patients = List.copyOf(patients);
  }

  /**
   * The scores of a set of patients.
   *
   * @param patients at least one
   * @throws DoseDataException when none of them has a structure to compare
   */
  public static OpenKbpScore of(List<OpenKbpPatientScore> patients) {
    if (patients.isEmpty()) {
      throw new IllegalArgumentException("an OpenKBP score of no patient");
    }
    double dose =
        patients.stream().mapToDouble(OpenKbpPatientScore::doseScoreGy).average().orElseThrow();
    double dvh =
        patients.stream()
            .flatMap(p -> p.terms().stream())
            .mapToDouble(OpenKbpPatientScore.Term::differenceGy)
            .average()
            .orElseThrow(
                () ->
                    DoseDataException.of(
                        patients.get(0).caseId() + " and the rest of the set",
                        "no organ at risk and no target",
                        "structures for the DVH score",
                        "check that the structures were read"));
    return new OpenKbpScore(dose, dvh, patients);
  }
}
