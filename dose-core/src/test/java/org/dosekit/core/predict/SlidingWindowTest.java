package org.dosekit.core.predict;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.dosekit.core.DoseDataException;
import org.dosekit.core.encode.EncodedCase;
import org.dosekit.core.geometry.Grid;
import org.dosekit.core.geometry.GridShape;
import org.dosekit.core.geometry.PatientPoint;
import org.dosekit.core.geometry.VoxelSpacing;
import org.dosekit.core.predict.SlidingWindow.GridOverlap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SlidingWindowTest {
  private static final SlidingWindow WINDOW =
      new SlidingWindow(new GridShape(16, 32, 16), new GridOverlap(8, 20, 0));
  private static final float[] NO_CONSTRAINTS = {0};

  @ParameterizedTest
  @CsvSource({"40,50,16", "16,32,16", "17,33,31", "5,40,9", "1,1,1"})
  void modelThatReturnsAChannelReproducesTheVolume(int ny, int nx, int nz) {
    GridShape shape = new GridShape(ny, nx, nz);
    float[][] channels = {random(shape, 1, 0, 1), random(shape, 2, 0, 1)};

    float[] dose = WINDOW.apply(channel(1), channels, shape, NO_CONSTRAINTS, Progress.SILENT);

    // Each voxel is a weighted mean of equal values, less 1e-8 over the smallest sum of weights.
    assertArrayEquals(channels[1], dose, 1e-5f);
  }

  @Test
  void constantPredictionStaysConstantWithinTheWeightFloor() {
    GridShape shape = new GridShape(23, 41, 37);
    float[][] channels = {new float[shape.voxelCount()]};
    PatchModel constant =
        new SyntheticModel((in, patch, constraints) -> filled(patch.voxelCount(), constraints[0]));

    float[] dose = WINDOW.apply(constant, channels, shape, new float[] {0.75f}, Progress.SILENT);

    assertArrayEquals(filled(shape.voxelCount(), 0.75f), dose, 1e-5f);
  }

  @Test
  void predictionsAreClampedToTheDoseRange() {
    GridShape shape = GridShape.cube(16);
    float[] values = random(shape, 3, -2, 4);

    float[] dose =
        SlidingWindow.halfOverlapping(shape)
            .apply(channel(0), new float[][] {values}, shape, NO_CONSTRAINTS, Progress.SILENT);

    for (int i = 0; i < dose.length; i++) {
      assertEquals(Math.min(1.5, Math.max(0, values[i])), dose[i], 1e-5);
    }
  }

  @Test
  void twoPatchesAreJoinedByGaussianWeights() {
    // Along z, patches start at 0 and 8; the first predicts 0, the second 1.
    GridShape shape = new GridShape(16, 16, 24);
    SlidingWindow window = SlidingWindow.halfOverlapping(GridShape.cube(16));
    int[] calls = {0};
    PatchModel steps =
        new SyntheticModel((in, patch, constraints) -> filled(patch.voxelCount(), calls[0]++));

    float[] dose =
        window.apply(
            steps,
            new float[][] {new float[shape.voxelCount()]},
            shape,
            NO_CONSTRAINTS,
            Progress.SILENT);

    assertEquals(2, calls[0]);
    for (int z = 8; z < 16; z++) {
      double first = Math.exp(-(z - 8.0) * (z - 8.0) / 32);
      double second = Math.exp(-(z - 16.0) * (z - 16.0) / 32);
      assertEquals(second / (first + second), dose[shape.index(8, 8, z)], 1e-6);
    }
    assertEquals(0, dose[shape.index(3, 3, 7)]);
    assertEquals(1, dose[shape.index(8, 8, 16)], 1e-6);
  }

  @Test
  void smallVolumeIsCentredAndPaddedByItsEdges() {
    GridShape shape = new GridShape(16, 16, 2);
    float[] values = new float[shape.voxelCount()];
    for (int i = 0; i < values.length; i++) {
      values[i] = i % 2 == 0 ? 3 : 5;
    }
    List<float[]> seen = new ArrayList<>();
    PatchModel spy =
        new SyntheticModel(
            (in, patch, constraints) -> {
              seen.add(Arrays.copyOf(in, 16));
              return new float[patch.voxelCount()];
            });

    SlidingWindow.halfOverlapping(GridShape.cube(16))
        .apply(spy, new float[][] {values}, shape, NO_CONSTRAINTS, Progress.SILENT);

    assertArrayEquals(new float[] {3, 3, 3, 3, 3, 3, 3, 3, 5, 5, 5, 5, 5, 5, 5, 5}, seen.get(0));
    assertEquals(1, seen.size());
  }

  @Test
  void onlyWhereDoseMayBeIsPredicted() {
    // Dose may be in rows 20 to 29 and slices 2 to 33, everywhere along x.
    GridShape shape = new GridShape(48, 16, 64);
    Grid grid = Grid.axial(shape, VoxelSpacing.isotropic(3), PatientPoint.ORIGIN);
    float[] weight = new float[shape.voxelCount()];
    for (int i = 0; i < weight.length; i++) {
      int y = i / (16 * 64);
      int z = i % 64;
      weight[i] = y >= 20 && y < 30 && z >= 2 && z < 34 ? 1 : 0;
    }
    float[][] channels = {random(shape, 1, 0.5, 1)};
    EncodedCase encoded =
        new EncodedCase(
            "case_1", grid, channels, NO_CONSTRAINTS, 70, grid, 1, Optional.empty(), weight);
    int[] patches = {0};

    float[] dose =
        SlidingWindow.halfOverlapping(GridShape.cube(16))
            .apply(channel(0), encoded, (done, total) -> patches[0] = total);

    // Rows 17 to 32 in one patch; slices from 2, 10 and 18.
    assertEquals(3, patches[0]);
    for (int i = 0; i < dose.length; i++) {
      int y = i / (16 * 64);
      int z = i % 64;
      boolean reached = y >= 17 && y < 33 && z >= 2 && z < 34;
      assertEquals(reached ? channels[0][i] : 0, dose[i], 1e-5);
    }
  }

  @Test
  void progressCountsEveryPatchOnce() {
    GridShape shape = new GridShape(40, 36, 28);
    List<Integer> done = new ArrayList<>();
    int[] total = {0};

    SlidingWindow.halfOverlapping(GridShape.cube(16))
        .apply(
            channel(0),
            new float[][] {new float[shape.voxelCount()]},
            shape,
            NO_CONSTRAINTS,
            (d, t) -> {
              done.add(d);
              total[0] = t;
            });

    // Starts 0 8 16 24; 0 8 16 20; 0 8 12.
    assertEquals(4 * 4 * 3, total[0]);
    assertEquals(total[0], done.size());
    assertEquals(total[0], done.get(done.size() - 1));
  }

  @Test
  void failureOfTheModelReachesTheCaller() {
    IllegalStateException failure = new IllegalStateException("out of native memory");
    PatchModel failing =
        new SyntheticModel(
            (in, patch, constraints) -> {
              throw failure;
            });

    assertSame(
        failure, assertThrows(IllegalStateException.class, () -> applyToCube(failing, 16 * 16)));
  }

  @Test
  void nanFromTheModelIsAnError() {
    PatchModel broken =
        new SyntheticModel((in, patch, constraints) -> filled(patch.voxelCount(), Float.NaN));

    DoseDataException error =
        assertThrows(DoseDataException.class, () -> applyToCube(broken, 16 * 16));

    assertTrue(error.found().contains("NaN"));
  }

  @Test
  void outputOfTheWrongSizeIsAnError() {
    PatchModel broken = new SyntheticModel((in, patch, constraints) -> new float[7]);

    assertThrows(IllegalStateException.class, () -> applyToCube(broken, 16 * 16));
  }

  @Test
  void patchOfMoreThanTwoGibibytesIsBadData() {
    SlidingWindow vast = SlidingWindow.halfOverlapping(GridShape.cube(832));
    DoseDataException error =
        assertThrows(
            DoseDataException.class,
            () ->
                vast.apply(
                    channel(0),
                    new float[][] {{0}},
                    GridShape.cube(1),
                    NO_CONSTRAINTS,
                    Progress.SILENT));
    assertTrue(error.found().contains("832x832x832 voxels in 1 channels"), error.found());
  }

  @Test
  void channelOfAnotherShapeIsRefused() {
    assertThrows(IllegalArgumentException.class, () -> applyToCube(channel(0), 5));
  }

  @ParameterizedTest
  @CsvSource({"15,0", "16,16", "16,-1", "24,8"})
  void unusableWindowsAreRefused(int patch, int overlap) {
    assertThrows(
        IllegalArgumentException.class,
        () -> new SlidingWindow(GridShape.cube(patch), new GridOverlap(overlap, overlap, overlap)));
  }

  @Test
  void jsonRoundTripIsEqual() {
    assertEquals(WINDOW, SlidingWindow.fromJson("test", WINDOW.toJson()));
  }

  @Test
  void jsonOfAnUnusableWindowIsBadData() {
    String json = WINDOW.toJson().replace("32", "33");

    DoseDataException error =
        assertThrows(DoseDataException.class, () -> SlidingWindow.fromJson("model.json", json));

    assertTrue(error.subject().startsWith("model.json"));
  }

  private static void applyToCube(PatchModel model, int voxelsPerRow) {
    SlidingWindow.halfOverlapping(GridShape.cube(16))
        .apply(
            model,
            new float[][] {new float[16 * voxelsPerRow]},
            GridShape.cube(16),
            NO_CONSTRAINTS,
            Progress.SILENT);
  }

  private static PatchModel channel(int index) {
    return new SyntheticModel(
        (in, patch, constraints) ->
            Arrays.copyOfRange(in, index * patch.voxelCount(), (index + 1) * patch.voxelCount()));
  }

  private static float[] filled(int size, float value) {
    float[] values = new float[size];
    Arrays.fill(values, value);
    return values;
  }

  private static float[] random(GridShape shape, long seed, double low, double high) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] values = new float[shape.voxelCount()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextDouble(low, high);
    }
    return values;
  }

  /** A network made of a function. */
  private record SyntheticModel(Function function) implements PatchModel {
    interface Function {
      float[] apply(float[] channels, GridShape patch, float[] constraints);
    }

    @Override
    public ModelDescription description() {
      throw new UnsupportedOperationException("a window does not ask");
    }

    @Override
    public float[] predict(float[] channels, GridShape patch, float[] constraints) {
      return function.apply(channels, patch, constraints);
    }

    @Override
    public void close() {}
  }
}
