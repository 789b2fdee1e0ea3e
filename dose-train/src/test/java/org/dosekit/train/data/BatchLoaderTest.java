package org.dosekit.train.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.dosekit.core.DoseDataException;
import org.dosekit.core.encode.CaseEncoder;
import org.dosekit.core.encode.Encoding;
import org.dosekit.core.geometry.GridShape;
import org.dosekit.core.patient.Cohort;
import org.dosekit.core.protocol.Protocol;
import org.dosekit.train.engine.Batch;
import org.dosekit.train.run.SyntheticCohort;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BatchLoaderTest {
  private static final long BIG = 1L << 30;
  private static final Protocol PROTOCOL = Protocol.builtIn("prostate-sib");
  private static final PatchSampler SAMPLER =
      PatchSampler.of(
          PROTOCOL, new SamplingPlan(GridShape.cube(16), 2, 2, 0.5, false, true, 2, 0.02));

  @TempDir Path folder;

  @Test
  void batchesDependOnSeedAndEpochOnlyWhateverIsCachedAndWhereReadingBegins() {
    Cohort cohort = SyntheticCohort.write(folder, 3);
    try (BatchLoader cached = start(cohort, source(cohort, BIG), 0);
        BatchLoader uncached = start(cohort, source(cohort, 0), 0);
        BatchLoader late = start(cohort, source(cohort, 0), 1)) {
      assertEquals(3, cached.batchesPerEpoch());
      for (int i = 0; i < 6; i++) {
        Batch expected = cached.next();
        assertSame(expected, uncached.next());
        if (i >= 3) {
          assertSame(expected, late.next());
        }
      }
    }
  }

  @Test
  void casesBeyondTheBudgetAreNotKept() {
    Cohort cohort = SyntheticCohort.write(folder, 3);
    // 24 x 28 x 16 voxels, 9 channels, dose and weight, 4 bytes: 473 kB a case.
    CaseSource source = source(cohort, 1_000_000);
    cohort.ids().forEach(source::get);
    assertEquals(2, source.keptCases());
  }

  @Test
  void failureOfTheLoaderReachesTheOneWhoWaits() throws Exception {
    Cohort cohort = SyntheticCohort.write(folder, 1);
    Files.write(folder.resolve("case_1.npz"), new byte[] {1});
    try (BatchLoader loader = start(cohort, source(cohort, 0), 0)) {
      DoseDataException error =
          assertTimeoutPreemptively(
              Duration.ofSeconds(30), () -> assertThrows(DoseDataException.class, loader::next));
      assertTrue(error.getMessage().contains("case_1"), error.getMessage());
    }
  }

  @Test
  void closingEndsTheThreadThoughNobodyTakesItsBatches() {
    Cohort cohort = SyntheticCohort.write(folder, 2);
    BatchLoader loader = start(cohort, source(cohort, BIG), 0);
    assertTimeoutPreemptively(Duration.ofSeconds(30), loader::close);
    assertTrue(
        Thread.getAllStackTraces().keySet().stream()
            .noneMatch(t -> t.isAlive() && t.getName().equals("dosekit-batch-loader")));
  }

  @Test
  void interruptEndsTheWaiting() {
    Cohort cohort = SyntheticCohort.write(folder, 2);
    try (BatchLoader loader = start(cohort, source(cohort, BIG), 0)) {
      Thread.currentThread().interrupt();
      assertThrows(CancellationException.class, loader::next);
      assertTrue(Thread.interrupted(), "the interrupt is handed on");
    }
  }

  private static BatchLoader start(Cohort cohort, CaseSource source, int epoch) {
    return BatchLoader.start(List.copyOf(cohort.ids()), source, SAMPLER, 42, epoch, 0);
  }

  private static CaseSource source(Cohort cohort, long bytes) {
    return CaseSource.of(cohort, CaseEncoder.of(PROTOCOL, Encoding.STANDARD), bytes);
  }

  private static void assertSame(Batch expected, Batch actual) {
    assertArrayEquals(expected.channels(), actual.channels());
    assertArrayEquals(expected.constraints(), actual.constraints());
    assertArrayEquals(expected.target(), actual.target());
    assertArrayEquals(expected.weight(), actual.weight());
  }
}
