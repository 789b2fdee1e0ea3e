package org.dosekit.report.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.dosekit.core.DoseDataException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainingCurvesTest {
  @TempDir private Path folder;

  @Test
  void emptyCellsAreGapsAndNumbersThatAreNotFiniteAreCounted() throws IOException {
    TrainingCurves curves =
        curves("epoch,train/loss,val/mae_gy\n1,NaN,\n2,0.5,3\n3,-Infinity,abc\n");
    TrainingCurve loss = curves.curve("train/loss").orElseThrow();
    assertEquals(List.of(new TrainingCurve.Point(2, 0.5)), loss.points());
    assertEquals(2, loss.notFinite());
    TrainingCurve mae = curves.curve("val/mae_gy").orElseThrow();
    assertEquals(List.of(new TrainingCurve.Point(2, 3)), mae.points());
    assertEquals(1, mae.notFinite());
    assertEquals(0, curves.droppedRows());
  }

  @Test
  void aLineCutOffIsDroppedAndTheRestRead() throws IOException {
    TrainingCurves curves = curves("epoch,train/loss\n1,0.5\n2,0.4\n3");
    assertEquals(2, curves.curve("train/loss").orElseThrow().points().size());
    assertEquals(1, curves.droppedRows());
  }

  @Test
  void anEpochThatDoesNotComeAfterTheLastIsDropped() throws IOException {
    TrainingCurves curves = curves("epoch,train/loss\n2,0.5\n2,0.4\n1,0.3\nx,0.2\n");
    assertEquals(1, curves.curve("train/loss").orElseThrow().points().size());
    assertEquals(3, curves.droppedRows());
  }

  @Test
  void aColumnWithoutANumberIsNoCurve() throws IOException {
    assertTrue(curves("epoch,val/mae_gy\n1,\n").curve("val/mae_gy").isEmpty());
  }

  @Test
  void aFileWithoutEpochsIsRefused() {
    assertThrows(DoseDataException.class, () -> curves(""));
    assertThrows(DoseDataException.class, () -> curves("step,loss\n1,2\n"));
    Path absent = folder.resolve("absent.csv");
    assertThrows(DoseDataException.class, () -> TrainingCurves.read(absent));
  }

  private TrainingCurves curves(String text) throws IOException {
    return TrainingCurves.read(Files.writeString(folder.resolve("metrics.csv"), text));
  }
}
