package org.dosekit.core.io;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.dosekit.core.DoseDataException;

/**
 * Writes a file so that it is either whole or absent: to a temporary name beside it, then an atomic
 * move.
 */
public final class AtomicFile {
  private AtomicFile() {}

  /** Writes the temporary file that becomes the target. */
  @FunctionalInterface
  public interface PathWriter {
    /** Writes the whole content to {@code temporary}, which does not exist yet or is empty. */
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
   * absent.
   *
   * @throws DoseDataException when the folder or the file cannot be written; nothing is left behind
   */
  public static void write(Path target, PathWriter writer) {
    Path folder = target.toAbsolutePath().getParent();
    Path temporary = null;
    try {
      Files.createDirectories(folder);
      temporary = Files.createTempFile(folder, "." + target.getFileName(), ".tmp");
      writer.writeTo(temporary);
      move(temporary, target);
    } catch (IOException e) {
      throw DoseDataException.of(
              target.toString(),
              "an output that cannot be written (" + e.getClass().getSimpleName() + ")",
              "a writable folder with free space",
              "choose another output or mend its permissions")
          .withCause(e);
    } finally {
      deleteQuietly(temporary);
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

  private static void move(Path temporary, Path target) throws IOException {
    try {
      Files.move(
          temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (AtomicMoveNotSupportedException e) {
      Files.move(temporary, target, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  private static void deleteQuietly(@org.jspecify.annotations.Nullable Path temporary) {
    if (temporary == null) {
      return;
    }
    try {
      Files.deleteIfExists(temporary);
    } catch (IOException e) {
      // The write itself already succeeded or is already being reported.
      temporary.toFile().deleteOnExit();
    }
  }
}
