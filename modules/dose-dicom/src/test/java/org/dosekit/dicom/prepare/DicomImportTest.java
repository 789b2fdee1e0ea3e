package org.dosekit.dicom.prepare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.dosekit.core.DoseDataException;
import org.dosekit.core.geometry.PatientPoint;
import org.dosekit.core.npz.CaseFile;
import org.dosekit.core.patient.Case;
import org.dosekit.core.volume.Mask;
import org.dosekit.dicom.file.Attribute;
import org.dosekit.dicom.file.DataSet;
import org.dosekit.dicom.file.DataSetBuilder;
import org.dosekit.dicom.rt.SyntheticStudy;
import org.dosekit.dicom.rt.SyntheticStudy.Box;
import org.junit.jupiter.api.Test;

class DicomImportTest extends StudyFixture {
  @Test
  void aStudyBecomesACaseAndItsRecord() {
    String id = importIt();
    assertTrue(id.matches("p[0-9a-f]{10}-[0-9a-f]{6}"), id);
    Case patient = CaseFile.read(cohort.resolve(id + ".npz"));
    assertEquals(Map.of("PTV70", 70.0), patient.prescription().doseGyByTarget());
    assertEquals(List.of("PTV70", "Rectum", "BODY"), names(patient));
    // 6 columns of 3 mm and 5 rows of 2 mm lie at least half in 12 x 10 mm, on 5 slices.
    double boxCc = 1.2 * 1.0 * 1.25;
    assertEquals(boxCc, patient.mask("PTV70").orElseThrow().volumeCc(), 0.3 * boxCc);
    assertTrue(Files.exists(cohort.resolve(id + DicomImport.RECORD_SUFFIX)));
  }

  @Test
  void aSecondImportLeavesWhatIsUpToDate() throws IOException {
    Path file = cohort.resolve(importIt() + ".npz");
    FileTime longAgo = FileTime.fromMillis(1_000_000);
    Files.setLastModifiedTime(file, longAgo);
    importIt();
    assertEquals(longAgo, Files.getLastModifiedTime(file));
    importBy(settings().withMargins(40, 30));
    assertNotEquals(longAgo, Files.getLastModifiedTime(file));
  }

  /** Of 24 columns of 3 mm from -30 mm: 20 mm to each side of 0, or of 21. */
  @Test
  void aCaseIsCentredOnTheStructureNamed() {
    write(SyntheticStudy.structures(PTV70, new Box("Rectum", "", 15, 27, -30, -20, 0, 2.5)), "RS");
    PreparationSettings narrow = settings().withMargins(20, 30);
    Case first = CaseFile.read(cohort.resolve(importBy(narrow) + ".npz"));
    assertEquals(-21, first.grid().origin().xMm());
    Case second = CaseFile.read(cohort.resolve(importBy(narrow.withCentre("Rectum")) + ".npz"));
    assertEquals(0, second.grid().origin().xMm());
    assertThrows(IllegalArgumentException.class, () -> narrow.withCentre("Nose"));
  }

  @Test
  void thePlanTwiceInOneImportIsReported() {
    DicomImport twice = DicomImport.into(cohort, preparation(settings()));
    twice.importFolder(source, "folder 1");
    DoseDataException e =
        assertThrows(DoseDataException.class, () -> twice.importFolder(source, "folder 2"));
    assertTrue(e.getMessage().contains("another folder holds too"), e.getMessage());
  }

  /** Defect I. */
  @Test
  void planningAidsAreNotMergedAndRivalsAreReported() {
    Case plain = imported();
    write(
        SyntheticStudy.structures(
            PTV70, RECTUM, new Box("SplResdMax_Rectum_AP", "AVOIDANCE", -12, 12, -20, -8, 0, 2.5)),
        "RS");
    assertEquals(plain.mask("Rectum").orElseThrow(), imported().mask("Rectum").orElseThrow());
    write(SyntheticStudy.structures(PTV70, RECTUM, new Box("rectum", "", 0, 9, -9, -5, 0)), "RS");
    requireRefused("2 drawn structures that could be Rectum");
  }

  /** Defect H: a contour inside another is a hole; a skipped slice is filled by shape. */
  @Test
  void holesStayOpenAndSkippedSlicesAreFilled() {
    Box ring = new Box("Rectum", "ORGAN", -12, 12, -30, -10, -5, -2.5, 2.5, 5);
    int whole = voxels(ring);
    Box without = new Box("Rectum", "ORGAN", -12, 12, -30, -10, -5, -2.5, 0, 2.5, 5);
    assertEquals(voxels(without), whole);
    List<DataSet> contours = new ArrayList<>();
    contours.add(Box.contour("CLOSED_PLANAR", -12, -30, 0, 12, -30, 0, 12, -10, 0, -12, -10, 0));
    contours.add(Box.contour("CLOSED_PLANAR", -6, -25, 0, 6, -25, 0, 6, -15, 0, -6, -15, 0));
    DataSet drawn =
        new DataSetBuilder()
            .numbers(Attribute.REFERENCED_ROI_NUMBER, 2)
            .items(Attribute.CONTOUR_SEQUENCE, contours)
            .build();
    DataSet target = SyntheticStudy.structures(PTV70).build();
    write(
        SyntheticStudy.structures(PTV70, RECTUM)
            .items(
                Attribute.ROI_CONTOUR_SEQUENCE,
                List.of(target.items(Attribute.ROI_CONTOUR_SEQUENCE).get(0), drawn)),
        "RS");
    Case patient = imported();
    var centre = patient.grid().toVoxel(new PatientPoint(0, -20, 0));
    Mask mask = patient.mask("Rectum").orElseThrow();
    assertFalse(
        mask.contains(
            (int) Math.rint(centre.y()), (int) Math.rint(centre.x()), (int) Math.rint(centre.z())));
    assertTrue(mask.count() > 0);
  }

  private int voxels(Box box) {
    write(SyntheticStudy.structures(PTV70, box), "RS");
    return imported().mask("Rectum").orElseThrow().count();
  }

  /** Defect M: outside the dose grid is not zero dose. */
  @Test
  void outsideTheDoseGridIsMarked() {
    assertTrue(imported().doseRegion().isPresent());
    Mask region = imported().doseRegion().orElseThrow();
    // The grid's voxels reach from -30 to 20 mm in x, the CT's centres to 39.
    assertTrue(region.count() < region.grid().voxelCount());
    write(SyntheticStudy.dose(0, 5), "RD");
    requireRefused("voxels of PTV70 outside the dose grid");
  }

  private static List<String> names(Case patient) {
    return patient.structures().stream().map(s -> s.name()).toList();
  }
}
