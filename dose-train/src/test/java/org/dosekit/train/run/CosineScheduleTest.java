package org.dosekit.train.run;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

class CosineScheduleTest {
  @Test
  void ratesAreThoseOfTorchSteppedOnceAnEpoch() {
    // torch.optim.lr_scheduler.CosineAnnealingLR(lr 1e-3, T_max 5, eta_min 1e-6), PyTorch 2.13.
    double[] torch = {
      0.001,
      0.0009046039886902864,
      0.0006548539886902864,
      0.0003461460113097138,
      0.00009639601130971379
    };
    CosineSchedule schedule = new CosineSchedule(1e-3, 1e-6);
    for (int epoch = 0; epoch < torch.length; epoch++) {
      assertEquals(torch[epoch], schedule.learningRate(epoch / 5.0), 1e-15);
    }
  }

  @Test
  void cosineBeginsAtTheHighestAndEndsAtTheLowest() {
    CosineSchedule schedule = new CosineSchedule(0.3, 0.1);
    assertEquals(0.3, schedule.learningRate(0), 1e-15);
    assertEquals(0.2, schedule.learningRate(0.5), 1e-15);
    assertEquals(0.1, schedule.learningRate(1), 1e-15);
  }

  @Test
  @EnabledIfEnvironmentVariable(
      named = "DOSEKIT_DATA",
      matches = ".+",
      disabledReason = "set DOSEKIT_DATA to the folder of reference data")
  void ratesAreThoseOfTheReferenceTrajectory() throws Exception {
    String json =
        Files.readString(
            Path.of(System.getenv("DOSEKIT_DATA"), "reference/pytorch/trajectory_expected.json"));
    Matcher row =
        Pattern.compile("\"epoch\": (\\d+),.*?\"lr\": ([0-9.e-]+)", Pattern.DOTALL).matcher(json);
    CosineSchedule schedule = new CosineSchedule(1e-3, 1e-6);
    int rows = 0;
    while (row.find()) {
      double epoch = Integer.parseInt(row.group(1));
      assertEquals(Double.parseDouble(row.group(2)), schedule.learningRate(epoch / 5), 1e-15);
      rows++;
    }
    assertEquals(20, rows);
  }
}
