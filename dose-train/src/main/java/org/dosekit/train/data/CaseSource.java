package org.dosekit.train.data;

import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.dosekit.core.encode.CaseEncoder;
import org.dosekit.core.patient.Case;
import org.dosekit.core.patient.Cohort;

/**
 * Encoded cases of a cohort, encoded when first asked for: kept in memory while a budget lasts,
 * then in mapped files, and encoded anew each time where the disk has no room either. Thread-safe.
 */
public final class CaseSource {
  private final Cohort cohort;
  private final CaseEncoder encoder;
  private final ScoredRegions regions;
  private final CaseFiles files;
  private final Map<String, TrainingCase> kept = new ConcurrentHashMap<>();
  private final Map<String, Object> locks = new ConcurrentHashMap<>();
  private long bytesLeft;
  private final AtomicInteger inMemory = new AtomicInteger();

  private CaseSource(
      Cohort cohort, CaseEncoder encoder, ScoredRegions regions, CaseFiles files, long cacheBytes) {
    this.cohort = cohort;
    this.encoder = encoder;
    this.regions = regions;
    this.files = files;
    this.bytesLeft = cacheBytes;
  }

  /**
   * The cases of a cohort with the regions of a loss; files go to the system's folder for temporary
   * ones.
   *
   * @param cacheBytes the memory that cases may take
   */
  public static CaseSource of(
      Cohort cohort, CaseEncoder encoder, ScoredRegions regions, long cacheBytes) {
    return of(cohort, encoder, regions, cacheBytes, Path.of(System.getProperty("java.io.tmpdir")));
  }

  static CaseSource of(
      Cohort cohort, CaseEncoder encoder, ScoredRegions regions, long cacheBytes, Path folder) {
    return new CaseSource(cohort, encoder, regions, new CaseFiles(folder), cacheBytes);
  }

  /**
   * A case by its id.
   *
   * @throws org.dosekit.core.DoseDataException when it is damaged or cannot be trained on
   */
  TrainingCase get(String id) {
    // Two threads that want the same case wait for one encoding; others go on.
    synchronized (locks.computeIfAbsent(id, key -> new Object())) {
      TrainingCase cached = kept.get(id);
      if (cached != null) {
        return cached;
      }
      TrainingCase loaded = load(id);
      if (reserve(loaded.bytes())) {
        kept.put(id, loaded);
        inMemory.incrementAndGet();
        return loaded;
      }
      // The regions of a case stay in memory.
      if (reserve(loaded.regions().bytes())) {
        files.moved(loaded).ifPresent(moved -> kept.put(id, moved));
      }
      return kept.getOrDefault(id, loaded);
    }
  }

  private TrainingCase load(String id) {
    Case patient = cohort.load(id);
    return TrainingCase.of(
        encoder.encode(patient),
        encoder.protocol().channels(),
        CaseRegions.of(patient, encoder.protocol(), regions));
  }

  /** How many cases are kept in memory. */
  int casesInMemory() {
    return inMemory.get();
  }

  /** How many cases are kept, in memory or in files. */
  int keptCases() {
    return kept.size();
  }

  private synchronized boolean reserve(long bytes) {
    if (bytes > bytesLeft) {
      return false;
    }
    bytesLeft -= bytes;
    return true;
  }
}
