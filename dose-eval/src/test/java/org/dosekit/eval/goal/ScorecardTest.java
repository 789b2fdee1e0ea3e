package org.dosekit.eval.goal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.dosekit.core.DoseDataException;
import org.dosekit.eval.goal.ScorecardResult.NotScored;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScorecardTest {
  private static final String JSON =
      """
      {
        "format": "dosekit-scorecard/1",
        "name": "prostate",
        "description": "made for tests",
        "items": [
          {"region": "PTV70", "metric": "D95%[Gy]", "points": [
            {"value": 63, "score": 0}, {"value": 66.5, "score": 8}, {"value": 70, "score": 10}]},
          {"region": "Rectum - PTV70", "metric": "V50Gy[%]", "points": [
            {"value": 25, "score": 6}, {"value": 50, "score": 0}]},
          {"region": "Bladder", "metric": "Mean[Gy]", "points": [
            {"value": 20, "score": 5}, {"value": 40, "score": 0}]}
        ]
      }
      """;

  private static final Scorecard CARD = Scorecard.fromJson("card.json", JSON);

  @ParameterizedTest
  @CsvSource({"0,0", "63,0", "64.75,4", "66.5,8", "68.25,9", "70,10", "90,10"})
  void pointsAreLinearBetweenPlacesAndConstantBeyond(double value, double score) {
    assertEquals(score, CARD.items().get(0).score(value), 1e-12);
  }

  @Test
  void bothDosesAreScoredSideBySideAndWhatIsAbsentIsNoPartOfTheMaximum() {
    ScorecardResult result =
        CARD.score(
            SyntheticPlans.plans(
                SyntheticPlans.deliveredGy(), SyntheticPlans.doseGy(layer -> 64.75)));
    // Plan: D95 70 Gy earns 10; a third of the rectum above 50 Gy earns 6 (50 - 33.3) / 25 = 4.
    assertEquals(14, result.referenceScore(), 1e-9);
    // Prediction: D95 64.75 Gy earns 4, all of the rectum nothing.
    assertEquals(4, result.predictedScore(), 1e-9);
    assertEquals(16, result.maximum());
    assertEquals(25, result.predictedPercent().orElseThrow(), 1e-9);
    assertEquals(87.5, result.referencePercent().orElseThrow(), 1e-9);
    assertEquals("no Bladder", assertInstanceOf(NotScored.class, result.items().get(2)).reason());
  }

  @Test
  void nothingScoredIsNoPercentage() {
    Scorecard bladder = new Scorecard("b", "", CARD.items().subList(2, 3));
    ScorecardResult result =
        bladder.score(
            SyntheticPlans.plans(SyntheticPlans.deliveredGy(), SyntheticPlans.deliveredGy()));
    assertTrue(result.predictedPercent().isEmpty() && result.referencePercent().isEmpty());
  }

  @Test
  void itIsReadFromAFileAndWrittenEqual(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("card.json"), CARD.toJson());
    assertEquals(CARD, Scorecard.read(file));
  }

  @Test
  void notANumberHasNoScore() {
    ScorecardItem item = CARD.items().get(0);
    assertThrows(IllegalArgumentException.class, () -> item.score(Double.NaN));
  }

  /** Each row damages the scorecard at one place. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '!',
      textBlock =
          """
          "dosekit-scorecard/1"      ! "dosekit-scorecard/2"   ! dosekit-scorecard/2
          "name": "prostate"         ! "name": " "             ! scorecard ' '
          "name": "prostate"         ! "title": "prostate"     ! title
          "region": "PTV70"          ! "region": "PTV70 +"     ! expected a margin
          "V50Gy[%]"                 ! "V50Gy[Gy]"             ! V50Gy[Gy]
          {"value": 63, "score": 0}  ! {"value": 67, "score": 0} ! ascend
          {"value": 63, "score": 0}  ! {"value": 63, "score": -1} ! at least 0
          "value": 25, "score": 6    ! "value": 25, "score": 0 ! all score 0
          {"value": 25, "score": 6}, ! ''                      ! 1 points
          {"value": 20, "score": 5}  ! {"value": 20}           ! score
          {"value": 20, "score": 5}  ! {"value": "20", "score": 5} ! number
          """)
  void aDamagedScorecardIsRefusedNamingTheDamage(String whole, String damaged, String named) {
    assertTrue(JSON.contains(whole), "the row does not apply");
    DoseDataException e =
        assertThrows(
            DoseDataException.class,
            () -> Scorecard.fromJson("mine.json", JSON.replace(whole, damaged)));
    assertTrue(e.getMessage().startsWith("mine.json"), e.getMessage());
    assertTrue(e.getMessage().contains(named), e.getMessage());
  }
}
