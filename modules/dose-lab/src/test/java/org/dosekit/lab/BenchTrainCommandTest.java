package org.dosekit.lab;

import static org.dosekit.lab.Answer.assertDone;
import static org.dosekit.lab.Answer.assertUsage;
import static org.dosekit.lab.Answer.dose;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.dosekit.core.io.JsonObject;
import org.junit.jupiter.api.Test;

class BenchTrainCommandTest {
  @Test
  void everyWayToComputeTheStepIsTimedAndAgreesWithThePlainOne() {
    Answer answer =
        dose(
            "bench",
            "train",
            "--base",
            2,
            "--channels",
            2,
            "--patch",
            "32x32x32",
            "--batch",
            1,
            "--steps",
            1,
            "--dvh",
            "ORIGINAL",
            "--json");
    assertDone(answer);
    List<JsonObject> rows = JsonObject.parse("bench", answer.out()).objects("variants", row -> row);
    assertEquals(
        List.of(
            "plain fp32",
            "fp32 channels_first recompute",
            "fp32 channels_last recompute",
            "bf16 channels_first autograd",
            "bf16 channels_first recompute",
            "bf16 channels_last recompute"),
        rows.stream()
            .map(row -> row.string("variant"))
            .filter(name -> !name.endsWith(" +dvh"))
            .toList());
    assertEquals(12, rows.size());
    for (JsonObject row : rows) {
      assertTrue(row.number("median_s") >= row.number("min_s"), row::toText);
      assertTrue(row.number("loss_deviation") <= 0.01, row::toText);
    }
  }

  @Test
  void whatCannotBeTimedIsWrongUsage() {
    assertUsage(dose("bench", "train", "--precision", "fp8"));
    assertUsage(dose("bench", "train", "--patch", "16x16x16"));
    assertUsage(dose("bench", "train", "--patch", "40x40x40"));
    assertUsage(dose("bench", "train", "--base", 0));
    assertUsage(dose("bench", "train", "--steps", 0));
  }
}
