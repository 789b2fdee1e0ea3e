package org.dosekit.train.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.dosekit.core.geometry.GridShape;
import org.dosekit.train.data.EpochPlan.PatchDraw;
import org.dosekit.train.settings.Augmentation;
import org.dosekit.train.settings.Patches;
import org.junit.jupiter.api.Test;

class EpochPlanTest {
  private static final List<String> IDS = List.of("a", "b", "c", "d", "e", "f", "g");
  private static final SamplingPlan PLAN =
      new SamplingPlan(new Patches(GridShape.cube(16), 3, 2, 0.5), Augmentation.NONE, false);

  @Test
  void everyCaseGivesItsPatchesOnceAnEpoch() {
    List<List<PatchDraw>> batches = EpochPlan.batches(IDS, PLAN, 42, 5);

    Map<String, Long> counts =
        batches.stream()
            .flatMap(List::stream)
            .collect(Collectors.groupingBy(PatchDraw::caseId, Collectors.counting()));
    assertEquals(IDS.stream().collect(Collectors.toMap(Function.identity(), id -> 3L)), counts);
    assertEquals(11, batches.size());
    assertEquals(EpochPlan.batchCount(IDS.size(), PLAN), batches.size());
  }

  @Test
  void batchHoldsDifferentCasesWhereThereAreEnough() {
    for (List<PatchDraw> batch : EpochPlan.batches(IDS.subList(0, 6), PLAN, 42, 0)) {
      assertNotEquals(batch.get(0).caseId(), batch.get(1).caseId());
    }
  }

  @Test
  void planIsAFunctionOfSeedAndEpoch() {
    assertEquals(EpochPlan.batches(IDS, PLAN, 42, 3), EpochPlan.batches(IDS, PLAN, 42, 3));
    assertNotEquals(EpochPlan.batches(IDS, PLAN, 42, 3), EpochPlan.batches(IDS, PLAN, 42, 4));
    assertNotEquals(EpochPlan.batches(IDS, PLAN, 42, 3), EpochPlan.batches(IDS, PLAN, 43, 3));
  }

  @Test
  void orderOfCasesChangesFromEpochToEpoch() {
    long orders =
        java.util.stream.IntStream.range(0, 20)
            .mapToObj(
                epoch ->
                    EpochPlan.batches(IDS, PLAN, 1, epoch).stream()
                        .flatMap(List::stream)
                        .map(PatchDraw::caseId)
                        .toList())
            .distinct()
            .count();
    assertTrue(orders > 15, orders + " different orders of 20");
  }
}
