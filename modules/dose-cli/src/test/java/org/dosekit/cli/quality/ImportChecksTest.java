package org.dosekit.cli.quality;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.List;
import org.dosekit.core.io.JsonObject;
import org.dosekit.dicom.original.OriginalImport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImportChecksTest {
  @TempDir Path cohort;

  @Test
  void withoutARecordThereIsNothingToSay() {
    assertEquals(List.of(), ImportChecks.findings(cohort, "a"));
  }

  /** Of files of before the original's commit 0e2fedc; OriginalCaseFile finds them. */
  @Test
  void distancesThatAreNowhereNegativeAreWarnedOf() {
    String warning = "the distances to PTV70 are nowhere negative";
    original(List.of(warning));
    assertEquals(
        List.of(Finding.warn("original file", warning)), ImportChecks.findings(cohort, "a"));
    original(List.of());
    assertEquals(
        List.of(Finding.pass("original file", "nothing known to be wrong with it")),
        ImportChecks.findings(cohort, "a"));
  }

  @Test
  void guessedNamesAreWarnedOf() {
    dicom("exact", "pattern");
    assertEquals(
        List.of(Finding.warn("names", "guessed by a pattern: Rectum")),
        ImportChecks.findings(cohort, "a"));
    dicom("exact", "institution");
    assertEquals(
        List.of(Finding.pass("names", "no structure's name was guessed")),
        ImportChecks.findings(cohort, "a"));
  }

  private void original(List<String> warnings) {
    write(
        JsonObject.create().put("format", OriginalImport.FORMAT).putStrings("warnings", warnings));
  }

  private void dicom(String target, String organ) {
    write(
        JsonObject.create()
            .put("format", "dosekit-import/1")
            .putObjects(
                "structures",
                List.of(
                    JsonObject.create().put("name", "PTV70").put("confidence", target),
                    JsonObject.create().put("name", "Rectum").put("confidence", organ))));
  }

  private void write(JsonObject record) {
    record.write(cohort.resolve("a.import.json"));
  }
}
