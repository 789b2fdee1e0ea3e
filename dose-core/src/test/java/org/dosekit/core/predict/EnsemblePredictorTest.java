package org.dosekit.core.predict;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.dosekit.core.DoseDataException;
import org.dosekit.core.encode.Encoding;
import org.dosekit.core.geometry.Grid;
import org.dosekit.core.geometry.GridShape;
import org.dosekit.core.geometry.PatientPoint;
import org.dosekit.core.geometry.VoxelSpacing;
import org.dosekit.core.network.NetworkSpec;
import org.dosekit.core.patient.Case;
import org.dosekit.core.patient.Prescription;
import org.dosekit.core.protocol.Protocol;
import org.dosekit.core.structure.Structure;
import org.dosekit.core.structure.StructureRole;
import org.dosekit.core.volume.Mask;
import org.dosekit.core.volume.Volume;
import org.junit.jupiter.api.Test;

class EnsemblePredictorTest {
  private static final Grid GRID =
      Grid.axial(new GridShape(20, 18, 10), VoxelSpacing.isotropic(3), PatientPoint.ORIGIN);

  @Test
  void predictionIsInGyOfTheHighestPrescription() {
    Volume predictedGy = Predictor.of(constant(0.5f, 1)).predictGy(patient("prostate-sib"));

    assertEquals(GRID, predictedGy.grid());
    for (float gy : predictedGy.data()) {
      assertEquals(33, gy, 1e-3, "half of 66 Gy");
    }
  }

  @Test
  void predictionOnACoarsenedGridComesBackOnTheCasesGrid() {
    Volume predictedGy = Predictor.of(constant(1, 2)).predictGy(patient("prostate-sib"));

    assertEquals(GRID, predictedGy.grid());
    assertEquals(66, predictedGy.at(10, 9, 5), 1e-3);
  }

  @Test
  void noDoseIsPredictedOutsideTheDoseRegion() {
    Case patient = patient("prostate-sib");
    Mask region = Mask.where(GRID, i -> i % 2 == 0);
    Case limited =
        new Case(
            patient.id(),
            patient.protocol(),
            patient.ctHu(),
            patient.structures(),
            patient.prescription(),
            Optional.empty(),
            Optional.of(region),
            Map.of());

    float[] predictedGy = Predictor.of(constant(1, 1)).predictGy(limited).data();

    assertEquals(66, predictedGy[0], 1e-3);
    assertEquals(0, predictedGy[1]);
  }

  @Test
  void progressReachesItsEnd() {
    List<Integer> done = new ArrayList<>();
    Predictor.of(constant(1, 1)).predictGy(patient("prostate-sib"), (d, total) -> done.add(d));
    // Starts along y 0 and 4, along x 0 and 2, along z one.
    assertEquals(List.of(1, 2, 3, 4), done);
  }

  @Test
  void predictionOfNanNamesTheCase() {
    Predictor predictor = Predictor.of(constant(Float.NaN, 1));

    DoseDataException error =
        assertThrows(DoseDataException.class, () -> predictor.predictGy(patient("prostate-sib")));

    assertTrue(error.subject().contains("case_1"), error.subject());
  }

  @Test
  void caseOfAnotherProtocolIsRefused() {
    Predictor predictor = Predictor.of(constant(1, 1));
    assertThrows(DoseDataException.class, () -> predictor.predictGy(patient("openkbp-head-neck")));
  }

  @Test
  void ensemblePredictsTheMeanOfItsModelsInGy() {
    Case patient = patient("prostate-sib");
    List<PatchModel> models = List.of(constant(0.2f, 1), constant(0.3f, 1), constant(0.7f, 1));

    float[] meanGy = Predictor.ensemble(models).predictGy(patient).data();

    float[][] singleGy = new float[models.size()][];
    for (int m = 0; m < singleGy.length; m++) {
      singleGy[m] = Predictor.of(models.get(m)).predictGy(patient).data();
    }
    for (int i = 0; i < meanGy.length; i++) {
      double sum = (double) singleGy[0][i] + singleGy[1][i] + singleGy[2][i];
      assertEquals(sum / 3, meanGy[i], 1e-5);
      assertEquals(0.4 * 66, meanGy[i], 1e-3);
    }
  }

  /** Clamping comes before the mean: a model that answers less than no dose counts as none. */
  @Test
  void modelsAreClampedEachForItself() {
    List<PatchModel> models = List.of(constant(-1, 1), constant(0.5f, 1));
    Volume meanGy = Predictor.ensemble(models).predictGy(patient("prostate-sib"));
    assertEquals(0.25 * 66, meanGy.at(10, 9, 5), 1e-3);
  }

  @Test
  void progressOfAnEnsembleRisesToItsEnd() {
    List<Integer> done = new ArrayList<>();
    Predictor.ensemble(List.of(constant(1, 1), constant(0, 1)))
        .predictGy(
            patient("prostate-sib"),
            (d, total) -> {
              done.add(d);
              assertEquals(8, total);
            });
    assertEquals(List.of(1, 2, 3, 4, 5, 6, 7, 8), done);
  }

  @Test
  void modelsOfOtherProtocolsOrEncodingsAreNoEnsemble() {
    PatchModel model = constant(1, 1);
    assertRefused(List.of(), "no model");
    assertRefused(List.of(model, constant(1, 2)), "encodings differ");
    PatchModel other =
        constant(
            1,
            new ModelDescription(
                NetworkSpec.baseline(12, 4, 3),
                Protocol.builtIn("openkbp-head-neck"),
                Encoding.STANDARD,
                SlidingWindow.halfOverlapping(GridShape.cube(16)),
                Map.of()));
    assertRefused(List.of(model, other), "model 2 'openkbp-head-neck'");
  }

  private static void assertRefused(List<PatchModel> models, String named) {
    IllegalArgumentException error =
        assertThrows(IllegalArgumentException.class, () -> Predictor.ensemble(models));
    assertTrue(String.valueOf(error.getMessage()).contains(named), error.getMessage());
  }

  private static Case patient(String protocol) {
    return new Case(
        "case_1",
        protocol,
        Volume.filled(GRID, 0),
        List.of(
            new Structure(
                "PTV70", StructureRole.TARGET, Mask.where(GRID, i -> i > 1000 && i < 1100))),
        new Prescription(Map.of("PTV70", 66.0)),
        Optional.empty(),
        Optional.empty(),
        Map.of());
  }

  private static PatchModel constant(float dose, int coarsening) {
    return constant(
        dose,
        new ModelDescription(
            NetworkSpec.baseline(9, 4, 13),
            Protocol.builtIn("prostate-sib"),
            Encoding.STANDARD.withCoarsening(coarsening),
            SlidingWindow.halfOverlapping(GridShape.cube(16)),
            Map.of()));
  }

  private static PatchModel constant(float dose, ModelDescription description) {
    return new PatchModel() {
      @Override
      public ModelDescription description() {
        return description;
      }

      @Override
      public float[] predict(float[] channels, GridShape patch, float[] constraints) {
        float[] values = new float[patch.voxelCount()];
        Arrays.fill(values, dose);
        return values;
      }

      @Override
      public void close() {}
    };
  }
}
