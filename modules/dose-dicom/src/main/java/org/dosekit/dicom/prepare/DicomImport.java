package org.dosekit.dicom.prepare;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import org.dosekit.core.DoseDataException;
import org.dosekit.core.io.AtomicFile;
import org.dosekit.core.io.JsonObject;
import org.dosekit.core.io.MemoryBudget;
import org.dosekit.core.npz.CaseFile;

/**
 * Writes patients' folders as a cohort: {@code <id>.npz} and {@code <id>.import.json} each. A case
 * that is there already, of the same files by the same settings, is left as it is. Thread-safe:
 * patients side by side wait for memory, as much as their CTs' sizes ask for, of three quarters of
 * what the JVM may take.
 */
public final class DicomImport {
  /** What the record beside a case's file is called after the id. */
  public static final String RECORD_SUFFIX = ".import.json";

  /** The part of the JVM's memory that patients in work may take together. */
  private static final double PART_OF_MEMORY = 0.75;

  private final CasePreparation preparation;
  private final Path cohort;
  private final MemoryBudget memory =
      MemoryBudget.ofBytes((long) (PART_OF_MEMORY * Runtime.getRuntime().maxMemory()));
  private final Set<String> done = ConcurrentHashMap.newKeySet();

  private DicomImport(CasePreparation preparation, Path cohort) {
    this.preparation = Objects.requireNonNull(preparation);
    this.cohort = Objects.requireNonNull(cohort);
  }

  /** The import into a cohort's folder. */
  public static DicomImport into(Path cohort, CasePreparation preparation) {
    return new DicomImport(preparation, cohort);
  }

  /**
   * Imports a patient.
   *
   * @param label the folder in messages, as its name may be the patient's
   * @return the case's id
   * @throws DoseDataException when the study is not fit to be a case, or is the same plan as one
   *     imported before by this object
   * @throws CancellationException when the thread is interrupted while it waits for memory
   */
  public String importFolder(Path folder, String label) {
    StudyFiles files = StudyFiles.read(folder, label);
    PlanStudy study = PlanStudy.of(files);
    String id = preparation.caseId(study);
    if (!done.add(id)) {
      throw DoseDataException.of(
          label + ", " + id,
          "a plan that another folder holds too",
          "each plan once",
          "remove one of the folders");
    }
    try {
      String inputs = files.contentSha256();
      if (!isUpToDate(id, inputs)) {
        memory.run(
            preparation.memoryBytes(study),
            () -> {
              write(preparation.prepare(files, study, inputs));
              return id;
            });
      }
      return id;
    } catch (InterruptedException e) {
      done.remove(id);
      Thread.currentThread().interrupt();
      throw new CancellationException("interrupted while waiting for memory");
    } catch (DoseDataException e) {
      done.remove(id);
      // The id alone does not tell where to look.
      throw e.subject().startsWith(label) ? e : e.in(label);
    } catch (RuntimeException e) {
      done.remove(id);
      throw e;
    }
  }

  private void write(PreparedCase prepared) {
    String id = prepared.patient().id();
    deleteRecord(id);
    CaseFile.write(prepared.patient(), cohort.resolve(id + ".npz"));
    // Last: without it the case is made anew.
    AtomicFile.writeText(record(id), prepared.recordJson());
  }

  /** The record of another preparation must not stand beside the new case. */
  private void deleteRecord(String id) {
    try {
      Files.deleteIfExists(record(id));
    } catch (IOException e) {
      throw DoseDataException.of(
              id,
              "an import record that cannot be removed",
              "a writable cohort",
              "mend its permissions")
          .withCause(e);
    }
  }

  private boolean isUpToDate(String id, String inputs) {
    if (!Files.exists(record(id)) || !Files.exists(cohort.resolve(id + ".npz"))) {
      return false;
    }
    try {
      return ImportRecord.isUpToDate(
          JsonObject.read(record(id)), inputs, preparation.settings().sha256());
    } catch (DoseDataException e) {
      return false;
    }
  }

  private Path record(String id) {
    return cohort.resolve(id + RECORD_SUFFIX);
  }
}
