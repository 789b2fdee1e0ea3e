package org.dosekit.cli.quality;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.IntPredicate;
import org.dosekit.cli.quality.Finding.Level;
import org.dosekit.core.geometry.Grid;
import org.dosekit.core.geometry.GridShape;
import org.dosekit.core.geometry.PatientPoint;
import org.dosekit.core.geometry.VoxelSpacing;
import org.dosekit.core.patient.Case;
import org.dosekit.core.patient.Prescription;
import org.dosekit.core.protocol.Protocol;
import org.dosekit.core.structure.Structure;
import org.dosekit.core.structure.StructureRole;
import org.dosekit.core.volume.Mask;
import org.dosekit.core.volume.Volume;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CaseChecksTest {
  private static final GridShape SHAPE = new GridShape(40, 40, 20);
  private static final Grid GRID =
      Grid.axial(SHAPE, VoxelSpacing.isotropic(2.5), new PatientPoint(0, 0, 0));

  /** Cubes in a body of water in air: targets at what was prescribed, nothing else. */
  private static final Mask BODY = cube(4, 36, 4, 36, 0, 20);

  @TempDir Path folder;

  private static final Mask PTV = cube(15, 25, 15, 25, 6, 14);
  private static final Mask LEFT = cube(15, 25, 28, 33, 6, 14);
  private static final Mask RIGHT = cube(15, 25, 7, 12, 6, 14);

  @Test
  void aCaseWithoutFaultPassesEveryCheck() {
    List<Finding> findings = findings(patient("p1", 0, 70, LEFT, RIGHT, PTV));
    assertEquals(List.of(), bad(findings));
    assertTrue(findings.size() >= 8, findings.toString());
  }

  /** What the original's version 2.2 did by resampling: D95 of 55 Gy of 70. */
  @Test
  void aColdTargetFails() {
    assertFails(patient("p1", 0, 55, LEFT, RIGHT, PTV), "target D95");
  }

  @Test
  void storedValuesThatAreNoHuFail() {
    assertFails(patient("p1", 1024, 70, LEFT, RIGHT, PTV), "soft tissue");
  }

  @Test
  void swappedSidesFail() {
    assertFails(patient("p1", 0, 70, RIGHT, LEFT, PTV), "sides");
  }

  @Test
  void aTargetCutByTheBoxFails() {
    assertFails(patient("p1", 0, 70, LEFT, RIGHT, cube(15, 25, 15, 25, 10, 20)), "cut");
  }

  @Test
  void doseFarOutsideTheBodyFails() {
    Case patient = patient("p1", 0, 70, LEFT, RIGHT, PTV);
    float[] dose = patient.requireDoseGy().data().clone();
    dose[0] = 60;
    assertFails(patient.withDoseGy(Volume.of(GRID, dose)), "dose outside body");
  }

  @Test
  void theSamePatientTwiceAndTheSameImagesAreFound() {
    CohortChecks checks = new CohortChecks();
    checks.add(patient("p1234567890-aaaaaa", 0, 70, LEFT, RIGHT, PTV));
    checks.add(patient("p1234567890-bbbbbb", 1, 70, LEFT, RIGHT, PTV));
    checks.add(patient("p9999999999-cccccc", 0, 70, LEFT, RIGHT, PTV));
    Map<String, List<Finding>> findings = checks.findings();
    assertEquals(List.of(), of(findings, "p1234567890-aaaaaa"));
    assertEquals("the patient of p1234567890-aaaaaa", detail(findings, "p1234567890-bbbbbb"));
    assertEquals("the CT of p1234567890-aaaaaa", detail(findings, "p9999999999-cccccc"));
  }

  @Test
  void aStructureUnlikeTheOthersIsAnOutlier() {
    CohortChecks checks = new CohortChecks();
    for (int i = 0; i < 9; i++) {
      checks.add(patient("case" + i, i, 70, LEFT, RIGHT, PTV));
    }
    checks.add(patient("odd", 20, 70, cube(15, 17, 28, 30, 6, 8), RIGHT, PTV));
    Map<String, List<Finding>> findings = checks.findings();
    assertTrue(
        of(findings, "odd").stream().anyMatch(f -> f.detail().contains("Femur_L volume")),
        findings.toString());
    assertEquals(List.of(), of(findings, "case3"));
  }

  @Test
  void aReportReadsBack() {
    QualityReport report =
        new QualityReport(
            Map.of(
                "a", List.of(Finding.pass("cut", "x"), Finding.fail("sides", "y")),
                "b", List.of(Finding.warn("goals", "z"))));
    report.toJson().write(folder.resolve(QualityReport.FILE_NAME));
    QualityReport read = QualityReport.ofCohort(folder).orElseThrow();
    assertEquals(report, read);
    assertEquals(List.of("a"), read.failing());
    assertEquals(Level.PASS, read.level("not checked"));
    assertEquals(Optional.empty(), QualityReport.ofCohort(folder.resolve("elsewhere")));
  }

  private static List<Finding> of(Map<String, List<Finding>> findings, String id) {
    return Objects.requireNonNull(findings.get(id));
  }

  private static String detail(Map<String, List<Finding>> findings, String id) {
    return of(findings, id).get(0).detail();
  }

  private static void assertFails(Case patient, String check) {
    List<Finding> findings = findings(patient);
    assertTrue(
        findings.stream().anyMatch(f -> f.level() == Level.FAIL && f.check().equals(check)),
        findings.toString());
  }

  private static List<Finding> findings(Case patient) {
    return CaseChecks.of(Protocol.builtIn("prostate-sib")).findings(patient);
  }

  private static List<Finding> bad(List<Finding> findings) {
    List<Finding> bad = new ArrayList<>(findings);
    bad.removeIf(finding -> finding.level() == Level.PASS);
    return bad;
  }

  private static Case patient(
      String id, float huOffset, float targetGy, Mask femurLeft, Mask femurRight, Mask target) {
    float[] hu = new float[SHAPE.voxelCount()];
    float[] dose = new float[SHAPE.voxelCount()];
    for (int i = 0; i < hu.length; i++) {
      hu[i] = (BODY.contains(i) ? 0 : -1000) + huOffset;
      dose[i] = target.contains(i) ? targetGy : 0;
    }
    return new Case(
        id,
        "prostate-sib",
        Volume.of(GRID, hu),
        List.of(
            new Structure("PTV70", StructureRole.TARGET, target),
            new Structure("Femur_L", StructureRole.ORGAN_AT_RISK, femurLeft),
            new Structure("Femur_R", StructureRole.ORGAN_AT_RISK, femurRight),
            new Structure("BODY", StructureRole.EXTERNAL, BODY)),
        new Prescription(Map.of("PTV70", 70.0)),
        Optional.of(Volume.of(GRID, dose)),
        Optional.empty(),
        Map.of());
  }

  private static Mask cube(int y0, int y1, int x0, int x1, int z0, int z1) {
    IntPredicate inside =
        i -> {
          int z = i % SHAPE.nz();
          int x = i / SHAPE.nz() % SHAPE.nx();
          int y = i / SHAPE.nz() / SHAPE.nx();
          return y >= y0 && y < y1 && x >= x0 && x < x1 && z >= z0 && z < z1;
        };
    return Mask.where(GRID, inside);
  }
}
