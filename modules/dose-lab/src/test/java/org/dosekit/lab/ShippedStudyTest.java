package org.dosekit.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.dosekit.core.patient.Split;
import org.dosekit.core.protocol.Protocol;
import org.dosekit.lab.study.Study;
import org.dosekit.lab.study.StudyPlan;
import org.dosekit.train.run.TrainingConfig;
import org.dosekit.train.settings.Loss;
import org.dosekit.train.settings.VoxelLoss;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The shipped studies over the presets they name. */
class ShippedStudyTest {
  @ParameterizedTest
  @CsvSource({
    "loss-ablation, prostate-sib",
    "loss-ablation-phantom, prostate-sib",
    "loss-ablation-openkbp, openkbp-head-neck"
  })
  void theBaselineIsTheSquaredErrorWithTheSettingsOfTheOriginal(String name, String protocol) {
    Study study = Study.named(name);
    TrainingConfig preset =
        Preset.named(name, study.preset()).of(Protocol.builtIn(study.protocol().orElse(protocol)));
    Split split = new Split(List.of("a"), List.of("b"), List.of("c"));
    StudyPlan plan = StudyPlan.of(study, preset, List.of(split), "hash");
    TrainingConfig baseline = plan.tasks().get(0).config();
    Loss loss = baseline.loss();
    assertEquals("baseline", plan.tasks().get(0).condition());
    assertEquals(VoxelLoss.MSE, loss.voxel());
    assertEquals(0, loss.gradient());
    assertFalse(loss.dvh().isOn() || loss.vgg().isOn() || loss.structure().isOn());
    assertTrue(plan.tasks().get(3).config().loss().dvh().isOn());
    assertEquals(1e-4, baseline.optimisation().learningRate());
    assertEquals(0, baseline.optimisation().averageDecay());
    assertEquals(2, baseline.patches().batchSize());
    assertEquals(50, baseline.schedule().patience());
  }
}
