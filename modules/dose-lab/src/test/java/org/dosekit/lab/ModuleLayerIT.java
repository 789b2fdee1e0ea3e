package org.dosekit.lab;

import static java.util.stream.Collectors.toCollection;
import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.module.Configuration;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReference;
import java.lang.module.ResolvedModule;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The built jars as a user's module path sees them. */
class ModuleLayerIT {
  private static final String PREFIX = "org.dosekit.";
  private static final ModuleFinder JARS = ModuleFinder.of(Path.of(System.getProperty("dose.lib")));

  /** What each room may know, and nothing else of DoseKit: docs/architecture.md. */
  private static final Map<String, Set<String>> ARROWS =
      Map.of(
          "core", Set.of(),
          "train", Set.of("core"),
          "eval", Set.of("core"),
          "export", Set.of("core"),
          "data", Set.of("core"),
          "dicom", Set.of("core"),
          "report", Set.of("core", "eval"),
          "cli", Set.of("core", "eval", "export", "dicom"),
          "lab", Set.of("core", "eval", "export", "dicom", "data", "train", "report", "cli"));

  private static final Map<String, Set<String>> EXPORTS =
      Map.of(
          "core",
              Set.of(
                  "",
                  "geometry",
                  "volume",
                  "structure",
                  "protocol",
                  "patient",
                  "npz",
                  "tensorfile",
                  "encode",
                  "network",
                  "predict"),
          "train", Set.of("run", "settings"),
          "eval", Set.of("dvh", "gamma", "goal", "score", "stats"),
          "export", Set.of("onnx", "runtime"),
          "data", Set.of("openkbp", "phantom"),
          "dicom", Set.of("file", "name", "original", "prepare", "rt", "write"),
          "report", Set.of("figure", "html", "source"),
          "cli", Set.of(""),
          "lab", Set.of());

  @Test
  void everyRoomIsAnExplicitModuleUnderItsName() {
    Set<String> found =
        JARS.findAll().stream()
            .map(ModuleReference::descriptor)
            .filter(d -> d.name().startsWith(PREFIX))
            .peek(d -> assertFalse(d.isAutomatic(), d.name()))
            .map(d -> d.name().substring(PREFIX.length()))
            .collect(toCollection(TreeSet::new));
    assertEquals(new TreeSet<>(ARROWS.keySet()), found);
  }

  @Test
  void arrowsPointOneWay() {
    Map<String, Set<String>> found = new TreeMap<>();
    for (String room : ARROWS.keySet()) {
      found.put(
          room,
          room(room).requires().stream()
              .map(ModuleDescriptor.Requires::name)
              .filter(name -> name.startsWith(PREFIX))
              .map(name -> name.substring(PREFIX.length()))
              .collect(toCollection(TreeSet::new)));
    }
    assertEquals(ARROWS, found);
  }

  @Test
  void onlyDeliberatePackagesAreExportedToEveryone() {
    Map<String, Set<String>> found = new TreeMap<>();
    for (String room : EXPORTS.keySet()) {
      String base = PREFIX + room;
      found.put(
          room,
          room(room).exports().stream()
              .filter(export -> !export.isQualified())
              .map(export -> export.source().substring(base.length()).replaceFirst("^\\.", ""))
              .collect(toCollection(TreeSet::new)));
    }
    assertEquals(EXPORTS, found);
  }

  @Test
  void coreAndEvalReachExplicitModulesOnly() {
    for (String room : List.of("core", "eval")) {
      resolved(room)
          .forEach(
              module -> assertFalse(module.reference().descriptor().isAutomatic(), module.name()));
    }
  }

  @Test
  void theDeploymentWithoutTheLabHoldsNoTrainingEngineNoArchivesAndNoDesktop() {
    Set<String> names =
        resolved("cli").map(ResolvedModule::name).collect(toCollection(TreeSet::new));
    assertAll(
        Stream.of("ai.djl.api", "org.apache.commons.compress", "java.desktop")
            .map(absent -> () -> assertFalse(names.contains(absent), names.toString())));
  }

  @Test
  void theLabProvidesItsCommandsToTheLauncher() {
    assertTrue(
        room("lab").provides().stream()
            .anyMatch(service -> service.service().equals("org.dosekit.cli.CommandProvider")));
  }

  /** The modules that a root needs, without the services that happen to be on the path. */
  private static Stream<ResolvedModule> resolved(String room) {
    Configuration configuration =
        Configuration.resolve(
            ModuleFinder.compose(JARS, ModuleFinder.ofSystem()),
            List.of(Configuration.empty()),
            ModuleFinder.of(),
            Set.of(PREFIX + room));
    Set<ResolvedModule> reached = new java.util.HashSet<>();
    java.util.ArrayDeque<ResolvedModule> next = new java.util.ArrayDeque<>();
    next.add(configuration.findModule(PREFIX + room).orElseThrow());
    while (!next.isEmpty()) {
      ResolvedModule module = next.remove();
      if (reached.add(module) && !module.reference().descriptor().isAutomatic()) {
        module.reference().descriptor().requires().stream()
            .flatMap(requires -> configuration.findModule(requires.name()).stream())
            .forEach(next::add);
      }
    }
    return reached.stream();
  }

  private static ModuleDescriptor room(String name) {
    return JARS.find(PREFIX + name).orElseThrow().descriptor();
  }
}
