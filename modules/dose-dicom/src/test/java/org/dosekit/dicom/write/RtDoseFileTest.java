package org.dosekit.dicom.write;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.dosekit.core.DoseDataException;
import org.dosekit.core.geometry.Grid;
import org.dosekit.core.geometry.GridShape;
import org.dosekit.core.geometry.PatientPoint;
import org.dosekit.core.geometry.VoxelSpacing;
import org.dosekit.core.volume.Volume;
import org.dosekit.dicom.file.Attribute;
import org.dosekit.dicom.file.DataSet;
import org.dosekit.dicom.file.DicomFile;
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

  @TempDir Path folder;

  @Test
  void readsBackWithinHalfOfItsScale() {
    Volume doseGy = random();
    RtDoseFile.write(doseGy, DoseOrigin.ofCase("p1"), folder.resolve("RD.dcm"));
    RtDose read = RtDose.of(DicomFile.read(folder.resolve("RD.dcm"))).requirePhysicalPlanDose();
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
  void likeAStudyItIsThatPatients() {
    study(folder);
    Path out = folder.resolveSibling("out-" + folder.getFileName());
    RtDoseFile.write(random(), DoseOrigin.like(folder), out);
    RtDose dose = RtDose.of(DicomFile.read(out));
    assertEquals(Optional.of("PLANTED-ID"), dose.header().string(Attribute.PATIENT_ID));
    assertEquals(Optional.of(SyntheticStudy.FRAME), dose.frameOfReferenceUid());
    assertEquals(List.of(SyntheticStudy.PLAN), dose.referencedPlanUids());
    assertEquals(List.of(SyntheticStudy.STRUCTURE_SET), dose.referencedStructureSetUids());
  }

  @Test
  void likeAnotherPatientsStudyItIsRefused() {
    study(folder);
    DoseOrigin origin = DoseOrigin.like(folder);
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
    assumeTrue(works(python, "-c", "import pydicom, numpy"), "pydicom is not installed");
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

  /** plastimatch finds the same grid and values. */
  @Test
  void plastimatchReadsIt() throws Exception {
    Path mha = folder.resolve("dose.mha");
    run(
        "plastimatch",
        "convert",
        "--input-dose-img",
        written().toString(),
        "--output-dose-img",
        mha.toString());
    String stats = run("plastimatch", "stats", mha.toString());
    assertTrue(stats.contains("MAX"), stats);
  }

  private Path written() {
    Path file = folder.resolve("RD.dcm");
    RtDoseFile.write(random(), DoseOrigin.ofCase("p1"), file);
    return file;
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
    assumeTrue(
        installed || Files.isExecutable(Path.of(command[0])), command[0] + " is not installed");
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), output);
    return output;
  }

  private static void study(Path folder) {
    SyntheticStudy.files(SyntheticStudy.ct(), folder);
    SyntheticStudy.file(
        SyntheticStudy.structures(new Box("PTV70", "PTV", -6, 6, -30, -20, 0, 2.5, 5)),
        folder,
        "RS");
    SyntheticStudy.file(SyntheticStudy.plan(70), folder, "RP");
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
