package org.dosekit.export.onnx;

import java.util.ArrayList;
import java.util.List;
import org.dosekit.core.protocol.Channel;
import org.dosekit.core.protocol.Protocol;

/**
 * A spatial input of a model that encodes for itself ({@link ExportForm#preprocessing}): (N,
 * channels, Y, X, Z) on the case's own grid.
 *
 * @param name its name in the file
 * @param channels the protocol's channels that are made from it, in its order
 */
public record ModelInput(String name, List<Channel> channels) {
  /** The planning CT in HU, one channel. */
  public static final String CT_HU = "ct_hu";

  /**
   * Signed distances in mm, negative inside, a channel a structure. Of an absent structure: {@code
   * absent_sdf * sdf_clip_mm} of the encoding, everywhere. With {@code half_voxel_sdf}, half the
   * smallest voxel distance is taken off by the caller.
   */
  public static final String SDF_MM = "sdf_mm";

  /** 1 where dose may be, else 0; one channel. */
  public static final String DOSE_REGION = "dose_region";

  /** The case's highest prescription in Gy, (N, 1). */
  public static final String PRESCRIPTION_GY = "prescription_gy";

  /** Copies the list. */
  public ModelInput {
    channels = List.copyOf(channels);
  }

  /**
   * The spatial inputs of a protocol, in the order of the file; those without a channel left out.
   */
  public static List<ModelInput> physical(Protocol protocol) {
    List<ModelInput> inputs = new ArrayList<>();
    add(inputs, CT_HU, protocol, Channel.Ct.class);
    add(inputs, SDF_MM, protocol, Channel.SignedDistance.class);
    add(inputs, DOSE_REGION, protocol, Channel.DoseRegion.class);
    return inputs;
  }

  private static void add(
      List<ModelInput> inputs, String name, Protocol protocol, Class<? extends Channel> kind) {
    List<Channel> channels = protocol.channels().stream().filter(kind::isInstance).toList();
    if (!channels.isEmpty()) {
      inputs.add(new ModelInput(name, channels));
    }
  }
}
