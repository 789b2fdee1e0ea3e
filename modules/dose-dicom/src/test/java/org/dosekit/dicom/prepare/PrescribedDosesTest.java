package org.dosekit.dicom.prepare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import org.dosekit.core.DoseDataException;
import org.dosekit.core.npz.CaseFile;
import org.dosekit.dicom.file.Attribute;
import org.dosekit.dicom.file.DataSet;
import org.dosekit.dicom.file.DataSetBuilder;
import org.dosekit.dicom.rt.SyntheticStudy;
import org.dosekit.dicom.rt.SyntheticStudy.Box;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which dose each target is prescribed: the plan's, or the one given by hand (defect J). */
class PrescribedDosesTest extends StudyFixture {
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

  /** A dose reference that names a region is held against that region. */
  @Test
  void aDoseForARegionIsThatTargetsOrRefused() {
    write(planFor(2.5, 1), "RP");
    requireRefused("looks like that of one of 28");
    write(planFor(56, 1), "RP");
    requireRefused("a prescribed dose of 56.0 Gy");
    write(planFor(70, 2), "RP");
    assertEquals(Map.of("PTV70", 70.0), imported().prescription().doseGyByTarget());
    // No level of the protocol, and the plan says whose it is.
    write(planFor(60, 1), "RP");
    assertEquals(Map.of("PTV70", 60.0), imported().prescription().doseGyByTarget());
    write(planFor(600, 1), "RP");
    requireRefused("a prescribed dose of 600.0 Gy");
  }

  @ParameterizedTest
  @CsvSource({
    "PTV70, 0",
    "PTV70, -70",
    "PTV70, NaN",
    "PTV70, Infinity",
    "PTV70, 7000",
    "Rectum, 70"
  })
  void aPrescriptionByHandIsATargetsDoseOrRefused(String structure, double gy) {
    PreparationSettings wrong = settings().withPrescriptionGy(Map.of(structure, gy));
    DoseDataException e = assertThrows(DoseDataException.class, () -> importBy(wrong));
    assertTrue(e.getMessage().contains("--prescription " + structure), e.getMessage());
  }

  /** A plan with one dose for one region: 1 is PTV70, 2 the rectum. */
  private static DataSetBuilder planFor(double gy, int roiNumber) {
    DataSet dose =
        new DataSetBuilder()
            .numbers(Attribute.TARGET_PRESCRIPTION_DOSE, gy)
            .numbers(Attribute.REFERENCED_ROI_NUMBER, roiNumber)
            .build();
    return SyntheticStudy.plan().items(Attribute.DOSE_REFERENCE_SEQUENCE, List.of(dose));
  }
}
