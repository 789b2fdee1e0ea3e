package org.dosekit.lab.study;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.dosekit.core.DoseDataException;
import org.dosekit.core.geometry.GridShape;
import org.dosekit.core.io.JsonObject;
import org.dosekit.core.patient.CaseTraits;
import org.dosekit.core.patient.Split;
import org.dosekit.core.protocol.Protocol;
import org.dosekit.train.run.TrainingConfig;
import org.dosekit.train.settings.DvhLoss;
import org.dosekit.train.settings.DvhTerm;
import org.dosekit.train.settings.DvhTermSet;
import org.dosekit.train.settings.Loss;
import org.dosekit.train.settings.LossWeighting.Uncertainty;
import org.dosekit.train.settings.StructureLoss;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StudyPlanTest {
  private static final String HASH = "0".repeat(64);
  private static final Protocol PROSTATE = Protocol.builtIn("prostate-sib");
  private static final List<Split> FOLDS =
      Split.folds(
          IntStream.range(0, 6).mapToObj(i -> new CaseTraits("c" + i, "v", i)).toList(), 3, 1);

  @TempDir private Path folder;

  @Test
  void allConditionsOfAFoldAndSeedStandTogether() {
    StudyPlan plan = plan(study("\"seeds\": [7, 8], \"folds\": 3"));
    List<String> names = plan.tasks().stream().map(StudyTask::name).toList();
    assertEquals(12, names.size());
    assertEquals(
        List.of("a/fold-1-seed-7", "b/fold-1-seed-7", "a/fold-1-seed-8", "b/fold-1-seed-8"),
        names.subList(0, 4));
    assertEquals(
        IntStream.rangeClosed(1, 12).boxed().toList(),
        plan.tasks().stream().map(StudyTask::number).toList());
    StudyTask last = plan.tasks().get(11);
    assertEquals(8, last.config().seed());
    assertEquals(FOLDS.get(2), last.split());
    assertEquals(0.1, last.config().loss().gradient());
    assertEquals(2, last.config().schedule().epochs());
  }

  @Test
  void aMisspeltSettingOfAConditionIsAnsweredWithTheNearest() {
    DoseDataException error =
        assertThrows(
            DoseDataException.class,
            () ->
                plan(
                    study(
                        "\"conditions\": [{\"name\": \"a\", \"config\": {\"loss\": {\"gradiant\": 1}}}]")));
    assertEquals("did you mean 'gradient'?", error.remedy());
    assertTrue(error.subject().contains("a"), error.subject());
  }

  @Test
  void seedAndProtocolAreTheStudysAndNotAConditions() {
    assertThrows(DoseDataException.class, () -> plan(study("\"config\": {\"seed\": 3}")));
    String condition = "\"conditions\": [{\"name\": \"a\", \"config\": {\"protocol\": {}}}]";
    assertThrows(DoseDataException.class, () -> plan(study(condition)));
  }

  @Test
  void casesOtherThanThoseAStudyIsPinnedToAreRefused() {
    assertThrows(
        DoseDataException.class, () -> plan(study("\"cohort_sha256\": \"%s\"".formatted("1"))));
    plan(study("\"cohort_sha256\": \"%s\"".formatted(HASH)));
  }

  @Test
  void aPlanWrittenAndReadAgainIsTheSame() throws IOException {
    StudyPlan plan = plan(Study.named("loss-ablation-phantom"));
    Path file = folder.resolve("study.json");
    plan.toJson().write(file);
    assertFalse(Files.readString(file).contains("cohorts/"), "no path to the cases");
    StudyPlan again = plan(Study.named(file.toString()));
    assertEquals(List.of(), again.toJson().differencesFrom(plan.toJson()));
    assertEquals(plan.tasks(), again.tasks());
  }

  @Test
  void theAblationHasTheLossesOfTheOriginal() {
    StudyPlan plan = plan(Study.named("loss-ablation-phantom"));
    assertEquals(
        List.of("baseline", "gradient", "gradient-vgg", "dvh", "combined"), plan.conditions());
    Loss baseline = loss(plan, "baseline");
    assertEquals(TrainingConfig.defaults(PROSTATE, 8, GridShape.cube(64)).loss(), baseline);
    DvhLoss dvh = DvhLoss.of(PROSTATE, DvhTermSet.ORIGINAL, 0.5);
    assertEquals(baseline.withDvh(dvh), loss(plan, "dvh"));
    assertEquals(0.1, loss(plan, "gradient").gradient());
    Loss combined = loss(plan, "combined");
    assertEquals(Uncertainty.STANDARD, combined.weighting());
    assertEquals(StructureLoss.of(PROSTATE, 1, 1), combined.structure());
    assertEquals(dvh, combined.dvh());
    assertFalse(combined.vgg().isOn());
    // lr 1e-4, decay 0.01, batch 2, patience 50: original-network, training.
    TrainingConfig config = plan.tasks().get(0).config();
    assertEquals(1e-4, config.optimisation().learningRate());
    assertEquals(0.01, config.optimisation().weightDecay());
    assertEquals(2, config.patches().batchSize());
    assertEquals(50, config.schedule().patience());
  }

  @Test
  void whereTheOriginalsGoalsAreNotAskedForTheProtocolsAre() {
    Protocol headAndNeck = Protocol.builtIn("openkbp-head-neck");
    StudyPlan plan =
        plan(
            Study.named("loss-ablation-openkbp"),
            TrainingConfig.defaults(headAndNeck, 8, GridShape.cube(32)));
    List<String> terms =
        loss(plan, "dvh").dvh().terms().stream()
            .map(term -> term.weight() + " " + term.label())
            .toList();
    // Three targets' D95, and two terms for each of the seven organs' goals.
    assertEquals(3 + 2 * 7, terms.size());
    assertEquals("10.0 PTV70 D95%[Gy] shortfall", terms.get(0));
    assertTrue(terms.contains("2.0 SpinalCord D0.1cc[Gy] above_limit 45.0"), terms.toString());
    assertTrue(terms.contains("1.0 SpinalCord D0.1cc[Gy] excess"), terms.toString());
    assertTrue(loss(plan, "dvh").dvh().terms().stream().map(DvhTerm::weight).allMatch(w -> w >= 1));
  }

  @Test
  void aConditionWhoseWeightsAreNotThereIsSkippedAndTheOthersAreNot() throws IOException {
    Study study = Study.named("loss-ablation-phantom");
    StudyTask unnamed = task(plan(study), "gradient-vgg");
    assertTrue(unnamed.skipped().orElseThrow().contains("--vgg-weights"));
    Path weights = folder.resolve("vgg16.safetensors");
    Study named = study.with(vggWeights(weights));
    assertTrue(
        task(plan(named), "gradient-vgg").skipped().orElseThrow().contains(weights.toString()));
    Files.createFile(weights);
    StudyTask there = task(plan(named), "gradient-vgg");
    assertTrue(there.skipped().isEmpty());
    assertEquals(0.001, there.config().loss().vgg().factor());
    assertEquals(weights.toString(), there.config().loss().vgg().weightsFile());
    assertFalse(loss(plan(named), "gradient").vgg().isOn());
    assertEquals(
        1,
        plan(study).tasks().stream()
            .filter(t -> t.fold().equals(unnamed.fold()))
            .filter(t -> t.skipped().isPresent())
            .count());
  }

  private static JsonObject vggWeights(Path file) {
    JsonObject vgg = JsonObject.create().put("weights_file", file.toString());
    return JsonObject.create()
        .put("config", JsonObject.create().put("loss", JsonObject.create().put("vgg", vgg)));
  }

  private static Loss loss(StudyPlan plan, String condition) {
    return task(plan, condition).config().loss();
  }

  private static StudyTask task(StudyPlan plan, String condition) {
    return plan.tasks().stream()
        .filter(task -> task.condition().equals(condition))
        .findFirst()
        .orElseThrow();
  }

  static StudyPlan plan(Study study) {
    return plan(study, TrainingConfig.defaults(PROSTATE, 2, GridShape.cube(32)));
  }

  private static StudyPlan plan(Study study, TrainingConfig preset) {
    List<Split> splits = study.folds().isPresent() ? FOLDS : FOLDS.subList(0, 1);
    return StudyPlan.of(study, preset, splits, HASH);
  }

  /** Two conditions, with other fields over them. */
  static Study study(String fields) {
    String two =
        """
        {"format": "dosekit-study/1", "name": "two", "seeds": [7], "baseline": "a",
         "config": {"schedule": {"epochs": 2}},
         "conditions": [{"name": "a"}, {"name": "b", "config": {"loss": {"gradient": 0.1}}}]}
        """;
    JsonObject changed =
        JsonObject.parse("test", "{" + fields + "}").over(JsonObject.parse("two", two));
    return Study.parse("test", changed.toText(), Path.of(""));
  }
}
