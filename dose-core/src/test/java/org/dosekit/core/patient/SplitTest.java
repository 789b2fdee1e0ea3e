package org.dosekit.core.patient;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.dosekit.core.DoseDataException;
import org.dosekit.core.npz.CaseFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SplitTest {
  @TempDir private Path folder;

  /** 23 cases: 19, 2, 2 as the original project's published split. */
  @ParameterizedTest
  @CsvSource({
    "0,0,0",
    "1,1,0",
    "2,2,0",
    "3,1,1",
    "4,2,1",
    "10,8,1",
    "19,17,1",
    "20,16,2",
    "23,19,2",
    "40,32,4",
    "100,80,10"
  })
  void tenthsValidateAndTest(int cases, int trained, int heldOut) {
    Split split = Split.seeded(ids(cases), 42);
    assertEquals(trained, split.training().size());
    assertEquals(heldOut, split.validation().size());
    assertEquals(heldOut, split.test().size());
  }

  @Test
  void everyCaseIsInExactlyOnePart() {
    for (int seed = 0; seed < 50; seed++) {
      Split split = Split.seeded(ids(37), seed);
      List<String> all = new ArrayList<>(split.training());
      all.addAll(split.validation());
      all.addAll(split.test());
      assertEquals(37, all.size());
      assertEquals(Set.copyOf(ids(37)), Set.copyOf(all));
    }
  }

  @Test
  void seedAndSetOfIdsDecideAndTheirOrderDoesNot() {
    List<String> reversed = ids(23);
    Collections.reverse(reversed);
    assertEquals(Split.seeded(ids(23), 42), Split.seeded(reversed, 42));
    assertNotEquals(Split.seeded(ids(23), 42), Split.seeded(ids(23), 43));
  }

  /** Over many seeds each case tests about equally often. */
  @Test
  void everyCaseHasItsChanceToTest() {
    int[] tested = new int[20];
    for (int seed = 0; seed < 2000; seed++) {
      Split.seeded(ids(20), seed).test().forEach(id -> tested[Integer.parseInt(id.substring(3))]++);
    }
    // Binomial(2000, 0.1): mean 200, standard deviation 13.4; five of them either way.
    for (int count : tested) {
      assertTrue(Math.abs(count - 200) < 67, () -> "tested " + count + " times");
    }
  }

  @Test
  void caseListedTwiceIsRefused() {
    assertThrows(
        IllegalArgumentException.class, () -> new Split(List.of("a"), List.of("b"), List.of("a")));
    assertThrows(IllegalArgumentException.class, () -> Split.seeded(List.of("a", "a"), 1));
  }

  @Test
  void fileReadsBackEqual() {
    Split split = Split.seeded(ids(23), 7);
    Path file = folder.resolve(Split.FILE_NAME);
    split.write(file);
    assertEquals(split, Split.read(file));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '#',
      textBlock =
          """
          {"format":"dosekit-splits/2","training":[],"validation":[],"test":[]}           ; dosekit-splits/2
          {"format":"dosekit-splits/1","training":["a"],"validation":["a"],"test":[]}     ; twice
          {"format":"dosekit-splits/1","training":["../a"],"validation":[],"test":[]}     ; pseudonym
          {"format":"dosekit-splits/1","training":["a"],"validation":[]}                  ; test
          {"format":"dosekit-splits/1","training":[1],"validation":[],"test":[]}          ; texts
          {"format":"dosekit-splits/1","training":[],"validation":[],"test":[],"more":[]} ; more
          """)
  void otherFilesAreRefused(String json, String named) throws IOException {
    Path file = Files.writeString(folder.resolve("splits.json"), json);
    DoseDataException e = assertThrows(DoseDataException.class, () -> Split.read(file));
    assertTrue(e.getMessage().contains("splits.json"), e.getMessage());
    assertTrue(e.getMessage().contains(named), e.getMessage());
  }

  @Test
  void casesThatTheCohortLacksAreNamed() {
    CaseFile.write(
        SyntheticCases.on(SyntheticCases.obliqueGrid(7, 8, 9), "a"), folder.resolve("a.npz"));
    Cohort cohort = Cohort.open(folder);
    new Split(List.of("a"), List.of(), List.of()).requireIn(cohort);
    Split split = new Split(List.of("a"), List.of("b"), List.of("c"));
    DoseDataException e = assertThrows(DoseDataException.class, () -> split.requireIn(cohort));
    assertTrue(e.getMessage().contains("[b, c]"), e.getMessage());
  }

  @Test
  void naturalOrderIsTotal() {
    List<String> ids = List.of("a", "a0", "a00", "a1", "a01", "a1b", "a10", "b", "1", "01", "10");
    Set<String> sorted = new TreeSet<>(CaseOrder.NATURAL);
    sorted.addAll(ids);
    assertEquals(ids.size(), sorted.size());
    for (String x : ids) {
      for (String y : ids) {
        assertEquals(
            Integer.signum(CaseOrder.NATURAL.compare(x, y)),
            -Integer.signum(CaseOrder.NATURAL.compare(y, x)));
      }
    }
  }

  private static List<String> ids(int count) {
    return new ArrayList<>(IntStream.range(0, count).mapToObj(i -> "pt_" + i).toList());
  }
}
