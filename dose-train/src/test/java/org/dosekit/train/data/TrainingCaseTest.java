package org.dosekit.train.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import org.dosekit.core.DoseDataException;
import org.dosekit.core.geometry.GridShape;
import org.junit.jupiter.api.Test;

class TrainingCaseTest {
  private static final GridShape SHAPE = GridShape.cube(4);

  @Test
  void caseWithoutDoseCannotBeTrainedOn() {
    assertRefused(Optional.empty(), SyntheticEncodedCase.ones(SHAPE), "no dose");
  }

  @Test
  void doseThatIsNowhereHighIsRefused() {
    float[] dose = new float[SHAPE.voxelCount()];
    dose[3] = 0.09f;
    assertRefused(Optional.of(dose), SyntheticEncodedCase.ones(SHAPE), "no dose above 7");
  }

  @Test
  void emptyDoseRegionIsRefused() {
    float[] dose = SyntheticEncodedCase.ones(SHAPE);
    assertRefused(Optional.of(dose), new float[SHAPE.voxelCount()], "empty dose region");
  }

  private static void assertRefused(Optional<float[]> dose, float[] weight, String found) {
    DoseDataException error =
        assertThrows(
            DoseDataException.class,
            () ->
                SyntheticEncodedCase.trainingCase(
                    SyntheticEncodedCase.encoded(
                        SHAPE, new float[4][SHAPE.voxelCount()], dose, weight)));
    assertEquals("case_1", error.subject());
    assertTrue(error.found().contains(found), error.found());
  }
}
