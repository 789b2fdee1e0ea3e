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

/** The reference patients of one set, read from their archive one at a time. */
final class OpenKbpArchive implements Iterator<OpenKbpPatient> {
  private final String set;
  private final TarArchiveInputStream tar;
  private Optional<TarArchiveEntry> entry;

  private OpenKbpArchive(String set, TarArchiveInputStream tar) throws IOException {
    this.set = set;
    this.tar = tar;
    this.entry = nextFile();
  }

  /** The patients of {@code train-pats}, {@code validation-pats} or {@code test-pats}. */
  static Iterable<OpenKbpPatient> patients(String set) {
    return () -> {
      try {
        Path archive = Path.of(System.getenv("DOSEKIT_DATA"), "openkbp/openkbp-dev.tar.xz");
        return new OpenKbpArchive(
            set,
            new TarArchiveInputStream(
                new XZCompressorInputStream(
                    new ByteArrayInputStream(Files.readAllBytes(archive)))));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    };
  }

  @Override
  public boolean hasNext() {
    return entry.isPresent();
  }

  @Override
  public OpenKbpPatient next() {
    String folder = folder(entry.orElseThrow(NoSuchElementException::new));
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
    while (next != null && !(next.isFile() && next.getName().startsWith(set + "/"))) {
      next = tar.getNextEntry();
    }
    return Optional.ofNullable(next);
  }

  private static String folder(TarArchiveEntry file) {
    return file.getName().substring(0, file.getName().lastIndexOf('/'));
  }
}
