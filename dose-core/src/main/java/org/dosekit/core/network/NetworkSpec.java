package org.dosekit.core.network;

import java.util.Objects;
import org.dosekit.core.io.JsonObject;

/**
 * Which network: with the parameters, all that is needed to run it.
 *
 * @param architecture the definition
 * @param inChannels input channels, at least 1
 * @param baseChannels width of the first level, at least 1; 48 is the original's
 * @param constraintCount length of the constraint vector, at least 1
 */
public record NetworkSpec(
    Architecture architecture, int inChannels, int baseChannels, int constraintCount) {
  /** Levels below the first: spatial sizes must be multiples of 2^4. */
  public static final int SPATIAL_MULTIPLE = 16;

  /** The definitions there are. */
  public enum Architecture {
    /** The original's FiLM-conditioned U-Net. */
    BASELINE("baseline"),
    /** The baseline with attention gates on the skip connections (Oktay et al. 2018). */
    ATTENTION("attention"),
    /** The baseline with self-attention over the voxels of the bottleneck. */
    BOTTLENECK_ATTENTION("bottleneck_attention"),
    /**
     * Two baselines, the second of which sees the first's dose as one more channel, as the network
     * that won OpenKBP (Liu et al. 2021).
     */
    CASCADE("cascade");

    private final String label;

    Architecture(String label) {
      this.label = label;
    }

    /** The name in files. */
    public String label() {
      return label;
    }
  }

  /** Checks the ranges. */
  public NetworkSpec {
    Objects.requireNonNull(architecture);
    if (inChannels < 1
        || inChannels > 1024
        || baseChannels < 1
        || baseChannels > 1024
        || constraintCount < 1
        || constraintCount > 4096) {
      throw new IllegalArgumentException(
          "network of %d channels, base %d, %d constraints; each at least 1, at most 1024, 1024, 4096"
              .formatted(inChannels, baseChannels, constraintCount));
    }
  }

  /** The baseline network. */
  public static NetworkSpec baseline(int inChannels, int baseChannels, int constraintCount) {
    return new NetworkSpec(Architecture.BASELINE, inChannels, baseChannels, constraintCount);
  }

  /** This spec with another architecture. */
  public NetworkSpec withArchitecture(Architecture value) {
    return new NetworkSpec(value, inChannels, baseChannels, constraintCount);
  }

  /** This spec with another width. */
  public NetworkSpec withBaseChannels(int value) {
    return new NetworkSpec(architecture, inChannels, value, constraintCount);
  }

  /** The spec as JSON; {@link #fromJson} reads it back equal. */
  public String toJson() {
    return JsonObject.create()
        .put("architecture", architecture.label())
        .put("in_channels", inChannels)
        .put("base_channels", baseChannels)
        .put("constraint_dim", constraintCount)
        .toText();
  }

  /**
   * Reads a spec.
   *
   * @param where named in errors
   * @throws org.dosekit.core.DoseDataException when it is not one
   */
  public static NetworkSpec fromJson(String where, String json) {
    JsonObject object = JsonObject.parse(where, json);
    String label = object.string("architecture");
    try {
      for (Architecture candidate : Architecture.values()) {
        if (candidate.label().equals(label)) {
          return new NetworkSpec(
              candidate,
              object.integer("in_channels"),
              object.integer("base_channels"),
              object.integer("constraint_dim"));
        }
      }
      throw new IllegalArgumentException("architecture '" + label + "'");
    } catch (IllegalArgumentException e) {
      throw object.invalid(e);
    }
  }
}
