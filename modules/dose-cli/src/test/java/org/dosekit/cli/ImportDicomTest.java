package org.dosekit.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.dosekit.core.io.JsonObject;
import org.dosekit.core.patient.Cohort;
import org.dosekit.dicom.file.Attribute;
import org.dosekit.dicom.file.DataSet;
import org.dosekit.dicom.file.DataSetBuilder;
import org.dosekit.dicom.file.DicomWriter;
import org.dosekit.dicom.rt.SopClass;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The DICOM commands on folders that are none, and on the RANDO phantom. */
class ImportDicomTest {
  @TempDir Path folder;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void aBadPatientIsReportedByItsPlaceAndTheRestGoesOn() throws IOException {
    Files.createDirectories(folder.resolve("src/DOE^JOHN"));
    Files.writeString(folder.resolve("src/DOE^JOHN/CT1.dcm"), "no DICOM");
    Files.createDirectories(folder.resolve("src/ROE^JANE"));
    assertEquals(
        ExitCodes.SOME_FAILED,
        run("import", "dicom", folder.resolve("src").toString(), folder + "/out"));
    assertTrue(err.toString().contains("folder 1 of 2"), err.toString());
    assertTrue(err.toString().contains("folder 2 of 2"), err.toString());
    assertFalse(err.toString().contains("DOE"), err.toString());
    assertFalse(out.toString().contains("DOE"), out.toString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"--half-width=1", "--margin-z=-1", "--centre=Nose"})
  void settingsOutOfRangeAreWrongUsage(String option) throws IOException {
    Path source = Files.createDirectories(folder.resolve("src/a"));
    assertEquals(
        ExitCodes.USAGE,
        run("import", "dicom", source.resolve("..").toString(), folder + "/out", option));
    assertFalse(err.toString().contains("Exception"), err.toString());
  }

  @Test
  void aCohortAmongTheStudiesIsRefused() {
    assertEquals(ExitCodes.USAGE, run("import", "dicom", folder.toString(), folder + "/cohort"));
    assertTrue(err.toString().contains("OUT lies in SRC"), err.toString());
  }

  @Test
  @EnabledIfEnvironmentVariable(
      named = "DOSEKIT_DATA",
      matches = ".+",
      disabledReason = "set DOSEKIT_DATA to the folder of reference data")
  void thePhantomIsImportedListedAndChecked() throws IOException {
    Path source = Files.createDirectories(folder.resolve("src"));
    copyStudy(source);
    String cohort = folder.resolve("cohort").toString();
    assertEquals(ExitCodes.DONE, run("import", "dicom", source.toString(), cohort), err.toString());
    assertEquals(1, Cohort.open(Path.of(cohort)).ids().size());
    assertTrue(Files.exists(folder.resolve("cohort.salt")));
    assertEquals(ExitCodes.DONE, run("qa", cohort), err.toString());
    // npz/expected.json: dvh_validation, PTV56 d95_gy 50.37.
    assertTrue(out.toString().contains("PTV56 D95 50.3"), out.toString());
    assertTrue(Cohort.open(Path.of(cohort)).ids().get(0).startsWith("p"));
    assertEquals(ExitCodes.DONE, run("names", source.toString()), err.toString());
    assertTrue(out.toString().contains("Femur_L"), out.toString());
    requireLikeProvesTheCase(source, cohort);
  }

  /** There is no model: whether --like is accepted shows before that is found. */
  private void requireLikeProvesTheCase(Path source, String cohort) throws IOException {
    String noModel = folder.resolve("absent.onnx").toString();
    String[] predict = {
      "predict",
      cohort,
      "--model",
      noModel,
      "--out",
      folder + "/p",
      "--rtdose",
      folder + "/d",
      "--like",
      source.toString()
    };
    assertTrue(run(predict) != ExitCodes.DONE);
    assertTrue(err.toString().contains("absent.onnx"), err.toString());
    Path salt = folder.resolve("cohort.salt");
    String kept = Files.readString(salt);
    Files.writeString(salt, "00".repeat(32));
    assertTrue(run(predict) != ExitCodes.DONE);
    assertTrue(err.toString().contains("another id than p"), err.toString());
    Files.delete(salt);
    assertTrue(run(predict) != ExitCodes.DONE);
    assertTrue(err.toString().contains("no salt beside the cohort"), err.toString());
    assertTrue(err.toString().contains("absent.onnx"), err.toString());
    Files.writeString(salt, kept);
  }

  @Test
  @EnabledIfEnvironmentVariable(
      named = "DOSEKIT_DATA",
      matches = ".+",
      disabledReason = "set DOSEKIT_DATA to the folder of reference data")
  void theOriginalsFilesAreImportedAndChecked() {
    String source = Path.of(System.getenv("DOSEKIT_DATA"), "npz").toString();
    String cohort = folder.resolve("cohort").toString();
    assertEquals(ExitCodes.DONE, run("import", "original", source, cohort), err.toString());
    Cohort imported = Cohort.open(Path.of(cohort));
    assertEquals(2, imported.ids().size());
    assertTrue(imported.ids().get(0).matches("original_[0-9a-f]{12}"), imported.ids().get(0));
    String ids = "--case=" + imported.ids().get(0);
    assertEquals(ExitCodes.DONE, run("qa", cohort, ids, "--json"), err.toString() + out);
    assertTrue(out.toString().contains("nothing known to be wrong with it"), out.toString());
  }

  @Test
  void guessedNamesAreKeptApartFromSureOnes() throws IOException {
    Path source = Files.createDirectories(folder.resolve("src"));
    List<DataSet> rois = new ArrayList<>();
    List<DataSet> contours = new ArrayList<>();
    for (String name : List.of("Bladder", "Rectum full", "Stuff\u200b2J")) {
      int number = rois.size() + 1;
      rois.add(
          new DataSetBuilder()
              .numbers(Attribute.ROI_NUMBER, number)
              .text(Attribute.ROI_NAME, name)
              .build());
      DataSet triangle =
          new DataSetBuilder()
              .text(Attribute.CONTOUR_GEOMETRIC_TYPE, "CLOSED_PLANAR")
              .numbers(Attribute.CONTOUR_DATA, 0, 0, 0, 9, 0, 0, 0, 9, 0)
              .build();
      contours.add(
          new DataSetBuilder()
              .numbers(Attribute.REFERENCED_ROI_NUMBER, number)
              .items(Attribute.CONTOUR_SEQUENCE, List.of(triangle))
              .build());
    }
    DicomWriter.write(
        DataSetBuilder.ofFile()
            .text(Attribute.SOP_CLASS_UID, SopClass.RT_STRUCTURE_SET.uid())
            .text(Attribute.SOP_INSTANCE_UID, "2.25.1")
            .items(Attribute.STRUCTURE_SET_ROI_SEQUENCE, rois)
            .items(Attribute.ROI_CONTOUR_SEQUENCE, contours)
            .build(),
        source.resolve("RS"));
    Path names = folder.resolve("names.json");
    assertEquals(
        ExitCodes.DONE, run("names", source.toString(), "--out", names.toString()), err.toString());
    JsonObject table = JsonObject.read(names);
    assertEquals(List.of("Bladder"), table.object("structures").names());
    assertEquals(List.of("Rectum full"), table.object("guessed").strings("Rectum"));
    assertEquals(List.of("Stuff\u200b2J"), table.strings("unknown"));
    // A space of no width, in place of whatever else a terminal must not get.
    assertTrue(out.toString().contains("Stuff?2J"), out.toString());
    // As it is, the file reads back, and the guess is still a guess.
    assertEquals(
        ExitCodes.DONE,
        run("names", source.toString(), "--names", names.toString()),
        err.toString());
    assertTrue(out.toString().matches("(?s).*Rectum full +1 +Rectum +pattern.*"), out.toString());
    assertTrue(out.toString().matches("(?s).*Bladder +1 +Bladder +institution.*"), out.toString());
  }

  static void copyStudy(Path target) throws IOException {
    Path dicom = Path.of(System.getenv("DOSEKIT_DATA"), "dicom");
    Path zip = dicom.resolve("rando-prostate/rando-prostate-dicom.zip");
    try (InputStream in = Files.newInputStream(zip);
        ZipInputStream entries = new ZipInputStream(in)) {
      for (ZipEntry entry = entries.getNextEntry(); entry != null; entry = entries.getNextEntry()) {
        String name = entry.getName().substring(entry.getName().lastIndexOf('/') + 1);
        if (name.startsWith("CT")) {
          Files.copy(entries, target.resolve(name));
        }
      }
    }
    try (Stream<Path> files = Files.list(dicom.resolve("rando-sib-matrad/dicom"))) {
      for (Path file : files.toList()) {
        Files.copy(file, target.resolve(String.valueOf(file.getFileName())));
      }
    }
  }

  private int run(String... args) {
    out.getBuffer().setLength(0);
    err.getBuffer().setLength(0);
    return Main.run(new PrintWriter(out, true), new PrintWriter(err, true), args);
  }
}
