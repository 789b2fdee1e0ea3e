package org.dosekit.export;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.dosekit.core.encode.Encoding;
import org.dosekit.core.geometry.GridShape;
import org.dosekit.core.network.NetworkSpec;
import org.dosekit.core.network.ParameterCollector;
import org.dosekit.core.predict.ModelDescription;
import org.dosekit.core.predict.SlidingWindow;
import org.dosekit.core.protocol.Channel;
import org.dosekit.core.protocol.ConstraintEntry;
import org.dosekit.core.protocol.Protocol;
import org.dosekit.core.protocol.StructureDefinition;
import org.dosekit.core.structure.StructureRole;
import org.dosekit.core.tensorfile.FloatTensor;

/** Made-up networks and the inputs that fit them. */
public final class TestModels {
  /** A network of one channel, small enough to be written hundreds of times. */
  public static final NetworkSpec TINY = NetworkSpec.baseline(1, 1, 1);

  private TestModels() {}

  /** A description of a network, with a protocol of as many channels and constraints. */
  public static ModelDescription description(NetworkSpec network) {
    return new ModelDescription(
        network,
        protocol(network.inChannels(), network.constraintCount()),
        Encoding.STANDARD.withCoarsening(2),
        SlidingWindow.halfOverlapping(new GridShape(16, 32, 48)),
        Map.of("seed", "42", "code", "a test's, \u00e9 \u2713"));
  }

  private static Protocol protocol(int channels, int constraints) {
    List<StructureDefinition> structures = new ArrayList<>();
    structures.add(new StructureDefinition("PTV", StructureRole.TARGET, "PTV", true));
    List<Channel> channelList = new ArrayList<>();
    channelList.add(new Channel.Ct());
    for (int i = 1; i < channels; i++) {
      String name = "Organ" + i;
      structures.add(new StructureDefinition(name, StructureRole.ORGAN_AT_RISK, name, false));
      channelList.add(new Channel.SignedDistance(name));
    }
    List<ConstraintEntry> entries = new ArrayList<>();
    for (int i = 0; i < constraints; i++) {
      entries.add(new ConstraintEntry.Fixed("entry" + i, i * 0.1));
    }
    return new Protocol(
        "made-up",
        "channels and constraints to order",
        structures,
        channelList,
        Map.of("PTV", 70.0),
        entries,
        List.of(),
        List.of());
  }

  /** Initial weights, with normalisations that do scale and shift, as trained ones. */
  public static Map<String, FloatTensor> weights(NetworkSpec network, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    Map<String, FloatTensor> weights =
        new LinkedHashMap<>(ParameterCollector.initialise(network, seed));
    weights.replaceAll(
        (name, tensor) -> {
          if (!name.contains(".norm")) {
            return tensor;
          }
          double centre = name.endsWith(".weight") ? 1 : 0;
          return FloatTensor.of(
              uniform(random, tensor.size(), centre - 0.5, centre + 0.5), tensor.shape());
        });
    return weights;
  }

  /** Values of a channel map or vector, in +-1. */
  public static float[] input(int count, long seed) {
    return uniform(new SplittableRandom(seed), count, -1, 1);
  }

  private static float[] uniform(SplittableRandom random, int count, double from, double to) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) random.nextDouble(from, to);
    }
    return values;
  }
}
