package org.dosekit.core.encode;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.dosekit.core.DoseDataException;
import org.dosekit.core.geometry.Grid;
import org.dosekit.core.geometry.GridBox;
import org.dosekit.core.geometry.GridShape;
import org.dosekit.core.geometry.PatientPoint;
import org.dosekit.core.geometry.VoxelSpacing;
import org.dosekit.core.patient.Case;
import org.dosekit.core.patient.Prescription;
import org.dosekit.core.patient.SyntheticCases;
import org.dosekit.core.protocol.Protocol;
import org.dosekit.core.structure.Structure;
import org.dosekit.core.structure.StructureRole;
import org.dosekit.core.volume.Mask;
import org.dosekit.core.volume.Resampling;
import org.dosekit.core.volume.Volume;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CaseEncoderTest {
  private static final Protocol PROTOCOL = Protocol.builtIn("prostate-sib");
  private static final CaseEncoder ENCODER = CaseEncoder.of(PROTOCOL, Encoding.STANDARD);
  private static final Grid GRID =
      Grid.axial(new GridShape(6, 8, 10), new VoxelSpacing(2, 3, 4), PatientPoint.ORIGIN);
  private static final Case CASE = SyntheticCases.on(GRID, "case_1");

  @Test
  void channelsAreTheProtocolsOnTheCasesGrid() {
    EncodedCase encoded = ENCODER.encode(CASE);
    assertEquals("case_1", encoded.id());
    assertEquals(GRID, encoded.grid());
    assertEquals(9, encoded.channels().length);
    for (float[] channel : encoded.channels()) {
      assertEquals(GRID.voxelCount(), channel.length);
    }
  }

  @Test
  void ctIsClippedAndScaledAsTheOriginal() {
    float[] hu = new float[GRID.voxelCount()];
    float[] some = {-5000, -1000, 0, 1000, 3000, 9000};
    System.arraycopy(some, 0, hu, 0, some.length);
    float[] ct = ENCODER.encode(withCt(Volume.of(GRID, hu))).channels()[0];
    assertArrayEquals(
        new float[] {0.25f, 0.25f, 0.5f, 0.75f, 1.25f, 1.25f}, Arrays.copyOf(ct, some.length));
  }

  /** A single voxel inside: the distance to it is known in closed form everywhere else. */
  @Test
  void distanceIsNegativeInsideAndSaturates() {
    Mask voxel = Mask.where(GRID, i -> i == GRID.shape().index(3, 4, 5));
    for (boolean halfVoxel : new boolean[] {false, true}) {
      Encoding encoding = Encoding.STANDARD.withHalfVoxelSdf(halfVoxel);
      float[] sdf = CaseEncoder.of(PROTOCOL, encoding).encode(withPtv70(voxel)).channels()[1];
      double shiftMm = halfVoxel ? 1 : 0;
      for (int y = 0; y < 6; y++) {
        for (int x = 0; x < 8; x++) {
          for (int z = 0; z < 10; z++) {
            double outsideMm = Math.hypot(Math.hypot(2 * (y - 3), 3 * (x - 4)), 4 * (z - 5));
            double mm = outsideMm == 0 ? -2 + shiftMm : outsideMm - shiftMm;
            assertEquals(mm / 50, sdf[GRID.shape().index(y, x, z)], 1e-6);
          }
        }
      }
    }
    Encoding near = new Encoding(-1000, 3000, 4000, 0.5, 5, 0, false, 1);
    float[] sdf = CaseEncoder.of(PROTOCOL, near).encode(withPtv70(voxel)).channels()[1];
    assertEquals(1, sdf[0]);
  }

  /** Rounding to 16 bits is off by half of 1/32767; windows may reach beyond the volume. */
  @ParameterizedTest
  @CsvSource({
    "prostate-sib,1,false",
    "prostate-sib,1,true",
    "prostate-sib,2,true",
    "openkbp-head-neck,1,false",
    "openkbp-head-neck,1,true",
    "openkbp-head-neck,2,true"
  })
  void inputOfAPredictionHasTheEncodedChannels(
      String protocol, int coarsening, boolean withRegion) {
    CaseEncoder encoder =
        CaseEncoder.of(Protocol.builtIn(protocol), Encoding.STANDARD.withCoarsening(coarsening));
    Case patient =
        new Case(
            "case_1",
            protocol,
            CASE.ctHu(),
            CASE.structures(),
            CASE.prescription(),
            Optional.empty(),
            withRegion ? CASE.doseRegion() : Optional.empty(),
            Map.of());
    EncodedCase encoded = encoder.encode(patient);
    CaseInput input = encoder.input(patient, true);
    GridBox beyond = new GridBox(new GridShape(10, 12, 14), -2, -2, -3);
    int voxels = beyond.shape().voxelCount();

    assertEquals(encoded.shape(), input.shape());
    assertArrayEquals(encoded.constraints(), input.constraints());
    assertEquals(encoded.doseBox(), input.doseBox());
    assertEquals(encoded.doseBox(), encoder.doseBox(patient));
    for (int c = 0; c < encoded.channelCount(); c++) {
      float[] expected = new float[voxels];
      float[] actual = new float[voxels];
      encoded.copyChannel(c, beyond, expected, 0);
      input.copyChannel(c, beyond, actual, 0);
      assertArrayEquals(expected, actual, 1.6e-5f, "channel " + c);
    }
  }

  @Test
  void structureThatFillsTheGridSaturatesInside() {
    float[] sdf = ENCODER.encode(withPtv70(Mask.full(GRID))).channels()[1];
    assertArrayEquals(filled(GRID.voxelCount(), -1), sdf);
  }

  @Test
  void absentStructureEncodesToZeroAndBeforeV24ToOne() {
    int bladder = 5;
    assertArrayEquals(filled(GRID.voxelCount(), 0), ENCODER.encode(CASE).channels()[bladder]);
    assertArrayEquals(
        filled(GRID.voxelCount(), 1),
        CaseEncoder.of(PROTOCOL, Encoding.AS_ORIGINAL_V23).encode(CASE).channels()[bladder]);
  }

  @Test
  void doseIsOverTheHighestPrescription() {
    EncodedCase encoded = ENCODER.encode(CASE);
    assertEquals(70, encoded.doseScaleGy());
    float[] doseGy = CASE.requireDoseGy().data();
    float[] dose = encoded.dose().orElseThrow();
    for (int i = 0; i < dose.length; i++) {
      assertEquals(doseGy[i] / 70, dose[i], 1e-6);
    }
  }

  @Test
  void decodingWhatWasEncodedBringsTheDoseBack() {
    Case everywhere = withRegion(CASE, Optional.empty());
    EncodedCase encoded = ENCODER.encode(everywhere);
    float[] decoded = ENCODER.decode(encoded.dose().orElseThrow(), encoded, everywhere).data();
    assertArrayEquals(everywhere.requireDoseGy().data(), decoded, 1e-5f);
  }

  @Test
  void decodedDoseIsZeroOutsideTheDoseRegionAndNeverNegative() {
    EncodedCase encoded = ENCODER.encode(CASE);
    Mask region = CASE.doseRegion().orElseThrow();
    float[] positive = ENCODER.decode(filled(GRID.voxelCount(), 0.5f), encoded, CASE).data();
    float[] negative = ENCODER.decode(filled(GRID.voxelCount(), -0.5f), encoded, CASE).data();
    for (int i = 0; i < positive.length; i++) {
      assertEquals(region.contains(i) ? 35 : 0, positive[i]);
      assertEquals(0, negative[i]);
    }
  }

  @Test
  void blocksOfTwoAreAveragedAfterClippingOnTheCasesGrid() {
    CaseEncoder coarse = CaseEncoder.of(PROTOCOL, Encoding.STANDARD.withCoarsening(2));
    EncodedCase fine = ENCODER.encode(CASE);
    EncodedCase encoded = coarse.encode(CASE);
    GridShape shape = encoded.grid().shape();
    assertEquals(new GridShape(3, 4, 5), shape);
    assertEquals(new VoxelSpacing(4, 6, 8), encoded.grid().spacing());
    assertEquals(new PatientPoint(1.5, 1, 2), encoded.grid().origin());
    for (int c = 0; c < 9; c++) {
      assertBlockMeans(fine.channels()[c], encoded.channels()[c], shape);
    }
    assertArrayEquals(fine.constraints(), encoded.constraints());
  }

  @Test
  void doseStaysOnTheCasesGrid() {
    CaseEncoder coarse = CaseEncoder.of(PROTOCOL, Encoding.STANDARD.withCoarsening(2));
    EncodedCase fine = ENCODER.encode(CASE);
    EncodedCase encoded = coarse.encode(CASE);
    assertEquals(GRID, encoded.caseGrid());
    assertEquals(2, encoded.coarsening());
    assertArrayEquals(fine.dose().orElseThrow(), encoded.dose().orElseThrow());
    assertArrayEquals(fine.doseWeight(), encoded.doseWeight());
  }

  /** A ramp is its own trilinear interpolant away from the rim, where the nearest value holds. */
  @Test
  void coarseDoseDecodesToTheCasesGrid() {
    float[] ramp = new float[GRID.voxelCount()];
    for (int i = 0; i < ramp.length; i++) {
      ramp[i] = 10 + 5 * (i % 10);
    }
    Case patient = withRegion(CASE.withDoseGy(Volume.of(GRID, ramp)), Optional.empty());
    CaseEncoder coarse = CaseEncoder.of(PROTOCOL, Encoding.STANDARD.withCoarsening(2));
    EncodedCase encoded = coarse.encode(patient);
    float[] means = Resampling.blockMean(patient.requireDoseGy(), 2).data();
    for (int i = 0; i < means.length; i++) {
      means[i] /= 70;
    }
    Volume decoded = coarse.decode(means, encoded, patient);
    assertEquals(GRID, decoded.grid());
    for (int z = 0; z < 10; z++) {
      double expected = 10 + 5 * Math.max(0.5, Math.min(8.5, z));
      assertEquals(expected, decoded.at(2, 3, z), 1e-4);
    }
  }

  @Test
  void doseWeightAndBoxAreThoseOfTheRegion() {
    assertArrayEquals(
        filled(GRID.voxelCount(), 1),
        ENCODER.encode(withRegion(CASE, Optional.empty())).doseWeight());
    CaseEncoder coarse = CaseEncoder.of(PROTOCOL, Encoding.STANDARD.withCoarsening(2));
    int place = GRID.shape().index(3, 4, 9);
    Mask oneVoxel = Mask.where(GRID, i -> i == place);
    EncodedCase encoded = coarse.encode(withRegion(CASE, Optional.of(oneVoxel)));
    assertEquals(1, encoded.doseWeight()[place]);
    assertEquals(0, encoded.doseWeight()[place - 1]);
    // Block (1, 2, 4) and its neighbours, on a grid of 3 x 4 x 5.
    assertEquals(new GridBox(new GridShape(3, 3, 2), 0, 1, 3), encoded.doseBox());
  }

  @Test
  void doseRegionIsAChannelWhereTheProtocolSaysSo() {
    Case headAndNeck =
        new Case(
            "pt_1",
            "openkbp-head-neck",
            CASE.ctHu(),
            CASE.structures(),
            CASE.prescription(),
            Optional.empty(),
            CASE.doseRegion(),
            Map.of());
    EncodedCase encoded =
        CaseEncoder.of(Protocol.builtIn("openkbp-head-neck"), Encoding.STANDARD)
            .encode(headAndNeck);
    assertEquals(12, encoded.channels().length);
    assertArrayEquals(encoded.doseWeight(), encoded.channels()[11]);
    assertArrayEquals(new float[] {1, 0, 1}, encoded.constraints(), "PTV70, PTV63, PTV56");
    assertTrue(encoded.dose().isEmpty());
  }

  @Test
  void constraintsFollowTheRulesAndTheCasesOwnValues() {
    float[] vector = ENCODER.constraints(CASE);
    float[] expected = {
      1, 0.8f, 0, 0.5f, 0.35f, 0.15f, 75 / 70f, 0.5f, 0.35f, 0.25f, 0.1f, 0.39f, 45 / 70f
    };
    assertArrayEquals(expected, vector, 1e-6f);
  }

  @Test
  void levelOfAnAbsentTargetIsZeroWhateverIsPrescribed() {
    Case withoutPtv56 =
        with(CASE, List.of(CASE.structures().get(0)), CASE.prescription(), Map.of());
    assertEquals(0, ENCODER.constraints(withoutPtv56)[1]);
  }

  @Test
  void targetWithoutAPrescriptionIsRefusedUnlessTheCaseSaysItsLevel() {
    Prescription ptv70Only = new Prescription(Map.of("PTV70", 60.0));
    Case patient = with(CASE, CASE.structures(), ptv70Only, Map.of());
    refused(() -> ENCODER.constraints(patient), "target 'PTV56' without a prescribed dose");
    Case told = with(CASE, CASE.structures(), ptv70Only, Map.of("ptv56_level", 0.9));
    assertEquals(0.9f, ENCODER.constraints(told)[1]);
    assertEquals(75 / 60f, ENCODER.constraints(told)[6]);
  }

  @Test
  void unknownConstraintValueIsRefused() {
    Map<String, Double> values = new HashMap<>(Map.of("rectum_v71", 0.2));
    Case patient = with(CASE, CASE.structures(), CASE.prescription(), values);
    refused(() -> ENCODER.encode(patient), "rectum_v71");
  }

  @Test
  void caseOfAnotherProtocolIsRefusedNamingBoth() {
    CaseEncoder other = CaseEncoder.of(Protocol.builtIn("openkbp-head-neck"), Encoding.STANDARD);
    refused(() -> other.encode(CASE), "prostate-sib");
    refused(() -> other.encode(CASE), "openkbp-head-neck");
  }

  @Test
  void missingRequiredStructureIsRefused() {
    Case patient = with(CASE, CASE.structures().subList(1, 3), CASE.prescription(), Map.of());
    refused(() -> ENCODER.encode(patient), "no structure 'PTV70'");
  }

  @Test
  void predictionThatIsNotANumberIsRefused() {
    EncodedCase encoded = ENCODER.encode(CASE);
    float[] dose = new float[GRID.voxelCount()];
    dose[9] = Float.NaN;
    refused(() -> ENCODER.decode(dose, encoded, CASE), "NaN");
  }

  @Test
  void predictionOfAnotherCaseOrSizeIsAProgrammersError() {
    EncodedCase encoded = ENCODER.encode(CASE);
    Case other = SyntheticCases.on(GRID, "case_2");
    float[] dose = new float[GRID.voxelCount()];
    assertThrows(IllegalArgumentException.class, () -> ENCODER.decode(dose, encoded, other));
    assertThrows(IllegalArgumentException.class, () -> ENCODER.decode(new float[3], encoded, CASE));
  }

  @Test
  void encodingRoundTripsThroughJson() {
    Encoding encoding = new Encoding(-1024.5, 3071, 1.0 / 3, 0.1, 60, 1, true, 2);
    assertEquals(encoding, Encoding.fromJson("here", encoding.toJson()));
    assertThrows(IllegalArgumentException.class, () -> Encoding.STANDARD.withCoarsening(0));
    refused(
        () -> Encoding.fromJson("here", Encoding.STANDARD.toJson().replace("50.0", "-50.0")),
        "here");
  }

  private static void assertBlockMeans(float[] fine, float[] coarse, GridShape shape) {
    for (int y = 0; y < shape.ny(); y++) {
      for (int x = 0; x < shape.nx(); x++) {
        for (int z = 0; z < shape.nz(); z++) {
          double sum = 0;
          for (int k = 0; k < 8; k++) {
            sum +=
                fine[GRID.shape().index(2 * y + (k & 1), 2 * x + (k >> 1 & 1), 2 * z + (k >> 2))];
          }
          assertEquals(sum / 8, coarse[shape.index(y, x, z)], 1e-6);
        }
      }
    }
  }

  private static float[] filled(int length, float value) {
    float[] values = new float[length];
    Arrays.fill(values, value);
    return values;
  }

  private static Case withCt(Volume ctHu) {
    return new Case(
        CASE.id(),
        CASE.protocol(),
        ctHu,
        CASE.structures(),
        CASE.prescription(),
        CASE.doseGy(),
        CASE.doseRegion(),
        CASE.constraintValues());
  }

  private static Case withPtv70(Mask mask) {
    return with(
        CASE,
        List.of(new Structure("PTV70", StructureRole.TARGET, mask)),
        CASE.prescription(),
        Map.of());
  }

  private static Case withRegion(Case base, Optional<Mask> region) {
    return new Case(
        base.id(),
        base.protocol(),
        base.ctHu(),
        base.structures(),
        base.prescription(),
        base.doseGy(),
        region,
        base.constraintValues());
  }

  private static Case with(
      Case base, List<Structure> structures, Prescription prescription, Map<String, Double> own) {
    return new Case(
        base.id(),
        base.protocol(),
        base.ctHu(),
        structures,
        prescription,
        base.doseGy(),
        base.doseRegion(),
        own);
  }

  private static void refused(org.junit.jupiter.api.function.Executable action, String named) {
    DoseDataException e = assertThrows(DoseDataException.class, action);
    assertTrue(e.getMessage().contains(named), e.getMessage());
  }
}
