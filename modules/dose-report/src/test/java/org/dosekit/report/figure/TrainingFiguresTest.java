package org.dosekit.report.figure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.dosekit.report.source.Found;
import org.dosekit.report.source.TrainingRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainingFiguresTest {
  private static final String HEADER =
      "epoch,learning_rate,train/loss,train/l1,train/negative_dose,val/loss,val/mae_gy,"
          + "val/ptv_d95_error_gy\n";
  private static final String EPOCHS =
      HEADER
          + "1,0.002,0.5,0.4,0.1,,,\n"
          + "2,0.0015,0.3,0.25,0.05,0.35,4.5,1.25\n"
          + "3,0.001,0.2,0.15,0.05,,,\n"
          + "4,0.0005,0.1,0.05,0.05,0.25,3.5,-0.75\n";

  @TempDir private Path folder;

  private Map<String, FigureAttempt> figures(String metrics) throws IOException {
    Path run = Files.createDirectories(folder.resolve("run_7"));
    Files.writeString(run.resolve("metrics.csv"), metrics);
    return TrainingFigures.of(TrainingRun.read(run)).stream()
        .collect(Collectors.toMap(FigureAttempt::name, attempt -> attempt));
  }

  private static Found<Figure> figure(Map<String, FigureAttempt> figures, String name) {
    return Objects.requireNonNull(figures.get(name), name).figure();
  }

  private static Figure drawn(Map<String, FigureAttempt> figures, String name) {
    return figure(figures, name).value().orElseThrow();
  }

  private static String reason(Map<String, FigureAttempt> figures, String name) {
    return figure(figures, name).reason().orElseThrow();
  }

  @Test
  void theCurvesAndTheirUnitsAreThere() throws Exception {
    Figure figure = drawn(figures(EPOCHS), "training");
    Svg svg = Svg.of(figure);
    assertTrue(
        svg.texts()
            .containsAll(
                List.of("Epoch", "Loss", "Training", "Validation", "MAE (Gy)", "Rate (1e-3)")),
        svg.texts().toString());
    // Four epochs of training loss, from left to right and downwards by equal shares of 0.4.
    double[] loss =
        svg.stroked("#0072b2")
            .map(Svg::corners)
            .filter(c -> c.length == 8)
            .findFirst()
            .orElseThrow();
    assertEquals(loss[2] - loss[0], loss[6] - loss[4], 0.01);
    assertEquals(2, (loss[3] - loss[1]) / (loss[5] - loss[3]), 0.01);
    assertTrue(figure.caption().toText().contains("run run_7; unfinished"));
  }

  @Test
  void theBestEpochIsMarked() throws IOException {
    Path run = Files.createDirectories(folder.resolve("run_7"));
    Files.writeString(run.resolve("summary.json"), "{\"best_epoch\": 4, \"ended_by\": \"epochs\"}");
    Figure figure = drawn(figures(EPOCHS), "training");
    assertTrue(figure.caption().toText().contains("The dotted line is the best epoch, 4."));
    assertTrue(figure.caption().toText().contains("ended by epochs"));
  }

  @Test
  void partsOfTheLossAndOtherMetricsHaveFiguresOfTheirOwn() throws Exception {
    Map<String, FigureAttempt> figures = figures(EPOCHS);
    assertTrue(
        Svg.of(drawn(figures, "loss-components"))
            .texts()
            .containsAll(List.of("l1", "negative dose", "Part of the loss")));
    assertTrue(
        Svg.of(drawn(figures, "validation-metrics"))
            .texts()
            .containsAll(List.of("ptv d95 error", "ptv d95 error (Gy)")));
  }

  @Test
  void termsOfAPartHaveAPanelAStructure() throws Exception {
    Map<String, FigureAttempt> figures =
        figures(
            "epoch,train/loss,train/dvh,train/dvh/PTV70 D95%[Gy] difference,"
                + "train/dvh/PTV70 D99%[Gy] difference,train/dvh/Larynx Mean[Gy] difference\n"
                + "1,0.5,0.4,0.3,0.2,0.1\n2,0.4,0.3,0.2,0.1,0.05\n");
    List<String> terms = Svg.of(drawn(figures, "loss-terms")).texts();
    assertEquals(1, terms.stream().filter("PTV70"::equals).count());
    assertTrue(terms.containsAll(List.of("Larynx", "D95%[Gy] difference", "Mean[Gy] difference")));
    List<String> parts = Svg.of(drawn(figures, "loss-components")).texts();
    assertTrue(parts.contains("dvh"));
    assertTrue(parts.stream().noneMatch(text -> text.contains("D95")), parts.toString());
    assertEquals(
        "no part of the run's loss has terms of its own", reason(figures(EPOCHS), "loss-terms"));
  }

  @Test
  void aFileCutOffInItsLastLineGivesTheRest() throws IOException {
    Figure figure = drawn(figures(EPOCHS + "5,0.00"), "training");
    assertTrue(
        figure.caption().shown().endsWith("Damaged lines of the metrics, left out: 1."),
        figure.caption().shown());
  }

  @Test
  void notANumberIsLeftOutAndNamed() throws IOException {
    Figure figure = drawn(figures(EPOCHS + "5,0.0001,NaN,0.1,0.1,,,\n"), "training");
    assertTrue(
        figure.caption().shown().contains("NaN or infinite, and left out: train/loss in 1 epochs."),
        figure.caption().shown());
  }

  @Test
  void missingCurvesAreNamed() throws Exception {
    Map<String, FigureAttempt> figures = figures("epoch,train/loss\n1,0.5\n2,0.25\n");
    Figure figure = drawn(figures, "training");
    assertTrue(
        figure
            .caption()
            .shown()
            .contains("Not in the run's metrics: validation MAE, learning rate."));
    assertEquals("the run's metrics hold no part of the loss", reason(figures, "loss-components"));
    assertEquals(
        "the run was validated by no metric besides loss and MAE",
        reason(figures, "validation-metrics"));
  }

  @Test
  void aRunWithoutAnEpochOrAFileSaysSo() throws IOException {
    assertEquals("no epoch has a finite loss", reason(figures(HEADER), "training"));
    Path empty = Files.createDirectories(folder.resolve("empty"));
    for (FigureAttempt attempt : TrainingFigures.of(TrainingRun.read(empty))) {
      assertTrue(attempt.figure().reason().orElseThrow().contains("no readable metrics.csv"));
    }
  }

  @Test
  void oneEpochIsADot() throws Exception {
    Svg svg = Svg.of(drawn(figures(HEADER + "1,0.002,0.5,0.4,0.1,,,\n"), "training"));
    assertTrue(
        svg.elements("path").stream().anyMatch(e -> e.getAttribute("fill").equals("#0072b2")));
  }
}
