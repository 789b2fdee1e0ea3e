package org.dosekit.report.figure;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.dosekit.core.io.JsonObject;

/**
 * A folder that figures are written into, with {@code figures.json}: what was drawn, and what was
 * left out for which reason. Not thread-safe.
 */
public final class FigureFolder {
  /** The index of the folder. */
  public static final String INDEX = "figures.json";

  private static final String FORMAT = "dosekit-figures/1";

  private final Path folder;
  private final List<JsonObject> drawn = new ArrayList<>();
  private final List<JsonObject> leftOut = new ArrayList<>();

  private FigureFolder(Path folder) {
    this.folder = folder;
  }

  /** A folder, made when the first file is written. */
  public static FigureFolder of(Path folder) {
    return new FigureFolder(folder);
  }

  /**
   * Writes the figures that can be drawn and notes the others.
   *
   * @throws org.dosekit.core.DoseDataException when the folder cannot be written
   */
  public void add(List<FigureAttempt> attempts) {
    for (FigureAttempt attempt : attempts) {
      attempt.figure().value().ifPresent(this::write);
      attempt.figure().reason().ifPresent(why -> leaveOut(attempt.name(), why));
    }
  }

  private void write(Figure figure) {
    drawn.add(
        JsonObject.create()
            .put("name", figure.name())
            .put("title", figure.caption().title())
            .putStrings("files", figure.write(folder)));
  }

  /** Notes figures that cannot even be tried. */
  public void leaveOut(String name, String why) {
    leftOut.add(JsonObject.create().put("name", name).put("reason", why));
  }

  /** How many figures were drawn. */
  public int drawn() {
    return drawn.size();
  }

  /** What was left out and why, a line each. */
  public List<String> leftOut() {
    return leftOut.stream().map(one -> one.string("name") + ": " + one.string("reason")).toList();
  }

  /**
   * Writes the index.
   *
   * @return what it holds, as JSON
   */
  public String writeIndex() {
    JsonObject index =
        JsonObject.create()
            .put("format", FORMAT)
            .putObjects("figures", drawn)
            .putObjects("left_out", leftOut);
    index.write(folder.resolve(INDEX));
    return index.toText();
  }
}
