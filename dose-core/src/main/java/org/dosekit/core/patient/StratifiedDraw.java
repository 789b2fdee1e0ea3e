package org.dosekit.core.patient;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Draws cases so that every part gets its share of each variant and of small and large targets:
 * cases are put in order of variant and target volume, and drawn from runs of neighbours.
 */
final class StratifiedDraw {
  private static final Comparator<CaseTraits> BY_TRAITS =
      Comparator.comparing(CaseTraits::variant)
          .thenComparingDouble(CaseTraits::targetVolumeCc)
          .thenComparing(CaseTraits::id, CaseOrder.NATURAL);

  private final List<CaseTraits> ordered;
  private final SplittableRandom random;

  StratifiedDraw(List<CaseTraits> cases, long seed) {
    this.ordered = cases.stream().sorted(BY_TRAITS).toList();
    this.random = new SplittableRandom(seed);
  }

  /** One case to test and one to validate out of each of {@code count} runs; the rest train. */
  Split heldOut(int count) {
    List<String> training = new ArrayList<>();
    List<String> validation = new ArrayList<>();
    List<String> test = new ArrayList<>();
    for (int run = 0; run < count; run++) {
      List<String> ids = shuffled(run(run, count));
      test.add(ids.get(0));
      validation.add(ids.get(1));
      training.addAll(ids.subList(2, ids.size()));
    }
    if (count == 0) {
      ordered.forEach(c -> training.add(c.id()));
    }
    return split(training, validation, test);
  }

  /**
   * The cases in {@code count} parts. Within each variant neighbours in volume go to different
   * parts; what is left of a variant goes to the parts that have the fewest cases so far. So no two
   * parts differ by more than one case, in all and of each variant.
   */
  List<List<String>> parts(int count) {
    List<List<String>> parts = new ArrayList<>();
    IntStream.range(0, count).forEach(i -> parts.add(new ArrayList<>()));
    Map<String, List<String>> variants = new LinkedHashMap<>();
    ordered.forEach(c -> variants.computeIfAbsent(c.variant(), v -> new ArrayList<>()).add(c.id()));
    for (List<String> ids : variants.values()) {
      for (int from = 0; from < ids.size(); from += count) {
        List<String> run = ids.subList(from, Math.min(ids.size(), from + count));
        // Stable: equally full parts stay in random order.
        List<List<String>> fewestFirst = new ArrayList<>(shuffled(parts));
        fewestFirst.sort(Comparator.comparingInt(List::size));
        List<String> drawn = shuffled(run);
        for (int i = 0; i < drawn.size(); i++) {
          fewestFirst.get(i).add(drawn.get(i));
        }
      }
    }
    return parts;
  }

  static Split split(List<String> training, List<String> validation, List<String> test) {
    return new Split(sorted(training), sorted(validation), sorted(test));
  }

  private static List<String> sorted(List<String> ids) {
    return ids.stream().sorted(CaseOrder.NATURAL).toList();
  }

  /** One of {@code count} runs of neighbours, as equally long as can be. */
  private List<String> run(int index, int count) {
    int from = (int) ((long) ordered.size() * index / count);
    int to = (int) ((long) ordered.size() * (index + 1) / count);
    return ordered.subList(from, to).stream().map(CaseTraits::id).toList();
  }

  private <T> List<T> shuffled(List<T> values) {
    List<T> result = new ArrayList<>(values);
    for (int i = result.size() - 1; i > 0; i--) {
      Collections.swap(result, i, random.nextInt(i + 1));
    }
    return result;
  }
}
