package org.dosekit.report.html;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.dosekit.core.structure.Structure;

/**
 * Colours of structures, the same in DVH and viewer: those of Wong (Nature Methods 8, 2011) that
 * are seen on black and on white, then others as far from them as there are.
 */
final class StructureColours {
  private static final List<String> COLOURS =
      List.of(
          "#D55E00", "#E69F00", "#CC79A7", "#56B4E9", "#009E73", "#3D8BD4", "#B8A800", "#8A6FDF",
          "#8C8C8C", "#A65628");

  private StructureColours() {}

  /** The colour of each structure by its name. */
  static Map<String, String> of(List<Structure> structures) {
    Map<String, String> colours = new LinkedHashMap<>();
    for (Structure structure : structures) {
      colours.put(structure.name(), COLOURS.get(colours.size() % COLOURS.size()));
    }
    return colours;
  }
}
