package org.dosekit.report.figure;

import java.util.List;
import java.util.Objects;

/**
 * What stands under a figure.
 *
 * @param title a line
 * @param shown what is shown, in full sentences
 * @param reading how to read it, in full sentences
 * @param sources case, run and model it was made from
 */
public record Caption(String title, String shown, String reading, List<String> sources) {
  /** Copies the list. */
  public Caption {
    Objects.requireNonNull(title);
    Objects.requireNonNull(shown);
    Objects.requireNonNull(reading);
    sources = List.copyOf(sources);
  }

  /** The caption as a text file. */
  public String toText() {
    return String.join(
        "\n\n",
        title,
        "What is shown. " + shown,
        "How to read it. " + reading,
        "Made from. " + String.join("; ", sources) + "\n");
  }
}
