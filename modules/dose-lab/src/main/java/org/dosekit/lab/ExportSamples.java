package org.dosekit.lab;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.dosekit.core.encode.CaseEncoder;
import org.dosekit.core.encode.EncodedCase;
import org.dosekit.core.encode.Encoding;
import org.dosekit.core.geometry.GridBox;
import org.dosekit.core.geometry.GridShape;
import org.dosekit.core.patient.Cohort;
import org.dosekit.core.predict.ModelDescription;
import org.dosekit.core.protocol.Channel;
import org.dosekit.export.runtime.ModelCheck.Sample;

/** Inputs on which an exported model is held against the network it came from. */
final class ExportSamples {
  private static final long NOISE_SEED = 42;

  private ExportSamples() {}

  /** The central patch of each case, padded by edge values where the case is smaller. */
  static List<Sample> ofCases(ModelDescription model, Cohort cohort, List<String> ids) {
    CaseEncoder encoder = CaseEncoder.of(model.protocol(), model.encoding());
    List<Sample> samples = new ArrayList<>();
    for (String id : ids) {
      samples.add(centre(encoder.encode(cohort.load(id)), model.window().patch()));
    }
    return samples;
  }

  /** Noise in the range of each encoded channel, for a check without a cohort. */
  static List<Sample> ofNoise(ModelDescription model) {
    return List.of(ofNoise(model, model.window().patch()));
  }

  /** Noise in the range of each encoded channel. */
  static Sample ofNoise(ModelDescription model, GridShape patch) {
    SplittableRandom random = new SplittableRandom(NOISE_SEED);
    Encoding encoding = model.encoding();
    List<Channel> order = model.protocol().channels();
    float[] channels = new float[Math.multiplyExact(order.size(), patch.voxelCount())];
    for (int c = 0; c < order.size(); c++) {
      double lowest = -1;
      double highest = 1;
      if (order.get(c) instanceof Channel.Ct) {
        lowest = encoding.ctMinHu() / encoding.ctScaleHu() + encoding.ctOffset();
        highest = encoding.ctMaxHu() / encoding.ctScaleHu() + encoding.ctOffset();
      }
      fill(random, channels, c * patch.voxelCount(), patch.voxelCount(), lowest, highest);
    }
    float[] constraints = new float[model.network().constraintCount()];
    fill(random, constraints, 0, constraints.length, -1, 1);
    return new Sample(channels, patch, constraints);
  }

  private static void fill(
      SplittableRandom random, float[] values, int from, int count, double lowest, double highest) {
    for (int i = from; i < from + count; i++) {
      values[i] = (float) random.nextDouble(lowest, highest);
    }
  }

  private static Sample centre(EncodedCase encoded, GridShape patch) {
    GridShape grid = encoded.grid().shape();
    GridBox place =
        new GridBox(
            patch,
            GridBox.centredStart(grid.ny(), patch.ny()),
            GridBox.centredStart(grid.nx(), patch.nx()),
            GridBox.centredStart(grid.nz(), patch.nz()));
    float[] channels = new float[encoded.channels().length * patch.voxelCount()];
    for (int c = 0; c < encoded.channels().length; c++) {
      place.copy(encoded.channels()[c], grid, channels, c * patch.voxelCount());
    }
    return new Sample(channels, patch, encoded.constraints());
  }
}
