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
import org.dosekit.core.DoseDataException;

/**
 * Moves the volumes of cases from memory to files that are mapped, one a case. A file is readable
 * by its owner only and goes with the process however that ends: where the system can, it has no
 * name from the moment it is opened.
 */
final class CaseFiles {
  /** Volumes begin at multiples of so many bytes. */
  private static final int ALIGNMENT = 8;

  private final Path folder;

  /** Files in a folder for temporary ones. */
  CaseFiles(Path folder) {
    this.folder = folder;
  }

  /**
   * The case with its volumes in a file; empty where the folder has no room for it.
   *
   * @throws DoseDataException when the folder cannot be written
   */
  Optional<TrainingCase> moved(TrainingCase source) {
    try {
      long room = Files.getFileStore(folder).getUsableSpace();
      // Half of the room stays free for the run itself.
      if (source.bytes() > Math.min(room / 2, Integer.MAX_VALUE / 2)) {
        return Optional.empty();
      }
      Path file = Files.createTempFile(folder, "dosekit-case", ".tmp");
      try (FileChannel channel =
          FileChannel.open(
              file,
              StandardOpenOption.READ,
              StandardOpenOption.WRITE,
              StandardOpenOption.DELETE_ON_CLOSE)) {
        return Optional.of(written(source, channel));
      }
    } catch (IOException e) {
      throw DoseDataException.of(
              folder.toString(),
              "no writable folder for encoded cases",
              "room for " + source.bytes() + " bytes",
              "make room, or name another with -Djava.io.tmpdir")
          .withCause(e);
    }
  }

  private static TrainingCase written(TrainingCase source, FileChannel channel) throws IOException {
    List<StoredValues> volumes = source.volumes();
    List<Integer> starts = new ArrayList<>();
    int size = 0;
    for (StoredValues volume : volumes) {
      starts.add(size);
      ByteBuffer bytes = volume.copy();
      for (int at = size; bytes.hasRemaining(); at = size + bytes.position()) {
        channel.write(bytes, at);
      }
      size = (size + (int) volume.bytes() + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    }
    ByteBuffer mapped = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size());
    List<StoredValues> moved = new ArrayList<>();
    for (int i = 0; i < volumes.size(); i++) {
      StoredValues volume = volumes.get(i);
      int bytes = (int) volume.bytes();
      int start = Math.min(starts.get(i), mapped.capacity());
      moved.add(volume.in(mapped.slice(start, bytes)));
    }
    return source.withVolumes(moved);
  }
}
