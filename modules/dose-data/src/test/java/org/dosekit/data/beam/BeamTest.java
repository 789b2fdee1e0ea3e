package org.dosekit.data.beam;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.function.DoubleUnaryOperator;
import org.dosekit.core.geometry.Grid;
import org.dosekit.core.geometry.GridShape;
import org.dosekit.core.geometry.PatientPoint;
import org.dosekit.core.geometry.VoxelSpacing;
import org.dosekit.core.volume.Mask;
import org.dosekit.core.volume.Volume;
import org.junit.jupiter.api.Test;

/** Single beams on a box of water, 280 x 280 x 200 mm around the isocentre. */
class BeamTest {
  private static final Grid GRID =
      Grid.axial(
          new GridShape(61, 61, 41), VoxelSpacing.isotropic(5), new PatientPoint(-150, -150, -100));
  private static final double HALF_BOX_MM = 140;

  private static final Mask BODY =
      Mask.where(GRID, i -> Math.abs(xMm(i)) <= HALF_BOX_MM && Math.abs(yMm(i)) <= HALF_BOX_MM);
  private static final Mask TARGET =
      Mask.where(
          GRID, i -> Math.abs(xMm(i)) <= 30 && Math.abs(yMm(i)) <= 30 && Math.abs(zMm(i)) <= 30);

  @Test
  void radiologicalDepthInWaterIsTheGeometricDepth() {
    RadiologicalDepth depth = depth(water());
    for (double deep = 20; deep < 260; deep += 20) {
      // Half a voxel of the surface is interpolated with air.
      assertEquals(deep + 2.5, depth.atMm(0, 0, HALF_BOX_MM - deep), 1.5);
    }
  }

  @Test
  void doseFallsWithDepthByAttenuationAndInverseSquare() {
    Beam beam = beam(0, water());
    DoubleUnaryOperator atDepth = deep -> beam.dosePerFluence(new PatientPoint(0, deep - 140, 0));
    double before = Double.POSITIVE_INFINITY;
    for (double deep = 20; deep < 270; deep += 5) {
      double here = atDepth.applyAsDouble(deep);
      assertTrue(here < before, "at " + deep + " mm");
      before = here;
    }
    // 100 mm further: exp(-0.0045 * 100), and the distances 960 and 1060 mm from the source.
    double expected = Math.exp(-0.45) * Math.pow(960.0 / 1060, 2);
    assertEquals(expected, atDepth.applyAsDouble(200) / atDepth.applyAsDouble(100), 0.005);
  }

  @Test
  void skinIsSparedAndTheMaximumLiesAt15Mm() {
    double best = 0;
    for (double deep = 0; deep < 60; deep += 0.5) {
      best = Beam.depthDose(deep) > Beam.depthDose(best) ? deep : best;
    }
    assertEquals(15, best, 1);
    assertEquals(0, Beam.depthDose(0));
  }

  @Test
  void gantryNinetyComesFromThePatientsLeft() {
    Beam beam = beam(90, water());
    double left = beam.dosePerFluence(new PatientPoint(100, 0, 0));
    double right = beam.dosePerFluence(new PatientPoint(-100, 0, 0));
    assertTrue(left > 1.5 * right, left + " against " + right);
    Beam anterior = beam(0, water());
    assertTrue(
        anterior.dosePerFluence(new PatientPoint(0, -100, 0))
            > anterior.dosePerFluence(new PatientPoint(0, 100, 0)));
  }

  @Test
  void boneCastsAShadowOfItsDensity() {
    float[] hu = new float[GRID.voxelCount()];
    for (int i = 0; i < hu.length; i++) {
      hu[i] = yMm(i) >= -80 && yMm(i) < -40 ? 975 : 0;
    }
    PatientPoint behind = new PatientPoint(0, 60, 0);
    double ratio =
        beam(0, Volume.of(GRID, hu)).dosePerFluence(behind)
            / beam(0, water()).dosePerFluence(behind);
    // 40 mm of density 1.5 (975 HU) are 20 mm of water more.
    assertEquals(Math.exp(-0.0045 * 20), ratio, 0.005);
  }

  @Test
  void halfTheDirectFluenceIsAtTheFieldsEdge() {
    Fluence field = beam(0, water()).fields().get(0);
    double centre = field.at(0, 0);
    // The edge: the target's outermost voxel centres, at +30 mm magnified, and the margin of 6 mm.
    double edge = 30 * BeamFrame.magnification(30) + 6;
    double half = 0;
    while (field.at(half, 0) > 0.5 * centre) {
      half += 0.1;
    }
    // An aperture is of whole pixels.
    assertEquals(edge, half, FieldPlane.PIXEL_MM / 2);
    assertTrue(field.at(edge - 10, 0) > 0.9 * centre);
    assertTrue(field.at(edge + 10, 0) < 0.12 * centre);
  }

  @Test
  void thomasCalibrationOfDensities() {
    assertAll(
        () -> assertEquals(0, DensityField.relativeDensity(-1024)),
        () -> assertEquals(0.9, DensityField.relativeDensity(-100), 1e-6),
        () -> assertEquals(1, DensityField.relativeDensity(0)),
        () -> assertEquals(1.5, DensityField.relativeDensity(975), 1e-6));
  }

  private static RadiologicalDepth depth(Volume ctHu) {
    BeamFrame frame = BeamFrame.of(0, PatientPoint.ORIGIN);
    return RadiologicalDepth.trace(
        DensityField.of(ctHu, BODY), frame, FieldPlane.around(TARGET, frame), 200);
  }

  private static Beam beam(double gantryDegrees, Volume ctHu) {
    SibTask task = new SibTask(ctHu, BODY, TARGET, TARGET, 70, 56, List.of());
    Mask none = Mask.empty(GRID);
    return Beam.of(
        BeamFrame.of(gantryDegrees, PatientPoint.ORIGIN),
        DensityField.of(ctHu, BODY),
        task,
        new Beam.Blocks(none, none),
        200);
  }

  private static Volume water() {
    return Volume.filled(GRID, 0);
  }

  private static double xMm(int index) {
    return VoxelCentres.of(GRID, index).xMm();
  }

  private static double yMm(int index) {
    return VoxelCentres.of(GRID, index).yMm();
  }

  private static double zMm(int index) {
    return VoxelCentres.of(GRID, index).zMm();
  }
}
