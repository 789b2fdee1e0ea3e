package org.dosekit.core.encode;

import java.util.List;
import org.dosekit.core.geometry.GridShape;
import org.dosekit.core.protocol.Channel;
import org.dosekit.core.protocol.ConstraintEntry;
import org.dosekit.core.protocol.Protocol;
import org.dosekit.core.structure.StructureNames;

/**
 * The mirror image of an encoded case in the sagittal plane: the X axis reversed, left and right
 * structures exchanged.
 */
public final class LeftRightMirror {
  /** No mirror, for who does not flip: nothing has a source. */
  public static final LeftRightMirror NONE = new LeftRightMirror(new int[0], new int[0]);

  private final int[] channelSource;
  private final int[] constraintSource;

  private LeftRightMirror(int[] channelSource, int[] constraintSource) {
    this.channelSource = channelSource;
    this.constraintSource = constraintSource;
  }

  /**
   * The mirror of a protocol's cases.
   *
   * @throws IllegalArgumentException when a channel or a constraint has a side and the protocol
   *     lacks the other side: its mirror image cannot be told to the network
   */
  public static LeftRightMirror of(Protocol protocol) {
    List<String> channels = protocol.channels().stream().map(LeftRightMirror::nameOf).toList();
    List<String> mirroredChannels =
        protocol.channels().stream().map(LeftRightMirror::mirroredNameOf).toList();
    List<String> constraints =
        protocol.constraints().stream().map(LeftRightMirror::nameOf).toList();
    List<String> mirroredConstraints =
        protocol.constraints().stream().map(LeftRightMirror::mirroredNameOf).toList();
    return new LeftRightMirror(
        sources(protocol.name(), channels, mirroredChannels),
        sources(protocol.name(), constraints, mirroredConstraints));
  }

  /** The channel whose mirror image is this channel of the mirrored case. */
  public int channelSource(int channel) {
    return channelSource[channel];
  }

  /** The constraint vector of the mirrored case. */
  public float[] mirrored(float[] constraints) {
    float[] result = new float[constraints.length];
    for (int i = 0; i < result.length; i++) {
      result[i] = constraints[constraintSource[i]];
    }
    return result;
  }

  /**
   * Reverses the X axis in place.
   *
   * @param data (Y, X, Z) flat of {@code shape}, from {@code offset} on
   */
  public static void reverseX(float[] data, int offset, GridShape shape) {
    float[] row = new float[shape.nz()];
    for (int y = 0; y < shape.ny(); y++) {
      for (int left = 0, right = shape.nx() - 1; left < right; left++, right--) {
        int a = offset + shape.index(y, left, 0);
        int b = offset + shape.index(y, right, 0);
        System.arraycopy(data, a, row, 0, row.length);
        System.arraycopy(data, b, data, a, row.length);
        System.arraycopy(row, 0, data, b, row.length);
      }
    }
  }

  private static int[] sources(String protocol, List<String> names, List<String> mirrored) {
    int[] sources = new int[names.size()];
    for (int i = 0; i < sources.length; i++) {
      sources[i] = names.indexOf(mirrored.get(i));
      if (sources[i] < 0) {
        throw new IllegalArgumentException(
            "flipping left and right exchanges '%s' and '%s', which protocol '%s' lacks"
                .formatted(names.get(i), mirrored.get(i), protocol));
      }
    }
    return sources;
  }

  private static String nameOf(Channel channel) {
    if (channel instanceof Channel.SignedDistance sdf) {
      return "sdf " + sdf.structure();
    }
    return channel.getClass().getSimpleName();
  }

  private static String mirroredNameOf(Channel channel) {
    if (channel instanceof Channel.SignedDistance sdf) {
      return "sdf " + StructureNames.mirrored(sdf.structure());
    }
    return nameOf(channel);
  }

  private static String nameOf(ConstraintEntry entry) {
    if (entry instanceof ConstraintEntry.PrescriptionLevel level) {
      return "prescription of " + level.structure();
    }
    if (entry instanceof ConstraintEntry.Presence presence) {
      return "presence of " + presence.structure();
    }
    return entry.name();
  }

  private static String mirroredNameOf(ConstraintEntry entry) {
    if (entry instanceof ConstraintEntry.PrescriptionLevel level) {
      return "prescription of " + StructureNames.mirrored(level.structure());
    }
    if (entry instanceof ConstraintEntry.Presence presence) {
      return "presence of " + StructureNames.mirrored(presence.structure());
    }
    return StructureNames.mirrored(entry.name());
  }
}
