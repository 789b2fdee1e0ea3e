package org.dosekit.train.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import org.dosekit.core.DoseDataException;
import org.dosekit.core.geometry.GridShape;
import org.dosekit.core.network.NetworkSpec;
import org.dosekit.core.network.NetworkSpec.Architecture;
import org.dosekit.core.network.ParameterCollector;
import org.dosekit.core.tensorfile.FloatTensor;
import org.dosekit.train.settings.Backward;
import org.dosekit.train.settings.EngineSettings;
import org.dosekit.train.settings.Loss;
import org.dosekit.train.settings.Optimisation;
import org.dosekit.train.settings.Precision;
import org.dosekit.train.settings.VoxelLoss;
import org.junit.jupiter.api.Test;

class StepMemoryTest {
  private static final NetworkSpec ORIGINAL = NetworkSpec.baseline(9, 48, 13);

  private static double gigabytes(EngineSettings settings) {
    return StepMemory.bytes(ORIGINAL, GridShape.cube(128), 2, settings) / 1e9;
  }

  @Test
  void originalsBatchFitsADeviceOf24Gigabytes() {
    assertTrue(gigabytes(EngineSettings.PLAIN) < 24, "" + gigabytes(EngineSettings.PLAIN));
    assertTrue(gigabytes(EngineSettings.of(Precision.BF16)) < 16);
  }

  @Test
  void eachBackwardPassTakesLessThanTheOneBefore() {
    double before = Double.POSITIVE_INFINITY;
    for (Backward backward :
        new Backward[] {Backward.KEEP, Backward.RECOMPUTE, Backward.CHECKPOINT}) {
      double now = gigabytes(EngineSettings.PLAIN.withBackward(backward));
      assertTrue(now < before, backward + " " + now);
      before = now;
    }
  }

  @Test
  void mapsGrowWithTheBatchAndTheParametersDoNot() {
    GridShape patch = GridShape.cube(32);
    long one = StepMemory.bytes(ORIGINAL, patch, 1, EngineSettings.PLAIN);
    long two = StepMemory.bytes(ORIGINAL, patch, 2, EngineSettings.PLAIN);
    long three = StepMemory.bytes(ORIGINAL, patch, 3, EngineSettings.PLAIN);
    assertEquals(two - one, three - two, 2);
    assertTrue(one > 20 * ParameterCollector.count(ORIGINAL));
  }

  @Test
  void remedyNamesSettingsOfLessMemoryThanTheOnesThatFailed() {
    String remedy = StepMemory.smaller(ORIGINAL, GridShape.cube(128), 2, EngineSettings.PLAIN);
    assertTrue(
        remedy.matches(
            "free memory \\(the step takes about [0-9.]+ GB\\) or train with --backward RECOMPUTE"
                + " \\([0-9.]+ GB\\), --backward CHECKPOINT \\([0-9.]+ GB\\), --batch 1 .*, --base"
                + " 24 .*, or a smaller --patch"),
        remedy);
  }

  @Test
  void everyArchitectureIsCounted() {
    long baseline = StepMemory.bytes(ORIGINAL, GridShape.cube(64), 1, EngineSettings.PLAIN);
    for (Architecture architecture : Architecture.values()) {
      NetworkSpec spec = ORIGINAL.withArchitecture(architecture);
      assertTrue(StepMemory.bytes(spec, GridShape.cube(64), 1, EngineSettings.PLAIN) >= baseline);
    }
  }

  @Test
  void deviceThatIsNotThereIsRefusedByName() {
    NetworkSpec spec = NetworkSpec.baseline(1, 1, 1);
    Map<String, FloatTensor> weights = ParameterCollector.initialise(spec, 1);
    DoseDataException e =
        assertThrows(
            DoseDataException.class,
            () ->
                TorchNetwork.create(
                    spec,
                    new Loss(VoxelLoss.MSE, 0, 0, false),
                    new Optimisation(1e-4, 0, 0, 0),
                    EngineSettings.PLAIN.withDevice("cuda:7"),
                    weights));
    assertEquals("device cuda:7", e.subject());
  }
}
