package org.dosekit.cli.experiments;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.dosekit.core.DoseDataException;
import org.dosekit.core.io.JsonObject;

/**
 * Why a run ended before its time: {@value #FILE_NAME} in its folder, written by the command that
 * trained it and removed when the run goes on.
 */
public final class RunFailure {
  /** The name of the file. */
  public static final String FILE_NAME = "failure.json";

  private static final String FORMAT = "dosekit-failure/1";

  private RunFailure() {}

  /**
   * Writes why a run failed.
   *
   * @throws DoseDataException when the file cannot be written
   */
  public static void write(Path run, String message) {
    JsonObject.create().put("format", FORMAT).put("message", message).write(run.resolve(FILE_NAME));
  }

  /**
   * Removes the file of a run that goes on, if there is one.
   *
   * @throws DoseDataException when it cannot be removed
   */
  public static void remove(Path run) {
    Path file = run.resolve(FILE_NAME);
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw DoseDataException.of(
              file.toString(),
              "a record that cannot be removed",
              "a writable folder",
              "mend its permissions")
          .withCause(e);
    }
  }

  /**
   * Why a run failed, if it says so.
   *
   * @throws DoseDataException when the file is damaged
   */
  static Optional<String> read(Path run) {
    Path file = run.resolve(FILE_NAME);
    return Files.exists(file)
        ? Optional.of(JsonObject.read(file).string("message"))
        : Optional.empty();
  }
}
