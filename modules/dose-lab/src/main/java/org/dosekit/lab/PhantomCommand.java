package org.dosekit.lab;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
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
import picocli.CommandLine.Option;

/** {@code dose phantom}: a cohort of synthetic pelvic cases. */
@Command(
    name = "phantom",
    description = "Make a seeded cohort of synthetic pelvic cases with dose.")
final class PhantomCommand implements Callable<Integer> {
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
    Batch batch = new Batch(output);
    List<String> ids = generate(batch, out, cases, seed, grid, VoxelSpacing.isotropic(spacingMm));
    output.result(
        batch.describeIn(JsonObject.create().put("folder", out.toString())),
        ids.size() + " phantoms in " + out + System.lineSeparator());
    return batch.exitCode();
  }

  /** Writes phantoms and their split; returns their ids. */
  static List<String> generate(
      Batch batch, Path folder, int cases, long seed, GridShape grid, VoxelSpacing spacing) {
    PhantomGenerator generator = PhantomGenerator.of(seed).withGrid(grid, spacing);
    Map<String, Integer> indices = new LinkedHashMap<>();
    for (int index = 0; index < cases; index++) {
      indices.put(generator.id(index), index);
    }
    List<String> ids = List.copyOf(indices.keySet());
    batch.forEachInParallel(
        "phantom",
        ids,
        id -> {
          int index = Objects.requireNonNull(indices.get(id));
          CaseFile.write(generator.generate(index), folder.resolve(id + ".npz"));
        });
    Split.seeded(ids, seed).write(folder.resolve(Split.FILE_NAME));
    return ids;
  }
}
