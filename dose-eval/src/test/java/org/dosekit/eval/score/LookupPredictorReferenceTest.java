package org.dosekit.eval.score;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.dosekit.core.patient.Case;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

/** The lookup predictor on real patients: 40 to learn from, 10 to predict. */
@EnabledIfEnvironmentVariable(
    named = "DOSEKIT_DATA",
    matches = ".+",
    disabledReason = "set DOSEKIT_DATA to the folder of reference data")
class LookupPredictorReferenceTest {
  @Test
  void scores760CentigrayOnTheTestPatients() {
    LookupPredictor lookup = LookupPredictor.train(OpenKbpPatient.PROTOCOL, cases("train-pats"));
    List<OpenKbpPatientScore> scores = new ArrayList<>();
    for (Case patient : cases("test-pats")) {
      scores.add(OpenKbpPatientScore.of(patient, lookup.predictGy(patient)));
    }
    OpenKbpScore score = OpenKbpScore.of(scores);
    System.err.println(score.doseScoreGy() + " " + score.dvhScoreGy());
    assertEquals(7.60, score.doseScoreGy(), 0.05);
  }

  private static Iterable<Case> cases(String set) {
    return () -> {
      Iterator<OpenKbpPatient> patients = OpenKbpArchive.patients(set).iterator();
      return new Iterator<>() {
        @Override
        public boolean hasNext() {
          return patients.hasNext();
        }

        @Override
        public Case next() {
          return patients.next().planned();
        }
      };
    };
  }
}
