package org.dosekit.core.network;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.dosekit.core.DoseDataException;
import org.dosekit.core.network.Parameter.Initialisation;
import org.dosekit.core.tensorfile.FloatTensor;

/** Interprets a network for its parameters: names, shapes, count, initial values. */
public final class ParameterCollector {
  private ParameterCollector() {}

  /** The parameters of a network in the order of their first use. */
  public static List<Parameter> parameters(NetworkSpec spec) {
    ChannelOps ops = new ChannelOps();
    UNet3d.of(spec).apply(ops, spec.inChannels(), spec.constraintCount());
    return List.copyOf(ops.parameters);
  }

  /** The number of values in all parameters. */
  public static long count(NetworkSpec spec) {
    return parameters(spec).stream().mapToLong(Parameter::size).sum();
  }

  /**
   * Initial values by PyTorch's defaults (kaiming-uniform with a = sqrt 5); the same seed gives the
   * same values.
   */
  public static Map<String, FloatTensor> initialise(NetworkSpec spec, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    Map<String, FloatTensor> weights = new LinkedHashMap<>();
    for (Parameter parameter : parameters(spec)) {
      float[] values = initialValues(parameter, random.split());
      weights.put(parameter.name(), FloatTensor.of(values, parameter.shape()));
    }
    return weights;
  }

  private static float[] initialValues(Parameter parameter, SplittableRandom random) {
    float[] values = new float[parameter.size()];
    switch (parameter.initialisation()) {
      case ZEROS -> {}
      case ONES -> Arrays.fill(values, 1);
      case UNIFORM -> {
        double bound = 1 / Math.sqrt(parameter.fanIn());
        for (int i = 0; i < values.length; i++) {
          values[i] = (float) random.nextDouble(-bound, bound);
        }
      }
    }
    return values;
  }

  /**
   * The weights of a network, in order, checked.
   *
   * @param where named in errors
   * @throws DoseDataException when a parameter is missing, unknown or of another shape
   */
  public static Map<String, FloatTensor> requireWeights(
      String where, NetworkSpec spec, Map<String, FloatTensor> weights) {
    Map<String, FloatTensor> ordered = new LinkedHashMap<>();
    for (Parameter parameter : parameters(spec)) {
      FloatTensor tensor = weights.get(parameter.name());
      if (tensor == null || !Arrays.equals(tensor.shape(), parameter.shape())) {
        throw unsuitable(
            where,
            parameter.name() + (tensor == null ? " missing" : " of " + tensor),
            "float32 " + Arrays.toString(parameter.shape()),
            spec);
      }
      ordered.put(parameter.name(), tensor);
    }
    TreeSet<String> unknown = new TreeSet<>(weights.keySet());
    unknown.removeAll(ordered.keySet());
    if (!unknown.isEmpty()) {
      throw unsuitable(
          where,
          "unknown parameter " + unknown.first() + (unknown.size() > 1 ? " and others" : ""),
          ordered.size() + " parameters of the network",
          spec);
    }
    return ordered;
  }

  private static DoseDataException unsuitable(
      String where, String found, String expected, NetworkSpec spec) {
    return DoseDataException.of(
        where, found, expected, "use weights that were trained for the network " + spec);
  }

  /** Knows of a tensor its channels only: the parameters depend on nothing else. */
  private static final class ChannelOps implements TensorOps<Integer> {
    private final List<Parameter> parameters = new ArrayList<>();

    @Override
    public Integer conv3d(String name, Integer x, int inChannels, int outChannels, int kernelSize) {
      requireChannels(name, x, inChannels);
      int taps = kernelSize * kernelSize * kernelSize;
      addUniform(
          name, inChannels * taps, outChannels, inChannels, kernelSize, kernelSize, kernelSize);
      return outChannels;
    }

    @Override
    public Integer pointwise(String name, Integer x, int inChannels, int outChannels) {
      requireChannels(name, x, inChannels);
      addMatrix(name, inChannels, outChannels, inChannels, 1, 1, 1);
      return outChannels;
    }

    @Override
    public Integer linear(String name, Integer x, int inFeatures, int outFeatures) {
      requireChannels(name, x, inFeatures);
      addUniform(name, inFeatures, outFeatures, inFeatures);
      return outFeatures;
    }

    @Override
    public Integer groupNorm(String name, Integer x, int channels, int groups) {
      requireChannels(name, x, channels);
      int[] shape = {channels};
      parameters.add(new Parameter(name + ".weight", shape, Initialisation.ONES, channels));
      parameters.add(new Parameter(name + ".bias", shape, Initialisation.ZEROS, channels));
      return channels;
    }

    @Override
    public Integer silu(Integer x) {
      return x;
    }

    @Override
    public Integer relu(Integer x) {
      return x;
    }

    @Override
    public Integer sigmoid(Integer x) {
      return x;
    }

    @Override
    public Integer gate(Integer x, Integer weight) {
      requireChannels("gate", weight, 1);
      return x;
    }

    @Override
    public Integer channelNorm(String name, Integer x, int channels) {
      return groupNorm(name, x, channels, 1);
    }

    @Override
    public Integer selfAttention(String name, Integer x, int channels, int heads) {
      requireChannels(name, x, channels);
      requireChannels(name + "'s heads", channels % heads, 0);
      addMatrix(name + ".qkv", channels, 3 * channels, channels);
      return linear(name + ".proj", x, channels, channels);
    }

    @Override
    public Integer film(Integer x, Integer scaleAndShift, int channels) {
      requireChannels("film", x, channels);
      requireChannels("film's scale and shift", scaleAndShift, 2 * channels);
      return channels;
    }

    @Override
    public Integer maxPool2(Integer x) {
      return x;
    }

    @Override
    public Integer upsample2(Integer x) {
      return x;
    }

    @Override
    public Integer concat(Integer a, Integer b) {
      return a + b;
    }

    @Override
    public Integer add(Integer a, Integer b) {
      requireChannels("sum", a, b);
      return a;
    }

    private void addMatrix(String name, int fanIn, int... shape) {
      parameters.add(new Parameter(name + ".weight", shape, Initialisation.UNIFORM, fanIn));
    }

    private void addUniform(String name, int fanIn, int... weightShape) {
      int[] biasShape = {weightShape[0]};
      addMatrix(name, fanIn, weightShape);
      parameters.add(new Parameter(name + ".bias", biasShape, Initialisation.UNIFORM, fanIn));
    }

    private static void requireChannels(String name, int found, int expected) {
      if (found != expected) {
        throw new IllegalStateException(
            "channels at %s differ: %d != %d".formatted(name, found, expected));
      }
    }
  }
}
