package org.dosekit.bench;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;
import org.dosekit.core.geometry.Grid;
import org.dosekit.core.geometry.GridShape;
import org.dosekit.core.geometry.PatientPoint;
import org.dosekit.core.geometry.VoxelSpacing;
import org.dosekit.core.volume.Volume;
import org.dosekit.eval.gamma.GammaIndex;
import org.dosekit.eval.gamma.GammaResult;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * 3 %/3 mm global gamma, passes proved, of a phantom's dose in 300x300x160 voxels of 1x1x2 mm
 * against its perturbed copy, on one thread and on two.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 1)
@Measurement(iterations = 3)
@Fork(value = 1, jvmArgs = "-Xmx3g")
public class GammaPhantomBenchmark {
  /** Threads that compute. */
  @Param({"1", "2"})
  int threads;

  private DosePairs pair = new DosePairs(empty(GridShape.cube(1)), empty(GridShape.cube(1)));
  private ForkJoinPool pool = new ForkJoinPool(1);

  /** Plans the phantom and perturbs it. */
  @Setup(Level.Trial)
  public void plan() {
    pair = DosePairs.phantom();
    pool = new ForkJoinPool(threads);
  }

  /** Ends the threads. */
  @TearDown(Level.Trial)
  public void end() {
    pool.shutdown();
  }

  /** The default mode on every voxel above the cutoff. */
  @Benchmark
  public GammaResult exactPassRate(CpuClock cpu) throws ExecutionException, InterruptedException {
    cpu.start();
    GammaResult result =
        pool.submit(() -> GammaIndex.of(3, 3).compute(pair.referenceGy(), pair.evaluatedGy()))
            .get();
    cpu.stop();
    check(result);
    return result;
  }

  /** A copy 2 % hotter and 1 mm away is within 3 % and 3 mm but for the skin and steep edges. */
  private static void check(GammaResult result) {
    if (result.notEvaluable() > 0 || result.passRatePercent() < 90) {
      throw new IllegalStateException(
          "%s %% of %d points pass, %d not evaluable"
              .formatted(result.passRatePercent(), result.points(), result.notEvaluable()));
    }
  }

  static Volume empty(GridShape shape) {
    return Volume.filled(Grid.axial(shape, VoxelSpacing.isotropic(1), PatientPoint.ORIGIN), 0);
  }
}
