package org.dosekit.data.openkbp;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.dosekit.core.DoseDataException;
import org.dosekit.core.patient.Case;
import org.jspecify.annotations.Nullable;

/**
 * A folder of CSV files being gathered. The first thing wrong with it is kept, and no bytes then.
 */
final class PatientFolder {
  /** A patient whose every file lists all 128^3 voxels holds less. */
  private static final long MAX_BYTES = 192L << 20;

  private final String path;
  private final String shownId;
  private final Map<String, byte[]> contents = new LinkedHashMap<>();
  private long bytes;
  private boolean patient;
  private @Nullable String foreignFile;
  private @Nullable DoseDataException fault;

  PatientFolder(String path) {
    this.path = path;
    this.shownId = EntryNames.printable(EntryNames.last(path));
  }

  String path() {
    return path;
  }

  /** Adds a file of the data set; one byte more than allowed stands for any excess. */
  void add(String name, byte[] content) {
    patient = true;
    bytes += content.length;
    if (content.length > OpenKbpFormat.MAX_FILE_BYTES) {
      fail(name, "more than " + megabytes(OpenKbpFormat.MAX_FILE_BYTES), "less", "check the file");
    } else if (bytes > MAX_BYTES) {
      fail("", "files of more than " + megabytes(MAX_BYTES), "less", "check the files");
    } else if (contents.containsKey(name)) {
      fail(name, "the file twice", "each file once", "repack the archive");
    } else if (fault == null) {
      contents.put(name, content);
    }
  }

  /** Notes a CSV file that the data set does not have. */
  void addForeign(String name) {
    if (foreignFile == null) {
      foreignFile = EntryNames.printable(name);
    }
  }

  /** Notes what is wrong, with a file or, when {@code name} is empty, with all. */
  void fail(String name, String found, String expected, String remedy) {
    patient = true;
    contents.clear();
    if (fault == null) {
      String subject = name.isEmpty() ? shownId : shownId + "/" + name;
      fault = DoseDataException.of(subject, found, expected, remedy);
    }
  }

  /**
   * The patient; empty when this is no patient's folder.
   *
   * @param ids of the patients so far; this one's is added
   */
  Optional<PatientFiles> close(Set<String> ids) {
    if (!patient) {
      return Optional.empty();
    }
    String id = EntryNames.last(path);
    try {
      Case.requireId(id);
    } catch (DoseDataException e) {
      return Optional.of(new PatientFiles.Refused(shownId, e.in(shownId)));
    }
    if (!ids.add(id)) {
      fail("", "a second patient of this id", "each patient once", "remove or rename one");
    }
    if (foreignFile != null) {
      fail(
          foreignFile,
          "a structure that OpenKBP does not have",
          "files of the data set only",
          "remove or rename it");
    }
    return Optional.of(
        fault != null
            ? new PatientFiles.Refused(id, fault)
            : new PatientFiles.Whole(
                id, OpenKbpPart.ofFolder(EntryNames.last(EntryNames.folder(path))), contents));
  }

  private static String megabytes(long count) {
    return (count >> 20) + " MiB";
  }
}
