package org.dosekit.dicom.prepare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.ZipFile;
import org.dosekit.core.DoseDataException;
import org.dosekit.core.geometry.PatientPoint;
import org.dosekit.core.npz.CaseFile;
import org.dosekit.core.patient.Case;
import org.dosekit.core.protocol.Protocol;
import org.dosekit.core.volume.Mask;
import org.dosekit.dicom.file.Attribute;
import org.dosekit.dicom.file.DataSet;
import org.dosekit.dicom.file.DataSetBuilder;
import org.dosekit.dicom.file.DicomWriter;
import org.dosekit.dicom.rt.SopClass;
import org.dosekit.dicom.rt.SyntheticStudy;
import org.dosekit.dicom.rt.SyntheticStudy.Box;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DicomImportTest {
  private static final Box PTV70 = new Box("PTV70", "PTV", -6, 6, -30, -20, -5, -2.5, 0, 2.5, 5);
  private static final Box RECTUM = new Box("Rectum", "ORGAN", -6, 6, -16, -10, -5, -2.5, 0, 2.5);
  private static final double[] WHOLE = {0, 5, 10, 15, 20};

  @TempDir Path folder;
  private Path source;
  private Path cohort;

  @BeforeEach
  void writeStudy() throws IOException {
    source = Files.createDirectories(folder.resolve("PLANTED^NAME"));
    cohort = folder.resolve("cohort");
    SyntheticStudy.files(SyntheticStudy.ct(), source);
    write(SyntheticStudy.structures(PTV70, RECTUM), "RS");
    write(SyntheticStudy.plan(70), "RP");
    write(SyntheticStudy.dose(WHOLE), "RD");
  }

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

  @Test
  void thePlanTwiceInOneImportIsReported() {
    DicomImport twice = DicomImport.into(cohort, preparation(settings()));
    twice.importFolder(source, "folder 1");
    DoseDataException e =
        assertThrows(DoseDataException.class, () -> twice.importFolder(source, "folder 2"));
    assertTrue(e.getMessage().contains("another folder holds too"), e.getMessage());
  }

  /** Defect J and U7: nothing is assumed. */
  @Test
  void withoutAPlanThePrescriptionMustBeGivenAndIsRecorded() throws IOException {
    Files.delete(source.resolve("RP"));
    write(SyntheticStudy.dose(WHOLE).items(Attribute.REFERENCED_RT_PLAN_SEQUENCE, List.of()), "RD");
    requireRefused("--prescription");
    String id = importBy(settings().withPrescriptionGy(Map.of("PTV70", 60.0)));
    assertEquals(
        Map.of("PTV70", 60.0),
        CaseFile.read(cohort.resolve(id + ".npz")).prescription().doseGyByTarget());
    assertTrue(
        Files.readString(cohort.resolve(id + DicomImport.RECORD_SUFFIX)).contains("command line"));
  }

  @Test
  void everyLevelNeedsItsTargetAndEveryTargetItsLevel() {
    write(SyntheticStudy.plan(70, 56), "RP");
    requireRefused("PTV56, which is not drawn");
    write(SyntheticStudy.plan(2.5), "RP");
    requireRefused("looks like that of one of 28");
    write(SyntheticStudy.plan(70), "RP");
    write(SyntheticStudy.structures(PTV70, new Box("PTV56", "PTV", -9, 9, -32, -18, 0, 2.5)), "RS");
    requireRefused("no prescribed dose");
  }

  /** Defect E: another series beside the planning CT changes nothing. */
  @Test
  void theCtIsTheOneDrawnOn() {
    Case alone = imported();
    for (int i = 0; i < 3; i++) {
      write(
          SyntheticStudy.ctSlice(100 + i, -9 + 2.5 * i)
              .text(Attribute.SERIES_INSTANCE_UID, "2.25.201"),
          "CT_second" + i);
    }
    assertEquals(alone.grid(), imported().grid());
    assertEquals(alone.ctHu().data()[77], imported().ctHu().data()[77]);
  }

  /** Defect F. */
  @Test
  void doseAndFrameMustBeThePlans() {
    DataSet other = SyntheticStudy.reference(SopClass.RT_PLAN, "2.25.501");
    write(
        SyntheticStudy.dose(WHOLE).items(Attribute.REFERENCED_RT_PLAN_SEQUENCE, List.of(other)),
        "RD");
    requireRefused("none of them of the plan");
    write(SyntheticStudy.dose(WHOLE).text(Attribute.DOSE_SUMMATION_TYPE, "BEAM"), "RD");
    requireRefused("summation 'BEAM'");
    write(SyntheticStudy.dose(WHOLE).text(Attribute.DOSE_UNITS, "RELATIVE"), "RD");
    requireRefused("units 'RELATIVE'");
    write(SyntheticStudy.dose(WHOLE).text(Attribute.FRAME_OF_REFERENCE_UID, "2.25.101"), "RD");
    requireRefused("frames of reference");
  }

  @Test
  void severalOfAKindAreListed() {
    write(SyntheticStudy.plan(60).text(Attribute.SOP_INSTANCE_UID, "2.25.502"), "RP2");
    write(
        SyntheticStudy.dose(WHOLE)
            .text(Attribute.SOP_INSTANCE_UID, "2.25.602")
            .items(
                Attribute.REFERENCED_RT_PLAN_SEQUENCE,
                List.of(SyntheticStudy.reference(SopClass.RT_PLAN, "2.25.502"))),
        "RD2");
    requireRefused("2 plans: [70.0 Gy] of 0 beams with a dose; [60.0 Gy]");
  }

  @Test
  void doseOfSeveralPlansIsNotAPlansDose() {
    write(SyntheticStudy.dose(WHOLE).text(Attribute.DOSE_SUMMATION_TYPE, "MULTI_PLAN"), "RD");
    requireRefused("MULTI_PLAN");
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

  /** Names, ids and dates of every text attribute and private ones: none comes through. */
  @Test
  void nothingThatIdentifiesComesThrough() throws IOException {
    List<String> planted =
        List.of("PLANTED", "19610203", "20110920", "2.25.100", "2.25.300", "2.25.500");
    write(
        SyntheticStudy.structures(
                PTV70, RECTUM, new Box("PLANTED roi", "PLANTED", -3, 3, -9, -5, 0))
            .text(Attribute.STRUCTURE_SET_LABEL, "PLANTED")
            .text(Attribute.SERIES_DESCRIPTION, "PLANTED"),
        "RS");
    write(
        SyntheticStudy.plan(70)
            .text(Attribute.RT_PLAN_LABEL, "PLANTED")
            .text(Attribute.ACCESSION_NUMBER, "PLANTED")
            .text(Attribute.REFERRING_PHYSICIAN_NAME, "PLANTED"),
        "RP");
    importIt();
    try (Stream<Path> files = Files.walk(cohort)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        requireFree(cohort.relativize(file).toString(), planted);
        if (file.toString().endsWith(".npz")) {
          try (ZipFile zip = new ZipFile(file.toFile())) {
            for (var entry : zip.stream().toList()) {
              byte[] bytes = zip.getInputStream(entry).readAllBytes();
              requireFree(new String(bytes, StandardCharsets.ISO_8859_1), planted);
            }
          }
        } else {
          requireFree(Files.readString(file), planted);
        }
      }
    }
    write(SyntheticStudy.dose(WHOLE).text(Attribute.DOSE_TYPE, "PLANTED"), "RD");
    requireFree(refusal().getMessage(), planted);
    write(SyntheticStudy.dose(WHOLE), "RD");
    write(SyntheticStudy.plan(66).text(Attribute.RT_PLAN_LABEL, "PLANTED"), "RP");
    requireFree(refusal().getMessage(), planted);
    Files.write(source.resolve("PLANTED.dcm"), new byte[10]);
    requireFree(refusal().getMessage(), planted);
  }

  private static void requireFree(String text, List<String> planted) {
    for (String secret : planted) {
      assertFalse(text.contains(secret), secret);
    }
  }

  @Test
  void idsTellPatientsAndPlansApartAndDependOnTheSalt() {
    DataSet first = SyntheticStudy.plan(70).build();
    DataSet other = SyntheticStudy.plan(70).text(Attribute.PATIENT_ID, "X").build();
    Pseudonyms pseudonyms = Pseudonyms.of(new byte[32]);
    byte[] salt = new byte[32];
    salt[0] = 1;
    String id = pseudonyms.caseId(first, "1.2");
    assertEquals(id, pseudonyms.caseId(first, "1.2"));
    assertEquals(Pseudonyms.patientOf(id), Pseudonyms.patientOf(pseudonyms.caseId(first, "1.3")));
    assertNotEquals(id, pseudonyms.caseId(first, "1.3"));
    assertNotEquals(
        Pseudonyms.patientOf(id), Pseudonyms.patientOf(pseudonyms.caseId(other, "1.2")));
    assertNotEquals(id, Pseudonyms.of(salt).caseId(first, "1.2"));
  }

  @Test
  void aSaltIsMadeOnceAndKept() throws IOException {
    Path file = folder.resolve("salt");
    DataSet plan = SyntheticStudy.plan(70).build();
    String id = Pseudonyms.ofFile(file).caseId(plan, "1.2");
    assertEquals(id, Pseudonyms.ofFile(file).caseId(plan, "1.2"));
    Files.writeString(file, "no salt");
    assertThrows(DoseDataException.class, () -> Pseudonyms.ofFile(file));
  }

  private void requireRefused(String reason) {
    String message = refusal().getMessage();
    assertTrue(message.contains(reason), message);
  }

  private DoseDataException refusal() {
    return assertThrows(DoseDataException.class, this::importIt);
  }

  private Case imported() {
    return CaseFile.read(cohort.resolve(importIt() + ".npz"));
  }

  private String importIt() {
    return importBy(settings());
  }

  private String importBy(PreparationSettings settings) {
    return DicomImport.into(cohort, preparation(settings)).importFolder(source, "folder 1 of 1");
  }

  private static PreparationSettings settings() {
    return PreparationSettings.of(Protocol.builtIn("prostate-sib"));
  }

  private static CasePreparation preparation(PreparationSettings settings) {
    return CasePreparation.of(settings, Pseudonyms.of(new byte[32]));
  }

  private void write(DataSetBuilder builder, String name) {
    DicomWriter.write(builder.build(), source.resolve(name));
  }

  private static List<String> names(Case patient) {
    return patient.structures().stream().map(s -> s.name()).toList();
  }
}
