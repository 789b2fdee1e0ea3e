package org.dosekit.core.patient;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.dosekit.core.DoseDataException;
import org.dosekit.core.npz.CaseFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CohortTest {
  @TempDir private Path folder;

  @Test
  void idsAscendByTheNumbersInThem() {
    write("pt_10", "pt_9", "pt_100", "pt_009", "other", "pt_9b");
    assertEquals(
        List.of("other", "pt_009", "pt_9", "pt_9b", "pt_10", "pt_100"), Cohort.open(folder).ids());
  }

  @Test
  void foldersWithoutCasesAreRefused() throws IOException {
    Files.writeString(folder.resolve("splits.json"), "{}");
    Files.writeString(folder.resolve(".pt_1.npz"), "a file being written");
    refused(() -> Cohort.open(folder), "no case");
    refused(() -> Cohort.open(folder.resolve("absent")), "no readable folder");
  }

  @Test
  void fileNamedByNoPseudonymIsRefused() throws IOException {
    Files.writeString(folder.resolve("a b.npz"), "");
    refused(() -> Cohort.open(folder), "pseudonym");
  }

  @Test
  void unknownIdsAndPathsAreRefused() {
    write("a");
    Cohort cohort = Cohort.open(folder);
    refused(() -> cohort.load("b"), "no case 'b'");
    refused(() -> cohort.file("../a"), "no case '../a'");
  }

  @Test
  void fileThatHoldsAnotherCaseIsRefused() throws IOException {
    write("a");
    Files.copy(folder.resolve("a.npz"), folder.resolve("b.npz"));
    refused(() -> Cohort.open(folder).load("b"), "case 'a'");
  }

  @Test
  void casesLoadFromManyThreads() {
    write("a", "b", "c");
    Cohort cohort = Cohort.open(folder);
    List<String> ids = cohort.ids();
    long matching =
        IntStream.range(0, 60)
            .parallel()
            .mapToObj(i -> cohort.load(ids.get(i % 3)).id().equals(ids.get(i % 3)))
            .filter(Boolean::booleanValue)
            .count();
    assertEquals(60, matching);
  }

  @Test
  void hashFollowsIdsAndContentsAndNothingElse() throws IOException {
    write("a", "b");
    String hash = Cohort.open(folder).sha256();
    assertTrue(hash.matches("[0-9a-f]{64}"), hash);
    Files.writeString(folder.resolve("notes.txt"), "x");
    assertEquals(hash, Cohort.open(folder).sha256());
    Files.move(folder.resolve("b.npz"), folder.resolve("c.npz"));
    assertNotEquals(hash, Cohort.open(folder).sha256());
    Files.move(folder.resolve("c.npz"), folder.resolve("b.npz"));
    assertEquals(hash, Cohort.open(folder).sha256());
    Files.write(folder.resolve("b.npz"), new byte[1], java.nio.file.StandardOpenOption.APPEND);
    assertNotEquals(hash, Cohort.open(folder).sha256());
  }

  private void write(String... ids) {
    for (String id : ids) {
      CaseFile.write(
          SyntheticCases.on(SyntheticCases.obliqueGrid(7, 8, 9), id), folder.resolve(id + ".npz"));
    }
  }

  private static void refused(org.junit.jupiter.api.function.Executable action, String named) {
    DoseDataException e = assertThrows(DoseDataException.class, action);
    assertTrue(e.getMessage().contains(named), e.getMessage());
  }
}
