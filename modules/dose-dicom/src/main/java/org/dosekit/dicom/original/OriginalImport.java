package org.dosekit.dicom.original;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.dosekit.core.DoseDataException;
import org.dosekit.core.io.AtomicFile;
import org.dosekit.core.io.JsonObject;
import org.dosekit.core.io.Sha256;
import org.dosekit.core.npz.CaseFile;
import org.dosekit.dicom.prepare.DicomImport;

/**
 * Writes files of the original project as a cohort: {@code <id>.npz} and {@code <id>.import.json}
 * each. The id is made of the file's SHA-256: the same file has the same id whatever lies beside
 * it, and {@code sha256sum} leads back to it. Not thread-safe.
 */
public final class OriginalImport {
  /** The format of the record beside a case. */
  public static final String FORMAT = "dosekit-original/1";

  private static final String PREFIX = "original_";

  /** 48 bits: among ten thousand files two have the same id once in six million cohorts. */
  private static final int DIGITS = 12;

  private final Path cohort;
  private final Set<String> done = new HashSet<>();

  private OriginalImport(Path cohort) {
    this.cohort = Objects.requireNonNull(cohort);
  }

  /** The import into a cohort's folder. */
  public static OriginalImport into(Path cohort) {
    return new OriginalImport(cohort);
  }

  /**
   * What became of a file.
   *
   * @param id the case's id
   * @param warnings what is known to be wrong with files like this one
   */
  public record Imported(String id, List<String> warnings) {
    /** Copies the list. */
    public Imported {
      Objects.requireNonNull(id);
      warnings = List.copyOf(warnings);
    }
  }

  /**
   * Imports a file.
   *
   * @param label the file in messages before it has an id, as its name may be the patient's
   * @throws DoseDataException when it is damaged, or the same as one imported before by this object
   */
  public Imported importFile(Path file, String label) {
    String sha256 = sha256(file, label);
    String id = PREFIX + sha256.substring(0, DIGITS);
    if (!done.add(id)) {
      throw DoseDataException.of(
          label + ", " + id, "the same as another file", "each case once", "remove one of them");
    }
    OriginalCaseFile original = read(file, id, label);
    CaseFile.write(original.patient(), cohort.resolve(id + ".npz"));
    AtomicFile.writeText(
        cohort.resolve(id + DicomImport.RECORD_SUFFIX),
        JsonObject.create()
            .put("format", FORMAT)
            .put("case_id", id)
            .put("file_sha256", sha256)
            .put("script_version", printable(original.version()))
            .putStrings("warnings", original.warnings())
            .toText());
    return new Imported(id, original.warnings());
  }

  private static OriginalCaseFile read(Path file, String id, String label) {
    try {
      return OriginalCaseFile.read(file, id);
    } catch (DoseDataException e) {
      throw e.in(label);
    }
  }

  /** A version, or what stands in its place when that could be any text. */
  private static String printable(String version) {
    return version.matches("[0-9.]{1,16}") ? version : "?";
  }

  private static String sha256(Path file, String label) {
    try {
      return HexFormat.of().formatHex(Sha256.of(file));
    } catch (IOException e) {
      throw DoseDataException.of(
          label,
          "no readable file (" + e.getClass().getSimpleName() + ")",
          "an .npz file",
          "check its permissions");
    }
  }
}
