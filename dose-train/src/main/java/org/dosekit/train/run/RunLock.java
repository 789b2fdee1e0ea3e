package org.dosekit.train.run;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.dosekit.core.DoseDataException;

/**
 * Keeps two trainings out of one run's directory, of this process or of others. Ends with the
 * process however that ends; the empty file it is held on stays.
 */
final class RunLock {
  /** The file it is held on. */
  static final String FILE = ".lock";

  /** The directories that this process holds. */
  private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

  private RunLock() {}

  /**
   * Works while holding the lock of a directory, which is made where there is none.
   *
   * @throws DoseDataException when somebody has it, or the directory cannot be written
   */
  static <T> T holding(Path directory, Supplier<T> work) {
    Path place;
    try {
      place = Files.createDirectories(directory).toRealPath();
    } catch (IOException e) {
      throw unusable(directory, e);
    }
    // To open the file a second time and close it would end this process's lock on it.
    if (!HELD.add(place)) {
      throw held(directory);
    }
    try (FileChannel channel = open(place)) {
      Optional<FileLock> lock = Optional.ofNullable(channel.tryLock());
      if (lock.isEmpty()) {
        throw held(directory);
      }
      return work.get();
    } catch (IOException e) {
      throw unusable(directory, e);
    } finally {
      HELD.remove(place);
    }
  }

  private static DoseDataException held(Path directory) {
    return DoseDataException.of(
        directory.toString(),
        "a directory that another training writes to",
        "one training at a time",
        "wait for it, stop it, or choose another directory");
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
}
