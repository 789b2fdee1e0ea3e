package org.dosekit.core.protocol;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.dosekit.core.DoseDataException;

/**
 * A treatment site as data. Loss terms, evaluator and report all read it, so that training and
 * scoring cannot disagree.
 *
 * <p>Built in: {@code prostate-sib} (8 structures), {@code prostate-sib-ptv50} (with PTV50.4, 9
 * structures), {@code openkbp-head-neck}. Anyone can write another as a JSON file.
 *
 * @param name its name, which cases and models refer to
 * @param description one line for people
 * @param structures the structures it knows, in order
 * @param channels the network's input channels, in order
 * @param prescriptionGy the usual prescription of each target in Gy, highest first
 * @param constraints the entries of the constraint vector, in order
 * @param metrics what is reported, in order
 * @param goals what a plan is judged by
 * @param goalSets further goals under names, for those who judge by others
 */
public record Protocol(
    String name,
    String description,
    List<StructureDefinition> structures,
    List<Channel> channels,
    Map<String, Double> prescriptionGy,
    List<ConstraintEntry> constraints,
    List<StructureMetric> metrics,
    List<ClinicalGoal> goals,
    List<GoalSet> goalSets) {

  /**
   * Checks that every structure named is defined, names are unique, exactly one channel is the CT.
   *
   * @throws IllegalArgumentException when not
   */
  public Protocol {
    Objects.requireNonNull(description);
    structures = List.copyOf(structures);
    channels = List.copyOf(channels);
    prescriptionGy = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(prescriptionGy));
    constraints = List.copyOf(constraints);
    metrics = List.copyOf(metrics);
    goals = List.copyOf(goals);
    goalSets = List.copyOf(goalSets);
    ProtocolChecks.check(
        name, structures, channels, prescriptionGy, constraints, metrics, goals, goalSets);
  }

  /** A protocol without further goal sets. */
  public Protocol(
      String name,
      String description,
      List<StructureDefinition> structures,
      List<Channel> channels,
      Map<String, Double> prescriptionGy,
      List<ConstraintEntry> constraints,
      List<StructureMetric> metrics,
      List<ClinicalGoal> goals) {
    this(
        name,
        description,
        structures,
        channels,
        prescriptionGy,
        constraints,
        metrics,
        goals,
        List.of());
  }

  /**
   * A built-in protocol.
   *
   * @throws org.dosekit.core.DoseDataException when there is none of that name; the message lists
   *     those there are
   */
  public static Protocol builtIn(String name) {
    return ProtocolJson.builtIn(name);
  }

  /** The names of the built-in protocols. */
  public static List<String> builtInNames() {
    return ProtocolJson.BUILT_IN;
  }

  /**
   * A built-in protocol by its name, or a file when the text ends in {@code .json}.
   *
   * @throws org.dosekit.core.DoseDataException when there is no such protocol
   */
  public static Protocol named(String nameOrFile) {
    return nameOrFile.endsWith(".json") ? read(Path.of(nameOrFile)) : builtIn(nameOrFile);
  }

  /**
   * Reads a protocol file.
   *
   * @throws org.dosekit.core.DoseDataException when it is not one
   */
  public static Protocol read(Path file) {
    return ProtocolJson.read(file);
  }

  /**
   * Reads a protocol's JSON.
   *
   * @param where named in errors
   * @throws org.dosekit.core.DoseDataException when it is not one
   */
  public static Protocol fromJson(String where, String json) {
    return ProtocolJson.parse(where, json);
  }

  /** The protocol as JSON; {@link #fromJson} reads it back equal. */
  public String toJson() {
    return ProtocolJson.format(this);
  }

  /** The definition of a structure, if the protocol knows it. */
  public Optional<StructureDefinition> structure(String structureName) {
    return structures.stream().filter(s -> s.name().equals(structureName)).findFirst();
  }

  /**
   * The goals of a set.
   *
   * @throws org.dosekit.core.DoseDataException when the protocol has none of that name; the message
   *     lists those it has
   */
  public GoalSet goalSet(String setName) {
    return goalSets.stream()
        .filter(set -> set.name().equals(setName))
        .findFirst()
        .orElseThrow(
            () ->
                DoseDataException.of(
                    "protocol " + name,
                    "no goal set '" + setName + "'",
                    "one of " + goalSets.stream().map(GoalSet::name).toList(),
                    "correct the name"));
  }

  /** The names of the target structures, in order. */
  public List<String> targets() {
    return structures.stream()
        .filter(s -> s.role() == org.dosekit.core.structure.StructureRole.TARGET)
        .map(StructureDefinition::name)
        .toList();
  }
}
