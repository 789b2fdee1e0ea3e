package org.dosekit.eval.stats;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.dosekit.core.DoseDataException;
import org.dosekit.core.io.JsonObject;
import org.dosekit.eval.stats.ComparedMetric.Better;
import org.dosekit.eval.stats.ExperimentComparison.Row;
import org.dosekit.eval.stats.PairedComparison.Refused;
import org.dosekit.eval.stats.PairedComparison.Tested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExperimentComparisonTest {
  private static final ComparedMetric MAE = ComparedMetric.standard("PTV70").get(0);
  private static final ComparedMetric GAP = ComparedMetric.standard("PTV70").get(3);
  private static final Bootstrap BOOTSTRAP = Bootstrap.ofSeed(1).withResamples(200);
  private static final double[] BASE_MAE = {3, 4, 5, 6, 7, 8};

  @TempDir Path folder;

  private int files;

  @Test
  void seedsAreAveragedWithinACaseFirst() throws IOException {
    Experiment experiment =
        Experiment.of(
            "two seeds",
            List.of(results(List.of("a", "b"), 2, 10), results(List.of("b", "a"), 12, 4)));
    assertEquals(Map.of("a", 3.0, "b", 11.0), experiment.byCase(MAE));
    // Of the four values themselves it would be 4.76.
    CaseStatistics statistics = only(experiment, MAE).statistics();
    assertEquals(2, statistics.count());
    assertEquals(8 / Math.sqrt(2), statistics.std().orElseThrow(), 1e-12);
  }

  @Test
  void aCaseThatASeedLacksIsLeftOutAndCounted() throws IOException {
    Experiment experiment =
        Experiment.of(
            "uneven",
            List.of(results(List.of("a", "b", "c"), 1, 2, 3), results(List.of("c", "a"), 5, 3)));
    assertEquals(Map.of("a", 2.0, "c", 4.0), experiment.byCase(MAE));
    assertEquals(1, experiment.incompleteCases());
  }

  @Test
  void oppositeErrorsOfTwoSeedsDoNotCancelInTheGap() throws IOException {
    Experiment experiment = Experiment.of("gap", List.of(gaps(3, -1, 2), gaps(-3, -1, 4)));
    assertEquals(Map.of("c0", 3.0, "c1", 1.0, "c2", 3.0), experiment.byCase(GAP));
    BlandAltman agreement = only(experiment, GAP).agreement().orElseThrow();
    assertEquals((0 - 1 + 3) / 3.0, agreement.bias(), 1e-12, "the bias keeps the sign");
  }

  @Test
  void everyExperimentIsTestedAgainstTheBaselineOnTheirCommonCases() throws IOException {
    Experiment base = Experiment.of("base", List.of(maes(BASE_MAE)));
    Experiment better = Experiment.of("better", List.of(maes(2.9, 3.8, 4.7, 5.6, 6.5, 7.4, 99)));
    Experiment few = Experiment.of("few", List.of(maes(1, 2, 3)));
    ExperimentComparison comparison =
        ExperimentComparison.of(
            List.of(better, base, few), "base", ComparedMetric.standard("PTV70"), BOOTSTRAP);
    Tested tested = assertInstanceOf(Tested.class, result(comparison, "better"));
    assertEquals(6, tested.pairs());
    assertEquals(2 / 64.0, tested.pValue(), 1e-15);
    assertEquals(-0.35, tested.meanDifference(), 1e-12);
    assertEquals(3, assertInstanceOf(Refused.class, result(comparison, "few")).pairs());
    assertTrue(comparison.row("base", MAE).orElseThrow().againstBaseline().isEmpty());
    assertEquals(1, comparison.tests());
    assertEquals(3, comparison.rows().size(), "metrics that no file has are left out");
  }

  @Test
  void metricThatOnlyTheBaselineLacksIsRefusedWithItsReason() throws IOException {
    Experiment base = Experiment.of("base", List.of(gaps(1, 2, 3, 4, 5, 6)));
    Experiment other = Experiment.of("other", List.of(maes(BASE_MAE)));
    ExperimentComparison comparison =
        ExperimentComparison.of(List.of(base, other), "base", List.of(MAE), BOOTSTRAP);
    Refused refused = assertInstanceOf(Refused.class, result(comparison, "other"));
    assertEquals(0, refused.pairs());
  }

  @Test
  void allTestsOfATableAreOneFamily() throws IOException {
    ComparedMetric rmse =
        new ComparedMetric("RMSE", "Gy", List.of("dose_metrics.rmse_gy"), Better.LOWER);
    Experiment base = Experiment.of("base", List.of(maes(BASE_MAE)));
    List<Experiment> all = new ArrayList<>(List.of(base));
    for (String name : List.of("x", "y")) {
      all.add(Experiment.of(name, List.of(maes(2.9, 3.8, 4.7, 5.6, 6.5, 7.4))));
    }
    ExperimentComparison comparison =
        ExperimentComparison.of(all, "base", List.of(MAE, rmse), BOOTSTRAP);
    assertEquals(4, comparison.tests());
    for (Row row : comparison.rows()) {
      assertEquals(
          row.experiment().equals("base")
              ? OptionalDouble.empty()
              : OptionalDouble.of(4 * 2 / 64.0),
          row.holmPValue());
    }
  }

  @Test
  void namesWithDotsAndAlternativePathsAreFound() throws IOException {
    EvaluationResults file =
        write(
            """
            {"per_case_results": [
              {"case_id": "a", "dvh_metrics": {"PTV50.4": {"D95_error": -2, "none": null}},
               "clinical_constraints": {"compliance_rate": 80.0}},
              {"case_id": "b", "dvh_metrics": {"PTV50.4": {"D95_error": 1}},
               "goals": {"met_of_attainable_percent": 90.0}}]}
            """);
    Experiment experiment = Experiment.of("original", List.of(file));
    List<ComparedMetric> metrics = ComparedMetric.standard("PTV50.4");
    assertEquals(Map.of("a", 2.0, "b", 1.0), experiment.byCase(metrics.get(3)));
    assertEquals(Map.of("a", 80.0, "b", 90.0), experiment.byCase(metrics.get(4)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"voxel_region", "gamma_criteria", "goal_set", "scorecard"})
  void evaluationsMadeInDifferentWaysAreNotCompared(String how) throws IOException {
    EvaluationResults one = write(cases("\"" + how + "\": \"one way\",", BASE_MAE));
    EvaluationResults other = write(cases("\"" + how + "\": \"another way\",", BASE_MAE));
    DoseDataException seeds =
        assertThrows(DoseDataException.class, () -> Experiment.of("mixed", List.of(one, other)));
    assertTrue(seeds.getMessage().contains("another way"), seeds.getMessage());
    List<Experiment> experiments =
        List.of(Experiment.of("a", List.of(one)), Experiment.of("b", List.of(other)));
    assertThrows(
        DoseDataException.class,
        () -> ExperimentComparison.of(experiments, "a", List.of(MAE), BOOTSTRAP));
  }

  @Test
  void seedsWithoutACommonCaseAreRefused() throws IOException {
    EvaluationResults one = results(List.of("a"), 1);
    EvaluationResults other = results(List.of("b"), 1);
    assertThrows(DoseDataException.class, () -> Experiment.of("apart", List.of(one, other)));
  }

  @Test
  void anUnknownBaselineAndARepeatedNameAreRefused() throws IOException {
    Experiment one = Experiment.of("one", List.of(maes(BASE_MAE)));
    assertThrows(
        IllegalArgumentException.class,
        () -> ExperimentComparison.of(List.of(one), "two", List.of(MAE), BOOTSTRAP));
    assertThrows(
        IllegalArgumentException.class,
        () -> ExperimentComparison.of(List.of(one, one), "one", List.of(MAE), BOOTSTRAP));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '!',
      textBlock =
          """
          {"per_case_results": []}                                        ! no case
          {"per_case_results": [{"case_id": "a"}, {"case_id": "a"}]}      ! case a twice
          {"per_case_results": [{"id": "a"}]}                             ! no field 'case_id'
          {"per_case_results": [{"case_id": "Surname, Name"}]}            ! pseudonym
          {"results": 3}                                                  ! per_case_results
          {"per_case_results": [{"case_id": "a", "mae": NaN}]}            ! not JSON
          """)
  void aFileThatIsNoEvaluationIsRefused(String json, String complaint) {
    DoseDataException e = assertThrows(DoseDataException.class, () -> write(json));
    assertTrue(e.getMessage().contains(complaint), e.getMessage());
  }

  @Test
  void aFolderWithoutResultsIsRefused() {
    DoseDataException e =
        assertThrows(DoseDataException.class, () -> EvaluationResults.read(folder));
    assertTrue(e.getMessage().contains("evaluation_results.json"), e.getMessage());
  }

  @Test
  void foldsTogetherAreOneEvaluation() throws IOException {
    EvaluationResults first = results(List.of("a", "b"), 1, 2);
    EvaluationResults second = results(List.of("c"), 3);
    Experiment experiment =
        Experiment.of("folds", List.of(EvaluationResults.union(List.of(first, second))));
    assertEquals(Map.of("a", 1.0, "b", 2.0, "c", 3.0), experiment.byCase(MAE));
    assertEquals(1, experiment.seeds());
  }

  @Test
  void foldsThatShareACaseOrWereEvaluatedInAnotherWayAreNotPutTogether() throws IOException {
    EvaluationResults first = results(List.of("a", "b"), 1, 2);
    EvaluationResults overlapping = results(List.of("b", "c"), 3, 4);
    DoseDataException shared =
        assertThrows(
            DoseDataException.class, () -> EvaluationResults.union(List.of(first, overlapping)));
    assertTrue(shared.found().contains("case b"), shared.getMessage());
    EvaluationResults local = write(cases("\"gamma_criteria\": \"local\",", 5));
    assertThrows(
        DoseDataException.class, () -> EvaluationResults.union(List.of(overlapping, local)));
    assertThrows(IllegalArgumentException.class, () -> EvaluationResults.union(List.of()));
  }

  private static Row only(Experiment experiment, ComparedMetric metric) {
    return ExperimentComparison.of(
            List.of(experiment), experiment.name(), List.of(metric), BOOTSTRAP)
        .row(experiment.name(), metric)
        .orElseThrow();
  }

  private static PairedComparison result(ExperimentComparison comparison, String experiment) {
    return comparison.row(experiment, MAE).flatMap(Row::againstBaseline).orElseThrow();
  }

  private EvaluationResults maes(double... values) throws IOException {
    return write(cases("", values));
  }

  private static String cases(String how, double... values) {
    StringBuilder text = new StringBuilder("{" + how + "\"per_case_results\": [");
    for (int i = 0; i < values.length; i++) {
      text.append(
          "%s{\"case_id\": \"c%d\", \"dose_metrics\": {\"mae_gy\": %s, \"rmse_gy\": %s}}"
              .formatted(i == 0 ? "" : ",", i, values[i], 2 * values[i]));
    }
    return text + "]}";
  }

  private EvaluationResults results(List<String> ids, double... values) throws IOException {
    String text = cases("", values);
    for (int i = 0; i < values.length; i++) {
      text = text.replace("\"c" + i + "\"", "\"" + ids.get(i) + "\"");
    }
    return write(text);
  }

  private EvaluationResults gaps(double... gaps) throws IOException {
    List<JsonObject> cases = new ArrayList<>();
    for (int i = 0; i < gaps.length; i++) {
      JsonObject target = JsonObject.create().put("D95_error", gaps[i]);
      cases.add(
          JsonObject.create()
              .put("case_id", "c" + i)
              .put("dvh_metrics", JsonObject.create().put("PTV70", target)));
    }
    return write(JsonObject.create().putObjects("per_case_results", cases).toText());
  }

  private EvaluationResults write(String json) throws IOException {
    files++;
    return EvaluationResults.read(
        Files.writeString(folder.resolve("results-" + files + ".json"), json));
  }
}
