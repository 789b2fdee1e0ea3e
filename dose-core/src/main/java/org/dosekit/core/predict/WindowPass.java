package org.dosekit.core.predict;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import org.dosekit.core.DoseDataException;
import org.dosekit.core.encode.LeftRightMirror;
import org.dosekit.core.encode.NetworkInput;
import org.dosekit.core.geometry.GridBox;
import org.dosekit.core.geometry.GridShape;

/**
 * A window's way over a volume: patches are cut, run in batches and added up.
 *
 * @param window the patches
 * @param mirror when present, every patch is run as it is and mirrored, and both doses count alike
 * @param batch patches that a model is given at once, at least 1; fewer where a buffer ends
 */
record WindowPass(SlidingWindow window, Optional<LeftRightMirror> mirror, int batch) {
  /** What the original adds to the sum of weights before dividing by it. */
  private static final double WEIGHT_FLOOR = 1e-8;

  /** As many floats as a buffer outside the Java heap holds. */
  private static final int MAX_BATCH_VALUES = Integer.MAX_VALUE / Float.BYTES;

  /** A patch to run. */
  private record Job(GridBox place, boolean mirrored) {}

  /** The sum of weighted doses over the volume, and where its patches lie. */
  private record Accumulator(
      GridShape shape, float[] sum, WindowAxis alongY, WindowAxis alongX, WindowAxis alongZ) {}

  /**
   * Runs the model.
   *
   * @param progress told after each batch
   * @return normalised dose (Y, X, Z) flat, in [0, {@value SlidingWindow#MAX_DOSE}]; where no dose
   *     is wanted, 0 or less than the dose
   * @throws DoseDataException when the model answers NaN or infinity, or its patch is too large
   * @throws CancellationException when the thread is interrupted
   */
  float[] apply(PatchModel model, NetworkInput input, Progress progress) {
    int values = valuesPerPatch(input);
    Accumulator accumulator = accumulator(input.shape(), input.doseBox());
    List<Job> jobs = jobs(accumulator, input);
    int together = Math.min(batch, MAX_BATCH_VALUES / values);
    int done = 0;
    float[] channels = new float[0];
    while (done < jobs.size()) {
      requireUncancelled(done, jobs.size());
      List<Job> part = jobs.subList(done, Math.min(jobs.size(), done + together));
      if (channels.length != part.size() * values) {
        channels = new float[part.size() * values];
      }
      float[] constraints = fill(part, input, channels);
      float[] doses = model.predictBatch(channels, part.size(), window.patch(), constraints);
      requireDoses(doses, part);
      for (int i = 0; i < part.size(); i++) {
        add(accumulator, doses, i * window.patch().voxelCount(), part.get(i));
      }
      done += part.size();
      progress.update(done, jobs.size());
    }
    normalise(accumulator);
    return accumulator.sum();
  }

  private int valuesPerPatch(NetworkInput input) {
    long values = (long) input.channelCount() * window.patch().voxelCount();
    if (values > MAX_BATCH_VALUES) {
      throw DoseDataException.of(
          "model",
          "a patch of %s voxels in %d channels".formatted(window.patch(), input.channelCount()),
          "at most " + MAX_BATCH_VALUES + " values",
          "use a model of a smaller patch");
    }
    return (int) values;
  }

  private Accumulator accumulator(GridShape shape, GridBox box) {
    GridShape patch = window.patch();
    SlidingWindow.GridOverlap overlap = window.overlap();
    GridShape extent = box.shape();
    return new Accumulator(
        shape,
        new float[shape.voxelCount()],
        WindowAxis.of(shape.ny(), box.y0(), extent.ny(), patch.ny(), overlap.y()),
        WindowAxis.of(shape.nx(), box.x0(), extent.nx(), patch.nx(), overlap.x()),
        WindowAxis.of(shape.nz(), box.z0(), extent.nz(), patch.nz(), overlap.z()));
  }

  private List<Job> jobs(Accumulator accumulator, NetworkInput input) {
    List<Job> jobs = new ArrayList<>();
    for (int y0 : accumulator.alongY().starts()) {
      for (int x0 : accumulator.alongX().starts()) {
        for (int z0 : accumulator.alongZ().starts()) {
          GridBox place = new GridBox(window.patch(), y0, x0, z0);
          if (input.wantsDoseIn(place)) {
            jobs.add(new Job(place, false));
            mirror.ifPresent(m -> jobs.add(new Job(place, true)));
          }
        }
      }
    }
    return jobs;
  }

  private static void requireUncancelled(int done, int total) {
    if (Thread.currentThread().isInterrupted()) {
      throw new CancellationException("prediction after %d of %d patches".formatted(done, total));
    }
  }

  /** Cuts the patches out of the input; returns their constraint vectors, one after the other. */
  private float[] fill(List<Job> jobs, NetworkInput input, float[] channels) {
    int voxels = window.patch().voxelCount();
    float[] own = input.constraints();
    float[] constraints = new float[jobs.size() * own.length];
    for (int i = 0; i < jobs.size(); i++) {
      Job job = jobs.get(i);
      Optional<LeftRightMirror> applied = job.mirrored() ? mirror : Optional.empty();
      for (int c = 0; c < input.channelCount(); c++) {
        int channel = c;
        int source = applied.map(m -> m.channelSource(channel)).orElse(channel);
        int offset = (i * input.channelCount() + c) * voxels;
        input.copyChannel(source, job.place(), channels, offset);
        if (job.mirrored()) {
          LeftRightMirror.reverseX(channels, offset, window.patch());
        }
      }
      float[] vector = applied.map(m -> m.mirrored(own)).orElse(own);
      System.arraycopy(vector, 0, constraints, i * own.length, own.length);
    }
    return constraints;
  }

  private void requireDoses(float[] doses, List<Job> jobs) {
    int voxels = window.patch().voxelCount();
    if (doses.length != jobs.size() * voxels) {
      throw new IllegalStateException(
          "voxel counts differ: the model's %d values != %d patches of %s"
              .formatted(doses.length, jobs.size(), window.patch()));
    }
    for (int i = 0; i < doses.length; i++) {
      if (!Float.isFinite(doses[i])) {
        throw DoseDataException.of(
            "model",
            "a prediction of " + doses[i] + " in the patch at " + jobs.get(i / voxels).place(),
            "finite doses",
            "check the model's weights");
      }
    }
  }

  private static void add(Accumulator accumulator, float[] doses, int offset, Job job) {
    GridBox place = job.place();
    GridShape patch = place.shape();
    GridShape shape = accumulator.shape();
    float[] sum = accumulator.sum();
    float[] weightY = accumulator.alongY().weights();
    float[] weightX = accumulator.alongX().weights();
    float[] weightZ = accumulator.alongZ().weights();
    int zFrom = Math.max(0, -place.z0());
    int zTo = Math.min(patch.nz(), shape.nz() - place.z0());
    for (int y = Math.max(0, -place.y0()); y < patch.ny() && place.y0() + y < shape.ny(); y++) {
      for (int x = Math.max(0, -place.x0()); x < patch.nx() && place.x0() + x < shape.nx(); x++) {
        float row = weightY[y] * weightX[x];
        int column = job.mirrored() ? patch.nx() - 1 - x : x;
        int from = offset + patch.index(y, column, 0);
        int to = shape.index(place.y0() + y, place.x0() + x, 0) + place.z0();
        for (int z = zFrom; z < zTo; z++) {
          sum[to + z] += row * weightZ[z] * doses[from + z];
        }
      }
    }
  }

  /**
   * Patches lie on a product of starts, so the sum of their weights is a product too. Patches that
   * were left out are counted with those that ran: they cover no voxel whose dose is wanted.
   */
  private void normalise(Accumulator accumulator) {
    GridShape shape = accumulator.shape();
    float[] sum = accumulator.sum();
    int runs = mirror.isPresent() ? 2 : 1;
    double[] weightY = accumulator.alongY().weightSums();
    double[] weightX = accumulator.alongX().weightSums();
    double[] weightZ = accumulator.alongZ().weightSums();
    for (int y = 0; y < shape.ny(); y++) {
      for (int x = 0; x < shape.nx(); x++) {
        int row = shape.index(y, x, 0);
        double weight = runs * weightY[y] * weightX[x];
        for (int z = 0; z < shape.nz(); z++) {
          double mean = sum[row + z] / (weight * weightZ[z] + WEIGHT_FLOOR);
          sum[row + z] = (float) Math.min(SlidingWindow.MAX_DOSE, Math.max(0, mean));
        }
      }
    }
  }
}
