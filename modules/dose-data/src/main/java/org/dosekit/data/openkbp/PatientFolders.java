package org.dosekit.data.openkbp;

import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.dosekit.core.DoseDataException;
import org.jspecify.annotations.Nullable;

/**
 * Gathers the entries of a source into patients, one in memory at a time. A folder is a patient
 * when a file in it is named as the data set names its files.
 */
final class PatientFolders implements Closeable {
  /** The whole data set has 5,000. */
  private static final int MAX_ENTRIES = 100_000;

  private final String where;
  private final Set<String> structureFiles;
  private final EntrySource source;
  private final Deque<PatientFiles> ready = new ArrayDeque<>();
  private final Set<String> closedFolders = new HashSet<>();
  private final Set<String> scatteredFolders = new HashSet<>();
  private final Set<String> ids = new HashSet<>();
  private @Nullable PatientFolder open;
  private int entries;
  private boolean ended;

  /**
   * Reads patients from a source, which this closes.
   *
   * @param where the source's name in messages
   * @param structureFiles names of the files that hold structures
   */
  PatientFolders(String where, Set<String> structureFiles, EntrySource source) {
    this.where = where;
    this.structureFiles = structureFiles;
    this.source = source;
  }

  /** The next patient, whole or refused; empty at the end. */
  Optional<PatientFiles> next() {
    while (ready.isEmpty() && !ended) {
      step();
    }
    return Optional.ofNullable(ready.poll());
  }

  @Override
  public void close() throws IOException {
    source.close();
  }

  private void step() {
    Optional<EntrySource.Entry> entry;
    try {
      entry = source.next();
    } catch (IOException | RuntimeException e) { // Commons Compress lets both out of bad archives.
      endDamaged(e);
      return;
    }
    if (entry.isEmpty()) {
      closeFolder();
      ended = true;
    } else if (++entries > MAX_ENTRIES) {
      closeFolder();
      refuse(where, "more than " + MAX_ENTRIES + " entries", "an OpenKBP archive", "use another");
      ended = true;
    } else {
      take(entry.get());
    }
  }

  private void take(EntrySource.Entry entry) {
    if (!entry.path().endsWith(OpenKbpFormat.EXTENSION)) {
      return;
    }
    if (!EntryNames.isSafe(entry.path())) {
      refuse(
          EntryNames.printable(entry.path()),
          "a path that could lead out of the archive",
          "relative paths without '..'",
          "repack the archive, if you trust its source");
      return;
    }
    String path = EntryNames.normal(entry.path());
    String name = EntryNames.last(path);
    if (name.startsWith(".")) {
      return; // What macOS adds to archives.
    }
    String folder = EntryNames.folder(path);
    if (closedFolders.contains(folder)) {
      takeStray(folder, name);
      return;
    }
    if (open == null || !open.path().equals(folder)) {
      closeFolder();
      open = new PatientFolder(folder);
    }
    if (isPatientFile(name)) {
      read(open, name, entry.regularFile());
    } else {
      open.addForeign(name);
    }
  }

  private boolean isPatientFile(String name) {
    return OpenKbpFormat.PLANNING_FILES.contains(name) || structureFiles.contains(name);
  }

  private void read(PatientFolder folder, String name, boolean regularFile) {
    if (!regularFile) {
      folder.fail(name, "a link or special file", "a regular file", "repack the archive");
      return;
    }
    try {
      folder.add(name, source.content(OpenKbpFormat.MAX_FILE_BYTES));
    } catch (IOException | RuntimeException e) {
      folder.fail(name, "damaged content", "a readable file", "fetch the data again");
      if (!source.survivesDamage()) {
        endDamaged(e);
      }
    }
  }

  /** The patient has been handed on without this file; saying so is all that is left. */
  private void takeStray(String folder, String name) {
    if (isPatientFile(name) && scatteredFolders.add(folder)) {
      refuse(
          EntryNames.printable(EntryNames.last(folder)),
          "its file " + name + " after those of other patients",
          "a patient's files side by side",
          "do not use the case made from the files before, and repack the archive");
    }
  }

  private void closeFolder() {
    if (open != null) {
      closedFolders.add(open.path());
      open.close(ids).ifPresent(this::offer);
      open = null;
    }
  }

  private void endDamaged(Exception cause) {
    if (open != null) {
      open.fail("", "the archive's damage in its files", "a whole archive", "fetch it again");
      closeFolder();
    }
    ready.add(
        new PatientFiles.Refused(
            where,
            DoseDataException.of(
                    where,
                    "a truncated or damaged archive (" + cause.getClass().getSimpleName() + ")",
                    "a whole tar, tar.xz, tar.gz or zip",
                    "fetch it again; patients after the damage are not read")
                .withCause(cause)));
    ended = true;
  }

  private void offer(PatientFiles files) {
    ready.add(
        files instanceof PatientFiles.Refused refused
            ? new PatientFiles.Refused(refused.id(), refused.reason().in(where))
            : files);
  }

  private void refuse(String id, String found, String expected, String remedy) {
    offer(new PatientFiles.Refused(id, DoseDataException.of(id, found, expected, remedy)));
  }
}
