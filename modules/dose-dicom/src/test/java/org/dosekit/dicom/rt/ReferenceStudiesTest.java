package org.dosekit.dicom.rt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.dosekit.core.DoseDataException;
import org.dosekit.core.geometry.GridShape;
import org.dosekit.core.volume.Volume;
import org.dosekit.dicom.file.DicomFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whole studies; the numbers are those of the data's own description and of pydicom 3.0.2. */
@EnabledIfEnvironmentVariable(
    named = "DOSEKIT_DATA",
    matches = ".+",
    disabledReason = "set DOSEKIT_DATA to the folder of reference data")
class ReferenceStudiesTest {
  private static final Path DICOM = Path.of(String.valueOf(System.getenv("DOSEKIT_DATA")), "dicom");

  @Test
  void theRandoPhantomIsWhatItsDescriptionSays() throws IOException {
    List<DicomFile> slices = new ArrayList<>();
    for (DicomFile file : zipped(DICOM.resolve("rando-prostate/rando-prostate-dicom.zip"))) {
      if (SopClass.of(file.dataSet()) == SopClass.CT_IMAGE) {
        slices.add(file);
      }
    }
    CtSeries ct = CtSeries.of("ct", slices);
    assertEquals(new GridShape(512, 512, 92), ct.grid().shape());
    assertEquals(2.5, ct.grid().spacing().zMm(), 1e-9);
    RtStructureSet structures = RtStructureSet.of(only("rando-prostate/dicom", "RS"));
    assertEquals(16, structures.rois().size());
    assertEquals(
        List.of(18, 19, 20, 21, 40, 92),
        structures.rois().stream()
            .map(roi -> roi.closed().size())
            .filter(drawn -> drawn > 0)
            .sorted()
            .toList());
    RtPlan plan = RtPlan.of(only("rando-prostate/dicom", "RP"));
    assertEquals(OptionalInt.of(23), plan.fractions());
    assertEquals(4, plan.beams().stream().filter(Beam::isTreatment).count());
    RtDose dose = RtDose.of(only("rando-prostate/dicom", "RD"));
    dose.description().requirePhysicalPlanDose();
    assertEquals(47.07565, max(dose.volume()), 1e-5);
    assertEquals(Set.of(ct.frameOfReferenceUid().orElseThrow()), structures.frameOfReferenceUids());
  }

  @Test
  void aStructureSetThatCallsItselfADoseIsAStructureSet() throws IOException {
    List<DicomFile> files = zipped(DICOM.resolve("opentps-phantom/opentps-phantom.zip"));
    List<DicomFile> slices =
        files.stream().filter(f -> SopClass.of(f.dataSet()) == SopClass.CT_IMAGE).toList();
    assertEquals(new GridShape(200, 200, 200), CtSeries.of("ct", slices).grid().shape());
    DicomFile structures =
        files.stream()
            .filter(f -> SopClass.of(f.dataSet()) == SopClass.RT_STRUCTURE_SET)
            .findFirst()
            .orElseThrow();
    assertTrue(RtStructureSet.of(structures).rois().size() > 0);
  }

  @Test
  void dynamicBeamsHaveTheirControlPoints() throws IOException {
    RtPlan breast = RtPlan.of(only("dicompyler-core-breast", "rtplan"));
    assertEquals(4, breast.beams().size());
    for (Beam beam : breast.beams()) {
      assertTrue(beam.hasMlc());
      assertTrue(beam.controlPoints().size() >= 92 && beam.controlPoints().size() <= 103);
    }
    assertTrue(RtPlan.of(only("pymedphys-vmat-plan", "vmat")).beams().get(0).hasMlc());
  }

  @ParameterizedTest
  @ValueSource(strings = {"rtdose.dcm", "rtdose_rle.dcm"})
  void tinyDosesAreRead(String name) {
    RtDose dose = RtDose.of(DicomFile.read(DICOM.resolve("pydicom-testfiles").resolve(name)));
    assertEquals(new GridShape(10, 10, 15), dose.grid().shape());
    assertEquals(1254000 * dose.scaling(), max(dose.volume()), 1e-6);
  }

  @Test
  void tinyFilesAreReadOrRefusedWithTheReason() {
    Path folder = DICOM.resolve("pydicom-testfiles");
    RtStructureSet.of(DicomFile.read(folder.resolve("rtstruct.dcm")));
    RtPlan.of(DicomFile.read(folder.resolve("rtplan.dcm")));
    DicomFile one = DicomFile.read(folder.resolve("CT_small.dcm"));
    DoseDataException single =
        assertThrows(DoseDataException.class, () -> CtSeries.of("ct", List.of(one)));
    assertTrue(single.getMessage().contains("1 CT slices"), single.getMessage());
    DicomFile mr = DicomFile.read(folder.resolve("MR_small_implicit.dcm"));
    DoseDataException other =
        assertThrows(DoseDataException.class, () -> CtSeries.of("ct", List.of(mr, mr)));
    assertTrue(other.getMessage().contains("another object"), other.getMessage());
  }

  private static float max(Volume volume) {
    float max = 0;
    for (float value : volume.data()) {
      max = Math.max(max, value);
    }
    return max;
  }

  private static DicomFile only(String folder, String prefix) throws IOException {
    try (Stream<Path> files = Files.list(DICOM.resolve(folder))) {
      Path file =
          files
              .filter(f -> String.valueOf(f.getFileName()).startsWith(prefix))
              .findFirst()
              .orElseThrow();
      return DicomFile.read(file);
    }
  }

  private static List<DicomFile> zipped(Path zip) throws IOException {
    List<DicomFile> files = new ArrayList<>();
    try (InputStream in = Files.newInputStream(zip);
        ZipInputStream entries = new ZipInputStream(in)) {
      for (ZipEntry entry = entries.getNextEntry(); entry != null; entry = entries.getNextEntry()) {
        if (!entry.isDirectory() && entry.getName().endsWith(".dcm")) {
          files.add(DicomFile.parse("file " + files.size(), entries.readAllBytes()));
        }
      }
    }
    return files;
  }
}
