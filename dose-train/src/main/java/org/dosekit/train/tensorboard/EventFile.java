package org.dosekit.train.tensorboard;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CancellationException;
import org.dosekit.core.DoseDataException;
import org.dosekit.core.io.AtomicFile;

/**
 * An event file of TensorBoard with the scalars of a run: one session of training writes one. It is
 * appended to, as TensorBoard follows a file by its end; a record that a power failure cuts is
 * passed over by TensorBoard and gone with the next session, which writes all that was before anew.
 */
public final class EventFile {
  /** TensorBoard looks for this in a name; the number after it orders the files. */
  private static final String PREFIX = "events.out.tfevents.";

  /**
   * What was measured at one step.
   *
   * @param step the horizontal axis
   * @param seconds since the run began
   * @param values by tag
   */
  public record Scalars(long step, double seconds, Map<String, Number> values) {
    /** Copies the map, keeping its order. */
    public Scalars {
      values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }
  }

  private final Path file;
  private final double startSeconds;

  private EventFile(Path file, double startSeconds) {
    this.file = file;
    this.startSeconds = startSeconds;
  }

  /**
   * Writes a file that replaces those in the folder.
   *
   * @param folder created when absent
   * @param startSeconds the beginning of the run in seconds since 1970, as if it had trained
   *     without a break
   * @param before what was measured in earlier sessions
   * @throws DoseDataException when the folder cannot be written
   */
  public static EventFile create(Path folder, double startSeconds, List<Scalars> before) {
    List<Path> earlier = eventFiles(folder);
    Path file = folder.resolve(freeName(folder, (long) startSeconds));
    EventFile events = new EventFile(file, startSeconds);
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    content.writeBytes(EventRecord.fileVersion(startSeconds));
    before.forEach(scalars -> content.writeBytes(events.record(scalars)));
    AtomicFile.writeStream(file, content::writeTo);
    for (Path old : earlier) {
      try {
        Files.deleteIfExists(old);
      } catch (IOException e) {
        throw unwritable(old, e);
      }
    }
    return events;
  }

  /**
   * Appends what was measured.
   *
   * @throws DoseDataException when the file cannot be written
   * @throws CancellationException when the thread is interrupted while it writes
   */
  public void append(Scalars scalars) {
    try {
      Files.write(file, record(scalars), StandardOpenOption.APPEND);
    } catch (ClosedByInterruptException e) {
      throw new CancellationException("interrupted while writing " + file);
    } catch (IOException e) {
      throw unwritable(file, e);
    }
  }

  private byte[] record(Scalars scalars) {
    return EventRecord.scalars(startSeconds + scalars.seconds(), scalars.step(), scalars.values());
  }

  private static List<Path> eventFiles(Path folder) {
    List<Path> found = new ArrayList<>();
    if (!Files.isDirectory(folder)) {
      return found;
    }
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, PREFIX + "*")) {
      files.forEach(found::add);
    } catch (IOException e) {
      throw unwritable(folder, e);
    }
    return found;
  }

  private static String freeName(Path folder, long seconds) {
    long number = seconds;
    while (Files.exists(folder.resolve(name(number)))) {
      number++;
    }
    return name(number);
  }

  private static String name(long number) {
    return String.format(Locale.ROOT, "%s%010d.dosekit", PREFIX, number);
  }

  private static DoseDataException unwritable(Path path, IOException cause) {
    return DoseDataException.of(
            path.toString(),
            "an event file that cannot be written (" + cause.getClass().getSimpleName() + ")",
            "a writable folder with free space",
            "free space or mend its permissions, and resume")
        .withCause(cause);
  }
}
