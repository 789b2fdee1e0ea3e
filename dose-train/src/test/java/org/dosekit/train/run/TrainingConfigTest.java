package org.dosekit.train.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.dosekit.core.DoseDataException;
import org.dosekit.core.encode.Encoding;
import org.dosekit.core.geometry.GridShape;
import org.dosekit.core.predict.SlidingWindow;
import org.dosekit.core.protocol.DoseMetric;
import org.dosekit.core.protocol.Protocol;
import org.dosekit.core.protocol.StructureExpression;
import org.dosekit.train.settings.AdversarialLoss;
import org.dosekit.train.settings.Augmentation;
import org.dosekit.train.settings.Backward;
import org.dosekit.train.settings.DvhForm;
import org.dosekit.train.settings.DvhLoss;
import org.dosekit.train.settings.DvhReading;
import org.dosekit.train.settings.DvhTerm;
import org.dosekit.train.settings.DvhTermSet;
import org.dosekit.train.settings.EngineSettings;
import org.dosekit.train.settings.Loss;
import org.dosekit.train.settings.LossWeighting;
import org.dosekit.train.settings.MapLayout;
import org.dosekit.train.settings.Optimisation;
import org.dosekit.train.settings.Patches;
import org.dosekit.train.settings.Precision;
import org.dosekit.train.settings.Schedule;
import org.dosekit.train.settings.StructureLoss;
import org.dosekit.train.settings.VggLoss;
import org.dosekit.train.settings.VoxelLoss;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class TrainingConfigTest {
  private static final TrainingConfig CONFIG =
      TrainingConfig.defaults(Protocol.builtIn("openkbp-head-neck"), 16, GridShape.cube(64));

  @Test
  void defaultsAreTheOriginals() {
    TrainingConfig config =
        TrainingConfig.defaults(Protocol.builtIn("prostate-sib"), 48, GridShape.cube(128));
    assertEquals(new Patches(GridShape.cube(128), 4, 2, 0.5), config.patches());
    assertEquals(new Augmentation(true, 16, 0.02), config.augmentation());
    assertEquals(new Loss(VoxelLoss.MSE, 0.1, 0, false), config.loss());
    assertEquals(new Optimisation(1e-4, 1e-6, 0.01, 0), config.optimisation());
    assertEquals(new Schedule(100, 0, 1, 50), config.schedule());
    assertEquals(42, config.seed());
    assertEquals(SlidingWindow.halfOverlapping(GridShape.cube(128)), config.window());
    assertEquals(9, config.network().inChannels());
    assertEquals(13, config.network().constraintCount());
  }

  @Test
  void jsonRoundTripIsEqual() {
    TrainingConfig config =
        CONFIG
            .withEncoding(Encoding.AS_ORIGINAL_V23.withCoarsening(2))
            .withPatches(new Patches(new GridShape(16, 32, 48), 1, 3, 0.25, 0.5, 3))
            .withAugmentation(
                new Augmentation(
                    false,
                    3,
                    0.01,
                    new Augmentation.Motion(0.25, 4, 0.03, 0.75),
                    new Augmentation.CtJitter(30, 0.02)))
            .withLoss(new Loss(VoxelLoss.L1, 0.2, 0.3, true))
            .withOptimisation(new Optimisation(1e-3, 1e-5, 0.1, 0.99, 100, 0.5, 3))
            .withSchedule(new Schedule(7, 2.5, 3, 4, List.of("a", "b"), "b"))
            .withSeed(Long.MIN_VALUE)
            .withEngine(
                EngineSettings.STANDARD
                    .withThreads(2)
                    .withBackward(Backward.RECOMPUTE)
                    .withLayout(MapLayout.CHANNELS_LAST)
                    .withDevice("cuda:1"));
    assertEquals(config, TrainingConfig.fromJson("test", config.toJson()));
  }

  @Test
  void precisionIsKept() {
    TrainingConfig config = CONFIG.withEngine(EngineSettings.of(Precision.BF16));
    assertEquals(config, TrainingConfig.fromJson("test", config.toJson()));
  }

  @Test
  void doseVolumeTermsAreKept() {
    Protocol protocol = CONFIG.protocol();
    DvhLoss exact = DvhLoss.of(protocol, DvhTermSet.GOALS, 0.5).withMinimumFraction(0.75);
    DvhLoss original =
        DvhLoss.of(protocol, DvhTermSet.METRICS, 1).withReading(new DvhReading.AsOriginal(0.1));
    for (DvhLoss dvh : List.of(exact, original)) {
      TrainingConfig config =
          CONFIG
              .withLoss(CONFIG.loss().withDvh(dvh))
              .withPatches(CONFIG.patches().withTargetFraction(0.25));
      assertEquals(config, TrainingConfig.fromJson("test", config.toJson()));
    }
  }

  @Test
  void otherPartsOfTheLossAndTheirWeightingAreKept() {
    Loss loss =
        CONFIG
            .loss()
            .withStructure(StructureLoss.of(CONFIG.protocol(), 0.5, 0.25))
            .withVgg(new VggLoss(0.001, "vgg.safetensors"))
            .withAdversarial(new AdversarialLoss(0.01, 8, 2e-4, 7))
            .withWeighting(LossWeighting.Uncertainty.STANDARD);
    TrainingConfig config = CONFIG.withLoss(loss);
    assertEquals(config, TrainingConfig.fromJson("test", config.toJson()));
  }

  @Test
  void doseVolumeTermOfAStructureTheProtocolLacksIsRefused() {
    DvhTerm term =
        DvhTerm.againstPlan(
            StructureExpression.parse("Stomach"), DoseMetric.meanGy(), DvhForm.EXCESS, 1);
    Loss loss = CONFIG.loss().withDvh(new DvhLoss(1, List.of(term), 0.9, DvhReading.STANDARD));
    IllegalArgumentException error =
        assertThrows(IllegalArgumentException.class, () -> CONFIG.withLoss(loss));
    assertTrue(error.toString().contains("Stomach"), error.toString());
  }

  static Stream<UnaryOperator<TrainingConfig>> unusable() {
    return Stream.of(
        c -> c.withPatches(new Patches(GridShape.cube(40), 1, 1, 0.5)),
        c -> c.withPatches(new Patches(GridShape.cube(16), 0, 1, 0.5)),
        c -> c.withPatches(new Patches(GridShape.cube(16), 1, 0, 0.5)),
        c -> c.withPatches(new Patches(GridShape.cube(16), 1, 1, Double.NaN)),
        c -> c.withPatches(new Patches(GridShape.cube(16), 1, 1, 0.5, 0.6)),
        c -> c.withAugmentation(new Augmentation(false, 64, 0)),
        c -> c.withAugmentation(new Augmentation(false, -1, 0)),
        c -> c.withPatches(c.patches().withLoaderThreads(0)),
        c -> c.withAugmentation(Augmentation.NONE.withMotion(new Augmentation.Motion(2, 0, 0, 0))),
        c -> c.withAugmentation(Augmentation.NONE.withMotion(new Augmentation.Motion(1, 0, 1, 0))),
        c -> c.withAugmentation(Augmentation.NONE.withCt(new Augmentation.CtJitter(Double.NaN, 0))),
        c -> c.withLoss(new Loss(VoxelLoss.L1, Double.NaN, 0, false)),
        c -> c.withOptimisation(Optimisation.STANDARD.withLearningRate(0)),
        c -> c.withOptimisation(Optimisation.STANDARD.withAverageDecay(1)),
        c -> c.withOptimisation(new Optimisation(1e-4, 1e-3, 0, 0)),
        c -> c.withOptimisation(Optimisation.STANDARD.withWarmupSteps(-1)),
        c -> c.withOptimisation(Optimisation.STANDARD.withMaxGradientNorm(Double.NaN)),
        c -> c.withOptimisation(Optimisation.STANDARD.withSkipBadBatches(-1)),
        c -> c.withSchedule(Schedule.ofEpochs(1).withMetrics(List.of("a", "a"))),
        c -> c.withSchedule(Schedule.ofEpochs(1).withSelectBy(" ")),
        c -> c.withSchedule(Schedule.ofEpochs(0)),
        c -> c.withSchedule(Schedule.ofEpochs(1).withValidateEvery(0)),
        c -> c.withEngine(EngineSettings.STANDARD.withThreads(-1)),
        c -> c.withEngine(EngineSettings.PLAIN.withLayout(MapLayout.CHANNELS_LAST)),
        c -> c.withEngine(EngineSettings.STANDARD.withDevice("gpu")),
        c ->
            c.withEngine(EngineSettings.of(Precision.BF16))
                .withPatches(new Patches(GridShape.cube(16), 1, 1, 0.5)));
  }

  @ParameterizedTest
  @MethodSource
  void unusable(UnaryOperator<TrainingConfig> change) {
    assertThrows(IllegalArgumentException.class, () -> change.apply(CONFIG));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"batch_size\" : 2>\"batch_size\" : 0",
        "\"batch_size\" : 2>\"batch_size\" : \"two\"",
        "\"voxel\" : \"mse\">\"voxel\" : \"huber\"",
        "\"shift_voxels\">\"shift_voxel\"",
        "\"in_channels\" : 12>\"in_channels\" : 11"
      })
  void jsonOfAnUnusableConfigurationIsBadDataThatNamesItsFile(String change) {
    String json = CONFIG.toJson();
    String changed = json.replace(change.split(">")[0], change.split(">")[1]);
    assertTrue(!changed.equals(json), "the change applies");

    DoseDataException error =
        assertThrows(DoseDataException.class, () -> TrainingConfig.fromJson("run.json", changed));

    assertTrue(error.getMessage().startsWith("run.json"), error.getMessage());
  }

  @Test
  void partOfAConfigurationChangesWhatItNames() {
    TrainingConfig changed =
        CONFIG.withJson(
            "mine.json",
            """
            {"$schema": "training-config.schema.json", "seed": 7,
             "optimisation": {"max_gradient_norm": 1}, "encoding": {"coarsening": 2}}
            """);
    assertEquals(
        CONFIG
            .withSeed(7)
            .withOptimisation(CONFIG.optimisation().withMaxGradientNorm(1))
            .withEncoding(CONFIG.encoding().withCoarsening(2)),
        changed);
    assertEquals(CONFIG, CONFIG.withJson("empty.json", "{}"));
  }

  @Test
  void wholeConfigurationReplacesAnother() {
    TrainingConfig other =
        TrainingConfig.defaults(Protocol.builtIn("prostate-sib"), 4, GridShape.cube(16));
    assertEquals(other, CONFIG.withJson("run.json", other.toJson()));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '>',
      value = {
        "{\"optimization\": {}}                      > optimisation",
        "{\"optimisation\": {\"learningrate\": 1e-3}}> learning_rate",
        "{\"schedule\": {\"epoch\": 3}}              > epochs",
        "{\"network\": {\"base_chanels\": 3}}        > base_channels",
        "{\"encoding\": {\"coarsning\": 2}}          > coarsening"
      })
  void unknownKeyIsAnsweredWithTheNearest(String json, String nearest) {
    DoseDataException error =
        assertThrows(DoseDataException.class, () -> CONFIG.withJson("mine.json", json));
    assertTrue(error.getMessage().startsWith("mine.json"), error.getMessage());
    assertEquals("did you mean '" + nearest + "'?", error.remedy());
  }
}
