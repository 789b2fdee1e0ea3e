package org.dosekit.core.network;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.dosekit.core.DoseDataException;
import org.dosekit.core.network.NetworkSpec.Architecture;
import org.dosekit.core.tensorfile.FloatTensor;
import org.dosekit.core.tensorfile.TensorFile;

/**
 * The weights of a network and what network they are of: a checkpoint, or a state dict of the
 * original's PyTorch code saved as safetensors.
 *
 * @param spec told from names and shapes, not from metadata
 * @param weights in the order of the network
 */
public record StateDict(NetworkSpec spec, Map<String, FloatTensor> weights) {
  /** What the names begin with when the network was a member of a Lightning module. */
  private static final String MEMBER_PREFIX = "model.";

  private static final String FIRST_LAYER = "enc1.conv1.weight";
  private static final String CONSTRAINT_LAYER = "constraint_mlp.0.weight";

  /**
   * Checks that the weights are the network's.
   *
   * @throws DoseDataException when a weight is missing, unknown or of another shape
   */
  public StateDict {
    weights = ParameterCollector.requireWeights("state dict", spec, weights);
  }

  /**
   * Reads a file.
   *
   * @throws DoseDataException when it cannot be read, is no safetensors file, or does not hold the
   *     weights of a network of DoseKit
   */
  public static StateDict read(Path file) {
    return of(file.toString(), TensorFile.read(file).tensors());
  }

  /**
   * The network of these weights.
   *
   * @param where named in errors
   * @param tensors by parameter; all names may begin with {@code model.}
   * @throws DoseDataException when they are not the weights of a network of DoseKit
   */
  static StateDict of(String where, Map<String, FloatTensor> tensors) {
    Map<String, FloatTensor> weights = withoutPrefix(tensors);
    Architecture architecture = architecture(weights);
    String stage = architecture == Architecture.CASCADE ? UNet3d.FIRST_STAGE : "";
    int[] first = shape(where, weights, stage + FIRST_LAYER, 5);
    int[] constraints = shape(where, weights, stage + CONSTRAINT_LAYER, 2);
    NetworkSpec spec;
    try {
      spec = new NetworkSpec(architecture, first[1], first[0], constraints[1]);
    } catch (IllegalArgumentException e) {
      throw foreign(where, String.valueOf(e.getMessage())).withCause(e);
    }
    return new StateDict(spec, ParameterCollector.requireWeights(where, spec, weights));
  }

  private static Map<String, FloatTensor> withoutPrefix(Map<String, FloatTensor> tensors) {
    if (!tensors.keySet().stream().allMatch(name -> name.startsWith(MEMBER_PREFIX))) {
      return tensors;
    }
    Map<String, FloatTensor> weights = new LinkedHashMap<>();
    tensors.forEach((name, value) -> weights.put(name.substring(MEMBER_PREFIX.length()), value));
    return weights;
  }

  private static Architecture architecture(Map<String, FloatTensor> weights) {
    if (weights.containsKey(UNet3d.FIRST_STAGE + FIRST_LAYER)) {
      return Architecture.CASCADE;
    }
    if (weights.containsKey("attn4.psi.0.weight")) {
      return Architecture.ATTENTION;
    }
    return weights.containsKey("bottleneck_attn.qkv.weight")
        ? Architecture.BOTTLENECK_ATTENTION
        : Architecture.BASELINE;
  }

  private static int[] shape(
      String where, Map<String, FloatTensor> weights, String name, int dimensions) {
    FloatTensor tensor = weights.get(name);
    if (tensor == null) {
      throw foreign(where, weights.size() + " tensors, none named " + name);
    }
    int[] shape = tensor.shape();
    if (shape.length != dimensions) {
      throw foreign(where, name + " of shape " + Arrays.toString(shape));
    }
    return shape;
  }

  private static DoseDataException foreign(String where, String found) {
    return DoseDataException.of(
        where,
        found,
        "the float32 weights of a dose network, by the names of the original's state dict",
        "give a checkpoint of a run, or the state dict of the original saved as safetensors");
  }
}
