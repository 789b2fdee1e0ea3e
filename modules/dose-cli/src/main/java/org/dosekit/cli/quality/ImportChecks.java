package org.dosekit.cli.quality;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.dosekit.core.DoseDataException;
import org.dosekit.core.io.JsonObject;
import org.dosekit.dicom.name.NameMatch.Confidence;
import org.dosekit.dicom.original.OriginalImport;
import org.dosekit.dicom.prepare.DicomImport;

/**
 * What the record of a case's import says that its arrays no longer tell: faults of the original
 * project's files, such as distances that are nowhere negative, and structures whose names were
 * guessed.
 */
public final class ImportChecks {
  private ImportChecks() {}

  /**
   * What is found in the record beside a case; nothing when there is none.
   *
   * @throws DoseDataException when it is damaged
   */
  public static List<Finding> findings(Path cohort, String id) {
    Path file = cohort.resolve(id + DicomImport.RECORD_SUFFIX);
    if (!Files.exists(file)) {
      return List.of();
    }
    JsonObject record = JsonObject.read(file);
    return record.string("format").equals(OriginalImport.FORMAT)
        ? originalFile(record)
        : List.of(names(record));
  }

  private static List<Finding> originalFile(JsonObject record) {
    List<String> warnings = record.strings("warnings");
    return warnings.isEmpty()
        ? List.of(Finding.pass("original file", "nothing known to be wrong with it"))
        : warnings.stream().map(warning -> Finding.warn("original file", warning)).toList();
  }

  private static Finding names(JsonObject record) {
    String guess = Confidence.PATTERN.name().toLowerCase(Locale.ROOT);
    List<String> guessed =
        record
            .objects(
                "structures",
                json ->
                    json.has("confidence") && json.string("confidence").equals(guess)
                        ? json.string("name")
                        : "")
            .stream()
            .filter(name -> !name.isEmpty())
            .toList();
    return guessed.isEmpty()
        ? Finding.pass("names", "no structure's name was guessed")
        : Finding.warn("names", "guessed by a pattern: " + String.join(", ", guessed));
  }
}
