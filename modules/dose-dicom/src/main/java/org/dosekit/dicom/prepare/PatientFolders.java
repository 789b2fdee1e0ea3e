package org.dosekit.dicom.prepare;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.dosekit.core.DoseDataException;
import org.dosekit.dicom.file.Attribute;
import org.dosekit.dicom.file.DicomFile;

/** Which folders below one are patients. */
public final class PatientFolders {
  private PatientFolders() {}

  /**
   * The folders of patients: the folder itself when DICOM files lie in it, or when all its
   * subfolders are of one patient (a subfolder a series); else each of its subfolders, by name.
   *
   * @throws DoseDataException when it cannot be read or holds no folder
   */
  public static List<Path> of(Path root) {
    List<Path> folders = new ArrayList<>();
    try (Stream<Path> entries = Files.list(root)) {
      for (Path entry : entries.sorted().toList()) {
        if (Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)) {
          folders.add(entry);
        } else if (DicomFile.hasMagic(entry)) {
          return List.of(root);
        }
      }
    } catch (IOException | UncheckedIOException e) {
      throw DoseDataException.of(
              root.toString(), "no readable folder", "a folder of patients", "check the path")
          .withCause(e);
    }
    if (folders.isEmpty()) {
      throw DoseDataException.of(
          root.toString(), "no DICOM file", "a patient's folder, or a folder of these", "check it");
    }
    return areOnePatient(folders) ? List.of(root) : folders;
  }

  private static boolean areOnePatient(List<Path> folders) {
    if (folders.size() < 2) {
      return false;
    }
    List<Optional<String>> patients =
        folders.stream().map(PatientFolders::patient).distinct().limit(2).toList();
    return patients.size() == 1 && patients.get(0).isPresent();
  }

  /** The patient of a folder's first DICOM file. */
  private static Optional<String> patient(Path folder) {
    try (Stream<Path> files = Files.walk(folder, 4)) {
      return files
          .filter(file -> Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS))
          .filter(DicomFile::hasMagic)
          .findFirst()
          .flatMap(file -> DicomFile.read(file, "a file").dataSet().string(Attribute.PATIENT_ID));
    } catch (IOException | UncheckedIOException | DoseDataException e) {
      // Reported when the folder is imported.
      return Optional.empty();
    }
  }
}
