package org.dosekit.core.npz;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.dosekit.core.DoseDataException;
import org.dosekit.core.geometry.Grid;
import org.dosekit.core.geometry.GridShape;
import org.dosekit.core.geometry.PatientPoint;
import org.dosekit.core.geometry.VoxelSpacing;
import org.dosekit.core.predict.PredictedDose;
import org.dosekit.core.predict.Prediction;
import org.dosekit.core.volume.Volume;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PredictionFileTest {
  private static final Grid GRID =
      Grid.axial(
          new GridShape(3, 4, 5), new VoxelSpacing(1.5, 2.5, 3), new PatientPoint(-10, 20, 30));

  @TempDir Path folder;

  @Test
  void aPredictionReadsBackEqual() {
    Prediction written = new Prediction("case_1", dose(), Map.of("seed", "42"));
    Path file = folder.resolve("case_1.npz");
    PredictionFile.write(written, file);
    Prediction read = PredictionFile.read(file);
    assertEquals("case_1", read.caseId());
    assertEquals(Map.of("seed", "42"), read.provenance());
    assertEquals(GRID, read.doseGy().grid());
    assertArrayEquals(written.doseGy().data(), read.doseGy().data());
    assertTrue(read.dose().spreadGy().isEmpty());
  }

  @Test
  void theSpreadOfSeveralModelsReadsBackEqual() {
    Volume spread = Volume.filled(GRID, 0.25f);
    Path file = folder.resolve("case_1.npz");
    PredictionFile.write(
        new Prediction("case_1", new PredictedDose(dose(), Optional.of(spread)), Map.of()), file);
    Volume read = PredictionFile.read(file).dose().spreadGy().orElseThrow();
    assertArrayEquals(spread.data(), read.data());
  }

  @Test
  void aSpreadThatIsNegativeOrOnAnotherGridIsNoPrediction() {
    Grid other = Grid.axial(GRID.shape(), VoxelSpacing.isotropic(1), PatientPoint.ORIGIN);
    for (Volume bad : List.of(Volume.filled(GRID, -1), Volume.filled(other, 1))) {
      PredictedDose dose = new PredictedDose(dose(), Optional.of(bad));
      assertThrows(DoseDataException.class, () -> new Prediction("case_1", dose, Map.of()));
    }
  }

  @Test
  void aDoseThatIsNegativeOrNotFiniteIsNoPrediction() {
    for (float bad : new float[] {-1e-3f, Float.NaN, Float.POSITIVE_INFINITY}) {
      Volume dose = Volume.filled(GRID, bad);
      assertThrows(DoseDataException.class, () -> new Prediction("case_1", dose, Map.of()));
    }
  }

  @Test
  void theDoseOfAnotherCaseIsRefused() {
    Prediction prediction = new Prediction("case_1", dose(), Map.of());
    DoseDataException refused =
        assertThrows(DoseDataException.class, () -> prediction.requireDoseOf("case_2"));
    assertTrue(refused.getMessage().contains("the prediction of case_1"));
  }

  @Test
  void aTruncatedFileIsRefused() throws IOException {
    Path file = folder.resolve("case_1.npz");
    PredictionFile.write(new Prediction("case_1", dose(), Map.of()), file);
    byte[] bytes = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(bytes, bytes.length / 2));
    assertThrows(DoseDataException.class, () -> PredictionFile.read(file));
  }

  @Test
  void anotherNpzIsRefused() throws IOException {
    Path file = folder.resolve("other.npz");
    try (NpzWriter npz = NpzWriter.to(Files.newOutputStream(file))) {
      npz.array("predicted_dose_gy", new float[60], 3, 4, 5);
    }
    DoseDataException refused =
        assertThrows(DoseDataException.class, () -> PredictionFile.read(file));
    assertTrue(refused.getMessage().contains("prediction.json"));
  }

  @Test
  void anUnwritablePlaceLeavesNothing() throws IOException {
    Path blocked = Files.writeString(folder.resolve("file"), "not a folder");
    Path target = blocked.resolve("case_1.npz");
    Prediction prediction = new Prediction("case_1", dose(), Map.of());
    assertThrows(DoseDataException.class, () -> PredictionFile.write(prediction, target));
    assertFalse(Files.exists(target));
  }

  private static Volume dose() {
    float[] data = new float[GRID.voxelCount()];
    for (int i = 0; i < data.length; i++) {
      data[i] = 0.1f * i;
    }
    return Volume.of(GRID, data);
  }
}
