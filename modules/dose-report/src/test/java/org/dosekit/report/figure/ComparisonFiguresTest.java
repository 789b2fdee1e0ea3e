package org.dosekit.report.figure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.dosekit.core.io.JsonObject;
import org.dosekit.eval.stats.ComparedMetric;
import org.dosekit.eval.stats.EvaluationResults;
import org.dosekit.report.source.Found;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ComparisonFiguresTest {
  private static final List<ComparedMetric> METRICS = ComparedMetric.standard("PTV70");

  @TempDir private Path folder;

  private EvaluationResults results(String name, double... maes) throws IOException {
    List<JsonObject> cases = new ArrayList<>();
    for (int n = 0; n < maes.length; n++) {
      cases.add(
          JsonObject.create()
              .put("case_id", "pt_" + n)
              .put("dose_metrics", JsonObject.create().put("mae_gy", maes[n])));
    }
    Path file = folder.resolve(name + ".json");
    Files.writeString(file, JsonObject.create().putObjects("per_case_results", cases).toText());
    return EvaluationResults.read(file);
  }

  private Found<Figure> figure(String name, ComparedExperiment... experiments) {
    return ComparisonFigures.of(List.of(experiments), METRICS).stream()
        .filter(attempt -> attempt.name().equals(name))
        .findFirst()
        .orElseThrow()
        .figure();
  }

  @Test
  void experimentsStandBesideEachOtherCaseByCase() throws Exception {
    ComparedExperiment base =
        new ComparedExperiment("base", List.of(results("a", 3, 4, 5), results("b", 4, 5, 6)));
    ComparedExperiment other = new ComparedExperiment("other", List.of(results("c", 2, 3, 4)));
    Figure figure = figure("comparison", base, other).value().orElseThrow();
    Svg svg = Svg.of(figure);
    // Seeds are averaged within a case: three circles, filled and drawn, not six.
    assertEquals(2 * 3, svg.named("base").count());
    assertTrue(svg.texts().containsAll(List.of("base", "other", "MAE (Gy)")));
    assertTrue(figure.caption().toText().contains("run base, 2 seed(s); run other, 1 seed(s)"));
  }

  @Test
  void everySeedIsACircleAtItsMean() throws Exception {
    ComparedExperiment base =
        new ComparedExperiment(
            "base", List.of(results("a", 3, 4, 5), results("b", 4, 5, 6), results("c", 5, 6, 7)));
    Figure figure = figure("seeds", base).value().orElseThrow();
    assertEquals(2 * 3, Svg.of(figure).named("base").count());
    assertTrue(
        figure.caption().reading().contains("MAE: base 4.00 to 6.00"), figure.caption().reading());
  }

  @Test
  void oneExperimentOrOneSeedHasNothingToShow() throws IOException {
    ComparedExperiment base = new ComparedExperiment("base", List.of(results("a", 3, 4, 5)));
    assertEquals(
        "one experiment; a comparison takes at least two",
        figure("comparison", base).reason().orElseThrow());
    assertEquals(
        "no experiment has more than one seed", figure("seeds", base).reason().orElseThrow());
  }

  @Test
  void oneCaseHasNoQuartiles() throws IOException {
    ComparedExperiment one = new ComparedExperiment("one", List.of(results("a", 3)));
    ComparedExperiment two = new ComparedExperiment("two", List.of(results("b", 4)));
    assertEquals(
        "no metric that at least 3 cases of a run have",
        figure("comparison", one, two).reason().orElseThrow());
  }

  @Test
  void seedsWithoutACommonCaseAreRefusedWithTheReason() throws IOException {
    Path file = folder.resolve("other.json");
    Files.writeString(
        file,
        "{\"per_case_results\": [{\"case_id\": \"pt_9\", \"dose_metrics\": {\"mae_gy\": 1}}]}");
    ComparedExperiment apart =
        new ComparedExperiment(
            "apart", List.of(results("a", 3, 4, 5), EvaluationResults.read(file)));
    String reason = figure("comparison", apart, apart).reason().orElseThrow();
    assertTrue(reason.contains("no case that all 2 seeds have"), reason);
  }
}
