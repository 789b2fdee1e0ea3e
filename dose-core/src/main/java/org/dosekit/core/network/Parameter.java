package org.dosekit.core.network;

import java.util.Arrays;

/**
 * A parameter of a network.
 *
 * @param name as in PyTorch's state dict
 * @param shape outermost dimension first
 * @param initialisation PyTorch's default for the layer it belongs to
 * @param fanIn inputs of one output of the layer; bounds a uniform initialisation by 1/sqrt(fanIn)
 */
public record Parameter(String name, int[] shape, Initialisation initialisation, int fanIn) {
  /** How a parameter starts. */
  public enum Initialisation {
    /** Uniform in +-1/sqrt(fanIn): weights and biases of convolutions and linear layers. */
    UNIFORM,
    /** 1: scales of normalisations. */
    ONES,
    /** 0: shifts of normalisations. */
    ZEROS
  }

  /** The number of values. */
  public int size() {
    return Math.toIntExact(Arrays.stream(shape).asLongStream().reduce(1, Math::multiplyExact));
  }
}
