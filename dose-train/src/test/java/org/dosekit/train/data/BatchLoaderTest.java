package org.dosekit.train.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import org.dosekit.core.DoseDataException;
import org.dosekit.core.encode.CaseEncoder;
import org.dosekit.core.encode.Encoding;
import org.dosekit.core.geometry.GridShape;
import org.dosekit.core.patient.Cohort;
import org.dosekit.core.protocol.Protocol;
import org.dosekit.train.engine.Batch;
import org.dosekit.train.run.SyntheticCohort;
import org.dosekit.train.settings.Augmentation;
import org.dosekit.train.settings.Patches;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BatchLoaderTest {
  private static final long BIG = 1L << 30;
  private static final Protocol PROTOCOL = Protocol.builtIn("prostate-sib");
  private static final CaseEncoder ENCODER = CaseEncoder.of(PROTOCOL, Encoding.STANDARD);
  private static final PatchSampler SAMPLER =
      PatchSampler.of(
          ENCODER,
          new SamplingPlan(
              new Patches(GridShape.cube(16), 2, 2, 0.5),
              new Augmentation(true, 2, 0.02).withMotion(Augmentation.Motion.STANDARD),
              false));

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
  void batchesDoNotDependOnTheNumberOfThreadsAndMayBeginWithinAnEpoch() {
    Cohort cohort = SyntheticCohort.write(folder, 3);
    CaseSource source = source(cohort, BIG);
    try (BatchLoader one = start(cohort, source, 0);
        BatchLoader four = BatchLoader.start(cohort.ids(), source, SAMPLER, 42, 0, 0, 4);
        BatchLoader late = BatchLoader.start(cohort.ids(), source, SAMPLER, 42, 0, 2, 2)) {
      for (int i = 0; i < 9; i++) {
        Batch expected = one.next();
        assertSame(expected, four.next());
        if (i >= 2) {
          assertSame(expected, late.next());
        }
      }
      assertTrue(one.waitedSeconds() > 0);
    }
  }

  /** Three cases of 24 x 28 x 16 voxels; PTV70 is a distance of 2 bytes, CT and dose 4. */
  @Test
  void casesBeyondTheBudgetAreKeptInFilesThatNobodySees() throws IOException {
    Cohort cohort = SyntheticCohort.write(folder, 3);
    Path temporary = Files.createDirectory(folder.resolve("temporary"));
    CaseSource source = CaseSource.of(cohort, ENCODER, ScoredRegions.NONE, 250_000, temporary);
    long bytes = source.get("case_1").bytes();
    assertEquals(24L * 28 * 16 * (2 + 4 + 4), bytes, "distance, CT and dose; the rest is constant");
    cohort.ids().forEach(source::get);
    assertEquals(2, source.casesInMemory());
    assertEquals(3, source.keptCases());
    try (var left = Files.list(temporary)) {
      assertEquals(0, left.count(), "a name would outlive a process that is killed");
    }
    for (String id : cohort.ids()) {
      Files.delete(cohort.file(id));
    }
    cohort.ids().forEach(id -> assertEquals(bytes, source.get(id).bytes(), "not read anew"));
  }

  @Test
  void mappedCasesGiveTheBatchesOfCasesInMemory() {
    Cohort cohort = SyntheticCohort.write(folder, 3);
    CaseSource mapped = source(cohort, 0);
    try (BatchLoader inMemory = start(cohort, source(cohort, BIG), 0);
        BatchLoader inFiles = start(cohort, mapped, 0)) {
      for (int i = 0; i < 6; i++) {
        assertSame(inMemory.next(), inFiles.next());
      }
    }
    assertEquals(0, mapped.casesInMemory());
    assertEquals(3, mapped.keptCases());
  }

  @Test
  void folderThatCannotBeWrittenIsNamed() {
    Cohort cohort = SyntheticCohort.write(folder, 1);
    CaseSource source =
        CaseSource.of(cohort, ENCODER, ScoredRegions.NONE, 0, folder.resolve("absent"));
    DoseDataException error = assertThrows(DoseDataException.class, () -> source.get("case_1"));
    assertTrue(error.getMessage().contains("java.io.tmpdir"), error.getMessage());
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
    return BatchLoader.start(cohort.ids(), source, SAMPLER, 42, epoch, 0, 1);
  }

  private static CaseSource source(Cohort cohort, long bytes) {
    return CaseSource.of(cohort, ENCODER, ScoredRegions.NONE, bytes);
  }

  private static void assertSame(Batch expected, Batch actual) {
    assertArrayEquals(expected.channels(), actual.channels());
    assertArrayEquals(expected.constraints(), actual.constraints());
    assertArrayEquals(expected.target(), actual.target());
    assertArrayEquals(expected.weight(), actual.weight());
  }
}
