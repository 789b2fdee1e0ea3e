package org.dosekit.dicom.write;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.dosekit.core.DoseDataException;
import org.dosekit.core.geometry.Grid;
import org.dosekit.core.geometry.GridShape;
import org.dosekit.core.geometry.PatientPoint;
import org.dosekit.core.geometry.VoxelSpacing;
import org.dosekit.core.patient.Case;
import org.dosekit.core.protocol.Protocol;
import org.dosekit.core.volume.Volume;
import org.dosekit.dicom.file.Attribute;
import org.dosekit.dicom.file.DataSet;
import org.dosekit.dicom.file.DicomFile;
import org.dosekit.dicom.prepare.CasePreparation;
import org.dosekit.dicom.prepare.PreparationSettings;
import org.dosekit.dicom.prepare.Pseudonyms;
import org.dosekit.dicom.prepare.StudyFiles;
import org.dosekit.dicom.rt.RtDose;
import org.dosekit.dicom.rt.SyntheticStudy;
import org.dosekit.dicom.rt.SyntheticStudy.Box;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RtDoseFileTest {
  /** Slices 1 to 8, rows 2 to 13, columns 3 to 18 of the synthetic CT. */
  private static final Grid GRID =
      Grid.axial(
          new GridShape(12, 16, 8), new VoxelSpacing(2, 3, 2.5), new PatientPoint(-21, -36, -7.5));

  private static final Pseudonyms PSEUDONYMS = Pseudonyms.of(new byte[32]);

  @TempDir Path folder;

  @Test
  void readsBackWithinHalfOfItsScale() {
    Volume doseGy = random();
    RtDoseFile.write(doseGy, DoseOrigin.ofCase("p1"), folder.resolve("RD.dcm"));
    RtDose read = RtDose.of(DicomFile.read(folder.resolve("RD.dcm")));
    read.description().requirePhysicalPlanDose();
    assertTrue(read.grid().matches(GRID, 1e-9));
    float[] back = read.volume().data();
    for (int i = 0; i < back.length; i++) {
      // And half of the float's own last digit, as the volume is of floats.
      double rounding = Math.ulp(back[i]) / 2;
      assertEquals(doseGy.data()[i], back[i], read.scaling() / 2 + rounding);
    }
  }

  @Test
  void saysThatItIsAPredictionAndWhoseItIs() {
    RtDoseFile.write(random(), DoseOrigin.ofCase("p1"), folder.resolve("RD.dcm"));
    DataSet dose = DicomFile.read(folder.resolve("RD.dcm")).dataSet();
    assertEquals(Optional.of(RtDoseFile.MARK), dose.string(Attribute.SERIES_DESCRIPTION));
    assertEquals(Optional.of(RtDoseFile.MARK), dose.string(Attribute.DOSE_COMMENT));
    assertEquals(Optional.of("p1"), dose.string(Attribute.PATIENT_ID));
    assertEquals(Optional.of("PLAN"), dose.string(Attribute.DOSE_SUMMATION_TYPE));
    dose.requireUid(Attribute.SOP_INSTANCE_UID);
    dose.requireUid(Attribute.FRAME_OF_REFERENCE_UID);
  }

  @Test
  void theSameDoseGivesTheSameBytesAndAnotherAnotherUid() throws IOException {
    Volume doseGy = random();
    RtDoseFile.write(doseGy, DoseOrigin.ofCase("p1"), folder.resolve("a"));
    RtDoseFile.write(doseGy, DoseOrigin.ofCase("p1"), folder.resolve("b"));
    assertArrayEquals(
        Files.readAllBytes(folder.resolve("a")), Files.readAllBytes(folder.resolve("b")));
    DataSet first = RtDoseFile.dataSet(doseGy, DoseOrigin.ofCase("p1"));
    DataSet other = RtDoseFile.dataSet(Volume.filled(GRID, 1), DoseOrigin.ofCase("p1"));
    assertFalse(
        first.uid(Attribute.SOP_INSTANCE_UID).equals(other.uid(Attribute.SOP_INSTANCE_UID)));
  }

  @Test
  void likeAStudyItIsThatPatients() throws IOException {
    Path study = study();
    Case patient = caseOf(study);
    Path out = folder.resolve("RD.dcm");
    RtDoseFile.write(
        Volume.filled(patient.grid(), 1), DoseOrigin.like(study, patient, PSEUDONYMS), out);
    RtDose dose = RtDose.of(DicomFile.read(out));
    assertEquals(Optional.of("PLANTED-ID"), dose.header().string(Attribute.PATIENT_ID));
    assertEquals(Optional.of(SyntheticStudy.FRAME), dose.frameOfReferenceUid());
    assertEquals(List.of(SyntheticStudy.PLAN), dose.description().planUids());
    assertEquals(List.of(SyntheticStudy.STRUCTURE_SET), dose.description().structureSetUids());
  }

  @Test
  void likeAStudyOfAnotherCtItIsRefused() throws IOException {
    Path study = study();
    Case patient = caseOf(study);
    float[] hu = patient.ctHu().data().clone();
    hu[11] += 1;
    requireUnlike(study, withCt(patient, Volume.of(patient.grid(), hu)), "in 1 voxels");
    Grid ct = patient.grid();
    PatientPoint origin = new PatientPoint(ct.origin().xMm(), ct.origin().yMm() + 1, -7.5);
    Grid shifted = Grid.axial(ct.shape(), ct.spacing(), origin);
    requireUnlike(study, withCt(patient, Volume.of(shifted, patient.ctHu().data())), "no part");
  }

  /** A second plan on the same CT: only the id, under the salt, tells them apart. */
  @Test
  void likeAStudyOfAnotherPlanItIsRefused() throws IOException {
    Path study = study();
    Case patient = caseOf(study);
    SyntheticStudy.file(
        SyntheticStudy.plan(70).text(Attribute.SOP_INSTANCE_UID, "2.25.599"), study, "RP");
    DoseDataException e =
        assertThrows(DoseDataException.class, () -> DoseOrigin.like(study, patient, PSEUDONYMS));
    assertTrue(e.getMessage().contains("another id than " + patient.id()), e.getMessage());
    assertFalse(e.getMessage().contains("PLANTED"), e.getMessage());
    DoseOrigin.like(study, patient);
  }

  @Test
  void aDoseOnOtherVoxelsThanTheCtsIsRefused() throws IOException {
    Path study = study();
    DoseOrigin origin = DoseOrigin.like(study, caseOf(study));
    Grid shifted = Grid.axial(GRID.shape(), GRID.spacing(), new PatientPoint(-21, -35, -7.5));
    Grid beyond = Grid.axial(new GridShape(12, 16, 12), GRID.spacing(), GRID.origin());
    for (Grid grid : List.of(shifted, beyond)) {
      Volume doseGy = Volume.filled(grid, 1);
      DoseDataException e =
          assertThrows(
              DoseDataException.class,
              () -> RtDoseFile.write(doseGy, origin, folder.resolve("RD.dcm")));
      assertTrue(e.getMessage().contains("no part"), e.getMessage());
    }
  }

  private static void requireUnlike(Path study, Case patient, String reason) {
    DoseDataException e =
        assertThrows(DoseDataException.class, () -> DoseOrigin.like(study, patient));
    assertTrue(e.getMessage().contains(reason), e.getMessage());
  }

  @Test
  void aDoseThatIsNoneIsRefused() {
    Volume nan = Volume.filled(GRID, Float.NaN);
    assertThrows(DoseDataException.class, () -> RtDoseFile.dataSet(nan, DoseOrigin.ofCase("p1")));
  }

  /** DCMTK reads the file without a complaint. */
  @Test
  void dcmtkReadsIt() throws Exception {
    String output = run("dcmdump", "+fo", written().toString());
    assertTrue(output.contains(RtDoseFile.MARK), output);
    assertTrue(output.contains("RTDoseStorage"), output);
    assertFalse(output.contains("W:") || output.contains("E:"), output);
  }

  /** pydicom reads the same values. */
  @Test
  void pydicomReadsTheSameValues() throws Exception {
    String python = System.getenv().getOrDefault("DOSEKIT_PYTHON", "python3");
    requireInstalled(works(python, "-c", "import pydicom, numpy"), "pydicom");
    String output =
        run(
            python,
            "-c",
            "import sys,pydicom,numpy as n; d=pydicom.dcmread(sys.argv[1]);"
                + "a=d.pixel_array*float(d.DoseGridScaling); print(a.shape, repr(float(a.sum())))",
            written().toString());
    double sum = 0;
    for (float gy : random().data()) {
      sum += gy;
    }
    assertTrue(output.startsWith("(8, 12, 16) "), output);
    assertEquals(sum, Double.parseDouble(output.strip().split(" ")[3]), 1e-3);
  }

  /** plastimatch finds the same grid, and the same values within the float it keeps. */
  @Test
  void plastimatchReadsTheSameGridAndValues() throws Exception {
    Path image = folder.resolve("dose.mha");
    run(
        "plastimatch",
        "convert",
        "--input-dose-img",
        written().toString(),
        "--output-dose-img",
        image.toString(),
        "--output-type",
        "float");
    byte[] bytes = Files.readAllBytes(image);
    float[] expected = random().data();
    GridShape shape = GRID.shape();
    int start = bytes.length - Float.BYTES * expected.length;
    String head = new String(bytes, 0, start, StandardCharsets.US_ASCII);
    // ITK's order: x, y, z.
    assertArrayEquals(new double[] {16, 12, 8}, numbers(head, "DimSize"));
    assertArrayEquals(new double[] {3, 2, 2.5}, numbers(head, "ElementSpacing"), 1e-6);
    assertArrayEquals(new double[] {-21, -36, -7.5}, numbers(head, "Offset"), 1e-6);
    FloatBuffer read =
        ByteBuffer.wrap(bytes, start, bytes.length - start)
            .order(ByteOrder.LITTLE_ENDIAN)
            .asFloatBuffer();
    for (int z = 0; z < shape.nz(); z++) {
      for (int y = 0; y < shape.ny(); y++) {
        for (int x = 0; x < shape.nx(); x++) {
          assertEquals(expected[shape.index(y, x, z)], read.get(), 1e-4);
        }
      }
    }
  }

  /** The numbers of a line of a MetaImage's header. */
  private static double[] numbers(String head, String name) {
    String line = head.lines().filter(l -> l.startsWith(name + " = ")).findFirst().orElseThrow();
    return Stream.of(line.substring(name.length() + 3).strip().split(" "))
        .mapToDouble(Double::parseDouble)
        .toArray();
  }

  private Path written() {
    Path file = folder.resolve("RD.dcm");
    RtDoseFile.write(random(), DoseOrigin.ofCase("p1"), file);
    return file;
  }

  /** Skips the test without the program, unless .ci/run says that it is there. */
  private static void requireInstalled(boolean installed, String program) {
    String message = program + " is not installed";
    if ("required".equals(System.getenv("DOSEKIT_READERS"))) {
      assertTrue(installed, message);
    }
    assumeTrue(installed, message);
  }

  private static boolean works(String... command) {
    try {
      run(command);
      return true;
    } catch (IOException | InterruptedException | AssertionError e) {
      return false;
    }
  }

  private static String run(String... command) throws IOException, InterruptedException {
    boolean installed =
        Stream.of(System.getenv("PATH").split(File.pathSeparator))
            .anyMatch(place -> Files.isExecutable(Path.of(place, command[0])));
    requireInstalled(installed || Files.isExecutable(Path.of(command[0])), command[0]);
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), output);
    return output;
  }

  private Path study() throws IOException {
    Path study = Files.createDirectories(folder.resolve("study"));
    SyntheticStudy.files(SyntheticStudy.ct(), study);
    SyntheticStudy.file(
        SyntheticStudy.structures(new Box("PTV70", "PTV", -6, 6, -30, -20, 0, 2.5, 5)),
        study,
        "RS");
    SyntheticStudy.file(SyntheticStudy.plan(70), study, "RP");
    return study;
  }

  private static Case caseOf(Path study) {
    return CasePreparation.of(
            PreparationSettings.of(Protocol.builtIn("prostate-sib")).withMargins(15, 5), PSEUDONYMS)
        .prepare(StudyFiles.read(study, "study"))
        .patient();
  }

  private static Case withCt(Case patient, Volume ctHu) {
    return new Case(
        patient.id(),
        patient.protocol(),
        ctHu,
        List.of(),
        patient.prescription(),
        Optional.empty(),
        Optional.empty(),
        Map.of());
  }

  private static Volume random() {
    SplittableRandom random = new SplittableRandom(3);
    float[] gy = new float[GRID.voxelCount()];
    for (int i = 0; i < gy.length; i++) {
      gy[i] = (float) random.nextDouble(0, 75);
    }
    return Volume.of(GRID, gy);
  }
}
