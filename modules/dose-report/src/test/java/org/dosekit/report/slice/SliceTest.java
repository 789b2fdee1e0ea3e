package org.dosekit.report.slice;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.dosekit.core.geometry.Grid;
import org.dosekit.core.geometry.GridBox;
import org.dosekit.core.geometry.GridShape;
import org.dosekit.core.geometry.PatientPoint;
import org.dosekit.core.geometry.VoxelSpacing;
import org.dosekit.core.volume.Mask;
import org.dosekit.core.volume.Volume;
import org.junit.jupiter.api.Test;

class SliceTest {
  private static final GridShape SHAPE = new GridShape(4, 5, 6);
  private static final Grid GRID =
      Grid.axial(SHAPE, new VoxelSpacing(2, 2.5, 4), new PatientPoint(-10, -20, 100));
  private static final GridBox WHOLE = GridBox.whole(SHAPE);

  /** Each voxel's value tells where it is: 100 y + 10 x + z. */
  private static Volume coordinates() {
    float[] data = new float[SHAPE.voxelCount()];
    for (int y = 0; y < SHAPE.ny(); y++) {
      for (int x = 0; x < SHAPE.nx(); x++) {
        for (int z = 0; z < SHAPE.nz(); z++) {
          data[SHAPE.index(y, x, z)] = 100 * y + 10 * x + z;
        }
      }
    }
    return Volume.of(GRID, data);
  }

  @Test
  void axialRowsRunToPosteriorAndColumnsToTheLeft() {
    Slice slice = Slice.of(GRID, SlicePlane.AXIAL, 3, WHOLE);
    SliceValues values = slice.values(coordinates());
    assertEquals(4, values.rows());
    assertEquals(5, values.columns());
    assertEquals(3, values.at(0, 0));
    assertEquals(203, values.at(2, 0));
    assertEquals(43, values.at(0, 4));
    assertEquals(new EdgeLabels("A", "P", "R", "L"), slice.labels());
    assertEquals("Axial, z = 112 mm", slice.title());
  }

  @Test
  void coronalHasSuperiorOnTop() {
    Slice slice = Slice.of(GRID, SlicePlane.CORONAL, 2, WHOLE);
    SliceValues values = slice.values(coordinates());
    assertEquals(6, values.rows());
    assertEquals(205, values.at(0, 0));
    assertEquals(240, values.at(5, 4));
    assertEquals(new EdgeLabels("S", "I", "R", "L"), slice.labels());
    assertEquals("Coronal, y = -16 mm", slice.title());
  }

  @Test
  void sagittalHasAnteriorOnTheLeft() {
    Slice slice = Slice.of(GRID, SlicePlane.SAGITTAL, 1, WHOLE);
    SliceValues values = slice.values(coordinates());
    assertEquals(4, values.columns());
    assertEquals(15, values.at(0, 0));
    assertEquals(310, values.at(5, 3));
    assertEquals(new EdgeLabels("S", "I", "A", "P"), slice.labels());
    assertEquals("Sagittal, x = -8 mm", slice.title());
  }

  @Test
  void labelsFollowThePatientAndNotTheArray() {
    // Prone: rows run to anterior, columns to the right.
    Grid prone =
        Grid.oriented(
            SHAPE,
            new VoxelSpacing(2, 2, 2),
            PatientPoint.ORIGIN,
            new PatientPoint(0, -1, 0),
            new PatientPoint(-1, 0, 0));
    assertEquals(
        new EdgeLabels("P", "A", "L", "R"), Slice.of(prone, SlicePlane.AXIAL, 0, WHOLE).labels());
    assertEquals(
        new EdgeLabels("S", "I", "P", "A"),
        Slice.of(prone, SlicePlane.SAGITTAL, 0, WHOLE).labels());
  }

  @Test
  void aWindowCutsOnEverySide() {
    GridBox window = new GridBox(new GridShape(2, 3, 2), 1, 2, 3);
    SliceValues axial = Slice.of(GRID, SlicePlane.AXIAL, 3, window).values(coordinates());
    assertEquals(2, axial.rows());
    assertEquals(3, axial.columns());
    assertEquals(123, axial.at(0, 0));
    SliceValues coronal = Slice.of(GRID, SlicePlane.CORONAL, 1, window).values(coordinates());
    assertEquals(124, coronal.at(0, 0));
    assertEquals(143, coronal.at(1, 2));
  }

  @Test
  void sizesAreInMillimetres() {
    Slice sagittal = Slice.of(GRID, SlicePlane.SAGITTAL, 0, WHOLE);
    assertEquals(4 * 2.0, sagittal.widthMm());
    assertEquals(6 * 4.0, sagittal.heightMm());
    assertEquals(5 * 2.5, Slice.of(GRID, SlicePlane.AXIAL, 0, WHOLE).widthMm());
  }

  @Test
  void aMaskIsOneInsideAndZeroOutside() {
    Mask mask = Mask.where(GRID, index -> index == SHAPE.index(1, 2, 3));
    SliceValues values = Slice.of(GRID, SlicePlane.AXIAL, 3, WHOLE).values(mask);
    assertEquals(1, values.at(1, 2));
    assertEquals(0, values.at(2, 1));
  }

  @Test
  void planesAndWindowsOutsideTheGridAreRefused() {
    assertThrows(IllegalArgumentException.class, () -> Slice.of(GRID, SlicePlane.AXIAL, 6, WHOLE));
    assertThrows(
        IllegalArgumentException.class, () -> Slice.of(GRID, SlicePlane.CORONAL, -1, WHOLE));
    GridBox beyond = new GridBox(SHAPE, 0, 0, 1);
    assertThrows(IllegalArgumentException.class, () -> Slice.of(GRID, SlicePlane.AXIAL, 0, beyond));
    Volume other =
        Volume.filled(Grid.axial(SHAPE, VoxelSpacing.isotropic(1), PatientPoint.ORIGIN), 0);
    assertThrows(
        IllegalArgumentException.class,
        () -> Slice.of(GRID, SlicePlane.AXIAL, 0, WHOLE).values(other));
  }
}
