package org.dosekit.report.figure;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import org.dosekit.core.DoseDataException;
import org.dosekit.core.io.AtomicFile;
import org.dosekit.report.vector.Drawing;

/** A drawing with its caption. Immutable; draws when it is written. */
public final class Figure {
  /** What journals ask of pictures with lines and text. */
  public static final int DOTS_PER_INCH = 300;

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]*");

  private final String name;
  private final Drawing drawing;
  private final Caption caption;

  private Figure(String name, Drawing drawing, Caption caption) {
    this.name = name;
    this.drawing = Objects.requireNonNull(drawing);
    this.caption = Objects.requireNonNull(caption);
  }

  /**
   * A figure.
   *
   * @param name of its files, without their endings
   */
  static Figure of(String name, Drawing drawing, Caption caption) {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException("figure '" + name + "' cannot be a file's name");
    }
    return new Figure(name, drawing, caption);
  }

  /** The name of its files, without their endings. */
  public String name() {
    return name;
  }

  /** What stands under it. */
  public Caption caption() {
    return caption;
  }

  /** What is drawn. */
  Drawing drawing() {
    return drawing;
  }

  /**
   * Writes {@code NAME.png} of 300 dpi, {@code NAME.svg}, {@code NAME.pdf} and the caption {@code
   * NAME.txt}, each atomically.
   *
   * @return the files' names
   * @throws DoseDataException when the folder cannot be written
   */
  public List<String> write(Path folder) {
    List<String> files = List.of(name + ".png", name + ".svg", name + ".pdf", name + ".txt");
    AtomicFile.writeStream(
        folder.resolve(files.get(0)), out -> drawing.writePng(out, DOTS_PER_INCH));
    AtomicFile.writeText(folder.resolve(files.get(1)), drawing.toSvg());
    AtomicFile.writeStream(folder.resolve(files.get(2)), out -> out.write(drawing.toPdf()));
    AtomicFile.writeText(folder.resolve(files.get(3)), caption.toText());
    return files;
  }
}
