package org.dosekit.lab;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.dosekit.core.predict.PatchModel;
import org.dosekit.export.runtime.ModelCheck.Sample;

/**
 * Times of one patch.
 *
 * @param medianSeconds of some runs
 * @param minSeconds of them
 */
record InferenceTimes(double medianSeconds, double minSeconds) {

  /**
   * Runs each model so many times, in turns, after one run that does not count.
   *
   * @param runs at least 1
   * @return by name
   */
  static Map<String, InferenceTimes> measure(
      Map<String, PatchModel> models, Sample sample, int runs) {
    Map<String, double[]> seconds = new LinkedHashMap<>();
    models.keySet().forEach(name -> seconds.put(name, new double[runs]));
    for (int run = -1; run < runs; run++) {
      for (Map.Entry<String, PatchModel> entry : models.entrySet()) {
        long start = System.nanoTime();
        entry.getValue().predict(sample.channels(), sample.patch(), sample.constraints());
        double time = (System.nanoTime() - start) / 1e9;
        double[] times = seconds.get(entry.getKey());
        if (run >= 0 && times != null) {
          times[run] = time;
        }
      }
    }
    Map<String, InferenceTimes> result = new LinkedHashMap<>();
    seconds.forEach(
        (name, times) -> {
          Arrays.sort(times);
          result.put(name, new InferenceTimes(times[runs / 2], times[0]));
        });
    return result;
  }
}
