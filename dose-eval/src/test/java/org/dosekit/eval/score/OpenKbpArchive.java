package org.dosekit.eval.score;

import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorInputStream;

/** The archive of reference patients, read once from front to back, one patient at a time. */
final class OpenKbpArchive {
  private final TarArchiveInputStream tar;
  private Optional<TarArchiveEntry> entry;

  private OpenKbpArchive(TarArchiveInputStream tar) throws IOException {
    this.tar = tar;
    this.entry = nextFile();
  }

  static OpenKbpArchive open() throws IOException {
    Path archive = Path.of(System.getenv("DOSEKIT_DATA"), "openkbp/openkbp-dev.tar.xz");
    return new OpenKbpArchive(
        new TarArchiveInputStream(
            new XZCompressorInputStream(new ByteArrayInputStream(Files.readAllBytes(archive)))));
  }

  /** The patients that come next, as long as they are of this set. */
  Iterable<OpenKbpPatient> nextOf(String set) {
    return () ->
        new Iterator<>() {
          @Override
          public boolean hasNext() {
            return entry.filter(e -> e.getName().startsWith(set + "/")).isPresent();
          }

          @Override
          public OpenKbpPatient next() {
            if (!hasNext()) {
              throw new NoSuchElementException();
            }
            return nextPatient(set);
          }
        };
  }

  private OpenKbpPatient nextPatient(String set) {
    String folder = folder(entry.orElseThrow());
    OpenKbpPatient.Files files = new OpenKbpPatient.Files();
    try {
      while (entry.isPresent() && folder(entry.get()).equals(folder)) {
        String name = entry.get().getName().substring(folder.length() + 1).replace(".csv", "");
        files.read(name, new BufferedReader(new InputStreamReader(tar, StandardCharsets.US_ASCII)));
        entry = nextFile();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return files.patient(folder.substring(set.length() + 1));
  }

  private Optional<TarArchiveEntry> nextFile() throws IOException {
    TarArchiveEntry next = tar.getNextEntry();
    while (next != null && !next.isFile()) {
      next = tar.getNextEntry();
    }
    return Optional.ofNullable(next);
  }

  private static String folder(TarArchiveEntry file) {
    return file.getName().substring(0, file.getName().lastIndexOf('/'));
  }
}
