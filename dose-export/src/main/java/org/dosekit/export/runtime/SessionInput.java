package org.dosekit.export.runtime;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import org.dosekit.core.encode.Encoding;
import org.dosekit.core.geometry.GridShape;
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

  /**
   * The inputs for some patches.
   *
   * @param channels (N, C, Y, X, Z) flat
   * @param count N
   * @param constraints (N, k) flat
   */
  static List<SessionInput> of(
      OnnxMetadata model,
      PatchBuffers buffers,
      float[] channels,
      int count,
      GridShape patch,
      float[] constraints) {
    ModelDescription description = model.description();
    List<SessionInput> inputs = new ArrayList<>();
    if (model.form().preprocessing()) {
      physical(inputs, description, buffers, channels, count, patch);
    } else {
      inputs.add(
          new SessionInput(
              OnnxMetadata.VOLUME_INPUT,
              filled(buffers, OnnxMetadata.VOLUME_INPUT, channels),
              maps(count, description.network().inChannels(), patch)));
    }
    inputs.add(
        new SessionInput(
            OnnxMetadata.CONSTRAINTS_INPUT,
            filled(buffers, OnnxMetadata.CONSTRAINTS_INPUT, constraints),
            new long[] {count, constraints.length / count}));
    return inputs;
  }

  /** The shape of maps, (N, C, Y, X, Z). */
  static long[] maps(int count, int channels, GridShape grid) {
    return new long[] {count, channels, grid.ny(), grid.nx(), grid.nz()};
  }

  private static FloatBuffer filled(PatchBuffers buffers, String name, float[] values) {
    return buffers.take(name, values.length).put(values).flip();
  }

  /**
   * The inputs of a model that encodes for itself, which give these channels again: quantities with
   * units, and a prescription of 1 Gy, so that the answer in Gy is the normalised dose.
   */
  private static void physical(
      List<SessionInput> inputs,
      ModelDescription model,
      PatchBuffers buffers,
      float[] channels,
      int count,
      GridShape patch) {
    int n = model.encoding().coarsening();
    GridShape grid = new GridShape(n * patch.ny(), n * patch.nx(), n * patch.nz());
    List<Channel> order = model.protocol().channels();
    for (ModelInput input : ModelInput.physical(model.protocol())) {
      int maps = count * input.channels().size();
      FloatBuffer values = buffers.take(input.name(), Math.multiplyExact(maps, grid.voxelCount()));
      for (int sample = 0; sample < count; sample++) {
        for (Channel channel : input.channels()) {
          int from = (sample * order.size() + order.indexOf(channel)) * patch.voxelCount();
          decode(model.encoding(), channel, channels, from, patch, values);
        }
      }
      inputs.add(
          new SessionInput(
              input.name(), values.flip(), maps(count, input.channels().size(), grid)));
    }
    FloatBuffer prescriptions = buffers.take(ModelInput.PRESCRIPTION_GY, count);
    while (prescriptions.hasRemaining()) {
      prescriptions.put(1);
    }
    inputs.add(
        new SessionInput(ModelInput.PRESCRIPTION_GY, prescriptions.flip(), new long[] {count, 1}));
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
}
