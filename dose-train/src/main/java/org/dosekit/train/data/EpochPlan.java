package org.dosekit.train.data;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Which patches an epoch trains on, in which order: a function of seed and epoch alone, so that a
 * resumed run sees what an uninterrupted one would have seen.
 *
 * <p>Cases come in random order, as many at a time as a batch has patches; a batch holds patches of
 * different cases, and every case is visited once an epoch.
 */
final class EpochPlan {
  /**
   * One patch to draw.
   *
   * @param caseId of this case
   * @param seed of its place and augmentation
   */
  record PatchDraw(String caseId, long seed) {}

  private EpochPlan() {}

  /** The number of batches of an epoch; the last one may be smaller. */
  static int batchCount(int cases, SamplingPlan plan) {
    int patches = Math.multiplyExact(cases, plan.patches().perCase());
    return (patches + plan.patches().batchSize() - 1) / plan.patches().batchSize();
  }

  /** The batches of an epoch. */
  static List<List<PatchDraw>> batches(List<String> ids, SamplingPlan plan, long seed, int epoch) {
    SplittableRandom random = new SplittableRandom(epochSeed(seed, epoch));
    List<String> order = shuffled(ids, random);
    List<PatchDraw> draws = new ArrayList<>();
    for (int from = 0; from < order.size(); from += plan.patches().batchSize()) {
      List<String> group =
          order.subList(from, Math.min(order.size(), from + plan.patches().batchSize()));
      for (int round = 0; round < plan.patches().perCase(); round++) {
        for (String id : group) {
          draws.add(new PatchDraw(id, random.nextLong()));
        }
      }
    }
    List<List<PatchDraw>> batches = new ArrayList<>();
    for (int from = 0; from < draws.size(); from += plan.patches().batchSize()) {
      batches.add(
          List.copyOf(
              draws.subList(from, Math.min(draws.size(), from + plan.patches().batchSize()))));
    }
    return batches;
  }

  /** The epoch-th number of the seed's sequence. */
  private static long epochSeed(long seed, int epoch) {
    SplittableRandom random = new SplittableRandom(seed);
    long value = random.nextLong();
    for (int i = 0; i < epoch; i++) {
      value = random.nextLong();
    }
    return value;
  }

  private static List<String> shuffled(List<String> ids, SplittableRandom random) {
    List<String> order = new ArrayList<>(ids);
    for (int i = order.size() - 1; i > 0; i--) {
      java.util.Collections.swap(order, i, random.nextInt(i + 1));
    }
    return order;
  }
}
