package org.dosekit.report.source;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.dosekit.core.DoseDataException;
import org.dosekit.core.geometry.Grid;
import org.dosekit.core.geometry.GridShape;
import org.dosekit.core.npz.PredictionFile;
import org.dosekit.core.predict.Prediction;
import org.dosekit.core.volume.Volume;
import org.dosekit.eval.gamma.GammaCriterion;
import org.dosekit.eval.gamma.GammaResult;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportSourceTest {
  @TempDir private Path folder;
  private SyntheticStudy study;

  @BeforeEach
  void aStudy() {
    study = SyntheticStudy.write(folder, 1);
  }

  @Test
  void aRunAndItsEvaluationFindEachOther() {
    for (Path place :
        new Path[] {
          study.run(), study.predictions(), study.predictions().resolve("evaluation_results.json")
        }) {
      ReportSource source = ReportSource.of(place);
      assertAll(
          place.toString(),
          () -> assertEquals("run", source.name()),
          () -> assertTrue(source.run().value().isPresent()),
          () -> assertTrue(source.evaluation().value().isPresent()));
    }
  }

  @Test
  void aReportIsNamedAfterTheRunItIsGiven() throws IOException {
    Path other = Files.createDirectory(folder.resolve("other"));
    ReportSource source = ReportSource.of(study.run()).withRun(other);
    assertEquals("other", source.name());
    assertTrue(source.run().reason().isPresent());
  }

  @Test
  void aRunIsReadWithSettingsCurvesAndSummary() {
    TrainingRun run = ReportSource.of(study.run()).run().value().orElseThrow();
    RunOrigin origin = run.origin().value().orElseThrow();
    assertEquals("1", origin.provenance().get("seed"));
    assertEquals("8", origin.settings().get("network.base_channels"));
    assertFalse(origin.settings().containsKey("protocol.name"));
    assertEquals(3, run.summary().value().orElseThrow().bestEpoch().getAsInt());
    assertEquals(6, run.curves().value().orElseThrow().curves().size());
  }

  @Test
  void aRunHalfWrittenGivesWhatIsThere() throws IOException {
    Files.delete(study.run().resolve("summary.json"));
    study.text("run/run.json", "{\"format\": ");
    TrainingRun run = ReportSource.of(study.run()).run().value().orElseThrow();
    assertTrue(run.origin().reason().orElseThrow().contains("not JSON"));
    assertEquals("the run has not ended: no summary.json", run.summary().reason().orElseThrow());
    assertTrue(run.curves().value().isPresent());
    Files.delete(study.run().resolve("run.json"));
    assertTrue(ReportSource.of(study.run()).run().value().isPresent());
  }

  @Test
  void volumesComeWithTheCohortAndReasonsWithoutIt() {
    ReportSource without = ReportSource.of(study.run());
    assertEquals("no cohort was given", without.volumes("case_000").reason().orElseThrow());
    ReportSource with = without.withCohort(study.cohort());
    CaseVolumes volumes = with.volumes("case_000").value().orElseThrow();
    assertEquals(Map.of("model", "synthetic"), volumes.provenance());
    assertEquals(SyntheticStudy.GRID, volumes.predictedGy().value().orElseThrow().grid());
    assertTrue(with.volumes("nobody").reason().isPresent());
  }

  @Test
  void aPredictionThatIsMissingOrWrongLeavesTheCase() throws IOException {
    ReportSource source = ReportSource.of(study.run()).withCohort(study.cohort());
    Path file = study.predictions().resolve("case_000.npz");
    Grid other = SyntheticStudy.GRID.coarsened(2);
    PredictionFile.write(new Prediction("case_000", Volume.filled(other, 1), Map.of()), file);
    assertTrue(predictionReason(source).contains("the case's grid"));
    PredictionFile.write(new Prediction("another", SyntheticStudy.dose(0, 70), Map.of()), file);
    assertTrue(predictionReason(source).contains("the prediction of another"));
    Files.writeString(file, "damaged");
    assertFalse(predictionReason(source).isBlank());
    Files.delete(file);
    assertEquals("no predicted dose of this case was found", predictionReason(source));
    assertEquals(new GridShape(30, 36, 22), other(source).patient().grid().shape());
  }

  private static CaseVolumes other(ReportSource source) {
    return source.volumes("case_000").value().orElseThrow();
  }

  private static String predictionReason(ReportSource source) {
    return other(source).predictedGy().reason().orElseThrow();
  }

  @Test
  void noReasonNamesAFolderOfThisMachine() throws IOException {
    Files.writeString(study.predictions().resolve("case_000.npz"), "damaged");
    study.text("run/metrics.csv", "");
    ReportSource source = ReportSource.of(study.run()).withCohort(study.cohort());
    assertFalse(predictionReason(source).contains(folder.toString()));
    TrainingRun run = source.run().value().orElseThrow();
    assertFalse(run.curves().reason().orElseThrow().contains(folder.toString()));
    ReportSource nowhere = source.withCohort(folder.resolve("nowhere"));
    assertFalse(nowhere.cohort().reason().orElseThrow().contains(folder.toString()));
  }

  @Test
  void theGammaMapAgreesWithTheEvaluation() {
    ReportSource source = ReportSource.of(study.run()).withCohort(study.cohort());
    GammaResult gamma = other(source).gamma(new GammaCriterion(3, 3)).value().orElseThrow();
    EvaluatedCase evaluated = source.evaluation().value().orElseThrow().cases().get(0);
    String path = Evaluation.gammaPassRatePath("global_3mm3pct");
    // The map is searched without proof.
    assertEquals(evaluated.number(path).getAsDouble(), gamma.passRatePercent(), 0.5);
  }

  @Test
  void aFolderWithNothingIsRefused() {
    assertThrows(DoseDataException.class, () -> ReportSource.of(study.cohort()));
    assertThrows(DoseDataException.class, () -> ReportSource.of(folder.resolve("nowhere")));
  }
}
