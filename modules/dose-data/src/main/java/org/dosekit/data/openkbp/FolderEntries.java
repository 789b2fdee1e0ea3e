package org.dosekit.data.openkbp;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The files of a folder, a folder's files before those of the next. Links are followed: in the
 * user's own folders they lead where the user put them.
 */
final class FolderEntries implements EntrySource {
  /** Deep enough for {@code provided-data/train-pats/pt_1/ct.csv}. */
  private static final int MAX_DEPTH = 5;

  private final Path base;
  private final Iterator<Path> files;
  private @Nullable Path current;

  FolderEntries(Path folder) throws IOException {
    Path absolute = folder.toAbsolutePath().normalize();
    // Names start with the opened folder's grandparent's child, so that opening train-pats or
    // train-pats/pt_1 still tells the part and the patient.
    Path parent = absolute.getParent() == null ? absolute : absolute.getParent();
    base = parent.getParent() == null ? parent : parent.getParent();
    try (Stream<Path> walk = Files.walk(absolute, MAX_DEPTH, FileVisitOption.FOLLOW_LINKS)) {
      List<Path> found =
          walk.filter(file -> file.getFileName().toString().endsWith(OpenKbpFormat.EXTENSION))
              .filter(file -> !Files.isDirectory(file))
              .sorted(Comparator.comparing(Path::getParent).thenComparing(Path::getFileName))
              .toList();
      files = found.iterator();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  @Override
  public Optional<Entry> next() {
    if (!files.hasNext()) {
      return Optional.empty();
    }
    Path file = files.next();
    current = file;
    StringBuilder path = new StringBuilder();
    base.relativize(file).forEach(part -> path.append(path.isEmpty() ? "" : "/").append(part));
    return Optional.of(new Entry(path.toString(), Files.isRegularFile(file)));
  }

  @Override
  public byte[] content(int limit) throws IOException {
    if (current == null) {
      throw new IllegalStateException("no current file");
    }
    try (InputStream in = Files.newInputStream(current)) {
      return in.readNBytes(limit + 1);
    }
  }

  @Override
  public boolean survivesDamage() {
    return true;
  }

  @Override
  public void close() {}
}
