package org.dosekit.train.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.dosekit.core.encode.EncodedCase;
import org.dosekit.core.geometry.Grid;
import org.dosekit.core.geometry.GridShape;
import org.dosekit.core.geometry.PatientPoint;
import org.dosekit.core.geometry.VoxelSpacing;
import org.dosekit.train.engine.Batch;
import org.dosekit.train.settings.Augmentation;
import org.dosekit.train.settings.Patches;
import org.junit.jupiter.api.Test;

class PatchSamplerTest {
  private static final GridShape PATCH = GridShape.cube(16);
  private static final int VOXELS = PATCH.voxelCount();

  /** Four standard deviations of the number of heads in so many throws. */
  private static double tolerance(int throwsMade, double probability) {
    return 4 * Math.sqrt(throwsMade * probability * (1 - probability));
  }

  @Test
  void wholeVolumeWithoutAugmentationIsTheCaseItself() {
    TrainingCase source = SyntheticEncodedCase.of(PATCH);

    Batch batch = draw(plan(0.5, false, false, 0, 0), source, 1);

    for (int c = 0; c < 4; c++) {
      assertArrayEquals(
          SyntheticEncodedCase.channel(source, c),
          Arrays.copyOfRange(batch.channels(), c * VOXELS, (c + 1) * VOXELS));
    }
    assertArrayEquals(SyntheticEncodedCase.dose(source), batch.target());
    assertArrayEquals(source.constraints(), batch.constraints());
    assertArrayEquals(SyntheticEncodedCase.ones(PATCH), batch.weight());
  }

  @Test
  void sameSeedGivesTheSamePatch() {
    TrainingCase source = SyntheticEncodedCase.of(new GridShape(20, 30, 17));
    SamplingPlan plan = plan(0.5, false, true, 5, 0.02);

    assertArrayEquals(draw(plan, source, 7).channels(), draw(plan, source, 7).channels());
    assertFalse(Arrays.equals(draw(plan, source, 7).channels(), draw(plan, source, 8).channels()));
  }

  @Test
  void flipMovesLeftToRightAndExchangesPairedStructuresInHalfOfThePatches() {
    TrainingCase source = SyntheticEncodedCase.of(PATCH);
    int flipped = 0;
    int patches = 400;
    for (int seed = 0; seed < patches; seed++) {
      Batch batch = draw(plan(0, false, true, 0, 0), source, seed);
      boolean flip = batch.constraints()[1] == 3;
      flipped += flip ? 1 : 0;
      assertArrayEquals(flip ? new float[] {1, 3, 2} : new float[] {1, 2, 3}, batch.constraints());
      for (int[] voxel : new int[][] {{0, 0, 0}, {3, 1, 14}, {15, 9, 2}}) {
        int x = flip ? 15 - voxel[1] : voxel[1];
        int from = PATCH.index(voxel[0], voxel[1], voxel[2]);
        int to = PATCH.index(voxel[0], x, voxel[2]);
        assertEquals(source.dose().at(from), batch.target()[to]);
        int[] sources = flip ? new int[] {0, 1, 3, 2} : new int[] {0, 1, 2, 3};
        for (int c = 0; c < 4; c++) {
          assertEquals(
              source.channels().get(sources[c]).at(from), batch.channels()[c * VOXELS + to]);
        }
      }
    }
    assertEquals(patches / 2.0, flipped, tolerance(patches, 0.5));
  }

  @Test
  void highDoseFractionOfThePatchesHoldsHighDose() {
    // 2^3 hot voxels in the corner of 64^3: one in 49^3 uniform patches begins at that corner.
    TrainingCase source = SyntheticEncodedCase.of(GridShape.cube(64));
    int patches = 400;
    int hot = 0;
    for (int seed = 0; seed < patches; seed++) {
      float[] dose = draw(plan(0.25, false, false, 0, 0), source, seed).target();
      for (int i = 0; i < VOXELS; i++) {
        if (dose[i] > 0) {
          hot++;
          break;
        }
      }
    }
    assertEquals(patches * 0.25, hot, tolerance(patches, 0.25));
  }

  @Test
  void highDoseVoxelIsInTheMiddleWhereTheVolumeAllows() {
    GridShape shape = GridShape.cube(48);
    float[][] channels = new float[4][shape.voxelCount()];
    float[] dose = new float[shape.voxelCount()];
    dose[shape.index(20, 24, 30)] = 0.5f;
    TrainingCase source =
        SyntheticEncodedCase.trainingCase(
            SyntheticEncodedCase.encoded(
                shape, channels, java.util.Optional.of(dose), SyntheticEncodedCase.ones(shape)));

    float[] target = draw(plan(1, false, false, 0, 0), source, 3).target();

    assertEquals(0.5f, target[PATCH.index(8, 8, 8)]);
  }

  @Test
  void uniformPatchesBeginEverywhere() {
    TrainingCase source = SyntheticEncodedCase.of(new GridShape(18, 16, 16));
    int[] counts = new int[3];
    int patches = 300;
    for (int seed = 0; seed < patches; seed++) {
      int first = Math.round(draw(plan(0, false, false, 0, 0), source, seed).channels()[0]);
      counts[first / (16 * 16)]++;
    }
    for (int count : counts) {
      assertEquals(patches / 3.0, count, tolerance(patches, 1 / 3.0));
    }
  }

  @Test
  void uniformPatchesLieWhereDoseMayBe() {
    // Dose may be in rows 10 to 29 and in columns 40 to 43: patches begin at rows 10 to 14, and at
    // columns 28 to 40.
    GridShape shape = new GridShape(64, 64, 16);
    float[] region = new float[shape.voxelCount()];
    for (int i = 0; i < region.length; i++) {
      int y = i / (64 * 16);
      int x = i / 16 % 64;
      region[i] = y >= 10 && y < 30 && x >= 40 && x < 44 ? 1 : 0;
    }
    TrainingCase source = SyntheticEncodedCase.of(shape, region);
    BitSet rows = new BitSet();
    BitSet columns = new BitSet();
    for (int seed = 0; seed < 400; seed++) {
      int first = Math.round(draw(plan(0, true, false, 0, 0), source, seed).channels()[0]);
      rows.set(first / (64 * 16));
      columns.set(first / 16 % 64);
    }
    assertEquals("{10, 11, 12, 13, 14}", rows.toString());
    assertEquals(28, columns.nextSetBit(0));
    assertEquals(41, columns.length());
    assertEquals(13, columns.cardinality());
  }

  @Test
  void doseOfACoarsenedCaseIsCutOnItsOwnGrid() {
    GridShape coarse = new GridShape(20, 16, 18);
    GridShape fine = new GridShape(39, 32, 36);
    float[][] channels = new float[4][coarse.voxelCount()];
    for (int i = 0; i < channels[0].length; i++) {
      channels[0][i] = i;
    }
    float[] dose = new float[fine.voxelCount()];
    for (int i = 0; i < dose.length; i++) {
      dose[i] = i;
    }
    TrainingCase source =
        SyntheticEncodedCase.trainingCase(
            new EncodedCase(
                "case_1",
                grid(coarse, 6),
                channels,
                new float[] {1, 2, 3},
                70,
                grid(fine, 3),
                2,
                Optional.of(dose),
                SyntheticEncodedCase.ones(fine)));
    for (int seed = 0; seed < 30; seed++) {
      Batch batch = draw(plan(0.5, false, false, 2, 0), source, seed);
      int middle = Math.round(batch.channels()[PATCH.index(8, 8, 8)]);
      int y0 = 2 * (middle / (16 * 18) - 8);
      int x0 = 2 * (middle / 18 % 16 - 8);
      int z0 = 2 * (middle % 18 - 8);
      assertEquals(2, batch.refinement());
      for (int i = 0; i < 32 * 32 * 32; i++) {
        int y = y0 + i / (32 * 32);
        int x = x0 + i / 32 % 32;
        int z = z0 + i % 32;
        boolean inside = fine.contains(y, x, z);
        assertEquals(inside ? 1 : 0, batch.weight()[i]);
        if (inside) {
          assertEquals(fine.index(y, x, z), batch.target()[i]);
        }
      }
    }
  }

  @Test
  void voxelsOutsideASmallCaseHaveNoWeightAndTheValueOfTheEdge() {
    GridShape shape = new GridShape(10, 16, 12);
    Batch batch = draw(plan(0.5, false, false, 0, 0), SyntheticEncodedCase.of(shape), 5);

    for (int y = 0; y < 16; y++) {
      for (int z = 0; z < 16; z++) {
        int sourceY = y - 3;
        int sourceZ = z - 2;
        boolean inside = sourceY >= 0 && sourceY < 10 && sourceZ >= 0 && sourceZ < 12;
        int i = PATCH.index(y, 4, z);
        assertEquals(inside ? 1 : 0, batch.weight()[i]);
        int edge =
            shape.index(Math.min(9, Math.max(0, sourceY)), 4, Math.min(11, Math.max(0, sourceZ)));
        assertEquals(edge, batch.channels()[i]);
      }
    }
  }

  @Test
  void shiftedVoxelsKeepTheirDoseAndMovedInVoxelsHaveNoWeight() {
    TrainingCase source = SyntheticEncodedCase.of(PATCH);
    BitSet seen = new BitSet();
    for (int seed = 0; seed < 60; seed++) {
      Batch batch = draw(plan(0.5, false, false, 3, 0), source, seed);
      int middle = Math.round(batch.channels()[PATCH.index(8, 8, 8)]);
      int dy = middle / 256 - 8;
      int dx = middle / 16 % 16 - 8;
      int dz = middle % 16 - 8;
      seen.set(dy + 3);
      assertTrue(Math.max(Math.abs(dy), Math.max(Math.abs(dx), Math.abs(dz))) <= 3);
      for (int i = 0; i < VOXELS; i++) {
        boolean inside = PATCH.contains(i / 256 + dy, i / 16 % 16 + dx, i % 16 + dz);
        assertEquals(inside ? 1 : 0, batch.weight()[i]);
        assertEquals(source.dose().at(Math.round(batch.channels()[i])), batch.target()[i]);
      }
    }
    assertEquals(7, seen.cardinality(), "every shift from -3 to 3 occurs");
  }

  @Test
  void everyPatchHasWeightInTheDoseRegion() {
    GridShape shape = GridShape.cube(64);
    float[] region = new float[shape.voxelCount()];
    region[shape.index(60, 3, 40)] = 1;
    TrainingCase source = SyntheticEncodedCase.of(shape, region);
    for (int seed = 0; seed < 20; seed++) {
      Batch batch = draw(plan(0.5, true, true, 4, 0), source, seed);
      double sum = 0;
      for (float w : batch.weight()) {
        sum += w;
      }
      assertEquals(1, sum);
    }
  }

  @Test
  void patchShiftedOffASmallCaseIsDrawnAnew() {
    TrainingCase source = SyntheticEncodedCase.of(GridShape.cube(3));
    for (int seed = 0; seed < 50; seed++) {
      float[] weight = draw(plan(0.5, false, false, 15, 0), source, seed).weight();
      assertTrue(IntStream.range(0, VOXELS).anyMatch(i -> weight[i] > 0));
    }
  }

  @Test
  void noiseTouchesTheCtOfThreeInTenPatches() {
    TrainingCase source = SyntheticEncodedCase.of(PATCH);
    int patches = 200;
    int noisy = 0;
    double squares = 0;
    for (int seed = 0; seed < patches; seed++) {
      Batch clean = draw(plan(0.5, false, false, 0, 0), source, seed);
      Batch batch = draw(plan(0.5, false, false, 0, 0.02), source, seed);
      double sum = 0;
      // The first 256 voxels have small values, where float32 resolves the noise.
      for (int i = 0; i < 256; i++) {
        sum += Math.pow(batch.channels()[i] - clean.channels()[i], 2);
      }
      noisy += sum > 0 ? 1 : 0;
      squares += sum;
      assertArrayEquals(
          Arrays.copyOfRange(clean.channels(), VOXELS, 4 * VOXELS),
          Arrays.copyOfRange(batch.channels(), VOXELS, 4 * VOXELS));
    }
    assertEquals(patches * 0.3, noisy, tolerance(patches, 0.3));
    double sigma = Math.sqrt(squares / (256.0 * noisy));
    assertEquals(0.02, sigma, 0.0005);
  }

  @Test
  void batchKeepsItsPatchesApart() {
    TrainingCase one = SyntheticEncodedCase.of(PATCH);
    TrainingCase two = SyntheticEncodedCase.of(new GridShape(16, 16, 8));
    PatchSampler sampler =
        PatchSampler.of(SyntheticEncodedCase.ENCODER, plan(0.5, false, true, 2, 0));

    Batch both = sampler.batch(List.of(one, two), new long[] {mixed(11), mixed(12)});

    Batch second = draw(plan(0.5, false, true, 2, 0), two, 12);
    assertEquals(2, both.size());
    assertArrayEquals(
        second.channels(), Arrays.copyOfRange(both.channels(), 4 * VOXELS, 8 * VOXELS));
    assertArrayEquals(second.weight(), Arrays.copyOfRange(both.weight(), VOXELS, 2 * VOXELS));
    assertArrayEquals(second.constraints(), Arrays.copyOfRange(both.constraints(), 3, 6));
  }

  @Test
  void rankFindsTheVoxelsAboveAThreshold() {
    TrainingCase source = SyntheticEncodedCase.of(PATCH);
    StoredValues values = StoredValues.exact(new float[] {0, 2, 0.5f, 3});
    int[] found = {
      source.indexOfRank(values, 0.4f, 0),
      source.indexOfRank(values, 0.4f, 1),
      source.indexOfRank(values, 0.4f, 2)
    };
    assertArrayEquals(new int[] {1, 2, 3}, found);
  }

  private static Batch draw(SamplingPlan plan, TrainingCase source, long seed) {
    return PatchSampler.of(SyntheticEncodedCase.ENCODER, plan)
        .batch(List.of(source), new long[] {mixed(seed)});
  }

  private static Grid grid(GridShape shape, double spacingMm) {
    return Grid.axial(shape, VoxelSpacing.isotropic(spacingMm), PatientPoint.ORIGIN);
  }

  /** A seed as an epoch draws them. */
  private static long mixed(long seed) {
    return new SplittableRandom(seed).nextLong();
  }

  private static SamplingPlan plan(
      double highDoseFraction, boolean restrict, boolean flip, int shift, double noise) {
    return new SamplingPlan(
        new Patches(PATCH, 1, 1, highDoseFraction), new Augmentation(flip, shift, noise), restrict);
  }
}
