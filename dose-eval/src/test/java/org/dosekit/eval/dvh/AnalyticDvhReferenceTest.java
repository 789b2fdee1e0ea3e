package org.dosekit.eval.dvh;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import org.dosekit.core.io.JsonObject;
import org.dosekit.core.protocol.DoseMetric;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Closed-form DVHs of {@code reference/dvh/analytic_dvh_nelms_style.json}. */
@EnabledIfEnvironmentVariable(
    named = "DOSEKIT_DATA",
    matches = ".+",
    disabledReason = "set DOSEKIT_DATA to the folder of reference data")
class AnalyticDvhReferenceTest {
  private final JsonObject shapes =
      JsonObject.read(
              Path.of(System.getenv("DOSEKIT_DATA"), "reference/dvh/analytic_dvh_nelms_style.json"))
          .object("shapes");

  @Test
  void voxelisedSphereMeetsTheClosedForm() {
    JsonObject sphere = shapes.object("sphere (any gradient)");
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

  /** Slices of 1 mm: every metric is within a third of a slice of the closed form. */
  @ParameterizedTest
  @CsvSource({
    "'sphere (any gradient)', SPHERE, true",
    "'sphere (any gradient)', SPHERE, false",
    "'cylinder, gradient along axis', CYLINDER, true",
    "'cylinder, gradient across axis', CYLINDER, false",
    "'cone, gradient along axis (apex at +12)', CONE, true",
    "'cone, gradient across axis', CONE, false"
  })
  void contoursMeetTheClosedForm(String name, AnalyticShape shape, boolean alongAxis) {
    JsonObject golden = shapes.object(name);
    DoseVolumeCurve curve =
        DoseVolumeCurve.of(AnalyticShape.doseGy(2.5, alongAxis), shape.contours(1));
    double volumeCc = golden.number("volume_cc");
    assertEquals(volumeCc, curve.volumeCc(), volumeCc * 0.003);
    assertEquals(golden.number("mean"), curve.meanGy(), 0.03);
    for (String metric : new String[] {"D99", "D95", "D50", "D5", "D1"}) {
      double value = curve.value(DoseMetric.parse(metric)).value().orElseThrow();
      assertEquals(golden.number(metric), value, 0.33, metric);
    }
    assertEquals(golden.number("V16Gy_pct"), curve.volumePercentAtDose(16), 1);
  }

  @ParameterizedTest
  @CsvSource({
    "'sphere (any gradient)', SPHERE, true",
    "'cylinder, gradient along axis', CYLINDER, true",
    "'cylinder, gradient across axis', CYLINDER, false",
    "'cone, gradient along axis (apex at +12)', CONE, true",
    "'cone, gradient across axis', CONE, false"
  })
  void voxelsOfTwoMillimetresMeetVolumeAndMean(
      String name, AnalyticShape shape, boolean alongAxis) {
    JsonObject golden = shapes.object(name);
    DoseVolumeCurve curve = DoseVolumeCurve.of(AnalyticShape.doseGy(2, alongAxis), shape.voxels(2));
    double volumeCc = golden.number("volume_cc");
    assertEquals(volumeCc, curve.volumeCc(), volumeCc * 0.07);
    assertEquals(golden.number("mean"), curve.meanGy(), 0.1);
  }
}
