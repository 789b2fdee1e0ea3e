package org.dosekit.core.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.stream.Stream;
import org.dosekit.core.DoseDataException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicFileTest {
  @TempDir Path folder;

  @Test
  void contentArrivesInFoldersThatAreCreated() throws IOException {
    Path file = folder.resolve("a/b/dose.txt");
    AtomicFile.writeText(file, "70 Gy \u00b1 1");
    assertEquals("70 Gy \u00b1 1", Files.readString(file));
    AtomicFile.writeStream(file, out -> out.write(new byte[] {1, 2, 3}));
    assertArrayEquals(new byte[] {1, 2, 3}, Files.readAllBytes(file));
    assertEquals(List.of("dose.txt"), names(folder.resolve("a/b")));
  }

  @Test
  void targetIsUntouchedUntilTheWriterIsDone() {
    Path file = folder.resolve("dose.txt");
    AtomicFile.writeText(file, "old");
    AtomicFile.write(
        file,
        temporary -> {
          assertEquals(file.getParent(), temporary.getParent());
          Files.writeString(temporary, "new");
          assertEquals("old", Files.readString(file));
        });
    assertEquals("new", read(file));
  }

  @Test
  void ioFailureLeavesTheOldFileAndNothingElse() throws IOException {
    Path file = folder.resolve("dose.txt");
    AtomicFile.writeText(file, "old");
    IOException full = new IOException("disk full");
    DoseDataException failure =
        assertThrows(
            DoseDataException.class,
            () ->
                AtomicFile.writeStream(
                    file,
                    out -> {
                      out.write(1);
                      throw full;
                    }));
    assertSame(full, failure.getCause());
    assertEquals(file.toString(), failure.subject());
    assertEquals("old", read(file));
    assertEquals(List.of("dose.txt"), names(folder));
  }

  @Test
  void everyOtherFailureOfTheWriterPassesAndLeavesNothing() throws IOException {
    Path file = folder.resolve("dose.txt");
    for (Throwable thrown :
        new Throwable[] {new IllegalStateException("bug"), new OutOfMemoryError("simulated")}) {
      Throwable caught =
          assertThrows(
              thrown.getClass(),
              () ->
                  AtomicFile.write(
                      file,
                      temporary -> {
                        Files.writeString(temporary, "half");
                        if (thrown instanceof Error error) {
                          throw error;
                        }
                        throw (RuntimeException) thrown;
                      }));
      assertSame(thrown, caught);
      assertEquals(List.of(), names(folder));
    }
  }

  @Test
  void uncheckedIoFailureIsAnOutputThatCannotBeWritten() throws IOException {
    assertThrows(
        DoseDataException.class,
        () ->
            AtomicFile.write(
                folder.resolve("dose.txt"),
                temporary -> {
                  throw new UncheckedIOException(new IOException("disk full"));
                }));
    assertEquals(List.of(), names(folder));
  }

  @Test
  void folderAsTargetIsRefused() throws IOException {
    Path target = Files.createDirectory(folder.resolve("run"));
    assertThrows(DoseDataException.class, () -> AtomicFile.writeText(target, "x"));
    assertThrows(DoseDataException.class, () -> AtomicFile.writeText(folder.getRoot(), "x"));
    assertTrue(Files.isDirectory(target));
    assertEquals(List.of("run"), names(folder));
  }

  @Test
  void fileInPlaceOfTheFolderIsAnOutputThatCannotBeWritten() {
    Path file = folder.resolve("a");
    AtomicFile.writeText(file, "a file");
    assertThrows(
        DoseDataException.class, () -> AtomicFile.writeText(file.resolve("b/dose.txt"), "x"));
    assertEquals("a file", read(file));
  }

  @Test
  void unwritableFolderIsAnOutputThatCannotBeWritten() throws IOException {
    Path locked = Files.createDirectory(folder.resolve("locked"));
    assumeTrue(locked.toFile().setWritable(false) && !Files.isWritable(locked), "not as root");
    try {
      assertThrows(
          DoseDataException.class, () -> AtomicFile.writeText(locked.resolve("dose.txt"), "x"));
      assertEquals(List.of(), names(locked));
    } finally {
      assertTrue(locked.toFile().setWritable(true));
    }
  }

  @Test
  void linkToAFolderIsFollowed() throws IOException {
    Path real = Files.createDirectory(folder.resolve("real"));
    Path link = folder.resolve("link");
    try {
      Files.createSymbolicLink(link, real);
    } catch (IOException | UnsupportedOperationException e) {
      assumeTrue(false, "links cannot be made here");
    }
    AtomicFile.writeText(link.resolve("dose.txt"), "x");
    assertEquals("x", read(real.resolve("dose.txt")));
  }

  @Test
  void permissionsAreThoseOfAnyNewFile() throws IOException {
    assumeTrue(Files.getFileStore(folder).supportsFileAttributeView("posix"), "POSIX only");
    Path plain = Files.createFile(folder.resolve("plain"));
    Path file = folder.resolve("dose.txt");
    AtomicFile.writeText(file, "x");
    assertEquals(Files.getPosixFilePermissions(plain), Files.getPosixFilePermissions(file));
  }

  @Test
  void leftoversOfAKilledWriterAreRemovedAndNothingElse() throws IOException {
    Path file = folder.resolve("dose.txt");
    List<Path> temporaries = new ArrayList<>();
    AtomicFile.write(
        file,
        temporary -> {
          temporaries.add(temporary);
          Files.writeString(temporary, "new");
        });
    // What a process leaves that is killed while it writes.
    Files.writeString(temporaries.get(0), "ne");
    Files.writeString(folder.resolve(".notes.tmp"), "of another program");

    AtomicFile.deleteLeftovers(folder);
    AtomicFile.deleteLeftovers(folder.resolve("absent"));

    assertEquals(List.of(".notes.tmp", "dose.txt"), names(folder));
  }

  private static List<String> names(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(f -> f.getFileName().toString()).sorted().toList();
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void anInterruptIsACancellationAndLeavesNothing(@TempDir Path place) throws IOException {
    Path target = place.resolve("text");
    Thread.currentThread().interrupt();
    try {
      assertThrows(CancellationException.class, () -> AtomicFile.writeText(target, "text"));
    } finally {
      assertTrue(Thread.interrupted());
    }
    try (Stream<Path> left = Files.list(place)) {
      assertEquals(0, left.count());
    }
  }
}
