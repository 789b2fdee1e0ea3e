package org.dosekit.dicom.rt;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.dosekit.dicom.file.Attribute;
import org.dosekit.dicom.file.DataSet;
import org.dosekit.dicom.file.DataSetBuilder;
import org.dosekit.dicom.rt.SyntheticStudy.Box;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RtObjectsTest {
  @TempDir Path folder;

  @Test
  void structuresComeWithTheirContours() {
    RtStructureSet set =
        RtStructureSet.of(
            SyntheticStudy.file(
                SyntheticStudy.structures(
                    new Box("PTV70", "PTV", -6, 6, -30, -20, 0, 2.5, 5),
                    new Box("never drawn", "ORGAN", 0, 1, 0, 1)),
                folder,
                "RS"));
    assertEquals(List.of("PTV70", "never drawn"), set.rois().stream().map(Roi::name).toList());
    assertEquals("PTV", set.rois().get(0).interpretedType());
    assertEquals(3, set.rois().get(0).closed().size());
    assertEquals(Optional.empty(), set.rois().get(1).contours());
    assertEquals(Set.of(SyntheticStudy.SERIES), set.seriesUids());
    assertEquals(Set.of(SyntheticStudy.FRAME), set.frameOfReferenceUids());
  }

  /** Defect H: points and open lines are no areas; a region without a sequence is no error. */
  @Test
  void pointsAndOpenContoursArePassedOverAndCounted() {
    DataSet contours =
        new DataSetBuilder()
            .numbers(Attribute.REFERENCED_ROI_NUMBER, 1)
            .items(
                Attribute.CONTOUR_SEQUENCE,
                List.of(
                    Box.contour("POINT", 1, 2, 3),
                    Box.contour("OPEN_PLANAR", 0, 0, 0, 1, 0, 0, 1, 1, 0),
                    Box.contour("CLOSED_PLANAR", 0, 0, 0, 1, 0, 0),
                    Box.contour("CLOSED_PLANAR", 0, 0, 0, 9, 0, 0, 9, 9, 0)))
            .build();
    RtStructureSet set =
        RtStructureSet.of(
            SyntheticStudy.file(
                SyntheticStudy.structures(
                        new Box("a", "", 0, 1, 0, 1, 0), new Box("b", "", 0, 1, 0, 1))
                    .items(Attribute.ROI_CONTOUR_SEQUENCE, List.of(contours)),
                folder,
                "RS"));
    assertEquals(1, set.rois().get(0).closed().size());
    assertEquals(3, set.rois().get(0).passedOver());
    assertTrue(set.rois().get(1).contours().isEmpty());
  }

  @Test
  void aPlansPrescriptionAndReferencesAreRead() {
    RtPlan plan = RtPlan.of(SyntheticStudy.file(SyntheticStudy.plan(70, 56), folder, "RP"));
    assertEquals(
        List.of(70.0, 56.0), plan.targetDoses().stream().map(RtPlan.TargetDose::doseGy).toList());
    assertEquals(OptionalInt.of(28), plan.fractions());
    assertEquals(Optional.of(SyntheticStudy.STRUCTURE_SET), plan.structureSetUid());
  }

  /** Defect Q: a control point without leaves has those of the one before. */
  @Test
  void whatAControlPointLeavesOutIsAsBefore() {
    DataSet mlc =
        new DataSetBuilder()
            .text(Attribute.RT_BEAM_LIMITING_DEVICE_TYPE, "MLCX")
            .numbers(Attribute.LEAF_JAW_POSITIONS, -10, 10)
            .build();
    DataSet jaw =
        new DataSetBuilder()
            .text(Attribute.RT_BEAM_LIMITING_DEVICE_TYPE, "ASYMX")
            .numbers(Attribute.LEAF_JAW_POSITIONS, -50, 50)
            .build();
    DataSet first =
        new DataSetBuilder()
            .numbers(Attribute.GANTRY_ANGLE, 181)
            .items(Attribute.BEAM_LIMITING_DEVICE_POSITION_SEQUENCE, List.of(mlc))
            .build();
    DataSet second =
        new DataSetBuilder()
            .items(Attribute.BEAM_LIMITING_DEVICE_POSITION_SEQUENCE, List.of(jaw))
            .build();
    DataSet beam =
        new DataSetBuilder()
            .numbers(Attribute.BEAM_NUMBER, 1)
            .items(Attribute.CONTROL_POINT_SEQUENCE, List.of(first, second))
            .build();
    RtPlan plan =
        RtPlan.of(
            SyntheticStudy.file(
                SyntheticStudy.plan(70).items(Attribute.BEAM_SEQUENCE, List.of(beam)),
                folder,
                "RP"));
    Beam read = plan.beams().get(0);
    assertTrue(read.hasMlc());
    ControlPoint last = read.controlPoints().get(1);
    assertEquals(181, last.gantryDegrees().orElseThrow());
    assertEquals(Set.of("MLCX", "ASYMX"), last.positionsMm().keySet());
    assertArrayEquals(new double[] {-10, 10}, last.positionsMm().get("MLCX"));
    assertEquals(Set.of("MLCX"), read.controlPoints().get(0).positionsMm().keySet());
  }
}
