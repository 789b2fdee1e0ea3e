package org.dosekit.report.figure;

import java.util.Objects;
import org.dosekit.report.source.Found;

/**
 * A figure that was asked for.
 *
 * @param name of its files
 * @param figure it, or why it cannot be drawn
 */
public record FigureAttempt(String name, Found<Figure> figure) {
  /** Checks for nulls. */
  public FigureAttempt {
    Objects.requireNonNull(name);
    Objects.requireNonNull(figure);
  }
}
