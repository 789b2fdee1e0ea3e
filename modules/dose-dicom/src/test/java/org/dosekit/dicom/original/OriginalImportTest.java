package org.dosekit.dicom.original;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import org.dosekit.core.DoseDataException;
import org.dosekit.core.io.JsonObject;
import org.dosekit.core.io.Sha256;
import org.dosekit.core.npz.CaseFile;
import org.dosekit.dicom.original.OriginalImport.Imported;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OriginalImportTest {
  @TempDir Path folder;
  private Path file;
  private Path cohort;

  @BeforeEach
  void writeFile() throws IOException {
    file = Files.write(folder.resolve("DOE^JOHN.npz"), SmallOriginalFileTest.original());
    cohort = folder.resolve("cohort");
  }

  @Test
  void theIdIsThatOfTheFilesContent() throws IOException {
    Imported imported = OriginalImport.into(cohort).importFile(file, "file 1");
    String sha256 = HexFormat.of().formatHex(Sha256.of(file));
    assertEquals("original_" + sha256.substring(0, 12), imported.id());
    assertEquals(imported.id(), CaseFile.read(cohort.resolve(imported.id() + ".npz")).id());
    // Whatever it is called and whatever lies beside it.
    Path renamed = Files.move(file, folder.resolve("z.npz"));
    OriginalImport again = OriginalImport.into(folder.resolve("other"));
    assertEquals(imported, again.importFile(renamed, "file 17"));
  }

  @Test
  void theRecordKeepsTheWarningsAndNoName() throws IOException {
    Imported imported = OriginalImport.into(cohort).importFile(file, "file 1");
    Path record = cohort.resolve(imported.id() + ".import.json");
    assertFalse(Files.readString(record).contains("DOE"));
    JsonObject json = JsonObject.read(record);
    assertEquals(OriginalImport.FORMAT, json.string("format"));
    assertEquals("2.2.0", json.string("script_version"));
    assertEquals(imported.warnings(), json.strings("warnings"));
    assertTrue(imported.warnings().get(1).contains("nowhere negative"));
  }

  @Test
  void theSameFileTwiceIsReported() throws IOException {
    OriginalImport originals = OriginalImport.into(cohort);
    originals.importFile(file, "file 1");
    Path copy = Files.copy(file, folder.resolve("copy.npz"));
    DoseDataException e =
        assertThrows(DoseDataException.class, () -> originals.importFile(copy, "file 2"));
    assertTrue(e.getMessage().startsWith("file 2, original_"), e.getMessage());
    assertTrue(e.getMessage().contains("the same as another file"), e.getMessage());
  }

  @Test
  void messagesNameTheFileByItsPlace() throws IOException {
    Files.write(file, new byte[100]);
    OriginalImport originals = OriginalImport.into(cohort);
    DoseDataException damaged =
        assertThrows(DoseDataException.class, () -> originals.importFile(file, "file 1 of 2"));
    assertTrue(damaged.getMessage().startsWith("file 1 of 2"), damaged.getMessage());
    assertFalse(damaged.getMessage().contains("DOE"), damaged.getMessage());
    Files.delete(file);
    DoseDataException absent =
        assertThrows(DoseDataException.class, () -> originals.importFile(file, "file 1 of 2"));
    assertFalse(absent.getMessage().contains("DOE"), absent.getMessage());
  }
}
