package org.dosekit.report.figure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.dosekit.report.source.EvaluatedCase;
import org.dosekit.report.source.Evaluation;
import org.dosekit.report.source.Found;
import org.junit.jupiter.api.Test;

class EvaluationFiguresTest {
  private static EvaluatedCase evaluated(int n, double mae) {
    Map<String, Double> numbers = new LinkedHashMap<>();
    if (!Double.isNaN(mae)) {
      numbers.put(EvaluatedCase.MAE_GY, mae);
    }
    numbers.put("gamma.global_3mm3pct.gamma_pass_rate", 80.0 + n);
    numbers.put("dvh_metrics.PTV70.D95_error", n - 3.0);
    numbers.put("dvh_metrics.PTV70.mae_gy", mae / 2);
    if (n < 2) {
      numbers.put("dvh_metrics.Larynx.mae_gy", 4.0);
    }
    return new EvaluatedCase(
        "pt_" + n,
        numbers,
        Map.of("PTV70", List.of("D99", "D95"), "Larynx", List.of("mean_gy")),
        List.of(),
        List.of());
  }

  private static Evaluation evaluation(double... maes) {
    List<EvaluatedCase> cases = new ArrayList<>();
    for (int n = 0; n < maes.length; n++) {
      cases.add(evaluated(n, maes[n]));
    }
    return new Evaluation("eval", Map.of("protocol", "openkbp-head-neck"), cases);
  }

  private static Found<Figure> figure(Evaluation evaluation) {
    return EvaluationFigures.of(evaluation, "run_3").get(0).figure();
  }

  @Test
  void everyCaseIsACircleInEveryPanel() throws Exception {
    Svg svg = Svg.of(figure(evaluation(3, 4, 5, 6, 7)).value().orElseThrow());
    // A circle is filled and drawn.
    assertEquals(2 * 5, svg.named("Body").count());
    assertEquals(2 * 5, svg.named("Global 3%/3mm").count());
    assertEquals(2 * 2 * 5, svg.named("PTV70").count(), "in MAE and in D95");
    assertTrue(
        svg.texts()
            .containsAll(
                List.of(
                    "MAE (Gy)",
                    "Passing voxels (%)",
                    "Predicted \u2212 planned D95 (Gy)",
                    "Body",
                    "PTV70")),
        svg.texts().toString());
  }

  @Test
  void boxesStandAtTheQuartiles() throws Exception {
    // Of 3, 4, 5, 6, 7 the quartiles are 4 and 6 (type 7), the median 5: box and median line.
    Svg svg = Svg.of(figure(evaluation(3, 4, 5, 6, 7)).value().orElseThrow());
    List<double[]> circles = new ArrayList<>();
    svg.named("Body")
        .filter(e -> e.hasAttribute("stroke"))
        .forEach(
            e -> {
              double[] numbers =
                  java.util.Arrays.stream(
                          e.getAttribute("d").replaceAll("[A-Z]", " ").strip().split(" +"))
                      .mapToDouble(Double::parseDouble)
                      .toArray();
              circles.add(numbers);
            });
    double ofFour = Svg.path(circles.get(1)).getBounds2D().getCenterX();
    double ofSix = Svg.path(circles.get(3)).getBounds2D().getCenterX();
    boolean boxFound =
        svg.elements("path").stream()
            .filter(e -> e.getAttribute("fill-opacity").startsWith("0.27"))
            .map(Svg::corners)
            .anyMatch(
                c ->
                    Math.abs(Svg.path(c).getBounds2D().getMinX() - ofFour) < 0.05
                        && Math.abs(Svg.path(c).getBounds2D().getMaxX() - ofSix) < 0.05);
    assertTrue(boxFound);
  }

  @Test
  void tooFewCasesSayHowManyItTakes() {
    assertEquals(
        "1 evaluated case(s); quartiles take at least 3",
        figure(evaluation(3)).reason().orElseThrow());
  }

  @Test
  void aStructureThatFewCasesHaveIsLeftOutAndNamed() {
    Figure figure = figure(evaluation(3, 4, 5)).value().orElseThrow();
    assertTrue(
        figure.caption().shown().contains("In fewer than 3 cases, and left out: Larynx."),
        figure.caption().shown());
    assertTrue(figure.caption().toText().contains("cases pt_0, pt_1, pt_2"));
  }

  @Test
  void anEvaluationWithoutNumbersSaysSo() {
    List<EvaluatedCase> bare = new ArrayList<>();
    for (int n = 0; n < 4; n++) {
      bare.add(new EvaluatedCase("pt_" + n, Map.of(), Map.of(), List.of(), List.of()));
    }
    assertEquals(
        "no MAE, gamma or D95 that at least 3 cases have as a finite number",
        figure(new Evaluation("eval", Map.of(), bare)).reason().orElseThrow());
  }

  @Test
  void equalValuesAreDrawn() throws Exception {
    Svg svg = Svg.of(figure(evaluation(3, 3, 3)).value().orElseThrow());
    assertEquals(2 * 3, svg.named("Body").count());
  }

  @Test
  void representativeCasesAreTheBestTheMiddleAndTheWorst() {
    assertEquals(
        List.of("pt_3", "pt_0", "pt_1"),
        EvaluationFigures.representative(evaluation(5, 9, Double.NaN, 2)));
    assertEquals(List.of("pt_0"), EvaluationFigures.representative(evaluation(5)));
    assertEquals(List.of(), EvaluationFigures.representative(evaluation(Double.NaN)));
  }
}
