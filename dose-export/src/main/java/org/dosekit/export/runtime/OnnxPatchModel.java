package org.dosekit.export.runtime;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;
import org.dosekit.core.DoseDataException;
import org.dosekit.core.geometry.GridShape;
import org.dosekit.core.network.NetworkSpec;
import org.dosekit.core.predict.ModelDescription;
import org.dosekit.core.predict.PatchModel;
import org.dosekit.export.onnx.OnnxMetadata;

/**
 * An exported network run by ONNX Runtime, on the CPU or a GPU. Thread-safe. Holds native memory,
 * and direct buffers for as many patches as ran at once: the one who opened it closes it. Any
 * number may be open in a process.
 *
 * <p>A model that encodes for itself ({@link org.dosekit.export.onnx.ExportForm#preprocessing}) is
 * fed encoded channels like any other: they are given their units again on the way in.
 */
public final class OnnxPatchModel implements PatchModel {
  private static final System.Logger LOG = System.getLogger(OnnxPatchModel.class.getName());

  private final String where;
  private final OnnxMetadata metadata;
  private final OrtEnvironment environment;
  private final OrtSession session;
  private final ExecutionTarget target;
  private final Optional<PatchProfile> profile;
  private final int largestBatch;
  private final RunningPatches running = new RunningPatches();
  private final LongAdder nanosInRuntime = new LongAdder();
  private final ConcurrentLinkedQueue<PatchBuffers> idle = new ConcurrentLinkedQueue<>();
  // Patches run under the read lock, so that close() waits for them.
  private final ReadWriteLock lock = new ReentrantReadWriteLock();
  private boolean closed;

  OnnxPatchModel(
      String where,
      OnnxMetadata metadata,
      OrtEnvironment environment,
      SessionLadder.Opened opened,
      GpuOptions options) {
    this.where = where;
    this.metadata = metadata;
    this.environment = environment;
    this.session = opened.session();
    this.target = opened.target();
    this.profile =
        target.kind() == ExecutionTarget.Kind.TENSORRT
            ? Optional.of(ProviderKeys.profile(options, metadata))
            : Optional.empty();
    this.largestBatch = profile.isPresent() ? options.largestBatch() : Integer.MAX_VALUE;
  }

  /** Opens a model on the CPU, with the default options. */
  public static OnnxPatchModel open(Path file) {
    return open(file, ExecutionTarget.CPU, RuntimeOptions.DEFAULT);
  }

  /** Opens a model on a target, with the default options. */
  public static OnnxPatchModel open(Path file, ExecutionTarget target) {
    return open(file, target, RuntimeOptions.DEFAULT);
  }

  /**
   * Opens a model that {@code OnnxExporter} wrote. TensorRT compiles it now, for minutes, unless
   * its cache holds an engine.
   *
   * @param target on what it shall run; with {@link ExecutionTarget#AUTO}, what was tried in vain
   *     is logged with its reason and the remedy
   * @throws DoseDataException when the file is absent, damaged, not one of DoseKit's, of inputs
   *     other than it describes, or refused by ONNX Runtime; when the target is not there; or when
   *     the native library cannot be loaded or is of another version
   */
  public static OnnxPatchModel open(Path file, ExecutionTarget target, RuntimeOptions options) {
    return open(file, target, options, OrtEnvironment::getEnvironment);
  }

  static OnnxPatchModel open(
      Path file, ExecutionTarget target, RuntimeOptions options, Supplier<OrtEnvironment> loader) {
    // The native library takes about as long to load as the description to read.
    CompletableFuture<OrtEnvironment> loading =
        CompletableFuture.supplyAsync(() -> OrtRuntime.environment(loader));
    OnnxMetadata metadata = OnnxMetadata.read(file);
    OrtEnvironment environment = loaded(loading);
    SessionLadder ladder = new SessionLadder(environment, Providers.NATIVE, GpuMachine::probe, LOG);
    SessionLadder.Opened opened = ladder.open(file, metadata, target, options);
    return new OnnxPatchModel(file.toString(), metadata, environment, opened, options.gpu());
  }

  private static OrtEnvironment loaded(CompletableFuture<OrtEnvironment> loading) {
    try {
      return loading.join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof DoseDataException refused ? refused : e;
    }
  }

  @Override
  public ModelDescription description() {
    return metadata.description();
  }

  /** What the file says of itself. */
  public OnnxMetadata metadata() {
    return metadata;
  }

  /** On what the model runs; never {@link ExecutionTarget#AUTO}. */
  public ExecutionTarget target() {
    return target;
  }

  /** The time ONNX Runtime took so far, without copies of ours; of runs at once, the sum. */
  public Duration timeInRuntime() {
    return Duration.ofNanos(nanosInRuntime.sum());
  }

  /**
   * Stops the patches that run now, from any thread: each throws {@link
   * java.util.concurrent.CancellationException}. The model stays usable.
   */
  public void cancel() {
    running.cancel();
  }

  /**
   * {@inheritDoc}
   *
   * @throws IllegalArgumentException when a size of the patch is no multiple of 16, an array is not
   *     of the length that patch and network demand, or TensorRT's engine is for other patches
   * @throws IllegalStateException after {@link #close}
   * @throws DoseDataException when the input holds NaN or infinity, or ONNX Runtime fails, for want
   *     of memory say
   * @throws java.util.concurrent.CancellationException when {@link #cancel} is called meanwhile
   */
  @Override
  public float[] predict(float[] channels, GridShape patch, float[] constraints) {
    return run(channels, 1, patch, constraints);
  }

  /**
   * {@inheritDoc} In one run, unless TensorRT's engine is for fewer ({@link
   * GpuOptions#largestBatch}).
   *
   * @throws RuntimeException as {@link #predict}
   */
  @Override
  public float[] predictBatch(float[] channels, int count, GridShape patch, float[] constraints) {
    return count > largestBatch
        ? PatchModel.super.predictBatch(channels, count, patch, constraints)
        : run(channels, count, patch, constraints);
  }

  private float[] run(float[] channels, int count, GridShape patch, float[] constraints) {
    requireSizes(channels, count, patch, constraints);
    requireFinite("channel", channels, patch.voxelCount(), network().inChannels());
    requireFinite("constraint", constraints, 1, network().constraintCount());
    lock.readLock().lock();
    try {
      if (closed) {
        throw new IllegalStateException("the model " + where + " is closed");
      }
      PatchBuffers buffers = Optional.ofNullable(idle.poll()).orElseGet(PatchBuffers::new);
      float[] doses = run(buffers, channels, count, patch, constraints);
      idle.add(buffers);
      return doses;
    } catch (OutOfMemoryError e) {
      // Of buffers: nothing is lost but these patches.
      throw OrtFailure.memory(where, patches(count, patch) + " (-XX:MaxDirectMemorySize, -Xmx)", e);
    } finally {
      lock.readLock().unlock();
    }
  }

  /** Gives the native memory back, once patches that are running are done. May be called again. */
  @Override
  public void close() {
    lock.writeLock().lock();
    try {
      if (!closed) {
        closed = true;
        idle.clear();
        session.close();
      }
    } catch (OrtException e) {
      throw OrtFailure.ofRun(where, "closing the session", e);
    } finally {
      lock.writeLock().unlock();
    }
  }

  private float[] run(
      PatchBuffers buffers, float[] channels, int count, GridShape patch, float[] constraints) {
    Map<String, OnnxTensor> inputs = new LinkedHashMap<>();
    int voxels = Math.multiplyExact(count, patch.voxelCount());
    FloatBuffer doseBuffer = buffers.take(metadata.doseOutput(), voxels);
    long[] doseShape = SessionInput.maps(count, 1, patch);
    try (OnnxTensor dose = OnnxTensor.createTensor(environment, doseBuffer, doseShape);
        OrtSession.RunOptions settings = new OrtSession.RunOptions()) {
      for (SessionInput input :
          SessionInput.of(metadata, buffers, channels, count, patch, constraints)) {
        inputs.put(
            input.name(), OnnxTensor.createTensor(environment, input.values(), input.shape()));
      }
      return running.run(
          settings,
          () -> {
            Map<String, OnnxTensor> pinned = Map.of(metadata.doseOutput(), dose);
            long start = System.nanoTime();
            session.run(inputs, Set.of(), pinned, settings).close();
            nanosInRuntime.add(System.nanoTime() - start);
            float[] result = new float[voxels];
            doseBuffer.get(0, result);
            return result;
          });
    } catch (OrtException e) {
      throw OrtFailure.ofRun(where, patches(count, patch), e);
    } finally {
      inputs.values().forEach(OnnxTensor::close);
    }
  }

  private static String patches(int count, GridShape patch) {
    return (count == 1 ? "a patch" : count + " patches") + " of " + patch + " voxels";
  }

  private NetworkSpec network() {
    return description().network();
  }

  /**
   * Names the part that holds NaN or infinity: each of {@code size} values, {@code parts} a patch.
   */
  private void requireFinite(String part, float[] values, int size, int parts) {
    for (int i = 0; i < values.length; i++) {
      if (!Float.isFinite(values[i])) {
        throw DoseDataException.of(
            "input of " + where,
            "%s in %s %d".formatted(values[i], part, i / size % parts),
            "finite numbers",
            "check the case's CT, structures and constraint values");
      }
    }
  }

  private void requireSizes(float[] channels, int count, GridShape patch, float[] constraints) {
    int multiple = NetworkSpec.SPATIAL_MULTIPLE;
    if (patch.ny() % multiple != 0 || patch.nx() % multiple != 0 || patch.nz() % multiple != 0) {
      throw new IllegalArgumentException(
          "a patch of %s voxels; each size a multiple of %d".formatted(patch, multiple));
    }
    if (profile.isPresent() && !profile.get().takes(patch)) {
      throw new IllegalArgumentException(
          "a patch of %s voxels; TensorRT's engine is built for %s"
              .formatted(patch, profile.get()));
    }
    int entries = network().constraintCount();
    long expected = (long) count * network().inChannels() * patch.voxelCount();
    if (count < 1 || channels.length != expected) {
      throw new IllegalArgumentException(
          "channel values differ: %d != %d times %d channels of %s voxels"
              .formatted(channels.length, count, network().inChannels(), patch));
    }
    if (constraints.length != (long) count * entries) {
      throw new IllegalArgumentException(
          "constraint vectors differ: %d != %d times %d entries"
              .formatted(constraints.length, count, entries));
    }
  }
}
