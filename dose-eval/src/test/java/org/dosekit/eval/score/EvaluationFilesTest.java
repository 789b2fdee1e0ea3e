package org.dosekit.eval.score;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.dosekit.core.io.JsonObject;
import org.dosekit.core.patient.Case;
import org.dosekit.core.protocol.Protocol;
import org.dosekit.core.structure.StructureRole;
import org.dosekit.core.volume.Volume;
import org.dosekit.eval.dvh.DvhConvention;
import org.dosekit.eval.dvh.MetricFlag;
import org.dosekit.eval.goal.Scorecard;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is written, the JSON against the published {@code evaluation-results.schema.json}. */
class EvaluationFilesTest {
  /** Asks 1 cc of a rectum of one voxel, 0.036 cc, so that values are absent and flagged. */
  private static final Protocol PROTOCOL =
      Protocol.fromJson(
          "test",
          PhantomCase.PROTOCOL.toJson().replaceFirst("\"V50Gy\\[%]\"", "\"D1cc\", \"V45Gycc\""));

  private static final Scorecard CARD =
      Scorecard.fromJson(
          "card",
          """
          {"format": "dosekit-scorecard/1", "name": "test", "description": "made for tests",
           "items": [
             {"region": "PTV70", "metric": "D95%[Gy]", "points": [
               {"value": 63, "score": 0}, {"value": 70, "score": 10}]},
             {"region": "Larynx", "metric": "Mean[Gy]", "points": [
               {"value": 20, "score": 5}, {"value": 40, "score": 0}]}]}
          """);

  private final String schemaText = schemaText();
  private final Schema schema =
      SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12).getSchema(schemaText);

  @Test
  void everyPartOfAnEvaluationMeetsTheSchema() {
    String json = cohort(everything(), true).toJson();
    for (String part :
        List.of(
            "\"gamma\"", "\"items\"", "\"not_scored\"", "_flags", "\"conformity\"", "not_judged")) {
      assertTrue(json.contains(part), part + " is to be among what is checked");
    }
    assertEquals(List.of(), problems(json));
  }

  @Test
  void plainEvaluationMeetsTheSchema() {
    assertEquals(List.of(), problems(cohort(CaseEvaluator.of(PROTOCOL), false).toJson()));
  }

  @ParameterizedTest
  @CsvSource({
    "'\"n_cases\" : 2', '\"n_cases\" : 2, \"surplus\" : 1'",
    "'\"n_cases\" : 2', '\"n_cases\" : -2'",
    "'\"mae_gy\" : ', '\"mae_gy\" : -'",
    "'\"case_id\"', '\"id\"'",
    "'\"charged\" : ', '\"charge\" : '",
    "'\"gamma_pass_rate\" : ', '\"gamma_pass_rate\" : 100'",
    "'pred_D95', 'D95'",
    "'dosekit-evaluation/1', 'dosekit-evaluation/2'"
  })
  void whatIsDamagedDoesNot(String whole, String damaged) {
    String json = cohort(everything(), true).toJson();
    assertTrue(json.contains(whole), whole);
    assertFalse(problems(json.replace(whole, damaged)).isEmpty(), damaged);
  }

  @Test
  void linesHoldEveryGoalAndScore() {
    String csv = EvaluationCsv.of(cohort(everything(), true));
    assertTrue(csv.contains("c1,PTV70,score of D95%[Gy],points,"), csv);
    assertTrue(csv.contains("c1,,score of test,points,"), csv);
    assertTrue(csv.contains("c1,PTV70,PTV70 D95%[Gy] >= "), csv);
  }

  @Test
  void schemaKnowsEveryFlagAndConvention() {
    JsonObject parsed = JsonObject.parse("schema", schemaText);
    assertEquals(
        labels(MetricFlag.values()), parsed.object("$defs").object("flag").strings("enum"));
    assertEquals(
        labels(DvhConvention.values()),
        parsed.object("properties").object("dvh_convention").strings("enum"));
  }

  private static List<String> labels(Enum<?>[] values) {
    return Arrays.stream(values).map(v -> v.name().toLowerCase(Locale.ROOT)).toList();
  }

  private List<String> problems(String json) {
    return schema.validate(json, InputFormat.JSON).stream().map(Object::toString).toList();
  }

  private static CaseEvaluator everything() {
    return CaseEvaluator.of(PROTOCOL).withGamma(GammaSettings.standard()).withScorecard(CARD);
  }

  private static CohortEvaluation cohort(CaseEvaluator evaluator, boolean withRectum) {
    return CohortEvaluation.of(
        List.of(evaluation(evaluator, "c1", withRectum), evaluation(evaluator, "c2", false)));
  }

  private static CaseEvaluation evaluation(CaseEvaluator evaluator, String id, boolean withRectum) {
    PhantomCase phantom =
        new PhantomCase().dose(i -> 80 * Math.exp(-PhantomCase.distanceMm(i, 12) / 20));
    if (withRectum) {
      phantom.ball("Rectum", StructureRole.ORGAN_AT_RISK, 16, 1);
    }
    Case patient = phantom.named(id);
    float[] dose = patient.requireDoseGy().data();
    Volume predicted = PhantomCase.volume(i -> dose[i] + 1);
    return evaluator.evaluate(patient, predicted);
  }

  private static String schemaText() {
    try (InputStream stream =
        EvaluationFilesTest.class.getResourceAsStream("evaluation-results.schema.json")) {
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
