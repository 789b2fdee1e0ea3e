package org.dosekit.train.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.dosekit.core.DoseDataException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MetricsFileTest {
  private static final String HEADER =
      "epoch,learning_rate,train/loss,val/loss,val/mae_gy,elapsed_seconds";

  @TempDir Path folder;

  @Test
  void rowsComeBackEqual() {
    Map<String, Double> terms = new LinkedHashMap<>();
    terms.put("voxel", 0.1);
    terms.put("negative_dose", 1.0 / 3);
    List<EpochMetrics> rows =
        List.of(
            new EpochMetrics(
                1, 1e-4, 0.5, terms, OptionalDouble.empty(), OptionalDouble.empty(), 12.25),
            new EpochMetrics(
                2, 9e-5, 0.4, terms, OptionalDouble.of(0.01), OptionalDouble.of(3.5), 25));
    Path file = folder.resolve("metrics.csv");

    MetricsFile.write(file, rows);

    assertEquals(rows, MetricsFile.read(file));
  }

  @Test
  void termOfOneEpochOnlyLeavesTheCellOfTheOtherEmpty() {
    List<EpochMetrics> rows =
        List.of(epoch(1, Map.of("l1", 0.5)), epoch(2, Map.of("l1", 0.4, "dvh", 0.3)));
    Path file = folder.resolve("metrics.csv");
    MetricsFile.write(file, rows);
    assertEquals(rows, MetricsFile.read(file));
  }

  private static EpochMetrics epoch(int epoch, Map<String, Double> terms) {
    return new EpochMetrics(
        epoch, 1e-4, 0.5, terms, OptionalDouble.empty(), OptionalDouble.empty(), 12.25);
  }

  @Test
  void columnsAreNamedByTrainingAndValidation() throws Exception {
    Path file = folder.resolve("metrics.csv");
    MetricsFile.write(
        file,
        List.of(
            new EpochMetrics(
                1,
                1e-4,
                0.5,
                Map.of("voxel", 0.25),
                OptionalDouble.of(1),
                OptionalDouble.of(2),
                3)));
    assertEquals(
        List.of(
            "epoch,learning_rate,train/loss,train/voxel,val/loss,val/mae_gy,elapsed_seconds",
            "1,1.0E-4,0.5,0.25,1.0,2.0,3.0"),
        Files.readAllLines(file));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "epoch,loss\n1,2\n", HEADER + "\n1,2,3\n", HEADER + "\n1,2,x,4,5,6\n"})
  void damagedFilesAreRefused(String text) throws Exception {
    Path file = folder.resolve("metrics.csv");
    Files.writeString(file, text);
    assertThrows(DoseDataException.class, () -> MetricsFile.read(file));
  }
}
