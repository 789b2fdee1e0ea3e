package org.dosekit.lab;

import static org.dosekit.lab.Answer.assertDone;
import static org.dosekit.lab.Answer.dose;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.dosekit.cli.ExitCodes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Cases that {@code dose qa} fails are not trained on unless it is asked for. */
class QualityGateTest {
  @TempDir private Path folder;

  @Test
  void failingCasesAreRefusedUnlessAllowedAndThenRecorded() throws IOException {
    Path cohort = folder.resolve("cohort");
    Path run = folder.resolve("run");
    assertDone(
        dose("phantom", "--out", cohort, "--cases", 4, "--grid", "40x48x32", "--spacing-mm", 7));
    // Made by hand: which phantom fails is not this test's business.
    StringBuilder cases = new StringBuilder();
    for (int i = 0; i < 4; i++) {
      cases
          .append(i == 0 ? "" : ",")
          .append(
              """
          {"case_id": "phantom_000%d", "level": "fail", "findings": [
            {"check": "sides", "level": "fail", "detail": "by hand"}]}
          """
                  .formatted(i));
    }
    Files.writeString(
        cohort.resolve("qa.json"), "{\"format\": \"dosekit-qa/1\", \"cases\": [" + cases + "]}");
    Answer refused = train(cohort, run);
    assertEquals(ExitCodes.FAULT, refused.exitCode());
    assertTrue(refused.err().contains("failing cases"), refused.err());
    assertFalse(Files.exists(run));
    assertDone(train(cohort, run, "--allow-failing"));
    assertTrue(Files.exists(run.resolve("qa.json")));
  }

  private static Answer train(Path cohort, Path run, Object... more) {
    Object[] usual = {
      "train",
      "--cohort",
      cohort,
      "--run",
      run,
      "--base",
      2,
      "--patch",
      "32",
      "--epochs",
      1,
      "--patches-per-case",
      1
    };
    Object[] all = Arrays.copyOf(usual, usual.length + more.length);
    System.arraycopy(more, 0, all, usual.length, more.length);
    return dose(all);
  }
}
