package org.dosekit.lab;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import org.dosekit.cli.shell.Batch;
import org.dosekit.cli.shell.GridShapeConverter;
import org.dosekit.cli.shell.Output;
import org.dosekit.core.geometry.GridShape;
import org.dosekit.core.geometry.VoxelSpacing;
import org.dosekit.core.io.JsonObject;
import org.dosekit.core.npz.CaseFile;
import org.dosekit.core.patient.Split;
import org.dosekit.data.phantom.PhantomGenerator;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code dose phantom}: a cohort of synthetic pelvic cases. */
@Command(
    name = "phantom",
    description = "Make a seeded cohort of synthetic pelvic cases with dose.")
final class PhantomCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private Output output = new Output();

  @Option(names = "--out", required = true, paramLabel = "FOLDER", description = "The new cohort.")
  private Path out = Path.of("");

  @Option(
      names = "--cases",
      defaultValue = "20",
      description = "How many (default ${DEFAULT-VALUE}).")
  private int cases;

  @Option(names = "--seed", defaultValue = "1", description = "Seed (default ${DEFAULT-VALUE}).")
  private long seed;

  @Option(
      names = "--grid",
      defaultValue = "128x128x80",
      converter = GridShapeConverter.class,
      description = "Voxels along Y, X, Z (default ${DEFAULT-VALUE}).")
  private GridShape grid = GridShape.cube(16);

  @Option(
      names = "--spacing-mm",
      defaultValue = "3",
      description = "Voxel spacing along every axis (default ${DEFAULT-VALUE}).")
  private double spacingMm;

  @Override
  public Integer call() {
    if (cases < 1) {
      throw new ParameterException(spec.commandLine(), "--cases " + cases + "; at least 1");
    }
    Batch batch = new Batch(output);
    generate(batch, out, cases, generator(), seed);
    output.result(
        batch.describeIn(JsonObject.create().put("folder", out.toString())),
        batch.done() + " phantoms in " + out + System.lineSeparator());
    return batch.exitCode();
  }

  private PhantomGenerator generator() {
    try {
      return PhantomGenerator.of(seed).withGrid(grid, VoxelSpacing.isotropic(spacingMm));
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }

  /** Writes phantoms and a seeded split of those that were written; returns their ids. */
  static List<String> generate(
      Batch batch, Path folder, int cases, PhantomGenerator generator, long seed) {
    Map<String, Integer> indices = new LinkedHashMap<>();
    for (int index = 0; index < cases; index++) {
      indices.put(generator.id(index), index);
    }
    Set<String> written = ConcurrentHashMap.newKeySet();
    batch.forEachInParallel(
        "phantom",
        List.copyOf(indices.keySet()),
        id -> {
          int index = Objects.requireNonNull(indices.get(id));
          CaseFile.write(generator.generate(index), folder.resolve(id + ".npz"));
          written.add(id);
        });
    List<String> ids = indices.keySet().stream().filter(written::contains).toList();
    if (!ids.isEmpty()) {
      Split.seeded(ids, seed).write(folder.resolve(Split.FILE_NAME));
    }
    return ids;
  }
}
