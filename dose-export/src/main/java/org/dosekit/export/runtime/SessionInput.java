package org.dosekit.export.runtime;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import org.dosekit.core.encode.Encoding;
import org.dosekit.core.geometry.GridShape;
import org.dosekit.core.network.NetworkSpec;
import org.dosekit.core.predict.ModelDescription;
import org.dosekit.core.protocol.Channel;
import org.dosekit.export.onnx.ModelInput;
import org.dosekit.export.onnx.OnnxMetadata;

/**
 * One input of a session.
 *
 * @param name its name in the file
 * @param values outside the Java heap
 * @param shape their shape, outermost first
 */
record SessionInput(String name, FloatBuffer values, long[] shape) {

  /** The inputs of a model that takes encoded channels. */
  static List<SessionInput> encoded(
      ModelDescription model, PatchBuffers buffers, float[] channels, GridShape patch) {
    NetworkSpec network = model.network();
    return List.of(
        new SessionInput(
            OnnxMetadata.VOLUME_INPUT,
            buffers.volume(channels),
            new long[] {1, network.inChannels(), patch.ny(), patch.nx(), patch.nz()}));
  }

  /**
   * The inputs of a model that encodes for itself, which give these channels again: quantities with
   * units, and a prescription of 1 Gy, so that the answer in Gy is the normalised dose.
   */
  static List<SessionInput> physical(ModelDescription model, float[] channels, GridShape patch) {
    int n = model.encoding().coarsening();
    GridShape grid = new GridShape(n * patch.ny(), n * patch.nx(), n * patch.nz());
    List<Channel> order = model.protocol().channels();
    List<SessionInput> inputs = new ArrayList<>();
    for (ModelInput input : ModelInput.physical(model.protocol())) {
      int count = input.channels().size();
      FloatBuffer values = direct(Math.multiplyExact(count, grid.voxelCount()));
      for (Channel channel : input.channels()) {
        int from = order.indexOf(channel) * patch.voxelCount();
        decode(model.encoding(), channel, channels, from, patch, values);
      }
      inputs.add(
          new SessionInput(
              input.name(), values.flip(), new long[] {1, count, grid.ny(), grid.nx(), grid.nz()}));
    }
    inputs.add(
        new SessionInput(ModelInput.PRESCRIPTION_GY, direct(1).put(1).flip(), new long[] {1, 1}));
    return inputs;
  }

  /** Writes a channel with its unit, each voxel of a coarsened grid as a block of equal ones. */
  private static void decode(
      Encoding encoding,
      Channel channel,
      float[] channels,
      int from,
      GridShape patch,
      FloatBuffer target) {
    int n = encoding.coarsening();
    for (int y = 0; y < n * patch.ny(); y++) {
      for (int x = 0; x < n * patch.nx(); x++) {
        for (int z = 0; z < n * patch.nz(); z++) {
          target.put(
              (float)
                  quantity(encoding, channel, channels[from + patch.index(y / n, x / n, z / n)]));
        }
      }
    }
  }

  private static double quantity(Encoding encoding, Channel channel, double encoded) {
    if (channel instanceof Channel.Ct) {
      return (encoded - encoding.ctOffset()) * encoding.ctScaleHu();
    }
    return channel instanceof Channel.SignedDistance ? encoded * encoding.sdfClipMm() : encoded;
  }

  /** A buffer outside the Java heap, which ONNX Runtime reads and writes without a copy. */
  static FloatBuffer direct(int count) {
    if (count > Integer.MAX_VALUE / Float.BYTES) {
      throw new IllegalArgumentException(
          "a patch of " + count + " values in all channels; at most 536870911");
    }
    return ByteBuffer.allocateDirect(Float.BYTES * count)
        .order(ByteOrder.nativeOrder())
        .asFloatBuffer();
  }
}
