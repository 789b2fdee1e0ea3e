package org.dosekit.train.run;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.function.Supplier;
import org.dosekit.core.DoseDataException;

/**
 * Keeps two trainings out of one run's directory, of this process or of others. Ends with the
 * process however that ends; the empty file it is held on stays.
 */
final class RunLock {
  /** The file it is held on. */
  static final String FILE = ".lock";

  private RunLock() {}

  /**
   * Works while holding the lock of a directory, which is made where there is none.
   *
   * @throws DoseDataException when somebody has it, or the directory cannot be written
   */
  static <T> T holding(Path directory, Supplier<T> work) {
    try {
      Files.createDirectories(directory);
    } catch (IOException e) {
      throw unusable(directory, e);
    }
    try (FileChannel channel = open(directory)) {
      if (isHeld(channel)) {
        throw DoseDataException.of(
            directory.toString(),
            "a directory that another training writes to",
            "one training at a time",
            "wait for it, stop it, or choose another directory");
      }
      return work.get();
    } catch (IOException e) {
      throw unusable(directory, e);
    }
  }

  private static FileChannel open(Path directory) throws IOException {
    return FileChannel.open(
        directory.resolve(FILE), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
  }

  private static DoseDataException unusable(Path directory, IOException cause) {
    return DoseDataException.of(
            directory.toString(),
            "no directory that can be written and locked",
            "a place for a run",
            "check its permissions, or choose another file system")
        .withCause(cause);
  }

  /** Whether somebody else has the lock; takes it otherwise, until the channel is closed. */
  private static boolean isHeld(FileChannel channel) throws IOException {
    try {
      Optional<FileLock> lock = Optional.ofNullable(channel.tryLock());
      return lock.isEmpty();
    } catch (OverlappingFileLockException e) {
      // In this process.
      return true;
    }
  }
}
