package org.dosekit.core.patient;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StratifiedSplitTest {
  /** As {@link Split#seeded}: a tenth each, 23 cases give 19, 2 and 2. */
  @ParameterizedTest
  @CsvSource({"0,0,0", "2,2,0", "3,1,1", "10,8,1", "23,19,2", "40,32,4", "100,80,10"})
  void tenthsValidateAndTest(int cases, int trained, int heldOut) {
    Split split = Split.stratified(cases(cases), 42);
    assertEquals(trained, split.training().size());
    assertEquals(heldOut, split.validation().size());
    assertEquals(heldOut, split.test().size());
    assertEquals(cases, ids(split).size());
  }

  @Test
  void seedAndSetOfCasesDecideAndTheirOrderDoesNot() {
    List<CaseTraits> reversed = cases(40);
    Collections.reverse(reversed);
    assertEquals(Split.stratified(cases(40), 1), Split.stratified(reversed, 1));
    assertEquals(Split.folds(cases(40), 5, 1), Split.folds(reversed, 5, 1));
    assertNotEquals(Split.stratified(cases(40), 1), Split.stratified(cases(40), 2));
    assertNotEquals(Split.folds(cases(40), 5, 1), Split.folds(cases(40), 5, 2));
  }

  /** Ten runs of ten neighbours in volume: each decile of the volumes tests and validates once. */
  @Test
  void eachDecileOfTheVolumesTestsAndValidatesOnce() {
    List<CaseTraits> cases =
        IntStream.range(0, 100).mapToObj(i -> new CaseTraits("pt_" + i, "sib", i)).toList();
    for (int seed = 0; seed < 20; seed++) {
      Split split = Split.stratified(cases, seed);
      for (List<String> part : List.of(split.validation(), split.test())) {
        Set<Integer> deciles =
            part.stream()
                .map(id -> Integer.parseInt(id.substring(3)) / 10)
                .collect(Collectors.toSet());
        assertEquals(10, deciles.size());
      }
    }
  }

  /** A variant of m of n cases covers all of at least m n_test / n - 2 runs, parts of 2 more. */
  @Test
  void testHasItsShareOfEachVariant() {
    for (int seed = 0; seed < 20; seed++) {
      Split split = Split.stratified(cases(200), seed);
      for (int variant = 0; variant < 3; variant++) {
        int of = variant;
        double all = cases(200).stream().filter(c -> variantOf(c.id()) == of).count();
        double tested = split.test().stream().filter(id -> variantOf(id) == of).count();
        assertEquals(all / 10, tested, 2);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {3, 5, 10, 37})
  void everyCaseTestsOnceValidatesOnceAndTrainsOtherwise(int count) {
    List<Split> folds = Split.folds(cases(37), count, 42);
    Map<String, Long> tested = occurrences(folds, Split::test);
    Map<String, Long> validated = occurrences(folds, Split::validation);
    assertEquals(count, folds.size());
    assertEquals(37, tested.size());
    assertEquals(tested, validated);
    assertEquals(Set.of(1L), Set.copyOf(tested.values()));
    folds.forEach(fold -> assertEquals(37, ids(fold).size()));
  }

  @Test
  void foldsDifferByOneCaseAtMostInAllAndOfEachVariant() {
    for (int seed = 0; seed < 30; seed++) {
      List<Split> folds = Split.folds(cases(53), 5, seed);
      assertTrue(spread(folds, id -> true) <= 1);
      for (int variant = 0; variant < 3; variant++) {
        int of = variant;
        assertTrue(spread(folds, id -> variantOf(id) == of) <= 1);
      }
    }
  }

  /** One of each five neighbours in volume: means of folds differ by less than one run's range. */
  @Test
  void foldsHaveLikeMeanVolumes() {
    List<CaseTraits> cases =
        IntStream.range(0, 100).mapToObj(i -> new CaseTraits("pt_" + i, "sib", i)).toList();
    for (Split fold : Split.folds(cases, 5, 3)) {
      double mean =
          fold.test().stream()
              .mapToInt(id -> Integer.parseInt(id.substring(3)))
              .average()
              .orElseThrow();
      assertEquals(49.5, mean, 2.0);
    }
  }

  @Test
  void foldsThatCannotBeAreRefused() {
    assertThrows(IllegalArgumentException.class, () -> Split.folds(cases(10), 2, 1));
    assertThrows(IllegalArgumentException.class, () -> Split.folds(cases(4), 5, 1));
    List<CaseTraits> twice = new ArrayList<>(cases(5));
    twice.add(twice.get(0));
    assertThrows(IllegalArgumentException.class, () -> Split.folds(twice, 3, 1));
    assertThrows(IllegalArgumentException.class, () -> Split.stratified(twice, 1));
  }

  @Test
  void traitsAreTheTargetsAndTheVolumeOfTheirUnion() {
    Case patient = SyntheticCases.on(SyntheticCases.obliqueGrid(7, 8, 9), "a");
    CaseTraits traits = CaseTraits.of(patient);
    assertEquals("prostate-sib PTV56+PTV70", traits.variant());
    // PTV70 lies inside PTV56, a box of 4^3 voxels of 2.7 x 3.1 x 3.3 mm.
    assertEquals(64 * 2.7 * 3.1 * 3.3 / 1000, traits.targetVolumeCc(), 1e-9);
  }

  @Test
  void volumeThatIsNoNumberIsRefused() {
    assertThrows(IllegalArgumentException.class, () -> new CaseTraits("a", "sib", Double.NaN));
    assertThrows(IllegalArgumentException.class, () -> new CaseTraits("a", "sib", -1));
  }

  private static List<CaseTraits> cases(int count) {
    SplittableRandom random = new SplittableRandom(5);
    List<CaseTraits> cases = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      String id = "pt_" + i;
      cases.add(new CaseTraits(id, "variant " + variantOf(id), random.nextDouble(50, 500)));
    }
    return cases;
  }

  /** Half of the cases, three and two in ten. */
  private static int variantOf(String id) {
    int digit = Integer.parseInt(id.substring(3)) % 10;
    return digit < 5 ? 0 : digit < 8 ? 1 : 2;
  }

  private static Set<String> ids(Split split) {
    Set<String> ids = new HashSet<>(split.training());
    ids.addAll(split.validation());
    ids.addAll(split.test());
    return ids;
  }

  private static Map<String, Long> occurrences(
      List<Split> folds, Function<Split, List<String>> part) {
    return folds.stream()
        .flatMap(fold -> part.apply(fold).stream())
        .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
  }

  private static long spread(List<Split> folds, java.util.function.Predicate<String> counted) {
    var counts =
        folds.stream()
            .mapToLong(fold -> fold.test().stream().filter(counted).count())
            .summaryStatistics();
    return counts.getMax() - counts.getMin();
  }
}
