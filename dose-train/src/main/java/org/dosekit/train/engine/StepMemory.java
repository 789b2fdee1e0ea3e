package org.dosekit.train.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.dosekit.core.geometry.GridShape;
import org.dosekit.core.network.NetworkSpec;
import org.dosekit.core.network.ParameterCollector;
import org.dosekit.core.network.TensorOps;
import org.dosekit.core.network.UNet3d;
import org.dosekit.train.settings.Backward;
import org.dosekit.train.settings.EngineSettings;
import org.dosekit.train.settings.Precision;

/**
 * Interprets a network for the memory its training step takes: parameters with their moments and
 * gradients, the maps kept for the backward pass, and those at work at its widest place. An
 * estimate; kernels add buffers of their own.
 */
public final class StepMemory {
  /** The process without a network: libraries and the Java virtual machine. */
  private static final long PROCESS_BYTES = 600L << 20;

  /** Weight, two moments, gradient, and a copy in the type and layout of a step. */
  private static final long BYTES_A_PARAMETER = 5 * Float.BYTES;

  private StepMemory() {}

  /**
   * The bytes of a process that trains.
   *
   * @param batchSize at least 1
   */
  public static long bytes(
      NetworkSpec spec, GridShape patch, int batchSize, EngineSettings settings) {
    long voxels = (long) batchSize * patch.voxelCount();
    int bytesAValue = settings.precision() == Precision.FP32 ? Float.BYTES : 2;
    MapCount count = new MapCount(settings.backward());
    UNet3d.of(spec)
        .apply(count, new Size(spec.inChannels(), 1), new Size(spec.constraintCount(), 0));
    double atWork = (double) mapsAtWork(settings.backward()) * spec.baseChannels();
    double inputs = 2.0 * (spec.inChannels() + 3) * Float.BYTES / bytesAValue;
    double maps = (count.kept + atWork + inputs) * voxels * bytesAValue;
    return PROCESS_BYTES + BYTES_A_PARAMETER * ParameterCollector.count(spec) + (long) maps;
  }

  /**
   * Maps of the first level's width at work at once: gradients, and what is computed again. Chosen
   * so that the estimate lies above the peak memory of base 48 on one patch of 96^3 as measured
   * with a prototype: 4.8 GB in float32 by autograd; in bfloat16 2.1 GB recomputing, 1.9 GB with
   * checkpoints.
   */
  private static int mapsAtWork(Backward backward) {
    return switch (backward) {
      case AUTOGRAD, KEEP -> 4;
      case RECOMPUTE -> 6;
      case CHECKPOINT -> 8;
    };
  }

  /** What to do when a step does not fit: settings of less memory, with what they take. */
  static String smaller(NetworkSpec spec, GridShape patch, int batchSize, EngineSettings settings) {
    List<String> choices = new ArrayList<>();
    for (Backward backward : List.of(Backward.RECOMPUTE, Backward.CHECKPOINT)) {
      if (backward.compareTo(settings.backward()) > 0) {
        choices.add(
            choice(
                "--backward " + backward, spec, patch, batchSize, settings.withBackward(backward)));
      }
    }
    EngineSettings least = settings.withBackward(Backward.CHECKPOINT);
    if (batchSize > 1) {
      choices.add(choice("--batch 1 --backward CHECKPOINT", spec, patch, 1, least));
    }
    if (spec.baseChannels() > 1) {
      NetworkSpec narrower = spec.withBaseChannels(spec.baseChannels() / 2);
      choices.add(
          choice("--base " + narrower.baseChannels(), narrower, patch, batchSize, settings));
    }
    return "free memory (the step takes about %s) or train with %s, or a smaller --patch"
        .formatted(gigabytes(bytes(spec, patch, batchSize, settings)), String.join(", ", choices));
  }

  private static String choice(
      String options, NetworkSpec spec, GridShape patch, int batchSize, EngineSettings settings) {
    return options + " (" + gigabytes(bytes(spec, patch, batchSize, settings)) + ")";
  }

  private static String gigabytes(long bytes) {
    return String.format(Locale.ROOT, "%.1f GB", bytes / 1e9);
  }

  /**
   * Maps of a tensor.
   *
   * @param channels of it
   * @param space its voxels for one of the patch; 0 of a vector
   */
  private record Size(int channels, double space) {
    double values() {
      return channels * space;
    }
  }

  /** Counts values that are kept for the backward pass, a voxel of the patch. */
  private static final class MapCount implements TensorOps<Size> {
    /** Of the places of maxima, in values of the map: 64-bit integers. */
    private static final double INDEX = 2;

    private final Backward backward;
    private double kept;

    MapCount(Backward backward) {
      this.backward = backward;
    }

    private boolean keepsAll() {
      return backward == Backward.AUTOGRAD || backward == Backward.KEEP;
    }

    private Size keepIf(boolean condition, Size size) {
      kept += condition ? size.values() : 0;
      return size;
    }

    @Override
    public Size conv3d(String name, Size x, int in, int out, int kernelSize) {
      // The results of kernels of one voxel go into a sum, which needs them no more.
      boolean read = kernelSize > 1 && backward != Backward.CHECKPOINT;
      return keepIf(read, new Size(out, x.space()));
    }

    @Override
    public Size pointwise(String name, Size x, int in, int out) {
      return keepIf(keepsAll(), new Size(out, x.space()));
    }

    @Override
    public Size linear(String name, Size x, int in, int out) {
      return new Size(out, 0);
    }

    @Override
    public Size groupNorm(String name, Size x, int channels, int groups) {
      return keepIf(keepsAll(), x);
    }

    @Override
    public Size silu(Size x) {
      return x;
    }

    @Override
    public Size relu(Size x) {
      return keepIf(keepsAll(), x);
    }

    @Override
    public Size sigmoid(Size x) {
      return keepIf(keepsAll(), x);
    }

    @Override
    public Size gate(Size x, Size weight) {
      return x;
    }

    @Override
    public Size channelNorm(String name, Size x, int channels) {
      return keepIf(keepsAll(), x);
    }

    @Override
    public Size selfAttention(String name, Size x, int channels, int heads) {
      keepIf(keepsAll(), new Size(4 * channels, x.space()));
      return x;
    }

    @Override
    public Size film(Size x, Size scaleAndShift, int channels) {
      keepIf(keepsAll(), x);
      return keepIf(keepsAll(), x);
    }

    @Override
    public Size maxPool2(Size x) {
      Size pooled = new Size(x.channels(), x.space() / 8);
      kept += keepsAll() ? INDEX * pooled.values() : 0;
      return keepIf(keepsAll(), pooled);
    }

    @Override
    public Size upsample2(Size x) {
      return new Size(x.channels(), x.space() * 8);
    }

    @Override
    public Size concat(Size a, Size b) {
      return keepIf(keepsAll(), new Size(a.channels() + b.channels(), a.space()));
    }

    @Override
    public Size add(Size a, Size b) {
      return a;
    }

    @Override
    public Size endOfBlock(Size x) {
      return keepIf(true, x);
    }
  }
}
