package org.dosekit.data.openkbp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import org.dosekit.core.DoseDataException;
import org.dosekit.core.geometry.Grid;
import org.dosekit.core.geometry.GridShape;
import org.dosekit.core.geometry.PatientPoint;
import org.dosekit.core.geometry.VoxelSpacing;
import org.dosekit.core.volume.Mask;
import org.dosekit.core.volume.Volume;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OpenKbpDoseFileTest {
  private static final Grid GRID =
      Grid.axial(GridShape.cube(128), new VoxelSpacing(4, 4, 2.5), PatientPoint.ORIGIN);

  @TempDir Path folder;

  @Test
  void writesTheEvaluatorsFormInItsOrderOfVoxels() throws IOException {
    float[] gy = new float[GRID.voxelCount()];
    gy[GRID.shape().index(0, 0, 27)] = 70.125f;
    gy[GRID.shape().index(0, 0, 26)] = 1e-4f;
    gy[GRID.shape().index(1, 0, 127)] = 2;
    gy[GRID.shape().index(9, 9, 9)] = 50;
    Mask region = Mask.where(GRID, i -> i != GRID.shape().index(9, 9, 9));
    Path file = OpenKbpDoseFile.write(folder, "pt_245", Volume.of(GRID, gy), region);
    assertEquals("pt_245.csv", file.getFileName().toString());
    assertEquals(",data\n100,70.125\n101,1.0E-4\n16384,2.0\n", Files.readString(file));
  }

  @Test
  void readingBringsBackEveryFloat() {
    SplittableRandom random = new SplittableRandom(5);
    float[] gy = new float[GRID.voxelCount()];
    for (int i = 0; i < 20_000; i++) {
      gy[random.nextInt(gy.length)] = (float) (80 * random.nextDouble());
    }
    Path file = OpenKbpDoseFile.write(folder, "pt_1", Volume.of(GRID, gy), Mask.full(GRID));
    assertArrayEquals(gy, OpenKbpDoseFile.read(file, GRID).data());
  }

  @Test
  void notANumberIsNeverWritten() {
    Volume dose = Volume.filled(GRID, Float.NaN);
    Mask region = Mask.full(GRID);
    assertThrows(
        DoseDataException.class, () -> OpenKbpDoseFile.write(folder, "pt_1", dose, region));
    assertFalse(Files.exists(folder.resolve("pt_1.csv")));
  }

  @Test
  void anIdIsNoPath() {
    Volume dose = Volume.filled(GRID, 1);
    Mask region = Mask.full(GRID);
    assertThrows(
        DoseDataException.class, () -> OpenKbpDoseFile.write(folder, "../pt_1", dose, region));
  }

  @Test
  void anotherGridIsRefused() throws IOException {
    Grid small = Grid.axial(GridShape.cube(64), GRID.spacing(), PatientPoint.ORIGIN);
    Path file = Files.writeString(folder.resolve("pt_1.csv"), ",data\n");
    assertThrows(DoseDataException.class, () -> OpenKbpDoseFile.read(file, small));
  }

  @Test
  void aDamagedFileNamesItsLine() throws IOException {
    Path file = Files.writeString(folder.resolve("pt_1.csv"), ",data\n5,1.0\n6,x\n");
    DoseDataException error =
        assertThrows(DoseDataException.class, () -> OpenKbpDoseFile.read(file, GRID));
    assertTrue(error.getMessage().startsWith("pt_1.csv line 3: found 'x'"), error.getMessage());
  }
}
