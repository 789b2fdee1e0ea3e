package org.dosekit.train.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.dosekit.core.geometry.GridShape;
import org.dosekit.core.io.JsonObject;
import org.dosekit.core.protocol.Protocol;
import org.dosekit.core.protocol.StructureExpression;
import org.dosekit.core.tensorfile.TensorFile;
import org.dosekit.train.engine.LossProbe.Found;
import org.dosekit.train.settings.Loss;
import org.dosekit.train.settings.StructureLoss;
import org.dosekit.train.settings.VoxelLoss;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StructureLossTest {
  private static final GridShape SHAPE = new GridShape(1, 2, 4);
  private static final StructureLoss BOTH =
      new StructureLoss(1, 1, List.of("PTV70"), List.of("Rectum"));

  @ParameterizedTest
  @CsvSource({
    "structure_weighted, structure_weighted",
    "asymmetric_target, asymmetric_ptv",
  })
  @EnabledIfEnvironmentVariable(
      named = "DOSEKIT_DATA",
      matches = ".+",
      disabledReason = "set DOSEKIT_DATA to the folder of reference data")
  void valuesAndGradientsAreTheOriginals(String term, String name) {
    Path folder = Path.of(System.getenv("DOSEKIT_DATA"), "reference/pytorch");
    TensorFile file = TensorFile.read(folder.resolve("losses_case.safetensors"));
    double expected =
        JsonObject.read(folder.resolve("losses_expected.json")).object(name).number("loss");
    Loss loss = loss(StructureLoss.of(Protocol.builtIn("prostate-sib"), 1, 1));
    float[] target = file.tensor("target").toArray();
    Found found =
        LossProbe.of(loss, 2, GridShape.cube(32))
            .evaluate(
                term,
                file.tensor("prediction").toArray(),
                target,
                ones(target.length),
                ReferenceRegions.targetsAndSurfaces(file));
    assertEquals(expected, value(found, term), 1e-5 * expected);
    float[] reference = file.tensor("grad." + name).toArray();
    double largest = 0;
    for (float g : reference) {
      largest = Math.max(largest, Math.abs(g));
    }
    Tensors.assertClose(reference, found.gradient(), 1e-4 * largest, name);
  }

  /** Two target voxels, of which one also lies at a surface; one at a surface; one of no weight. */
  @Test
  void voxelsCountByWhereTheyLie() {
    float[] prediction = {1, 2, 3, 4, 5, 6, 7, 8};
    float[] target = new float[8];
    float[] weight = {1, 1, 1, 1, 1, 1, 1, 0};
    RegionVoxels regions = regions(new int[] {0, 1, 1, 2}, 2, 2);
    Found found =
        LossProbe.of(loss(BOTH), 1, SHAPE)
            .evaluate("structure_weighted", prediction, target, weight, regions);
    double sum = 2 * 1 + 2 * 4 + 1.5 * 9 + 0.5 * (16 + 25 + 36 + 49);
    assertEquals(sum / 7, value(found, "structure_weighted"), 1e-5);
    assertEquals(2 * 1.5 * 3 / 7, found.gradient()[2], 1e-5);
    assertEquals(0, found.gradient()[7]);
  }

  @Test
  void tooLittleDoseInATargetCountsThreefold() {
    float[] prediction = {1, 2, 0, 0, 0, 0, 0, 0};
    float[] target = {0, 4, 9, 0, 0, 0, 0, 0};
    Found found =
        LossProbe.of(loss(BOTH), 1, SHAPE)
            .evaluate(
                "asymmetric_target", prediction, target, ones(8), regions(new int[] {0, 1}, 2, 0));
    assertEquals((1 + 3 * 4) / 2.0, value(found, "asymmetric_target"), 1e-6);
    assertEquals(1, found.gradient()[0], 1e-6);
    assertEquals(-6, found.gradient()[1], 1e-6);
    assertEquals(0, found.gradient()[2]);
  }

  @Test
  void patchWithoutATargetHasNoAsymmetricLoss() {
    Found found =
        LossProbe.of(loss(BOTH), 1, SHAPE)
            .evaluate("total", ones(8), new float[8], ones(8), regions(new int[0], 0, 0));
    assertEquals(0, value(found, "asymmetric_target"));
    assertEquals(1 + 0.5, value(found, "total"), 1e-6);
  }

  @Test
  void organSurfacesReachFiveMillimetresBothWays() {
    assertEquals(
        Stream.of("PTV70", "(Rectum + 5 mm) - (Rectum - 5 mm)")
            .map(StructureExpression::parse)
            .toList(),
        BOTH.regions());
  }

  @Test
  void settingsOutOfRangeAreRefused() {
    assertThrows(
        IllegalArgumentException.class, () -> new StructureLoss(1, 0, List.of(), List.of()));
    assertThrows(
        IllegalArgumentException.class,
        () -> new StructureLoss(-1, 0, List.of("PTV70"), List.of()));
  }

  private static Loss loss(StructureLoss structure) {
    return new Loss(VoxelLoss.L1, 0, 0, false).withStructure(structure);
  }

  private static RegionVoxels regions(int[] voxels, int targets, int surfaces) {
    return new RegionVoxels(
        2,
        voxels,
        new int[] {targets, surfaces},
        new float[] {70},
        new float[] {1},
        OptionalDouble.empty());
  }

  private static double value(Found found, String name) {
    return Objects.requireNonNull(found.losses().get(name), name);
  }

  private static float[] ones(int length) {
    float[] ones = new float[length];
    Arrays.fill(ones, 1);
    return ones;
  }
}
