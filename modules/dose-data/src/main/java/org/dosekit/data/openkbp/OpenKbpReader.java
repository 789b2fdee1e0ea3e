package org.dosekit.data.openkbp;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.dosekit.core.DoseDataException;
import org.dosekit.core.protocol.Protocol;

/**
 * Reads OpenKBP patients from a folder or straight out of a tar.xz, tar.gz, tar or zip: nothing is
 * unpacked to disk, and two patients at most are in memory.
 *
 * <p>Arrays come as (Y, X, Z) with z to superior, which the files store to inferior; the CT in HU
 * (stored: HU + 1024, clipped to 12 bits); the dose in Gy, zero outside {@code possible_dose_mask},
 * which becomes the case's dose region. Files are not trusted: sizes and counts are bounded, and
 * names never become paths.
 */
public final class OpenKbpReader {
  /** Takes the patients. */
  @FunctionalInterface
  public interface PatientConsumer {
    /** Takes one; what it throws ends the reading and reaches the caller. */
    void accept(OpenKbpPatient patient);
  }

  /** Takes what went wrong. */
  @FunctionalInterface
  public interface FailureConsumer {
    /**
     * Takes one failure.
     *
     * @param id the patient's id as far as it is known, or the archive's name when it is damaged
     * @param failure what was found in which file and line
     */
    void accept(String id, DoseDataException failure);
  }

  private final Path path;
  private final PatientParser parser;

  private OpenKbpReader(Path path, PatientParser parser) {
    this.path = path;
    this.parser = parser;
  }

  /**
   * A reader of an archive, of one patient's folder, or of a folder of such folders, whatever is
   * between; archives are known by their first bytes.
   *
   * @throws DoseDataException when there is no such file or folder
   */
  public static OpenKbpReader open(Path path) {
    if (!Files.exists(path)) {
      throw DoseDataException.of(
          path.toString(),
          "nothing",
          "a folder or an archive of OpenKBP patients",
          "check the path");
    }
    return new OpenKbpReader(path, new PatientParser(Protocol.builtIn(OpenKbpFormat.PROTOCOL)));
  }

  /**
   * Hands over every patient, in the order they are stored, and every failure; a bad patient does
   * not stop those after it. A second thread decompresses the next patient meanwhile.
   *
   * <p>A tar whose patients are interleaved is told from its second half only: a patient whose
   * later files turn up then is reported as failed although its first files have been handed over
   * as a case, which must not be used.
   *
   * @param patients called on this thread, one patient after the other
   * @param failures called on this thread
   * @throws DoseDataException when the file cannot be read or holds no patient at all
   */
  public void forEach(PatientConsumer patients, FailureConsumer failures) {
    try (PatientFolders folders =
        new PatientFolders(name(), parser.structureFiles(), EntrySource.open(path))) {
      CompletableFuture<Optional<PatientFiles>> next = CompletableFuture.supplyAsync(folders::next);
      try {
        Optional<PatientFiles> files = await(next);
        if (files.isEmpty()) {
          throw noPatient();
        }
        while (files.isPresent()) {
          next = CompletableFuture.supplyAsync(folders::next);
          handOver(files.get(), patients, failures);
          files = await(next);
        }
      } finally {
        next.exceptionally(e -> Optional.empty()).join();
      }
    } catch (IOException e) {
      throw DoseDataException.of(
              name(),
              "an unreadable file (" + e.getClass().getSimpleName() + ")",
              "a folder, tar, tar.xz, tar.gz or zip",
              "check its permissions, or fetch it again")
          .withCause(e);
    }
  }

  private void handOver(PatientFiles files, PatientConsumer patients, FailureConsumer failures) {
    if (files instanceof PatientFiles.Refused refused) {
      failures.accept(refused.id(), refused.reason());
    } else if (files instanceof PatientFiles.Whole whole) {
      OpenKbpPatient patient;
      try {
        patient = parser.parse(whole);
      } catch (DoseDataException e) {
        failures.accept(whole.id(), e.in(name()));
        return;
      }
      patients.accept(patient);
    }
  }

  private static Optional<PatientFiles> await(CompletableFuture<Optional<PatientFiles>> next) {
    try {
      return next.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      if (e.getCause() instanceof Error cause) {
        throw cause;
      }
      throw e;
    }
  }

  private DoseDataException noPatient() {
    return DoseDataException.of(
        name(),
        "no patient",
        "folders with " + OpenKbpFormat.CT + ", " + OpenKbpFormat.DOSE + " and so on",
        "point to the data set's folder or archive");
  }

  private String name() {
    Path last = path.getFileName();
    return last == null ? path.toString() : last.toString();
  }
}
