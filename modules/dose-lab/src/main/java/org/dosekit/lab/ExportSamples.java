package org.dosekit.lab;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.dosekit.core.encode.CaseEncoder;
import org.dosekit.core.encode.EncodedCase;
import org.dosekit.core.geometry.GridBox;
import org.dosekit.core.geometry.GridShape;
import org.dosekit.core.patient.Cohort;
import org.dosekit.core.predict.ModelDescription;
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

  /** Noise in the range of encoded channels, for a check without a cohort. */
  static List<Sample> ofNoise(ModelDescription model) {
    SplittableRandom random = new SplittableRandom(NOISE_SEED);
    GridShape patch = model.window().patch();
    float[] channels = noise(random, model.network().inChannels() * patch.voxelCount());
    return List.of(new Sample(channels, patch, noise(random, model.network().constraintCount())));
  }

  private static float[] noise(SplittableRandom random, int size) {
    float[] values = new float[size];
    for (int i = 0; i < size; i++) {
      values[i] = (float) random.nextDouble(-1, 1);
    }
    return values;
  }

  private static Sample centre(EncodedCase encoded, GridShape patch) {
    GridShape grid = encoded.grid().shape();
    GridBox place =
        new GridBox(
            patch,
            (grid.ny() - patch.ny()) / 2,
            (grid.nx() - patch.nx()) / 2,
            (grid.nz() - patch.nz()) / 2);
    float[] channels = new float[encoded.channels().length * patch.voxelCount()];
    for (int c = 0; c < encoded.channels().length; c++) {
      place.copy(encoded.channels()[c], grid, channels, c * patch.voxelCount());
    }
    return new Sample(channels, patch, encoded.constraints());
  }
}
