package org.dosekit.train.run;

import java.util.List;
import org.dosekit.core.encode.CaseEncoder;
import org.dosekit.core.patient.Cohort;
import org.dosekit.train.data.BatchLoader;
import org.dosekit.train.data.CaseSource;
import org.dosekit.train.data.PatchSampler;

/**
 * Where the batches of a run come from: a function of its configuration and training cases.
 *
 * @param ids the training cases
 */
record TrainingBatches(
    List<String> ids, CaseSource cases, PatchSampler sampler, TrainingConfig config) {
  /**
   * The batches of a run.
   *
   * @param cacheBytes the memory that encoded cases may take
   */
  static TrainingBatches of(
      Cohort cohort, List<String> ids, TrainingConfig config, long cacheBytes) {
    CaseEncoder encoder = CaseEncoder.of(config.protocol(), config.encoding());
    return new TrainingBatches(
        ids,
        CaseSource.of(cohort, encoder, config.scoredRegions(), cacheBytes),
        PatchSampler.of(encoder, config.samplingPlan(), config.scoredRegions()),
        config);
  }

  /**
   * Starts preparing them in the background; the caller closes the loader.
   *
   * @param epoch from 0
   * @param batch of that epoch, from 0
   */
  BatchLoader from(int epoch, int batch) {
    return BatchLoader.start(
        ids, cases, sampler, config.seed(), epoch, batch, config.patches().loaderThreads());
  }
}
