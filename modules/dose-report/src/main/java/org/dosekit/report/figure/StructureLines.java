package org.dosekit.report.figure;

import java.awt.Color;
import java.awt.Stroke;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.dosekit.core.patient.Case;
import org.dosekit.core.structure.Structure;
import org.dosekit.core.structure.StructureRole;

/**
 * The line of each structure of a case, alike in all figures: targets thick, organs at risk thin,
 * each kind with the palette's colours in the order of the case. Other structures are not drawn.
 */
final class StructureLines {
  private static final double TARGET_WIDTH = 1.4;
  private static final double ORGAN_WIDTH = 0.7;

  private final Map<String, Color> colours = new LinkedHashMap<>();
  private final List<Structure> targets = new ArrayList<>();
  private final List<Structure> organs = new ArrayList<>();

  private StructureLines() {}

  /** The lines of a case. */
  static StructureLines of(Case patient) {
    StructureLines lines = new StructureLines();
    for (Structure structure : patient.structures()) {
      if (structure.role() == StructureRole.TARGET) {
        lines.add(structure, lines.targets);
      } else if (structure.role() == StructureRole.ORGAN_AT_RISK) {
        lines.add(structure, lines.organs);
      }
    }
    return lines;
  }

  private void add(Structure structure, List<Structure> kind) {
    colours.put(
        structure.name(), kind == targets ? Style.target(kind.size()) : Style.organ(kind.size()));
    kind.add(structure);
  }

  /** The targets, in the order of the case. */
  List<Structure> targets() {
    return targets;
  }

  /** The organs at risk, in the order of the case. */
  List<Structure> organs() {
    return organs;
  }

  /** Organs first, so that targets are drawn over them. */
  List<Structure> all() {
    List<Structure> all = new ArrayList<>(organs);
    all.addAll(targets);
    return all;
  }

  /** The colour of a structure, if it is drawn. */
  Optional<Color> colour(String structure) {
    return Optional.ofNullable(colours.get(structure));
  }

  /** The line around a structure in a slice. */
  static Stroke outline(Structure structure) {
    return Style.solid(width(structure));
  }

  /** The width of the line around a structure in a slice. */
  static double width(Structure structure) {
    return structure.role() == StructureRole.TARGET ? TARGET_WIDTH : ORGAN_WIDTH;
  }
}
