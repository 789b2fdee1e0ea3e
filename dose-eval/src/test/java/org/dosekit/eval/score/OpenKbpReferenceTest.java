package org.dosekit.eval.score;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import org.dosekit.core.io.JsonObject;
import org.dosekit.eval.score.OpenKbpRun.Scored;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

/**
 * Scores of the real OpenKBP test patients against the official evaluator's formulas in NumPy
 * ({@code reference/openkbp-scores/expected-scores.json}).
 */
@EnabledIfEnvironmentVariable(
    named = "DOSEKIT_DATA",
    matches = ".+",
    disabledReason = "set DOSEKIT_DATA to the folder of reference data")
class OpenKbpReferenceTest {
  private static final double EXACT = 1e-9;
  private static final List<String> PREDICTIONS = List.of("scaled", "shift", "zero");

  private final List<Scored> scores = OpenKbpRun.get().test();
  private final JsonObject expected =
      JsonObject.read(
          Path.of(System.getenv("DOSEKIT_DATA"), "reference/openkbp-scores/expected-scores.json"));

  @Test
  void bothScoresOfAllPredictionsAgreeWithin1e9() {
    for (String prediction : PREDICTIONS) {
      OpenKbpScore score = score(prediction, Scored::inDouble);
      JsonObject golden = expected.object("dev_scores").object(prediction);
      assertEquals(10, score.patients().size());
      assertEquals(golden.number("dose_score"), score.doseScoreGy(), EXACT, prediction);
      assertEquals(golden.number("dvh_score"), score.dvhScoreGy(), EXACT, prediction);
    }
  }

  @Test
  void floatVolumesMoveTheScoresByLessThanAMicrogray() {
    for (String prediction : PREDICTIONS) {
      OpenKbpScore score = score(prediction, Scored::inFloat);
      JsonObject golden = expected.object("dev_scores").object(prediction);
      assertEquals(golden.number("dose_score"), score.doseScoreGy(), 1e-6, prediction);
      assertEquals(golden.number("dvh_score"), score.dvhScoreGy(), 1e-6, prediction);
    }
  }

  @Test
  void everyPatientsDoseScoreAgreesWithin1e9() {
    for (Scored scored : scores) {
      assertEquals(
          golden(scored.inDouble()).object("dose_score").number(scored.prediction()),
          scored.inDouble().doseScoreGy(),
          EXACT);
    }
  }

  @Test
  void everyReferenceMetricAgreesWithin1e9() {
    for (Scored scored : scores) {
      JsonObject metrics = golden(scored.inDouble()).object("ref");
      int compared = 0;
      for (OpenKbpPatientScore.Term term : scored.inDouble().terms()) {
        double value =
            metrics.object(term.structure()).number(OfficialEvaluatorTest.officialName(term));
        assertEquals(value, term.referenceGy(), EXACT, term.toString());
        compared++;
      }
      int inReference =
          metrics.names().stream().mapToInt(s -> metrics.object(s).names().size()).sum();
      assertEquals(inReference, compared);
    }
  }

  /**
   * 7.4439 Gy is the same table built with NumPy and SciPy's distance transform; one distance, to
   * any target, gives 7.89 there, and the mean training dose 10.67.
   */
  @Test
  void lookupPredictorScoresAsTheSameTableInNumPy() {
    OpenKbpScore lookup = OpenKbpRun.get().lookup();
    assertEquals(10, lookup.patients().size());
    assertEquals(7.4439, lookup.doseScoreGy(), 1e-3);
  }

  private OpenKbpScore score(String prediction, Function<Scored, OpenKbpPatientScore> precision) {
    return OpenKbpScore.of(
        scores.stream().filter(s -> s.prediction().equals(prediction)).map(precision).toList());
  }

  private JsonObject golden(OpenKbpPatientScore patient) {
    return expected.object("patients").object("test-pats/" + patient.caseId());
  }
}
