package org.dosekit.core.protocol;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.dosekit.core.structure.StructureRole;

/** The consistency of a {@link Protocol}. */
final class ProtocolChecks {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");

  private ProtocolChecks() {}

  static void check(
      String name,
      List<StructureDefinition> structures,
      List<Channel> channels,
      Map<String, Double> prescriptionGy,
      List<ConstraintEntry> constraints,
      List<StructureMetric> metrics,
      List<ClinicalGoal> goals,
      List<GoalSet> goalSets) {
    requireName("protocol", name);
    Set<String> known = checkStructures(structures);
    checkChannels(channels, known);
    checkPrescription(prescriptionGy, targets(structures));
    checkConstraints(constraints, known, prescriptionGy.keySet());
    for (StructureMetric metric : metrics) {
      requireKnown("metric " + metric.metric().label(), metric.structure(), known);
    }
    requireDistinct("metric", metrics);
    checkGoals(goals, known);
    for (GoalSet set : goalSets) {
      requireName("goal set", set.name());
      checkGoals(set.goals(), known);
    }
    requireDistinct("goal set", goalSets.stream().map(GoalSet::name).toList());
  }

  private static void checkGoals(List<ClinicalGoal> goals, Set<String> known) {
    for (ClinicalGoal goal : goals) {
      String what = "goal on '" + goal.region() + "'";
      for (String structure : goal.region().structures()) {
        if (structure.contains("-") && !known.contains(structure)) {
          throw new IllegalArgumentException(
              "%s names structure '%s', which the protocol does not define; a difference is written with blanks, 'A - B'"
                  .formatted(what, structure));
        }
        requireKnown(what, structure, known);
      }
    }
    requireDistinct("goal", goals.stream().map(ClinicalGoal::label).toList());
  }

  private static Set<String> checkStructures(List<StructureDefinition> structures) {
    List<String> names = StructureDefinition.names(structures);
    for (StructureDefinition structure : structures) {
      // Stricter than Structure: an expression is read word by word, so a name holds no blank.
      requireName("structure", structure.name());
      requireName("TG-263 name of " + structure.name() + ":", structure.tg263());
    }
    requireDistinct("structure", names);
    return Set.copyOf(names);
  }

  private static Set<String> targets(List<StructureDefinition> structures) {
    return Set.copyOf(
        StructureDefinition.names(
            structures.stream().filter(s -> s.role() == StructureRole.TARGET).toList()));
  }

  private static void checkChannels(List<Channel> channels, Set<String> known) {
    requireDistinct("channel", channels);
    if (channels.stream().noneMatch(Channel.Ct.class::isInstance)) {
      throw new IllegalArgumentException("channels without the CT; exactly one is the CT");
    }
    for (Channel channel : channels) {
      if (channel instanceof Channel.SignedDistance sdf) {
        requireKnown("an SDF channel", sdf.structure(), known);
      }
    }
  }

  private static void checkPrescription(Map<String, Double> prescriptionGy, Set<String> targets) {
    if (prescriptionGy.isEmpty()) {
      throw new IllegalArgumentException("no prescription; at least one target has one");
    }
    double previousGy = Double.POSITIVE_INFINITY;
    for (Map.Entry<String, Double> entry : prescriptionGy.entrySet()) {
      double doseGy = entry.getValue();
      if (!targets.contains(entry.getKey())) {
        throw new IllegalArgumentException(
            "prescription of '" + entry.getKey() + "', which is no target of the protocol");
      }
      if (!(doseGy > 0) || !Double.isFinite(doseGy)) {
        throw new IllegalArgumentException(
            "prescription of " + doseGy + " Gy; it is positive and finite");
      }
      if (doseGy > previousGy) {
        throw new IllegalArgumentException(
            "prescription " + prescriptionGy + " Gy; the highest comes first");
      }
      previousGy = doseGy;
    }
  }

  private static void checkConstraints(
      List<ConstraintEntry> constraints, Set<String> known, Set<String> prescribed) {
    for (ConstraintEntry entry : constraints) {
      String what = "constraint '" + entry.name() + "'";
      requireName("constraint", entry.name());
      if (entry instanceof ConstraintEntry.Presence presence) {
        requireKnown(what, presence.structure(), known);
      } else if (entry instanceof ConstraintEntry.PrescriptionLevel level) {
        if (!prescribed.contains(level.structure())) {
          throw new IllegalArgumentException(
              what + " is the level of '" + level.structure() + "', which has no prescription");
        }
      } else if (entry instanceof ConstraintEntry.DoseLimit limit) {
        requireFinite(what, limit.doseGy());
      } else if (entry instanceof ConstraintEntry.Fixed fixed) {
        requireFinite(what, fixed.value());
      }
    }
    requireDistinct("constraint", constraints.stream().map(ConstraintEntry::name).toList());
  }

  private static void requireName(String what, String name) {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          what + " '" + name + "'; a name is 1 to 64 letters, digits, dots, dashes or underscores");
    }
  }

  private static void requireFinite(String what, double value) {
    if (!Double.isFinite(value)) {
      throw new IllegalArgumentException(what + " is " + value + "; it is finite");
    }
  }

  private static void requireKnown(String what, String structure, Set<String> known) {
    if (!known.contains(structure)) {
      throw new IllegalArgumentException(
          what + " names structure '" + structure + "', which the protocol does not define");
    }
  }

  private static void requireDistinct(String what, List<?> elements) {
    Set<Object> seen = new HashSet<>();
    for (Object element : elements) {
      if (!seen.add(element)) {
        throw new IllegalArgumentException(what + " " + element + " is there twice");
      }
    }
  }
}
