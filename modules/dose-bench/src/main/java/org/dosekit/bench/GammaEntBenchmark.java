package org.dosekit.bench;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.dosekit.core.geometry.GridShape;
import org.dosekit.core.volume.Volume;
import org.dosekit.eval.gamma.GammaCriterion;
import org.dosekit.eval.gamma.GammaIndex;
import org.dosekit.eval.gamma.GammaMode;
import org.dosekit.eval.gamma.GammaResult;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * 3 %/3 mm global gamma of two real head-and-neck plans, 88,129 points at 2.5 mm, and beside it a
 * fixed piece of arithmetic to compare machines by. Needs DOSEKIT_DATA, see {@link DosePairs#ent}.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 10)
@Measurement(iterations = 10)
@Fork(value = 1, jvmArgs = "-Xmx2g")
public class GammaEntBenchmark {
  private static final GammaIndex INDEX = GammaIndex.of(3, 3);
  private static final int POINTS = 88_129;

  /** 90.72042 % of the points, by branch and bound to 1e-3. */
  private static final int PASSED = 79_951;

  private static final int KERNEL_STEPS = 100_000_000;

  private DosePairs pair = new DosePairs(nothing(), nothing());

  /** Reads the plans and checks what is timed. */
  @Setup(Level.Trial)
  public void read() throws IOException {
    pair = DosePairs.ent();
    check(exactPassRate());
    check(fast());
  }

  private static void check(GammaResult result) {
    if (result.points() != POINTS || Math.abs(result.passed() - PASSED) > 3) {
      throw new IllegalStateException(
          "%d of %d points pass; %d of %d expected"
              .formatted(result.passed(), result.points(), PASSED, POINTS));
    }
  }

  /** The search alone. */
  @Benchmark
  public GammaResult fast(CpuClock cpu) {
    cpu.start();
    GammaResult result = fast();
    cpu.stop();
    return result;
  }

  /** The default: every pass and failure proved. */
  @Benchmark
  public GammaResult exactPassRate(CpuClock cpu) {
    cpu.start();
    GammaResult result = exactPassRate();
    cpu.stop();
    return result;
  }

  /** Every value proved to 1e-3. */
  @Benchmark
  public GammaResult certified(CpuClock cpu) {
    cpu.start();
    GammaResult result =
        INDEX.withMode(GammaMode.certified(1e-3)).compute(pair.referenceGy(), pair.evaluatedGy());
    cpu.stop();
    return result;
  }

  /** Four criteria in one search, passes proved. */
  @Benchmark
  public List<GammaResult> fourCriteria(CpuClock cpu) {
    cpu.start();
    List<GammaResult> results =
        INDEX.computeAll(
            List.of(
                new GammaCriterion(3, 3),
                new GammaCriterion(2, 2),
                new GammaCriterion(3, 2),
                new GammaCriterion(1, 1)),
            pair.referenceGy(),
            pair.evaluatedGy());
    cpu.stop();
    return results;
  }

  /** A hundred million dependent steps of a multiplication, an addition and a comparison. */
  @Benchmark
  public double kernel(CpuClock cpu) {
    cpu.start();
    double x = 0.5;
    for (int i = 0; i < KERNEL_STEPS; i++) {
      x = x * 0.75 + 0.3;
      x = x > 1 ? x - 1 : x;
    }
    cpu.stop();
    if (!(x >= 0 && x <= 1)) {
      throw new IllegalStateException("the kernel ended at " + x);
    }
    return x;
  }

  private GammaResult fast() {
    return INDEX.withMode(GammaMode.fast()).compute(pair.referenceGy(), pair.evaluatedGy());
  }

  private GammaResult exactPassRate() {
    return INDEX.compute(pair.referenceGy(), pair.evaluatedGy());
  }

  private static Volume nothing() {
    return GammaPhantomBenchmark.empty(GridShape.cube(1));
  }
}
