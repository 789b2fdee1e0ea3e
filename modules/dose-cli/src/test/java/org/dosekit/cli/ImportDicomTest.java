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
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.dosekit.core.patient.Cohort;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.io.TempDir;

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
    assertEquals(ExitCodes.DONE, run("names", source.toString()), err.toString());
    assertTrue(out.toString().contains("Femur_L"), out.toString());
  }

  private static void copyStudy(Path target) throws IOException {
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
