package org.dosekit.eval.dvh;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import org.dosekit.core.io.JsonObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

/** Closed-form DVHs of {@code reference/dvh/analytic_dvh_nelms_style.json}. */
@EnabledIfEnvironmentVariable(
    named = "DOSEKIT_DATA",
    matches = ".+",
    disabledReason = "set DOSEKIT_DATA to the folder of reference data")
class AnalyticDvhReferenceTest {
  @Test
  void voxelisedSphereMeetsTheClosedForm() {
    Path reference = Path.of(System.getenv("DOSEKIT_DATA"), "reference/dvh");
    JsonObject sphere =
        JsonObject.read(reference.resolve("analytic_dvh_nelms_style.json"))
            .object("shapes")
            .object("sphere (any gradient)");
    DoseVolumeCurve curve = DoseVolumeCurveTest.sphereInGradient();
    assertEquals(sphere.number("volume_cc"), curve.volumeCc(), 0.01);
    assertEquals(sphere.number("mean"), curve.meanGy(), 1e-6);
    assertEquals(sphere.number("V16Gy_pct"), curve.volumePercentAtDose(16), 1e-6);
    assertEquals(sphere.number("D99"), curve.doseAtVolumePercentGy(99), 0.05);
    assertEquals(sphere.number("D95"), curve.doseAtVolumePercentGy(95), 0.05);
    assertEquals(sphere.number("D50"), curve.doseAtVolumePercentGy(50), 0.05);
    assertEquals(sphere.number("D5"), curve.doseAtVolumePercentGy(5), 0.05);
    assertEquals(sphere.number("D1"), curve.doseAtVolumePercentGy(1), 0.05);
    assertEquals(sphere.number("D0_03cc"), curve.doseAtVolumeCcGy(0.03).orElseThrow(), 0.1);
  }
}
