package org.dosekit.core.network;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.dosekit.core.DoseDataException;
import org.dosekit.core.network.NetworkSpec.Architecture;
import org.dosekit.core.network.Parameter.Initialisation;
import org.dosekit.core.tensorfile.FloatTensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ParameterCollectorTest {
  private static final NetworkSpec SMALL = NetworkSpec.baseline(9, 4, 13);

  /** The counts are those of the original's PyTorch model. */
  @ParameterizedTest
  @CsvSource({"9, 48, 13, 23732801", "10, 48, 13, 23734145", "9, 96, 13, 93149057"})
  void countIsThatOfTheOriginal(int channels, int base, int constraints, long expected) {
    assertEquals(
        expected, ParameterCollector.count(NetworkSpec.baseline(channels, base, constraints)));
  }

  /**
   * The second stage has one channel more: 27 conv1 taps and one residual tap a feature of enc1.
   */
  @Test
  void cascadeIsTwoNetworksTheSecondOfWhichSeesAChannelMore() {
    NetworkSpec cascade = SMALL.withArchitecture(Architecture.CASCADE);
    assertEquals(2 * ParameterCollector.count(SMALL) + 28 * 4, ParameterCollector.count(cascade));
  }

  @ParameterizedTest
  @CsvSource({"1", "3", "8", "48", "96", "100"})
  void everyArchitectureTakesAnyWidth(int base) {
    for (Architecture architecture : Architecture.values()) {
      for (int channels : new int[] {9, 10, 11}) {
        NetworkSpec spec = NetworkSpec.baseline(channels, base, 13).withArchitecture(architecture);
        assertEquals(
            architecture == Architecture.CASCADE ? 2 : 1,
            ParameterCollector.parameters(spec).stream()
                .filter(parameter -> parameter.name().endsWith("out_conv.weight"))
                .count());
      }
    }
  }

  /** Bound 1/sqrt(fan in); the mean square of a uniform variable on it is bound^2 / 3. */
  @Test
  void initialValuesHaveTheBoundAndVarianceOfPyTorchsDefaults() {
    Map<String, FloatTensor> weights = ParameterCollector.initialise(SMALL, 42);
    for (Parameter parameter : ParameterCollector.parameters(SMALL)) {
      float[] values = values(weights, parameter.name());
      if (parameter.initialisation() != Initialisation.UNIFORM) {
        float expected = parameter.initialisation() == Initialisation.ONES ? 1 : 0;
        for (float value : values) {
          assertEquals(expected, value, parameter.name());
        }
        continue;
      }
      double bound = 1 / Math.sqrt(parameter.fanIn());
      double square = 0;
      for (float value : values) {
        assertTrue(Math.abs(value) <= bound, parameter.name());
        square += value * (double) value;
      }
      if (values.length >= 2000) {
        assertEquals(bound * bound / 3, square / values.length, 0.1 * bound * bound / 3);
      }
    }
  }

  @Test
  void fanInCountsTheInputsOfOneOutput() {
    Map<String, Integer> fanIns = new LinkedHashMap<>();
    ParameterCollector.parameters(SMALL).forEach(p -> fanIns.put(p.name(), p.fanIn()));
    assertEquals(9 * 27, fanIns.get("enc1.conv1.weight"));
    assertEquals(9 * 27, fanIns.get("enc1.conv1.bias"));
    assertEquals(9, fanIns.get("enc1.residual.bias"));
    assertEquals(256, fanIns.get("enc1.cond_mlp.1.weight"));
  }

  @Test
  void sameSeedGivesSameValuesAndAnotherSeedOthers() {
    float[] first = values(ParameterCollector.initialise(SMALL, 7), "enc1.conv1.weight");
    float[] again = values(ParameterCollector.initialise(SMALL, 7), "enc1.conv1.weight");
    float[] other = values(ParameterCollector.initialise(SMALL, 8), "enc1.conv1.weight");
    assertArrayEquals(first, again);
    assertFalse(Arrays.equals(first, other));
  }

  @Test
  void weightsComeBackInTheOrderOfTheNetwork() {
    Map<String, FloatTensor> weights = ParameterCollector.initialise(SMALL, 1);
    List<String> names = new ArrayList<>(weights.keySet());
    Map<String, FloatTensor> shuffled = new LinkedHashMap<>();
    for (int i = names.size() - 1; i >= 0; i--) {
      shuffled.put(names.get(i), weights.get(names.get(i)));
    }
    assertEquals(
        names,
        List.copyOf(ParameterCollector.requireWeights("a.safetensors", SMALL, shuffled).keySet()));
  }

  @Test
  void missingUnknownOrMisshapenWeightsAreRefusedByName() {
    Map<String, FloatTensor> missing = ParameterCollector.initialise(SMALL, 1);
    missing.remove("enc2.norm1.bias");
    assertRefused(missing, "enc2.norm1.bias missing");

    Map<String, FloatTensor> unknown = ParameterCollector.initialise(SMALL, 1);
    unknown.put("attn4.psi.0.weight", FloatTensor.of(new float[1], 1));
    assertRefused(unknown, "unknown parameter attn4.psi.0.weight");

    assertRefused(
        ParameterCollector.initialise(NetworkSpec.baseline(10, 4, 13), 1),
        "enc1.conv1.weight of float32 [4, 10, 3, 3, 3]");
  }

  private static void assertRefused(Map<String, FloatTensor> weights, String found) {
    DoseDataException e =
        assertThrows(
            DoseDataException.class,
            () -> ParameterCollector.requireWeights("a.safetensors", SMALL, weights));
    assertEquals("a.safetensors", e.subject());
    assertEquals(found, e.found());
  }

  private static float[] values(Map<String, FloatTensor> tensors, String name) {
    return Objects.requireNonNull(tensors.get(name), name).toArray();
  }
}
