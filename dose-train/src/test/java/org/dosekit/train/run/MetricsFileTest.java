package org.dosekit.train.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.dosekit.core.DoseDataException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MetricsFileTest {
  private static final String HEADER =
      "epoch,elapsed_seconds,learning_rate,skipped_batches,train/loss";

  @TempDir Path folder;

  @Test
  void rowsComeBackEqual() {
    Map<String, Double> terms = new LinkedHashMap<>();
    terms.put("voxel", 0.1);
    terms.put("negative_dose", 1.0 / 3);
    List<EpochMetrics> rows =
        List.of(
            new EpochMetrics(1, 1e-4, 0.5, terms, 0, Map.of(), 12.25),
            new EpochMetrics(2, 9e-5, 0.4, terms, 3, Map.of("loss", 0.01, "mae_gy", 3.5), 25),
            new EpochMetrics(3, 8e-5, 0.3, Map.of(), 0, Map.of("mae_gy", 3.25), 30));
    Path file = folder.resolve("metrics.csv");

    MetricsFile.write(file, rows);

    assertEquals(rows, MetricsFile.read(file));
  }

  @Test
  void columnsAreNamedByTrainingAndValidationAndEmptyWithoutAValue() throws Exception {
    Path file = folder.resolve("metrics.csv");
    Map<String, Double> validation = new LinkedHashMap<>();
    validation.put("loss", 1.0);
    validation.put("mae_gy", 2.0);
    MetricsFile.write(
        file,
        List.of(
            new EpochMetrics(1, 1e-4, 0.5, Map.of("l1", 0.25), 0, Map.of(), 3),
            new EpochMetrics(2, 1e-4, 0.5, Map.of(), 1, validation, 6)));
    assertEquals(
        List.of(
            HEADER + ",train/l1,val/loss,val/mae_gy",
            "1,3.0,1.0E-4,0,0.5,0.25,,",
            "2,6.0,1.0E-4,1,0.5,,1.0,2.0"),
        Files.readAllLines(file));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "epoch,loss\n1,2\n",
        HEADER + "\n1,2,3\n",
        HEADER + "\n1,2,x,4,5\n",
        HEADER + "\n1,2,3,4.5,5\n",
        HEADER + ",val/a,val/a\n1,2,3,4,5,6,7\n"
      })
  void damagedFilesAreRefused(String text) throws Exception {
    Path file = folder.resolve("metrics.csv");
    Files.writeString(file, text);
    assertThrows(DoseDataException.class, () -> MetricsFile.read(file));
  }
}
