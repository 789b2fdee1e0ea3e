package org.dosekit.core.io;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.UUID;
import java.util.concurrent.CancellationException;
import java.util.regex.Pattern;
import org.dosekit.core.DoseDataException;

/**
 * Writes a file so that it is either whole or absent: to a temporary name beside it, then, once the
 * content is on the disk, an atomic move.
 */
public final class AtomicFile {
  /** As {@link #write} names them. */
  private static final Pattern TEMPORARY =
      Pattern.compile("\\..+\\.\\p{XDigit}{8}(-\\p{XDigit}{4}){3}-\\p{XDigit}{12}\\.tmp");

  private AtomicFile() {}

  /** Writes the temporary file that becomes the target. */
  @FunctionalInterface
  public interface PathWriter {
    /** Writes the whole content to {@code temporary}, which is an empty file. */
    void writeTo(Path temporary) throws IOException;
  }

  /** Writes to a stream that becomes the target. */
  @FunctionalInterface
  public interface StreamWriter {
    /** Writes the whole content; the caller closes the stream. */
    void writeTo(OutputStream out) throws IOException;
  }

  /**
   * Writes {@code target} by way of a temporary file in the same folder, which is created when
   * absent. The file has the permissions of any new file.
   *
   * @throws DoseDataException when the folder or the file cannot be written
   * @throws CancellationException when the thread is interrupted while it writes
   * @throws RuntimeException what the writer throws; as with every failure, a target that was there
   *     is as before, and no other file is left
   */
  public static void write(Path target, PathWriter writer) {
    Path file = target.toAbsolutePath();
    Path name = file.getFileName();
    Path folder = file.getParent();
    if (name == null || folder == null || Files.isDirectory(file)) {
      throw DoseDataException.of(
          target.toString(), "a folder", "a file to write", "choose another output");
    }
    Path temporary = folder.resolve("." + name + "." + UUID.randomUUID() + ".tmp");
    try {
      // createDirectories refuses a link to a folder on JDK 17.
      if (!Files.isDirectory(folder)) {
        Files.createDirectories(folder);
      }
      // Not createTempFile: its files are readable by their owner only.
      Files.createFile(temporary);
      try {
        writer.writeTo(temporary);
        flushToDisk(temporary);
        move(temporary, file);
      } catch (IOException | RuntimeException | Error e) {
        delete(temporary, e);
        throw e;
      }
    } catch (ClosedByInterruptException e) {
      throw new CancellationException("interrupted while writing " + target);
    } catch (IOException | UncheckedIOException e) {
      throw DoseDataException.of(
              target.toString(),
              "an output that cannot be written (" + e.getClass().getSimpleName() + ")",
              "a writable folder with free space",
              "choose another output or mend its permissions")
          .withCause(e);
    }
  }

  /** Like {@link #write}, through a stream. */
  public static void writeStream(Path target, StreamWriter writer) {
    write(
        target,
        temporary -> {
          try (OutputStream out = Files.newOutputStream(temporary)) {
            writer.writeTo(out);
          }
        });
  }

  /** Like {@link #write}, with a text in UTF-8. */
  public static void writeText(Path target, String text) {
    write(target, temporary -> Files.writeString(temporary, text, StandardCharsets.UTF_8));
  }

  /**
   * Removes the temporary files of a folder that a process left which was killed while it wrote
   * there. Only when no other process writes into it.
   *
   * @throws DoseDataException when the folder is there and cannot be read or written
   */
  public static void deleteLeftovers(Path folder) {
    if (!Files.isDirectory(folder)) {
      return;
    }
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, ".*.tmp")) {
      for (Path file : files) {
        if (TEMPORARY.matcher(String.valueOf(file.getFileName())).matches()) {
          Files.deleteIfExists(file);
        }
      }
    } catch (IOException | DirectoryIteratorException e) {
      throw DoseDataException.of(
              folder.toString(),
              "leftovers of a killed process that cannot be removed",
              "a writable folder",
              "mend its permissions")
          .withCause(e);
    }
  }

  /** Without this, a power failure after the move can leave the name with an empty file. */
  private static void flushToDisk(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.force(true);
    }
  }

  private static void move(Path temporary, Path target) throws IOException {
    try {
      Files.move(
          temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (AtomicMoveNotSupportedException e) {
      Files.move(temporary, target, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  private static void delete(Path temporary, Throwable failure) {
    try {
      Files.deleteIfExists(temporary);
    } catch (IOException e) {
      failure.addSuppressed(e);
    }
  }
}
