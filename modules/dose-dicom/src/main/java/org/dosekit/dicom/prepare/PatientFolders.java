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
import org.dosekit.dicom.rt.SopClass;

/** Which folders below one are patients. */
public final class PatientFolders {
  /** What messages call the folder: its path may hold a name. */
  private static final String SOURCE = "source folder";

  private static final int SERIES_DEPTH = 4;

  private PatientFolders() {}

  /**
   * The folders of patients: the folder itself when images, structures, plans or doses lie in it,
   * or when all its subfolders are of one patient (a subfolder a series); else each of its
   * subfolders, by name. Other files, such as a DICOMDIR, do not count. Links are not followed.
   *
   * @throws DoseDataException when it cannot be read or holds no folder
   */
  public static List<Path> of(Path root) {
    List<Path> folders = new ArrayList<>();
    try (Stream<Path> entries = Files.list(root)) {
      for (Path entry : entries.sorted().toList()) {
        if (Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)) {
          folders.add(entry);
        } else if (Files.isRegularFile(entry, LinkOption.NOFOLLOW_LINKS) && isOfPatient(entry)) {
          return List.of(root);
        }
      }
    } catch (IOException | UncheckedIOException e) {
      // Its message is the path, which may hold a name.
      throw DoseDataException.of(
          SOURCE,
          "no readable folder (" + e.getClass().getSimpleName() + ")",
          "a folder of patients",
          "check the path");
    }
    if (folders.isEmpty()) {
      throw DoseDataException.of(
          SOURCE,
          "neither a DICOM object of a plan nor a folder",
          "a patient's folder, or a folder of these",
          "check it");
    }
    return areOnePatient(folders) ? List.of(root) : folders;
  }

  private static boolean isOfPatient(Path file) {
    try {
      return StudyFiles.readOne(file, SOURCE).filter(PatientFolders::isOfPlan).isPresent();
    } catch (DoseDataException e) {
      // Damaged: reported when the folder is imported.
      return true;
    }
  }

  private static boolean isOfPlan(DicomFile file) {
    return SopClass.of(file.dataSet()) != SopClass.OTHER;
  }

  private static boolean areOnePatient(List<Path> folders) {
    if (folders.size() < 2) {
      return false;
    }
    List<Optional<String>> patients =
        folders.stream().map(PatientFolders::patient).distinct().limit(2).toList();
    return patients.size() == 1 && patients.get(0).isPresent();
  }

  /** The patient of a folder's first object. */
  private static Optional<String> patient(Path folder) {
    try (Stream<Path> files = Files.walk(folder, SERIES_DEPTH)) {
      return files
          .filter(file -> Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS))
          .flatMap(file -> StudyFiles.readOne(file, SOURCE).stream())
          .filter(PatientFolders::isOfPlan)
          .findFirst()
          .flatMap(file -> file.dataSet().string(Attribute.PATIENT_ID));
    } catch (IOException | UncheckedIOException | DoseDataException e) {
      // Reported when the folder is imported.
      return Optional.empty();
    }
  }
}
