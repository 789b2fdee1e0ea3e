package org.dosekit.eval.gamma;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.dosekit.core.io.JsonObject;
import org.dosekit.core.npz.NpzFile;
import org.dosekit.core.volume.Volume;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Real doses against the maps of {@code reference/gamma}: certified ones (branch and bound by a
 * prototype of this project) and pymedphys' (an upper bound, since it samples).
 */
@EnabledIfEnvironmentVariable(
    named = "DOSEKIT_DATA",
    matches = ".+",
    disabledReason = "set DOSEKIT_DATA to the folder of reference data")
class GammaReferenceTest {
  private static final double CERTIFICATE = 1e-5;

  @ParameterizedTest
  @ValueSource(strings = {"pt_201", "pt_202", "pt_203"})
  void certifiedModeMeetsTheCertifiedMaps(String patient) {
    float[] expected = ReferencePair.npy(openKbp(patient, "exact_g3_3"));
    assertMaps(expected, compute(patient, GammaMode.certified(1e-3)), 1e-3 + CERTIFICATE);
    assertMaps(expected, compute(patient, GammaMode.certified(1e-5)), 3e-5);
  }

  private static void assertMaps(float[] expected, GammaResult result, double tolerance) {
    float[] found = result.map().data();
    for (int i = 0; i < expected.length; i++) {
      assertEquals(expected[i], found[i], (float) tolerance, "voxel " + i);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"pt_201", "pt_202", "pt_203"})
  void defaultModePassesTheCertifiedNumberOfPoints(String patient) {
    JsonObject certified =
        JsonObject.read(ReferencePair.openKbpFile(patient + ".json"))
            .object("results")
            .object("g3_3_exact_trilinear_cert1e-5");
    GammaResult result = compute(patient, GammaMode.exactPassRate());
    assertEquals(certified.integer("n"), result.evaluated());
    assertEquals(certified.integer("n_pass_le1"), result.passed(), result.ties());
    assertEquals(certified.number("mean"), result.mean(), 1e-4);
  }

  @ParameterizedTest
  @ValueSource(strings = {"pt_201", "pt_202", "pt_203"})
  void nowhereAbovePymedphys(String patient) {
    ReferencePair pair = ReferencePair.openKbp(patient);
    for (GammaMode mode : List.of(GammaMode.fast(), GammaMode.certified(1e-5))) {
      GammaIndex index = index(patient).withMode(mode);
      assertNotAbove(
          patient,
          "pymedphys_g3_3_i10",
          index.compute(pair.referenceGy(), pair.evaluatedGy()),
          mode);
      assertNotAbove(
          patient,
          "pymedphys_g3_3_i50",
          index.compute(pair.referenceGy(), pair.evaluatedGy()),
          mode);
      assertNotAbove(
          patient,
          "pymedphys_g2_2_i10",
          index
              .withCriterion(new GammaCriterion(2, 2))
              .compute(pair.referenceGy(), pair.evaluatedGy()),
          mode);
      assertNotAbove(
          patient,
          "pymedphys_l3_3_i10",
          index.withLocalDifference().compute(pair.referenceGy(), pair.evaluatedGy()),
          mode);
    }
  }

  private static void assertNotAbove(
      String patient, String map, GammaResult result, GammaMode mode) {
    float[] upper = ReferencePair.npy(openKbp(patient, map));
    float[] found = result.map().data();
    for (int i = 0; i < upper.length; i++) {
      assertEquals(Float.isNaN(upper[i]), Float.isNaN(found[i]), map + " voxel " + i);
      assertTrue(
          Float.isNaN(found[i]) || found[i] <= upper[i] + 1e-6, () -> mode + " above " + map);
    }
  }

  /** 90.72042120073982 % of 88,129 points in {@code gamma_fullvolume_tool_comparison.json}. */
  @Test
  void entPlansPassAsCertified() {
    JsonObject ent =
        JsonObject.read(
                ReferencePair.folder().resolve("gamma/gamma_fullvolume_tool_comparison.json"))
            .object("ent");
    JsonObject expected = ent.object("exact_certified_1e-3");
    ReferencePair pair = ReferencePair.ent();
    for (GammaMode mode : List.of(GammaMode.exactPassRate(), GammaMode.certified(1e-3))) {
      GammaResult result =
          GammaIndex.of(3, 3).withMode(mode).compute(pair.referenceGy(), pair.evaluatedGy());
      assertEquals(ent.integer("n"), result.points());
      assertEquals(0, result.notEvaluable());
      assertEquals(
          Math.round(expected.number("pass_le1") / 100 * ent.integer("n")),
          result.passed(),
          result.ties());
      assertEquals(expected.number("mean"), result.mean(), 1e-5);
    }
  }

  /** 97.80946581413444 % of 59,118 points are 57,823, and {@code pt_202_fullvolume_maps.npz}. */
  @Test
  void wholePatientMeetsItsCertifiedMap() throws IOException {
    ReferencePair pair = PerturbedPatient.read("validation-pats/pt_202");
    GammaResult result =
        GammaIndex.of(3, 3)
            .withMode(GammaMode.certified(1e-3))
            .compute(pair.referenceGy(), pair.evaluatedGy());
    assertEquals(59_118, result.points());
    assertEquals(57_823, result.passed(), result.ties());
    GammaResult byDefault = GammaIndex.of(3, 3).compute(pair.referenceGy(), pair.evaluatedGy());
    assertEquals(result.passed(), byDefault.passed(), result.ties() + byDefault.ties());
    try (NpzFile maps = NpzFile.open(ReferencePair.openKbpFile("pt_202_fullvolume_maps.npz"))) {
      float[] certified = maps.array("exact_1e3").toFloats();
      float[] sampled = maps.array("pymedphys_i10").toFloats();
      int[] shape = maps.array("exact_1e3").shape();
      Volume map = result.map();
      double[] start = maps.array("start").toDoubles();
      for (int i = 0; i < certified.length; i++) {
        int y = (int) start[0] + i / shape[2] / shape[1];
        int x = (int) start[1] + i / shape[2] % shape[1];
        int z = (int) start[2] + i % shape[2];
        float found = map.at(y, x, z);
        assertEquals(certified[i], found, 1e-3f, "voxel " + i);
        assertTrue(Float.isNaN(found) || found <= sampled[i] + 1e-6f, "voxel " + i);
      }
    }
  }

  private static GammaResult compute(String patient, GammaMode mode) {
    ReferencePair pair = ReferencePair.openKbp(patient);
    return index(patient).withMode(mode).compute(pair.referenceGy(), pair.evaluatedGy());
  }

  private static GammaIndex index(String patient) {
    JsonObject json = JsonObject.read(ReferencePair.openKbpFile(patient + ".json"));
    return GammaIndex.of(3, 3).withNormalisationGy(json.number("global_normalisation_gy"));
  }

  private static Path openKbp(String patient, String map) {
    return ReferencePair.openKbpFile(patient + "_" + map + ".npy");
  }
}
