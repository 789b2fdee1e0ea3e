package org.dosekit.dicom.prepare;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.dosekit.core.DoseDataException;
import org.dosekit.core.protocol.StructureDefinition;
import org.dosekit.dicom.name.NameMatch;
import org.dosekit.dicom.name.NameMatch.Confidence;
import org.dosekit.dicom.name.NameTable;
import org.dosekit.dicom.rt.Roi;
import org.dosekit.dicom.rt.RtStructureSet;

/**
 * Which drawn region is which structure: one region each. Two that could be are never united
 * (defect I).
 *
 * @param byStructure the region of each structure found, drawn ones only
 * @param unmatched how many drawn regions are none of the protocol's structures
 */
record MappedStructures(Map<String, Mapped> byStructure, int unmatched) {

  /** A region and how sure its name is. */
  record Mapped(Roi roi, Confidence confidence) {}

  static MappedStructures of(String label, RtStructureSet set, PreparationSettings settings) {
    Map<String, List<Mapped>> candidates = new LinkedHashMap<>();
    int unmatched = 0;
    for (Roi roi : set.rois()) {
      if (roi.closed().isEmpty()) {
        continue;
      }
      NameMatch match = settings.names().match(roi.name());
      if (match.structure().isEmpty() && isExternal(roi)) {
        match = NameTable.external();
      }
      if (match.structure().isEmpty()) {
        unmatched++;
      } else {
        candidates
            .computeIfAbsent(match.structure().get(), s -> new ArrayList<>())
            .add(new Mapped(roi, match.confidence()));
      }
    }
    Map<String, Mapped> chosen = new LinkedHashMap<>();
    candidates.forEach((structure, of) -> chosen.put(structure, surest(label, structure, of)));
    requireAll(label, settings, chosen);
    return new MappedStructures(chosen, unmatched);
  }

  private static boolean isExternal(Roi roi) {
    return roi.interpretedType().toUpperCase(Locale.ROOT).equals("EXTERNAL");
  }

  private static Mapped surest(String label, String structure, List<Mapped> candidates) {
    Confidence best =
        candidates.stream().map(Mapped::confidence).min(Confidence::compareTo).orElseThrow();
    List<Mapped> surest = candidates.stream().filter(c -> c.confidence() == best).toList();
    if (surest.size() > 1) {
      throw DoseDataException.of(
          label,
          surest.size() + " drawn structures that could be " + structure,
          "one",
          "name the right one in a names file (dose names)");
    }
    return surest.get(0);
  }

  private static void requireAll(
      String label, PreparationSettings settings, Map<String, Mapped> chosen) {
    for (StructureDefinition structure : settings.protocol().structures()) {
      if (structure.required() && !chosen.containsKey(structure.name())) {
        throw DoseDataException.of(
            label,
            "no structure that is " + structure.name(),
            "one, drawn and named so that it is known",
            "list the names with: dose names");
      }
    }
  }
}
