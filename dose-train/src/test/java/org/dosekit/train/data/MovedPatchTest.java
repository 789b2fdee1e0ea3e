package org.dosekit.train.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.dosekit.core.encode.CaseEncoder;
import org.dosekit.core.encode.Encoding;
import org.dosekit.core.geometry.Grid;
import org.dosekit.core.geometry.GridBox;
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
import org.dosekit.train.engine.Batch;
import org.dosekit.train.settings.Augmentation;
import org.dosekit.train.settings.Patches;
import org.junit.jupiter.api.Test;

/** Moves analytic phantoms without any symmetry, and knows where everything must be then. */
class MovedPatchTest {
  private static final GridShape SHAPE = new GridShape(48, 48, 32);
  private static final VoxelSpacing SPACING = new VoxelSpacing(3, 2, 2.5);
  private static final Grid GRID = Grid.axial(SHAPE, SPACING, PatientPoint.ORIGIN);
  private static final Protocol PROTOCOL = Protocol.builtIn("prostate-sib");
  private static final Encoding HALF_VOXEL = Encoding.STANDARD.withHalfVoxelSdf(true);
  private static final GridBox WHOLE = GridBox.whole(SHAPE);
  private static final Warp STILL = new Warp(0, 1, 0, 0, 0);

  /**
   * Ellipsoids in mm from the middle of the grid (y, x, z), and half axes; no two alike.
   *
   * @param mm the middle
   * @param axesMm half axes
   */
  private record Blob(double[] mm, double[] axesMm) {
    boolean contains(double y, double x, double z) {
      double a = (y - mm[0]) / axesMm[0];
      double b = (x - mm[1]) / axesMm[1];
      double c = (z - mm[2]) / axesMm[2];
      return a * a + b * b + c * c < 1;
    }
  }

  private static final Map<String, Blob> ANATOMY =
      Map.of(
          "PTV70", new Blob(new double[] {5, -4, 3}, new double[] {20, 14, 12}),
          "Rectum", new Blob(new double[] {30, 2, -5}, new double[] {10, 12, 15}),
          "Femur_L", new Blob(new double[] {-10, 28, 0}, new double[] {12, 8, 14}),
          "Femur_R", new Blob(new double[] {-14, -30, 6}, new double[] {9, 10, 16}));

  @Test
  void patientThatStaysIsReadAsHeIs() {
    TrainingCase source = training(patient(STILL, false), Encoding.STANDARD);
    PatchReader still = PatchReader.moved(source, WHOLE, STILL, Encoding.STANDARD);
    PatchReader exact = PatchReader.unmoved(source, WHOLE);
    for (int c = 0; c < source.channels().size(); c++) {
      assertArrayEquals(channel(exact, c), channel(still, c), 3e-6f);
    }
    assertArrayEquals(dose(exact), dose(still), 1e-6f);
  }

  /** A turn from +x (left) to +y (posterior) by 90 degrees: what was left is posterior. */
  @Test
  void quarterTurnTakesLeftToPosterior() {
    Grid grid = Grid.axial(GridShape.cube(17), VoxelSpacing.isotropic(3), PatientPoint.ORIGIN);
    float[] values = new float[grid.voxelCount()];
    values[grid.shape().index(8, 14, 5)] = 1;
    WarpedPatch turned =
        WarpedPatch.of(
            GridBox.whole(grid.shape()),
            new Warp(Math.PI / 2, 1, 0, 0, 0),
            VoxelSpacing.isotropic(3));
    float[] target = new float[values.length];
    turned.linear(region(values, grid.shape(), turned), target, 0);
    assertEquals(1, target[grid.shape().index(14, 8, 5)], 1e-5);
  }

  /** Shifts are in voxels, towards larger indices. */
  @Test
  void halfVoxelShiftIsTheMeanOfNeighbours() {
    float[] values = random(5);
    WarpedPatch moved = WarpedPatch.of(WHOLE, new Warp(0, 1, 0, 0.5, 1), SPACING);
    float[] target = new float[values.length];
    moved.linear(region(values, SHAPE, moved), target, 0);
    for (int i = 0; i < 1000; i++) {
      int y = i % 48;
      int x = 1 + i % 47;
      int z = 1 + i % 31;
      double mean = (values[SHAPE.index(y, x, z - 1)] + values[SHAPE.index(y, x - 1, z - 1)]) / 2.0;
      assertEquals(mean, target[SHAPE.index(y, x, z)], 1e-6);
    }
  }

  /**
   * The same patient, moved before he is drawn on the grid. Voxels differ where the boundary passes
   * through them: mean dose by less than 1 % of the prescription, distances by less than a voxel.
   */
  @Test
  void movedPatientIsTheOneEncodedInHisNewPlace() {
    for (Warp warp :
        List.of(
            new Warp(Math.toRadians(5), 1, 0, 0, 0),
            new Warp(Math.toRadians(-5), 1.05, 0.5, -0.3, 0.2),
            new Warp(0, 0.95, 0, 0.5, 0))) {
      for (Encoding encoding : List.of(Encoding.STANDARD, HALF_VOXEL)) {
        TrainingCase source = training(patient(STILL, false), encoding);
        TrainingCase there = training(patient(warp, false), encoding);
        PatchReader moved = PatchReader.moved(source, WHOLE, warp, encoding);
        PatchReader expected = PatchReader.unmoved(there, WHOLE);
        for (int c = 1; c < PROTOCOL.channels().size(); c++) {
          float[] distance = channel(moved, c);
          float[] reference = channel(expected, c);
          // Up to the scaling times the clip distances are scaled exactly.
          double mean = meanDifference(distance, reference, v -> Math.abs(v) < 0.9);
          assertTrue(mean * encoding.sdfClipMm() < 1, "mean difference " + mean * 50 + " mm");
        }
        assertTrue(meanDifference(dose(moved), dose(expected), v -> true) < 0.01);
      }
    }
  }

  @Test
  void turningThereAndBackIsCloseToNothing() {
    TrainingCase source = training(patient(STILL, false), Encoding.STANDARD);
    float[] there = dose(PatchReader.moved(source, WHOLE, turn(5), Encoding.STANDARD));
    WarpedPatch back = WarpedPatch.of(WHOLE, turn(-5), SPACING);
    float[] again = new float[there.length];
    back.linear(region(there, SHAPE, back), again, 0);
    // The dose falls by 1 / 25 mm: two interpolations blur it by less than a voxel, 3 mm.
    double worst = 0;
    for (int y = 6; y < 42; y++) {
      for (int x = 6; x < 42; x++) {
        for (int z = 0; z < 32; z++) {
          int i = SHAPE.index(y, x, z);
          worst = Math.max(worst, Math.abs(again[i] - source.dose().at(i)));
        }
      }
    }
    assertTrue(worst < 3 / 25.0, "differs by " + worst);
  }

  @Test
  void volumesOfStructuresAreKeptUpToTheScaling() {
    TrainingCase source = training(patient(STILL, false), Encoding.STANDARD);
    for (Warp warp : List.of(turn(5), new Warp(Math.toRadians(3), 1.05, 0.2, 0.1, 0.4))) {
      PatchReader moved = PatchReader.moved(source, WHOLE, warp, Encoding.STANDARD);
      for (int c = 1; c < PROTOCOL.channels().size(); c++) {
        long before = inside(channel(PatchReader.unmoved(source, WHOLE), c));
        if (before > 0) {
          double factor = Math.pow(warp.scaling(), 3);
          assertEquals(factor, (double) inside(channel(moved, c)) / before, 0.06);
        }
      }
    }
  }

  /** Dose falls off from the target: where it is full, the target's distance is negative. */
  @Test
  void doseAndTargetMoveTogether() {
    TrainingCase source = training(patient(STILL, false), HALF_VOXEL);
    PatchReader moved =
        PatchReader.moved(source, WHOLE, new Warp(0.08, 0.95, 1, -1, 0.5), HALF_VOXEL);
    float[] dose = dose(moved);
    float[] target = channel(moved, ptv());
    int full = 0;
    for (int i = 0; i < dose.length; i++) {
      if (dose[i] > 0.999) {
        full++;
        assertTrue(target[i] <= 1e-3 + 1.5 / HALF_VOXEL.sdfClipMm(), "distance " + target[i]);
      }
    }
    assertTrue(full > 100);
  }

  @Test
  void whatComesFromOutsideHasNoWeight() {
    TrainingCase source = training(patient(STILL, false), Encoding.STANDARD);
    Warp warp = new Warp(0, 1, 0, 4, 0);
    PatchReader moved = PatchReader.moved(source, WHOLE, warp, Encoding.STANDARD);
    float[] weight = new float[SHAPE.voxelCount()];
    assertEquals(weight.length, moved.weight(false, weight, 0));
    for (int x = 0; x < 48; x++) {
      assertEquals(x < 4 ? 0 : 1, weight[SHAPE.index(20, x, 10)]);
    }
  }

  /** The case mirrored in the patient, encoded, is the encoded case flipped; to the bit. */
  @Test
  void flippedPatchIsTheFlippedPatientEncoded() {
    TrainingCase source = training(patient(STILL, false), Encoding.STANDARD);
    TrainingCase mirrored = training(patient(STILL, true), Encoding.STANDARD);
    Patches patches = new Patches(SHAPE, 1, 1, 0);
    CaseEncoder encoder = CaseEncoder.of(PROTOCOL, Encoding.STANDARD);
    PatchSampler plain =
        PatchSampler.of(encoder, new SamplingPlan(patches, Augmentation.NONE, false));
    PatchSampler flipping =
        PatchSampler.of(encoder, new SamplingPlan(patches, new Augmentation(true, 0, 0), false));
    Batch original = plain.batch(List.of(source), new long[] {1});
    Batch expected = plain.batch(List.of(mirrored), new long[] {1});
    boolean flipped = false;
    for (long seed = 0; seed < 8; seed++) {
      Batch batch =
          flipping.batch(List.of(source), new long[] {new SplittableRandom(seed).nextLong()});
      boolean isFlipped = !Arrays.equals(batch.target(), original.target());
      flipped |= isFlipped;
      assertArrayEquals((isFlipped ? expected : original).channels(), batch.channels());
      assertArrayEquals((isFlipped ? expected : original).target(), batch.target());
    }
    assertTrue(flipped);
  }

  @Test
  void ctNumbersAreScaledAboutAirShiftedAndClipped() {
    TrainingCase source = training(patient(STILL, false), Encoding.STANDARD);
    Augmentation jitter = Augmentation.NONE.withCt(new Augmentation.CtJitter(100, 0));
    PatchSampler sampler =
        PatchSampler.of(
            CaseEncoder.of(PROTOCOL, Encoding.STANDARD),
            new SamplingPlan(new Patches(SHAPE, 1, 1, 0), jitter, false));
    float[] plain = channel(PatchReader.unmoved(source, WHOLE), 0);
    for (long seed = 0; seed < 10; seed++) {
      float[] ct = sampler.batch(List.of(source), new long[] {seed}).channels();
      int middle = SHAPE.index(24, 24, 16);
      double shiftHu = (ct[middle] - plain[middle]) * Encoding.STANDARD.ctScaleHu();
      assertTrue(Math.abs(shiftHu) <= 100.01 && shiftHu != 0, shiftHu + " HU");
      for (int i = 0; i < plain.length; i++) {
        double wanted = Math.max(0.25, Math.min(1.25, plain[i] + shiftHu / 4000));
        assertEquals(wanted, ct[i], 1e-5, "air is -1000 HU, 0.25");
      }
    }
  }

  /** Sixteen bits of a distance clipped at 50 mm: to within 0.0008 mm. */
  @Test
  void distancesAreKeptToLessThanAThousandthOfAMillimetre() {
    float[] values = random(9);
    values[0] = 1;
    values[1] = -1;
    values[2] = 0;
    StoredValues rounded = StoredValues.rounded(values);
    assertEquals(2L * values.length, rounded.bytes());
    double worst = 0;
    for (int i = 0; i < values.length; i++) {
      worst = Math.max(worst, Math.abs(rounded.at(i) - values[i]));
    }
    assertTrue(worst <= StoredValues.LARGEST_ERROR + 1e-7, "differs by " + worst);
    assertTrue(50 * StoredValues.LARGEST_ERROR < 0.0008);
    assertEquals(1, rounded.at(0));
    assertEquals(-1, rounded.at(1));
    assertEquals(0, rounded.at(2));
  }

  private static Warp turn(double degrees) {
    return new Warp(Math.toRadians(degrees), 1, 0, 0, 0);
  }

  private static int ptv() {
    return PROTOCOL
        .channels()
        .indexOf(new org.dosekit.core.protocol.Channel.SignedDistance("PTV70"));
  }

  private static long inside(float[] distances) {
    int count = 0;
    for (float distance : distances) {
      count += distance < 0 ? 1 : 0;
    }
    return count;
  }

  private static double meanDifference(
      float[] a, float[] b, java.util.function.DoublePredicate counted) {
    double sum = 0;
    int count = 0;
    for (int i = 0; i < a.length; i++) {
      if (counted.test(b[i])) {
        sum += Math.abs(a[i] - b[i]);
        count++;
      }
    }
    return count == 0 ? 0 : sum / count;
  }

  private static float[] channel(PatchReader reader, int index) {
    float[] target = new float[SHAPE.voxelCount()];
    reader.channel(index, PROTOCOL.channels().get(index), target, 0);
    return target;
  }

  private static float[] dose(PatchReader reader) {
    float[] target = new float[SHAPE.voxelCount()];
    reader.dose(target, 0);
    return target;
  }

  private static float[] region(float[] values, GridShape volume, WarpedPatch warped) {
    float[] region = new float[warped.region().shape().voxelCount()];
    warped.region().copy(values, volume, region, 0);
    return region;
  }

  private static float[] random(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] values = new float[SHAPE.voxelCount()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextDouble(-1, 1);
    }
    return values;
  }

  private static TrainingCase training(Case patient, Encoding encoding) {
    return TrainingCase.of(CaseEncoder.of(PROTOCOL, encoding).encode(patient), PROTOCOL.channels());
  }

  /** The patient moved by a warp about the middle of the grid, or mirrored in it. */
  private static Case patient(Warp warp, boolean mirrored) {
    float[] doseGy = new float[SHAPE.voxelCount()];
    float[] ctHu = new float[SHAPE.voxelCount()];
    double[][] at = new double[SHAPE.voxelCount()][];
    for (int i = 0; i < at.length; i++) {
      at[i] = before(i, warp, mirrored);
      double fromTarget = Math.hypot(Math.hypot(at[i][0] - 5, at[i][1] + 4), at[i][2] - 3) - 12;
      doseGy[i] = (float) (70 * Math.max(0, Math.min(1, 1 - fromTarget / 25)));
      ctHu[i] = (float) (at[i][0] + 2 * at[i][1] + 3 * at[i][2]);
    }
    List<Structure> structures =
        ANATOMY.entrySet().stream()
            .map(
                e -> {
                  String name = mirrored ? mirrored(e.getKey()) : e.getKey();
                  Mask mask =
                      Mask.where(GRID, i -> e.getValue().contains(at[i][0], at[i][1], at[i][2]));
                  StructureRole role =
                      name.startsWith("PTV") ? StructureRole.TARGET : StructureRole.ORGAN_AT_RISK;
                  return new Structure(name, role, mask);
                })
            .toList();
    return new Case(
        "case_1",
        "prostate-sib",
        Volume.of(GRID, ctHu),
        structures,
        new Prescription(Map.of("PTV70", 70.0)),
        Optional.of(Volume.of(GRID, doseGy)),
        Optional.empty(),
        Map.of());
  }

  private static String mirrored(String name) {
    return org.dosekit.core.structure.StructureNames.mirrored(name);
  }

  /** Where in the patient at rest, in mm from the middle, the tissue of a voxel was. */
  private static double[] before(int index, Warp warp, boolean mirrored) {
    int row = index / SHAPE.nz();
    int column = row / SHAPE.nx();
    double y = column - 23.5;
    double x = row % SHAPE.nx() - 23.5;
    double z = index % SHAPE.nz() - 15.5;
    double yMm = (y - warp.shiftY()) * SPACING.yMm();
    double xMm = (mirrored ? -1 : 1) * (x - warp.shiftX()) * SPACING.xMm();
    double cos = Math.cos(warp.radians()) / warp.scaling();
    double sin = Math.sin(warp.radians()) / warp.scaling();
    return new double[] {
      cos * yMm - sin * xMm,
      cos * xMm + sin * yMm,
      (z - warp.shiftZ()) * SPACING.zMm() / warp.scaling()
    };
  }
}
