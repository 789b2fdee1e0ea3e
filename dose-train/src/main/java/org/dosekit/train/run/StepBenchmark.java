package org.dosekit.train.run;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import org.dosekit.core.DoseDataException;
import org.dosekit.core.geometry.GridShape;
import org.dosekit.core.network.NetworkSpec;
import org.dosekit.core.network.ParameterCollector;
import org.dosekit.core.tensorfile.FloatTensor;
import org.dosekit.train.engine.Batch;
import org.dosekit.train.engine.RegionVoxels;
import org.dosekit.train.engine.TorchNetwork;
import org.dosekit.train.settings.EngineSettings;
import org.dosekit.train.settings.Loss;
import org.dosekit.train.settings.Optimisation;

/**
 * Times the training step itself, data made in code. Variants take turns, so that whatever else the
 * machine does falls on all of them, and start from the same weights on the same batch, so that
 * their losses can be held against each other.
 */
public final class StepBenchmark implements AutoCloseable {
  private static final double LEARNING_RATE = 1e-4;

  private final Map<String, TorchNetwork> networks = new LinkedHashMap<>();
  private final Map<String, Batch> batches = new LinkedHashMap<>();

  /**
   * A way to compute the step.
   *
   * @param name unique
   * @param engine how
   * @param loss what is minimised
   */
  public record Variant(String name, EngineSettings engine, Loss loss) {}

  /**
   * What was measured of a variant.
   *
   * @param medianSeconds of a step
   * @param minSeconds of a step
   * @param cpuSeconds of all threads, median of a step
   * @param losses of the steps, in order, the first one's at the common weights
   */
  public record Timing(
      double medianSeconds, double minSeconds, double cpuSeconds, List<Double> losses) {
    /** Copies the list. */
    public Timing {
      losses = List.copyOf(losses);
    }
  }

  private StepBenchmark() {}

  /**
   * Loads the networks.
   *
   * @param patch each size a multiple of 16
   * @param batchSize at least 1
   * @throws IllegalArgumentException when two variants have one name
   * @throws DoseDataException when the engine's native library is missing
   */
  public static StepBenchmark of(
      NetworkSpec network, GridShape patch, int batchSize, List<Variant> variants) {
    StepBenchmark benchmark = new StepBenchmark();
    Batch voxels = batch(network, patch, batchSize);
    Map<String, FloatTensor> weights = ParameterCollector.initialise(network, 42);
    try {
      for (Variant variant : variants) {
        if (benchmark.networks.containsKey(variant.name())) {
          throw new IllegalArgumentException("two variants named " + variant.name());
        }
        int regions = variant.loss().regions().size();
        benchmark.batches.put(variant.name(), regions == 0 ? voxels : withRegions(voxels, regions));
        benchmark.networks.put(
            variant.name(),
            TorchNetwork.create(
                network, variant.loss(), Optimisation.STANDARD, variant.engine(), weights));
      }
      return benchmark;
    } catch (RuntimeException | Error e) {
      benchmark.close();
      throw e;
    }
  }

  /**
   * Steps each network so many times, in turns, after one step that is not timed.
   *
   * @param steps at least 1
   * @return by variant
   */
  public Map<String, Timing> run(int steps) {
    Map<String, double[][]> seconds = new LinkedHashMap<>();
    Map<String, List<Double>> losses = new LinkedHashMap<>();
    networks.keySet().forEach(name -> seconds.put(name, new double[2][steps]));
    networks.keySet().forEach(name -> losses.put(name, new ArrayList<>()));
    for (int step = -1; step < steps; step++) {
      for (Map.Entry<String, TorchNetwork> entry : networks.entrySet()) {
        Batch batch = Objects.requireNonNull(batches.get(entry.getKey()));
        long cpu = cpuNanos();
        long start = System.nanoTime();
        double loss = entry.getValue().step(batch, LEARNING_RATE).total();
        double wallSeconds = (System.nanoTime() - start) / 1e9;
        losses.getOrDefault(entry.getKey(), List.of()).add(loss);
        double[][] times = seconds.get(entry.getKey());
        if (step >= 0 && times != null) {
          times[0][step] = wallSeconds;
          times[1][step] = (cpuNanos() - cpu) / 1e9;
        }
      }
    }
    Map<String, Timing> timings = new LinkedHashMap<>();
    seconds.forEach(
        (name, times) -> {
          Arrays.sort(times[0]);
          Arrays.sort(times[1]);
          timings.put(
              name,
              new Timing(
                  times[0][steps / 2],
                  times[0][0],
                  times[1][steps / 2],
                  losses.getOrDefault(name, List.of())));
        });
    return timings;
  }

  @Override
  public void close() {
    networks.values().forEach(TorchNetwork::close);
  }

  private static long cpuNanos() {
    return ManagementFactory.getOperatingSystemMXBean()
            instanceof com.sun.management.OperatingSystemMXBean os
        ? os.getProcessCpuTime()
        : 0;
  }

  /** Spheres of dose that falls off outside, their distance in every channel, and some noise. */
  private static Batch batch(NetworkSpec network, GridShape patch, int size) {
    SplittableRandom random = new SplittableRandom(7);
    int voxels = patch.voxelCount();
    float[] channels = new float[size * network.inChannels() * voxels];
    float[] target = new float[size * voxels];
    float[] weight = new float[size * voxels];
    Arrays.fill(weight, 1);
    for (int n = 0; n < size; n++) {
      double[] centre = {
        patch.ny() * random.nextDouble(), patch.nx() * random.nextDouble(), patch.nz() / 2.0
      };
      for (int i = 0; i < voxels; i++) {
        double y = Math.floorDiv(i, patch.nx() * patch.nz()) - centre[0];
        double x = Math.floorDiv(i, patch.nz()) % patch.nx() - centre[1];
        double z = i % patch.nz() - centre[2];
        double distance = Math.sqrt(y * y + x * x + z * z) / patch.ny() * 4 - 1;
        target[n * voxels + i] = (float) Math.exp(-Math.max(0, distance));
        for (int c = 0; c < network.inChannels(); c++) {
          channels[(n * network.inChannels() + c) * voxels + i] =
              (float) (Math.tanh(distance + c % 3 - 1) + random.nextDouble(-0.1, 0.1));
        }
      }
    }
    float[] constraints = new float[size * network.constraintCount()];
    return new Batch(size, patch, 1, channels, constraints, target, weight);
  }

  /** The batch with regions: balls of growing size, each patch's own, the largest a third wide. */
  private static Batch withRegions(Batch batch, int regions) {
    GridShape patch = batch.patch();
    int voxels = patch.voxelCount();
    int smallest = Math.min(patch.ny(), Math.min(patch.nx(), patch.nz()));
    int[] counts = new int[batch.size() * regions];
    List<Integer> indices = new ArrayList<>();
    for (int n = 0; n < batch.size(); n++) {
      for (int r = 0; r < regions; r++) {
        double radius = smallest / 6.0 * (r + 1) / regions + 2;
        int before = indices.size();
        for (int i = 0; i < voxels; i++) {
          double y = Math.floorDiv(i, patch.nx() * patch.nz()) - patch.ny() / 2.0;
          double x = Math.floorDiv(i, patch.nz()) % patch.nx() - patch.nx() / 2.0;
          double z = i % patch.nz() - patch.nz() / 2.0;
          if (y * y + x * x + z * z < radius * radius) {
            indices.add(n * voxels + i);
          }
        }
        counts[n * regions + r] = indices.size() - before;
      }
    }
    float[] scales = new float[batch.size()];
    Arrays.fill(scales, 70);
    float[] volumes = new float[batch.size()];
    Arrays.fill(volumes, 0.027f);
    return new Batch(
        batch.size(),
        patch,
        1,
        batch.channels(),
        batch.constraints(),
        batch.target(),
        batch.weight(),
        new RegionVoxels(
            regions,
            indices.stream().mapToInt(Integer::intValue).toArray(),
            counts,
            scales,
            volumes,
            OptionalDouble.of(1)));
  }
}
