package org.dosekit.train.data;

import java.util.HashMap;
import java.util.Map;
import org.dosekit.core.encode.CaseEncoder;
import org.dosekit.core.patient.Case;
import org.dosekit.core.patient.Cohort;

/**
 * Encoded cases of a cohort, encoded when first asked for and kept while a memory budget lasts.
 * Cases beyond the budget are encoded anew each time: an epoch visits every case once, so nothing
 * would be gained by evicting one for another. Used by one thread at a time.
 */
public final class CaseSource {
  private final Cohort cohort;
  private final CaseEncoder encoder;
  private final ScoredRegions regions;
  private final Map<String, TrainingCase> kept = new HashMap<>();
  private long bytesLeft;

  private CaseSource(Cohort cohort, CaseEncoder encoder, ScoredRegions regions, long cacheBytes) {
    this.cohort = cohort;
    this.encoder = encoder;
    this.regions = regions;
    this.bytesLeft = cacheBytes;
  }

  /** The cases of a cohort, for a loss that reads no regions. */
  static CaseSource of(Cohort cohort, CaseEncoder encoder, long cacheBytes) {
    return of(cohort, encoder, ScoredRegions.NONE, cacheBytes);
  }

  /** The cases of a cohort with the regions of a loss. */
  public static CaseSource of(
      Cohort cohort, CaseEncoder encoder, ScoredRegions regions, long cacheBytes) {
    return new CaseSource(cohort, encoder, regions, cacheBytes);
  }

  /**
   * A case by its id.
   *
   * @throws org.dosekit.core.DoseDataException when it is damaged or cannot be trained on
   */
  TrainingCase get(String id) {
    TrainingCase cached = kept.get(id);
    if (cached != null) {
      return cached;
    }
    Case patient = cohort.load(id);
    TrainingCase loaded =
        TrainingCase.of(
            encoder.encode(patient), CaseRegions.of(patient, encoder.protocol(), regions));
    if (loaded.bytes() <= bytesLeft) {
      bytesLeft -= loaded.bytes();
      kept.put(id, loaded);
    }
    return loaded;
  }

  /** How many cases are kept in memory. */
  int keptCases() {
    return kept.size();
  }
}
