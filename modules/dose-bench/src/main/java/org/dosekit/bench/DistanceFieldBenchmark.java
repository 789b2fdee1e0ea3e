package org.dosekit.bench;

import java.util.concurrent.TimeUnit;
import org.dosekit.core.geometry.Grid;
import org.dosekit.core.geometry.GridShape;
import org.dosekit.core.geometry.PatientPoint;
import org.dosekit.core.geometry.VoxelSpacing;
import org.dosekit.core.volume.DistanceField;
import org.dosekit.core.volume.Mask;
import org.dosekit.core.volume.Volume;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Signed distance field of a ball in 300x300x92 voxels of 0.977 x 0.977 x 2.5 mm, the size of a
 * prostate case, on one core.
 *
 * <p>A ball of 20 mm is a small organ, of 60 mm a full bladder, of 140 mm the whole body. Before
 * anything is timed the field is checked against the distance to the sphere.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(
    value = 1,
    jvmArgs = {
      "-Xmx2g",
      // Parallel streams run in the calling thread alone.
      "-Djava.util.concurrent.ForkJoinPool.common.parallelism=0"
    })
public class DistanceFieldBenchmark {
  private static final GridShape SHAPE = new GridShape(300, 300, 92);
  private static final VoxelSpacing SPACING = new VoxelSpacing(0.9765625, 0.9765625, 2.5);
  private static final int MIDDLE_YX = 150;
  private static final int MIDDLE_Z = 46;

  /** Radius of the ball, mm. */
  @Param({"20", "60", "140"})
  double radiusMm;

  private Mask ball = Mask.empty(Grid.axial(SHAPE, SPACING, PatientPoint.ORIGIN));

  /** Makes the ball and checks its field. */
  @Setup
  public void makeBall() {
    ball = Mask.where(ball.grid(), i -> distanceToSphereMm(i) <= 0);
    checkAgainstSphere(DistanceField.signedMm(ball));
  }

  /** The measured work. */
  @Benchmark
  public Volume signedDistance() {
    return DistanceField.signedMm(ball);
  }

  /** The field is exact between voxel centres, so it is off the sphere by a voxel's diagonal. */
  private void checkAgainstSphere(Volume signedMm) {
    double diagonalMm =
        Math.sqrt(
            SPACING.yMm() * SPACING.yMm()
                + SPACING.xMm() * SPACING.xMm()
                + SPACING.zMm() * SPACING.zMm());
    double lastSliceMm = (SHAPE.nz() - 1 - MIDDLE_Z) * SPACING.zMm();
    for (int i = 0; i < SHAPE.voxelCount(); i++) {
      double expectedMm = distanceToSphereMm(i);
      double nearestZMm = zMm(i) * radiusMm / (radiusMm + expectedMm);
      // Where the largest ball reaches beyond the slices, its surface is not in the mask.
      boolean inMask = Math.abs(nearestZMm) < lastSliceMm - SPACING.zMm();
      if (inMask && !(Math.abs(signedMm.data()[i] - expectedMm) <= diagonalMm)) {
        throw new IllegalStateException(
            "voxel %d is %s mm from the ball; the sphere is %s mm away"
                .formatted(i, signedMm.data()[i], expectedMm));
      }
    }
  }

  private double distanceToSphereMm(int index) {
    int column = index / SHAPE.nz();
    int row = column / SHAPE.nx();
    double y = (row - MIDDLE_YX) * SPACING.yMm();
    double x = (column % SHAPE.nx() - MIDDLE_YX) * SPACING.xMm();
    double z = zMm(index);
    return Math.sqrt(y * y + x * x + z * z) - radiusMm;
  }

  private static double zMm(int index) {
    return (index % SHAPE.nz() - MIDDLE_Z) * SPACING.zMm();
  }
}
