package org.dosekit.core.network;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.dosekit.core.DoseDataException;
import org.dosekit.core.network.NetworkSpec.Architecture;
import org.dosekit.core.tensorfile.FloatTensor;
import org.dosekit.core.tensorfile.TensorFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class StateDictTest {
  private static final NetworkSpec SPEC = NetworkSpec.baseline(10, 5, 7);

  @TempDir private Path folder;

  @ParameterizedTest
  @EnumSource(Architecture.class)
  void networkIsToldFromItsWeights(Architecture architecture) {
    NetworkSpec spec = SPEC.withArchitecture(architecture);
    Map<String, FloatTensor> weights = ParameterCollector.initialise(spec, 1);
    StateDict read = StateDict.of("here", weights);
    assertEquals(spec, read.spec());
    assertEquals(List.copyOf(weights.keySet()), List.copyOf(read.weights().keySet()));
  }

  @Test
  void prefixOfALightningModuleIsTolerated() {
    Map<String, FloatTensor> prefixed = new LinkedHashMap<>();
    ParameterCollector.initialise(SPEC, 1).forEach((name, w) -> prefixed.put("model." + name, w));
    Path file = folder.resolve("original.safetensors");
    new TensorFile(prefixed, Map.of()).write(file);
    assertEquals(SPEC, StateDict.read(file).spec());
  }

  @Test
  void foreignTensorsAreRefusedWithWhatIsMissing() {
    DoseDataException foreign =
        assertThrows(
            DoseDataException.class,
            () -> StateDict.of("a.safetensors", Map.of("w", FloatTensor.of(new float[1], 1))));
    assertEquals("1 tensors, none named enc1.conv1.weight", foreign.found());

    Map<String, FloatTensor> flat = ParameterCollector.initialise(SPEC, 1);
    flat.put("enc1.conv1.weight", FloatTensor.of(new float[6], 6));
    assertEquals(
        "enc1.conv1.weight of shape [6]",
        assertThrows(DoseDataException.class, () -> StateDict.of("a", flat)).found());

    Map<String, FloatTensor> partial = ParameterCollector.initialise(SPEC, 1);
    partial.remove("dec1.norm2.bias");
    assertEquals(
        "dec1.norm2.bias missing",
        assertThrows(DoseDataException.class, () -> StateDict.of("a", partial)).found());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "unet_baseline",
        "unet_baseline_in10",
        "unet_attention",
        "unet_bottleneck_attention"
      })
  @EnabledIfEnvironmentVariable(
      named = "DOSEKIT_DATA",
      matches = ".+",
      disabledReason = "set DOSEKIT_DATA to the folder of reference data")
  void weightsOfTheOriginalAreOfTheNetworkItsMetadataSays(String model) {
    Path file = Path.of(System.getenv("DOSEKIT_DATA"), "reference/pytorch", model + ".safetensors");
    Map<String, String> metadata = TensorFile.read(file).metadata();
    NetworkSpec spec = StateDict.read(file).spec();
    assertTrue(metadata.getOrDefault("architecture", "").startsWith(spec.architecture().label()));
    assertEquals(metadata.get("in_channels"), "" + spec.inChannels());
    assertEquals(metadata.get("base_channels"), "" + spec.baseChannels());
    assertEquals(metadata.get("constraint_dim"), "" + spec.constraintCount());
  }
}
