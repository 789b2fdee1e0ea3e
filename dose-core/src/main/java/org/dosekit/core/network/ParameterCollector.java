package org.dosekit.core.network;

import java.util.List;
import java.util.Map;
import org.dosekit.core.tensorfile.FloatTensor;

/** Interprets a network for its parameters: names, shapes, count, initial values. */
public final class ParameterCollector {
  private ParameterCollector() {}

  /** The parameters of a network in the order of their first use. */
  public static List<Parameter> parameters(NetworkSpec spec) {
    throw new UnsupportedOperationException("to be written");
  }

  /** The number of values in all parameters. */
  public static long count(NetworkSpec spec) {
    throw new UnsupportedOperationException("to be written");
  }

  /**
   * Initial values by PyTorch's defaults (kaiming-uniform with a = sqrt 5); the same seed gives the
   * same values.
   */
  public static Map<String, FloatTensor> initialise(NetworkSpec spec, long seed) {
    throw new UnsupportedOperationException("to be written");
  }

  /**
   * The weights of a network, in order, checked.
   *
   * @param where named in errors
   * @throws org.dosekit.core.DoseDataException when a parameter is missing, unknown or of another
   *     shape
   */
  public static Map<String, FloatTensor> requireWeights(
      String where, NetworkSpec spec, Map<String, FloatTensor> weights) {
    throw new UnsupportedOperationException("to be written");
  }
}
