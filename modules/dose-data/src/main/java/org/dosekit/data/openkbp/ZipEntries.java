package org.dosekit.data.openkbp;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.CRC32;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipFile;
import org.jspecify.annotations.Nullable;

/** The files of a zip archive; its directory tells where each is, so folders come whole. */
final class ZipEntries implements EntrySource {
  private final ZipFile zip;
  private final Iterator<ZipArchiveEntry> entries;
  private @Nullable ZipArchiveEntry current;

  ZipEntries(Path file) throws IOException {
    zip = ZipFile.builder().setPath(file).get();
    Map<String, List<ZipArchiveEntry>> byFolder = new LinkedHashMap<>();
    for (var all = zip.getEntriesInPhysicalOrder(); all.hasMoreElements(); ) {
      ZipArchiveEntry entry = all.nextElement();
      if (!entry.isDirectory()) {
        byFolder
            .computeIfAbsent(EntryNames.folder(entry.getName()), folder -> new ArrayList<>())
            .add(entry);
      }
    }
    entries = byFolder.values().stream().flatMap(List::stream).iterator();
  }

  @Override
  public Optional<Entry> next() {
    if (!entries.hasNext()) {
      return Optional.empty();
    }
    ZipArchiveEntry entry = entries.next();
    current = entry;
    return Optional.of(
        new Entry(entry.getName(), !entry.isUnixSymlink() && zip.canReadEntryData(entry)));
  }

  @Override
  public byte[] content(int limit) throws IOException {
    if (current == null) {
      throw new IllegalStateException("no current entry");
    }
    byte[] bytes;
    try (InputStream in = zip.getInputStream(current)) {
      bytes = in.readNBytes(limit + 1);
    }
    if (bytes.length <= limit) {
      CRC32 crc = new CRC32();
      crc.update(bytes);
      if (crc.getValue() != current.getCrc()) {
        throw new IOException("checksum differs");
      }
    }
    return bytes;
  }

  @Override
  public boolean survivesDamage() {
    return true;
  }

  @Override
  public void close() throws IOException {
    zip.close();
  }
}
