package org.dosekit.core.predict;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CancellationException;
import java.util.function.IntPredicate;
import org.dosekit.core.DoseDataException;
import org.dosekit.core.encode.Encoding;
import org.dosekit.core.geometry.Grid;
import org.dosekit.core.geometry.GridShape;
import org.dosekit.core.geometry.PatientPoint;
import org.dosekit.core.geometry.VoxelSpacing;
import org.dosekit.core.network.NetworkSpec;
import org.dosekit.core.patient.Case;
import org.dosekit.core.patient.Prescription;
import org.dosekit.core.protocol.Channel;
import org.dosekit.core.protocol.Protocol;
import org.dosekit.core.structure.Structure;
import org.dosekit.core.structure.StructureNames;
import org.dosekit.core.structure.StructureRole;
import org.dosekit.core.volume.Mask;
import org.dosekit.core.volume.Volume;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PredictionOptionsTest {
  private static final Protocol PROTOCOL = Protocol.builtIn("prostate-sib");
  private static final GridShape LONG = new GridShape(16, 80, 16);

  @AfterEach
  void forgetInterrupts() {
    Thread.interrupted();
  }

  /** Whatever the network, its flip average knows no side: mirrored cases have mirrored doses. */
  @Test
  void flipAverageOfTheMirroredCaseIsTheMirrorImage() {
    PatchModel sided = new CellModel(Encoding.STANDARD, PredictionOptionsTest::sidedCell);
    Predictor predictor =
        Predictor.of(sided, PredictionOptions.DEFAULT.withFlipAverage(true).withBatch(2));
    GridShape shape = new GridShape(16, 16, 24);
    Case patient = femurs(shape);

    Volume doseGy = predictor.predictGy(patient);
    Volume mirroredGy = predictor.predictGy(mirrored(patient));

    assertArrayEquals(mirrored(doseGy).data(), mirroredGy.data(), 1e-4f);
    float[] plainGy = Predictor.of(sided).predictGy(mirrored(patient)).data();
    assertTrue(Math.abs(plainGy[0] - mirroredGy.data()[0]) > 1, "the network has a side");
  }

  @Test
  void flipAverageOfARampAlongXIsLevel() {
    PatchModel ramp = new CellModel(Encoding.STANDARD, (in, patch, c, i) -> xOf(patch, i) / 16f);
    Predictor predictor = Predictor.of(ramp, PredictionOptions.DEFAULT.withFlipAverage(true));
    for (float gy : predictor.predictGy(femurs(GridShape.cube(16))).data()) {
      assertEquals(70 * 7.5 / 16, gy, 1e-3);
    }
  }

  @Test
  void flipAverageNeedsBothSidesOfAPair() {
    List<Channel> channels = new ArrayList<>(PROTOCOL.channels());
    channels.remove(new Channel.SignedDistance("Femur_L"));
    Protocol oneSided =
        new Protocol(
            PROTOCOL.name(),
            PROTOCOL.description(),
            PROTOCOL.structures(),
            channels,
            PROTOCOL.prescriptionGy(),
            PROTOCOL.constraints(),
            PROTOCOL.metrics(),
            PROTOCOL.goals(),
            PROTOCOL.goalSets());
    PatchModel model = new CellModel(oneSided, Encoding.STANDARD, (in, patch, c, i) -> 1);

    DoseDataException refused =
        assertThrows(
            DoseDataException.class,
            () -> Predictor.of(model, PredictionOptions.DEFAULT.withFlipAverage(true)));

    assertTrue(refused.getMessage().contains("Femur_L"), refused.getMessage());
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 64})
  void batchesGiveTheSameDose(int batch) {
    PatchModel model = new CellModel(Encoding.STANDARD, PredictionOptionsTest::sidedCell);
    PredictionOptions options = PredictionOptions.DEFAULT.withFlipAverage(true);
    Case patient = femurs(new GridShape(20, 40, 16));
    List<Integer> done = new ArrayList<>();

    float[] single = Predictor.of(model, options).predictGy(patient).data();
    float[] batched =
        Predictor.of(model, options.withBatch(batch))
            .predictGy(patient, (d, total) -> done.add(d))
            .data();

    assertArrayEquals(single, batched);
    // Starts along y 0 and 4, along x 0, 8, 16 and 24; each patch twice.
    assertEquals(16, done.get(done.size() - 1));
    assertEquals((16 + batch - 1) / batch, done.size());
  }

  @Test
  void overlapDecidesHowManyPatchesRun() {
    PatchModel model = new CellModel(Encoding.STANDARD, (in, patch, c, i) -> in[i]);
    Case patient = femurs(LONG);
    assertEquals(9, patches(model, PredictionOptions.DEFAULT, patient));
    assertEquals(5, patches(model, PredictionOptions.DEFAULT.withOverlap(0), patient));
    assertEquals(17, patches(model, PredictionOptions.DEFAULT.withOverlap(0.75), patient));
  }

  @Test
  void patchesOutsideTheOutlineAreSkippedAndTheDoseWithinIsTheSame() {
    PatchModel model = new CellModel(Encoding.STANDARD, PredictionOptionsTest::sidedCell);
    PredictionOptions apart = PredictionOptions.DEFAULT.withOverlap(0);
    IntPredicate inBody = i -> xOf(LONG, i) < 10 || xOf(LONG, i) > 69;
    Case outlined = withOutline(femurs(LONG), inBody);

    // Of the patches from 0, 16, 32, 48 and 64, the first and the last hold body.
    assertEquals(2, patches(model, apart, outlined));
    assertEquals(5, patches(model, apart.withWithinBody(false), outlined));
    float[] within = Predictor.of(model, apart).predictGy(outlined).data();
    float[] everywhere =
        Predictor.of(model, apart.withWithinBody(false)).predictGy(outlined).data();
    for (int i = 0; i < within.length; i++) {
      assertEquals(inBody.test(i) ? everywhere[i] : 0, within[i]);
    }
  }

  @Test
  void anOutlineBoundsACoarsenedPredictionWithoutChangingIt() {
    Encoding coarse = Encoding.STANDARD.withCoarsening(2);
    PatchModel model = new CellModel(coarse, (in, patch, c, i) -> in[i]);
    GridShape shape = new GridShape(37, 75, 33);
    IntPredicate inBody = i -> xOf(shape, i) < 11 || xOf(shape, i) > 70;
    Case outlined = withOutline(femurs(shape), inBody);
    PredictionOptions everywhere = PredictionOptions.DEFAULT.withWithinBody(false);

    float[] within = Predictor.of(model).predictGy(outlined).data();
    float[] all = Predictor.of(model, everywhere).predictGy(outlined).data();

    assertTrue(
        patches(model, PredictionOptions.DEFAULT, outlined) < patches(model, everywhere, outlined));
    for (int i = 0; i < within.length; i++) {
      assertEquals(inBody.test(i) ? all[i] : 0, within[i], 1e-3);
    }
  }

  @Test
  void anOutlineApartFromTheDoseRegionIsBadData() {
    Case patient = withOutline(femurs(LONG), i -> xOf(LONG, i) < 10);
    Case apart =
        new Case(
            patient.id(),
            patient.protocol(),
            patient.ctHu(),
            patient.structures(),
            patient.prescription(),
            Optional.empty(),
            Optional.of(Mask.where(patient.grid(), i -> xOf(LONG, i) > 40)),
            Map.of());
    PatchModel model = new CellModel(Encoding.STANDARD, (in, patch, c, i) -> 1);
    assertThrows(DoseDataException.class, () -> Predictor.of(model).predictGy(apart));
  }

  /** 0.2, 0.3 and 0.7 have mean 0.4 and, of a sample, variance (0.04 + 0.01 + 0.09) / 2. */
  @Test
  void spreadIsTheStandardDeviationOverTheModels() {
    List<PatchModel> models = new ArrayList<>();
    for (float dose : new float[] {0.2f, 0.3f, 0.7f}) {
      models.add(new CellModel(Encoding.STANDARD, (in, patch, c, i) -> dose));
    }
    Case patient = femurs(GridShape.cube(16));

    PredictedDose predicted = Predictor.ensemble(models).predict(patient, Progress.SILENT);

    for (float gy : predicted.spreadGy().orElseThrow().data()) {
      assertEquals(70 * Math.sqrt(0.07), gy, 1e-3);
    }
    for (float gy : predicted.doseGy().data()) {
      assertEquals(70 * 0.4, gy, 1e-3);
    }
    Predictor one = Predictor.of(models.get(0));
    assertTrue(one.predict(patient, Progress.SILENT).spreadGy().isEmpty());
  }

  @Test
  void anInterruptedThreadPredictsNothing() {
    PatchModel model =
        new CellModel(
            Encoding.STANDARD,
            (in, patch, c, i) -> {
              throw new IllegalStateException("was run");
            });
    Case patient = femurs(LONG);
    Thread.currentThread().interrupt();

    assertThrows(CancellationException.class, () -> Predictor.of(model).predictGy(patient));

    assertTrue(Thread.currentThread().isInterrupted());
  }

  @Test
  void anInterruptStopsAfterThePatchesInHand() {
    PatchModel model = new CellModel(Encoding.STANDARD, (in, patch, c, i) -> 1);
    Case patient = femurs(LONG);
    List<Integer> done = new ArrayList<>();

    assertThrows(
        CancellationException.class,
        () ->
            Predictor.of(model)
                .predictGy(
                    patient,
                    (d, total) -> {
                      done.add(d);
                      if (d == 3) {
                        Thread.currentThread().interrupt();
                      }
                    }));

    assertEquals(List.of(1, 2, 3), done);
  }

  @Test
  void optionsOutOfRangeAreRefused() {
    PredictionOptions options = PredictionOptions.DEFAULT;
    assertThrows(IllegalArgumentException.class, () -> options.withBatch(0));
    assertThrows(IllegalArgumentException.class, () -> options.withBatch(65));
    assertThrows(IllegalArgumentException.class, () -> options.withOverlap(-0.1));
    assertThrows(IllegalArgumentException.class, () -> options.withOverlap(0.95));
    assertThrows(IllegalArgumentException.class, () -> options.withOverlap(Double.NaN));
  }

  private static int patches(PatchModel model, PredictionOptions options, Case patient) {
    int[] patches = {0};
    Predictor.of(model, options).predictGy(patient, (done, total) -> patches[0] = total);
    return patches[0];
  }

  private static int xOf(GridShape shape, int index) {
    return index / shape.nz() % shape.nx();
  }

  /** Tells left from right by place, by channel and by constraint. */
  private static float sidedCell(float[] in, GridShape patch, float[] constraints, int i) {
    int voxels = patch.voxelCount();
    int left = PROTOCOL.channels().indexOf(new Channel.SignedDistance("Femur_L"));
    float place = xOf(patch, i) / 64f;
    return 0.4f + place + 0.3f * in[left * voxels + i] + 0.1f * in[i] + 0.01f * constraints[0];
  }

  private static Case femurs(GridShape shape) {
    Grid grid = Grid.axial(shape, VoxelSpacing.isotropic(3), PatientPoint.ORIGIN);
    SplittableRandom random = new SplittableRandom(5);
    float[] hu = new float[shape.voxelCount()];
    for (int i = 0; i < hu.length; i++) {
      hu[i] = (float) random.nextDouble(-200, 200);
    }
    return new Case(
        "case_1",
        PROTOCOL.name(),
        Volume.of(grid, hu),
        List.of(
            structure("PTV70", StructureRole.TARGET, grid, i -> i % 97 == 3),
            structure("Femur_L", StructureRole.ORGAN_AT_RISK, grid, i -> xOf(shape, i) > 11),
            structure("Femur_R", StructureRole.ORGAN_AT_RISK, grid, i -> xOf(shape, i) < 2)),
        new Prescription(Map.of("PTV70", 70.0)),
        Optional.empty(),
        Optional.empty(),
        Map.of());
  }

  private static Structure structure(
      String name, StructureRole role, Grid grid, IntPredicate inside) {
    return new Structure(name, role, Mask.where(grid, inside));
  }

  private static Case withOutline(Case patient, IntPredicate inBody) {
    List<Structure> structures = new ArrayList<>(patient.structures());
    structures.add(structure("BODY", StructureRole.EXTERNAL, patient.grid(), inBody));
    return withData(patient, patient.ctHu(), structures);
  }

  private static Case mirrored(Case patient) {
    GridShape shape = patient.grid().shape();
    List<Structure> structures = new ArrayList<>();
    for (Structure structure : patient.structures()) {
      structures.add(
          structure(
              StructureNames.mirrored(structure.name()),
              structure.role(),
              patient.grid(),
              i -> structure.mask().contains(mirrored(shape, i))));
    }
    return withData(patient, mirrored(patient.ctHu()), structures);
  }

  private static Volume mirrored(Volume volume) {
    float[] data = new float[volume.data().length];
    for (int i = 0; i < data.length; i++) {
      data[i] = volume.data()[mirrored(volume.grid().shape(), i)];
    }
    return Volume.of(volume.grid(), data);
  }

  private static int mirrored(GridShape shape, int i) {
    int y = i / shape.nz() / shape.nx();
    return shape.index(y, shape.nx() - 1 - xOf(shape, i), i % shape.nz());
  }

  private static Case withData(Case patient, Volume ctHu, List<Structure> structures) {
    return new Case(
        patient.id(),
        patient.protocol(),
        ctHu,
        structures,
        patient.prescription(),
        Optional.empty(),
        Optional.empty(),
        Map.of());
  }

  /** A network that answers voxel by voxel. */
  private record CellModel(ModelDescription description, Cell cell) implements PatchModel {
    interface Cell {
      float at(float[] channels, GridShape patch, float[] constraints, int index);
    }

    CellModel(Encoding encoding, Cell cell) {
      this(PROTOCOL, encoding, cell);
    }

    CellModel(Protocol protocol, Encoding encoding, Cell cell) {
      this(
          new ModelDescription(
              NetworkSpec.baseline(protocol.channels().size(), 4, protocol.constraints().size()),
              protocol,
              encoding,
              SlidingWindow.halfOverlapping(GridShape.cube(16)),
              Map.of()),
          cell);
    }

    @Override
    public float[] predict(float[] channels, GridShape patch, float[] constraints) {
      assertEquals(description.protocol().channels().size() * patch.voxelCount(), channels.length);
      assertEquals(description.protocol().constraints().size(), constraints.length);
      float[] dose = new float[patch.voxelCount()];
      for (int i = 0; i < dose.length; i++) {
        dose[i] = cell.at(channels, patch, constraints, i);
      }
      return dose;
    }

    @Override
    public void close() {}
  }
}
