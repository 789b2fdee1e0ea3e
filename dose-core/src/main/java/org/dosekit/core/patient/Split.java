package org.dosekit.core.patient;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.dosekit.core.DoseDataException;
import org.dosekit.core.io.JsonObject;

/**
 * Which cases train, validate and test; no case in two of them. Kept in {@code splits.json}.
 *
 * @param training case ids
 * @param validation case ids
 * @param test case ids
 */
public record Split(List<String> training, List<String> validation, List<String> test) {
  /** The name of the file beside a cohort's cases and in a run directory. */
  public static final String FILE_NAME = "splits.json";

  private static final String FORMAT = "dosekit-splits/1";

  /**
   * Copies and checks the lists.
   *
   * @throws IllegalArgumentException when a case is listed twice
   */
  public Split {
    training = List.copyOf(training);
    validation = List.copyOf(validation);
    test = List.copyOf(test);
    Set<String> seen = new HashSet<>();
    Stream.of(training, validation, test)
        .flatMap(List::stream)
        .forEach(
            id -> {
              if (!seen.add(id)) {
                throw new IllegalArgumentException("case '" + id + "' is in the split twice");
              }
            });
  }

  /**
   * A random split. The ids are sorted naturally, so that their order does not matter, and permuted
   * (Fisher-Yates, {@link SplittableRandom} of the seed). Validation and test get a tenth each,
   * rounded down but at least one when there are three cases or more; the first of the permutation,
   * all the rest, train, then come validation and test. 23 cases give 19, 2 and 2.
   *
   * @throws IllegalArgumentException when an id is there twice
   */
  public static Split seeded(List<String> ids, long seed) {
    List<String> permuted = new ArrayList<>(ids);
    permuted.sort(CaseOrder.NATURAL);
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = permuted.size() - 1; i > 0; i--) {
      permuted.set(i, permuted.set(random.nextInt(i + 1), permuted.get(i)));
    }
    int tenth = tenth(permuted.size());
    int trained = permuted.size() - 2 * tenth;
    return new Split(
        permuted.subList(0, trained),
        permuted.subList(trained, trained + tenth),
        permuted.subList(trained + tenth, permuted.size()));
  }

  /**
   * A random split that spreads variants and target volumes evenly; as many cases validate and test
   * as in {@link #seeded}. Each part is in natural order.
   *
   * @implNote in order of variant and volume the cases form as many runs as there are cases to
   *     test; each run gives one to test and one to validate
   * @throws IllegalArgumentException when a case is there twice
   */
  public static Split stratified(List<CaseTraits> cases, long seed) {
    return new StratifiedDraw(cases, seed).heldOut(tenth(cases.size()));
  }

  /**
   * Splits for k-fold cross-validation, stratified: split {@code i} tests fold {@code i}, validates
   * on the next and trains on the others, so every case tests once and validates once. Folds differ
   * by one case at most, in all and of each variant.
   *
   * @param count of the folds, at least 3
   * @throws IllegalArgumentException when there are fewer cases than folds, or a case is there
   *     twice
   */
  public static List<Split> folds(List<CaseTraits> cases, int count, long seed) {
    if (count < 3 || cases.size() < count) {
      throw new IllegalArgumentException(
          count + " folds of " + cases.size() + " cases; at least 3, and a case in each");
    }
    List<List<String>> parts = new StratifiedDraw(cases, seed).parts(count);
    List<Split> splits = new ArrayList<>();
    for (int fold = 0; fold < count; fold++) {
      List<String> test = parts.get(fold);
      List<String> validation = parts.get((fold + 1) % count);
      List<String> training =
          parts.stream()
              .filter(part -> part != test && part != validation)
              .flatMap(List::stream)
              .toList();
      splits.add(StratifiedDraw.split(training, validation, test));
    }
    return List.copyOf(splits);
  }

  private static int tenth(int cases) {
    return cases < 3 ? 0 : Math.max(1, cases / 10);
  }

  /**
   * Reads {@code splits.json}; ids are not checked against a cohort.
   *
   * @throws DoseDataException when it is no split, an id is malformed or listed twice
   */
  public static Split read(Path file) {
    JsonObject json = JsonObject.read(file);
    json.requireOnly("format", "training", "validation", "test");
    if (!json.string("format").equals(FORMAT)) {
      throw DoseDataException.of(
          file.toString(),
          "format '" + json.string("format") + "'",
          "'" + FORMAT + "'",
          "use a split of this version");
    }
    try {
      return new Split(
          readIds(json, "training"), readIds(json, "validation"), readIds(json, "test"));
    } catch (IllegalArgumentException e) {
      throw json.invalid(e);
    }
  }

  private static List<String> readIds(JsonObject json, String part) {
    try {
      return json.strings(part).stream().map(Case::requireId).toList();
    } catch (DoseDataException e) {
      throw e.in(json.where());
    }
  }

  /**
   * Writes {@code splits.json}, atomically.
   *
   * @throws DoseDataException when it cannot be written
   */
  public void write(Path file) {
    JsonObject.create()
        .put("format", FORMAT)
        .putStrings("training", training)
        .putStrings("validation", validation)
        .putStrings("test", test)
        .write(file);
  }

  /**
   * Checks that every id is in the cohort.
   *
   * @throws DoseDataException naming those that are not
   */
  public void requireIn(Cohort cohort) {
    Set<String> known = Set.copyOf(cohort.ids());
    List<String> unknown =
        Stream.of(training, validation, test)
            .flatMap(List::stream)
            .filter(id -> !known.contains(id))
            .toList();
    if (!unknown.isEmpty()) {
      throw DoseDataException.of(
          "split",
          unknown.size() + " cases that are not there: " + unknown,
          "cases of " + cohort.folder(),
          "import them, or split the cohort anew");
    }
  }
}
