package org.dosekit.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import org.dosekit.core.geometry.Grid;
import org.dosekit.core.geometry.GridShape;
import org.dosekit.core.geometry.PatientPoint;
import org.dosekit.core.geometry.VoxelSpacing;
import org.dosekit.core.patient.Case;
import org.dosekit.core.patient.Prescription;
import org.dosekit.core.protocol.Protocol;
import org.dosekit.core.structure.Structure;
import org.dosekit.core.structure.StructureRole;
import org.dosekit.core.volume.Mask;
import org.dosekit.core.volume.Volume;
import org.dosekit.train.run.ValidationMetric;
import org.junit.jupiter.api.Test;

/** Two blocks of uniform dose, whose metrics are known: PTV70 at 70 Gy and the rectum at 30 Gy. */
class ProtocolMetricsTest {
  private static final Grid GRID =
      Grid.axial(GridShape.cube(16), VoxelSpacing.isotropic(5), PatientPoint.ORIGIN);
  private static final Mask TARGET = Mask.where(GRID, i -> i < GRID.voxelCount() / 4);
  private static final Mask RECTUM = Mask.where(GRID, i -> i >= GRID.voxelCount() / 2);
  private static final Protocol PROTOCOL = Protocol.builtIn("prostate-sib");

  @Test
  void namesInTheHelpAreThoseThereAre() {
    assertEquals(
        ProtocolMetrics.NAMES,
        ProtocolMetrics.of(PROTOCOL).stream()
            .map(ValidationMetric::name)
            .collect(Collectors.joining(", ")));
  }

  @Test
  void planItselfHasNoErrorAndKeepsItsGoals() {
    Map<String, OptionalDouble> values = measured(dose(70, 30));
    assertEquals(OptionalDouble.of(0), values.get("ptv_d95_error_gy"));
    assertEquals(OptionalDouble.of(0), values.get("oar_volume_error_percent"));
    assertEquals(OptionalDouble.of(0), values.get("dvh_error_gy"));
    assertEquals(OptionalDouble.of(0), values.get("goal_error_percent"));
    assertEquals(OptionalDouble.of(100), values.get("goals_kept_percent"));
    assertEquals(OptionalDouble.of(100), values.get("gamma_3mm3pct_percent"));
  }

  @Test
  void errorsAreThoseOfTheStructuresThereAre() {
    // The target 3 Gy too cold; the rectum wholly above 50 Gy and above 60 Gy, below 70 Gy.
    Map<String, OptionalDouble> values = measured(dose(67, 65));
    assertEquals(3, value(values, "ptv_d95_error_gy"), 1e-4);
    // V50, V60, V70 of the rectum from 0, 0, 0 to 100, 100, 0 %.
    assertEquals(200 / 3.0, value(values, "oar_volume_error_percent"), 1e-6);
    assertTrue(value(values, "goals_kept_percent") < 100);
    assertTrue(value(values, "gamma_3mm3pct_percent") < 50);
    // Eight metrics of the target off by 3 Gy, mean and D0.03cc of the rectum by 35 Gy.
    assertEquals((8 * 3 + 2 * 35) / 10.0, value(values, "dvh_error_gy"), 1e-4);
  }

  @Test
  void goalErrorIsRelativeToTheLimits() {
    // The rectum as planned. PTV70: D95 >= 66.5 Gy, V66.5Gy >= 95 %, D0.03cc <= 74.9 Gy.
    double target = 4 / 66.5 + 100 / 95.0 + 4 / 74.9;
    // Four goals of the rectum without error; PTV56 - PTV70 has no voxel.
    assertEquals(100 * target / 7, value(measured(dose(66, 30)), "goal_error_percent"), 1e-4);
  }

  @Test
  void metricOfAbsentStructuresHasNoValue() {
    Case bare = patient(List.of());
    for (ValidationMetric metric : ProtocolMetrics.of(PROTOCOL)) {
      boolean ofStructures = !metric.name().startsWith("gamma");
      assertEquals(ofStructures, metric.measure(bare, dose(60, 60)).isEmpty(), metric.name());
    }
  }

  private static Map<String, OptionalDouble> measured(Volume predictedGy) {
    Case patient =
        patient(
            List.of(
                new Structure("PTV70", StructureRole.TARGET, TARGET),
                new Structure("Rectum", StructureRole.ORGAN_AT_RISK, RECTUM)));
    return ProtocolMetrics.of(PROTOCOL).stream()
        .collect(
            Collectors.toMap(
                ValidationMetric::name, metric -> metric.measure(patient, predictedGy)));
  }

  private static double value(Map<String, OptionalDouble> values, String name) {
    return Optional.ofNullable(values.get(name)).orElseThrow().orElseThrow();
  }

  private static Case patient(List<Structure> structures) {
    return new Case(
        "pt_1",
        "prostate-sib",
        Volume.filled(GRID, 0),
        structures,
        new Prescription(Map.of("PTV70", 70.0)),
        Optional.of(dose(70, 30)),
        Optional.empty(),
        Map.of());
  }

  private static Volume dose(float targetGy, float elsewhereGy) {
    float[] doseGy = new float[GRID.voxelCount()];
    for (int i = 0; i < doseGy.length; i++) {
      doseGy[i] = i < GRID.voxelCount() / 4 ? targetGy : elsewhereGy;
    }
    return Volume.of(GRID, doseGy);
  }
}
