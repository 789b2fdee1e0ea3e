package org.dosekit.train.data;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.dosekit.core.DoseDataException;

/**
 * Moves the volumes of cases from memory to files that are mapped, one a case. A file is readable
 * by its owner only and goes with the process however that ends: where the system can, it has no
 * name from the moment it is opened. Thread-safe.
 */
final class CaseFiles {
  /** A heap buffer is copied as a whole to one outside the heap when it is written. */
  private static final int PIECE = 1 << 20;

  private final Path folder;

  /** What there was before the first file; half of it stays free for the run itself. */
  private OptionalLong roomAtFirst = OptionalLong.empty();

  /** Files in a folder for temporary ones. */
  CaseFiles(Path folder) {
    this.folder = folder;
  }

  /**
   * The case with its volumes in a file; empty where the disk has no room for it.
   *
   * @throws DoseDataException when there can be no file in the folder
   */
  synchronized Optional<TrainingCase> moved(TrainingCase source) {
    try (FileChannel channel = create(source)) {
      return hasRoom(source) ? written(source, channel) : Optional.empty();
    } catch (IOException e) {
      throw unusable(source, e);
    }
  }

  private FileChannel create(TrainingCase source) {
    try {
      return FileChannel.open(
          Files.createTempFile(folder, "dosekit-case", ".tmp"),
          StandardOpenOption.READ,
          StandardOpenOption.WRITE,
          StandardOpenOption.DELETE_ON_CLOSE);
    } catch (IOException e) {
      throw unusable(source, e);
    }
  }

  private DoseDataException unusable(TrainingCase source, IOException cause) {
    return DoseDataException.of(
            folder.toString(),
            "no writable folder for encoded cases",
            "room for " + source.bytes() + " bytes",
            "make room, or name another with -Djava.io.tmpdir")
        .withCause(cause);
  }

  private boolean hasRoom(TrainingCase source) throws IOException {
    long room = Files.getFileStore(folder).getUsableSpace();
    if (roomAtFirst.isEmpty()) {
      roomAtFirst = OptionalLong.of(room);
    }
    return room - source.bytes() >= roomAtFirst.getAsLong() / 2;
  }

  /** Empty when the disk is full before its time, or a quota is. */
  private Optional<TrainingCase> written(TrainingCase source, FileChannel channel) {
    try {
      List<StoredValues> moved = new ArrayList<>();
      for (StoredValues volume : source.volumes()) {
        long start = channel.size();
        write(volume.copy(), channel, start);
        moved.add(volume.in(channel.map(FileChannel.MapMode.READ_ONLY, start, volume.bytes())));
      }
      return Optional.of(source.withVolumes(moved));
    } catch (IOException e) {
      System.getLogger(CaseFiles.class.getName())
          .log(
              System.Logger.Level.WARNING,
              "a case cannot be kept in a file of {0} and is encoded anew each time: {1}",
              folder,
              e.getMessage());
      return Optional.empty();
    }
  }

  private static void write(ByteBuffer bytes, FileChannel channel, long start) throws IOException {
    int size = bytes.capacity();
    int written = 0;
    while (written < size) {
      bytes.limit(Math.min(size, written + PIECE)).position(written);
      written += channel.write(bytes, start + written);
    }
  }
}
