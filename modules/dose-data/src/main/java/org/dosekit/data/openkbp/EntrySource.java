package org.dosekit.data.openkbp;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Files one after the other, from a folder or an archive; nothing is ever written. */
interface EntrySource extends Closeable {
  /**
   * Something with a name in the archive.
   *
   * @param path as the archive spells it, with slashes; not to be trusted
   * @param regularFile whether it is a plain, readable file: not a link, a device or encrypted
   */
  record Entry(String path, boolean regularFile) {}

  /** Goes to the next entry that is not a folder; empty at the end. */
  Optional<Entry> next() throws IOException;

  /** The bytes of the entry last gone to, at most {@code limit + 1} of them. */
  byte[] content(int limit) throws IOException;

  /** Whether entries after a damaged one can be trusted to be found. */
  boolean survivesDamage();

  /** Opens a folder, or an archive known by its first bytes: zip, or tar plain or in xz or gzip. */
  static EntrySource open(Path path) throws IOException {
    if (Files.isDirectory(path)) {
      return new FolderEntries(path);
    }
    byte[] start;
    try (InputStream in = Files.newInputStream(path)) {
      start = in.readNBytes(6);
    }
    boolean zip = start.length >= 4 && start[0] == 'P' && start[1] == 'K';
    return zip ? new ZipEntries(path) : TarEntries.open(path, start);
  }
}
