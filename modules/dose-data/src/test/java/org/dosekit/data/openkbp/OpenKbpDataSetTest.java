package org.dosekit.data.openkbp;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import org.dosekit.core.io.JsonObject;
import org.dosekit.core.patient.Case;
import org.dosekit.core.structure.StructureRole;
import org.dosekit.core.volume.Mask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

/** The archive of 60 real patients, read in place. */
@EnabledIfEnvironmentVariable(
    named = "DOSEKIT_DATA",
    matches = ".+",
    disabledReason = "set DOSEKIT_DATA to the folder of reference data")
class OpenKbpDataSetTest {
  private static final Path DATA = Path.of(String.valueOf(System.getenv("DOSEKIT_DATA")));

  @Test
  void sixtyPatientsAgreeWithTheOfficialEvaluator() throws IOException {
    Map<String, JsonObject> expected = expectedScores();
    Map<OpenKbpPart, Integer> counts = new EnumMap<>(OpenKbpPart.class);
    OpenKbpReader.open(DATA.resolve("openkbp/openkbp-dev.tar.xz"))
        .forEach(
            patient -> {
              counts.merge(patient.part(), 1, Integer::sum);
              if (patient.part() == OpenKbpPart.TEST) {
                assertAgrees(requireNonNull(expected.remove(patient.id())), patient.planned());
              }
              assertHeadIsUp(patient.planned());
            },
            (id, failure) -> {
              throw failure;
            });
    assertEquals(
        Map.of(OpenKbpPart.TRAINING, 40, OpenKbpPart.VALIDATION, 10, OpenKbpPart.TEST, 10), counts);
    assertTrue(expected.isEmpty(), "not read: " + expected.keySet());
  }

  /** The patients of expected-scores.json that are in the archive, by id. */
  private static Map<String, JsonObject> expectedScores() throws IOException {
    JsonObject patients =
        JsonObject.read(DATA.resolve("reference/openkbp-scores/expected-scores.json"))
            .object("patients");
    Map<String, JsonObject> expected = new HashMap<>();
    for (String path : patients.names()) {
      if (patients.object(path).string("set").equals("dev")) {
        expected.put(EntryNames.last(path), patients.object(path));
      }
    }
    assertEquals(10, expected.size());
    return expected;
  }

  /**
   * Voxel counts exactly, means within the rounding of doses to float, and the evaluator's
   * prediction shifted along k, whose score tells the direction of z.
   */
  private static void assertAgrees(JsonObject expected, Case planned) {
    String id = planned.id();
    Mask region = planned.doseRegion().orElseThrow();
    assertEquals(expected.integer("n_possible"), region.count(), id);
    double[] mm = expected.numbers("voxel_mm");
    assertEquals(mm[0], planned.grid().spacing().yMm(), 1e-3, id);
    assertEquals(mm[2], planned.grid().spacing().zMm(), 1e-3, id);
    JsonObject reference = expected.object("ref");
    for (var structure : planned.structures()) {
      if (structure.role() == StructureRole.ORGAN_AT_RISK) {
        double mean =
            structure
                .mask()
                .indices()
                .mapToDouble(i -> planned.requireDoseGy().data()[i])
                .average()
                .orElseThrow();
        JsonObject metrics = reference.object(structure.name());
        assertEquals(metrics.number("mean"), mean, 1e-5, id + " " + structure.name());
      }
    }
    assertEquals(
        expected.object("dose_score").number("shift"), shiftScore(planned, region), 1e-5, id);
  }

  /** The dose score of the dose moved by one voxel to inferior, zero outside the region. */
  private static double shiftScore(Case planned, Mask region) {
    float[] dose = planned.requireDoseGy().data();
    int n = planned.grid().shape().nz();
    double sum = 0;
    for (int i = 0; i < dose.length; i++) {
      int superior = i % n == n - 1 ? i - (n - 1) : i + 1;
      sum += Math.abs(dose[i] - (region.contains(i) ? dose[superior] : 0));
    }
    return sum / region.count();
  }

  /** The brainstem lies above the spinal cord's centre, the mandible before it, left is +x. */
  private static void assertHeadIsUp(Case planned) {
    double[] cord = centre(planned, "SpinalCord");
    double[] stem = centre(planned, "Brainstem");
    double[] jaw = centre(planned, "Mandible");
    double[] left = centre(planned, "LeftParotid");
    double[] right = centre(planned, "RightParotid");
    assertTrue(!(stem[2] <= cord[2]), planned.id() + ": brainstem below the cord");
    assertTrue(!(jaw[0] >= cord[0]), planned.id() + ": mandible behind the cord");
    assertTrue(!(left[1] <= right[1]), planned.id() + ": parotids exchanged");
  }

  /** Mean (y, x, z) indices; NaN when absent, which every comparison lets pass. */
  private static double[] centre(Case planned, String structure) {
    double[] sum = new double[3];
    int count = 0;
    int nx = planned.grid().shape().nx();
    int nz = planned.grid().shape().nz();
    for (int i : planned.mask(structure).map(m -> m.indices().toArray()).orElse(new int[0])) {
      int column = i / nz;
      int row = column / nx;
      sum[0] += row;
      sum[1] += column % nx;
      sum[2] += i % nz;
      count++;
    }
    return new double[] {sum[0] / count, sum[1] / count, sum[2] / count};
  }
}
