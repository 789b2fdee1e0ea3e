package org.dosekit.export.runtime;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
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
 * An exported network run by ONNX Runtime on the CPU. Thread-safe. Holds native memory, and direct
 * buffers for as many patches as ran at once: the one who opened it closes it.
 */
public final class OnnxPatchModel implements PatchModel {
  private final String where;
  private final OnnxMetadata metadata;
  private final OrtEnvironment environment;
  private final OrtSession session;
  private final ConcurrentLinkedQueue<PatchBuffers> idle = new ConcurrentLinkedQueue<>();
  // Patches run under the read lock, so that close() waits for them.
  private final ReadWriteLock lock = new ReentrantReadWriteLock();
  private boolean closed;

  OnnxPatchModel(
      String where, OnnxMetadata metadata, OrtEnvironment environment, OrtSession session) {
    this.where = where;
    this.metadata = metadata;
    this.environment = environment;
    this.session = session;
  }

  /** Like {@link #open(Path, RuntimeOptions)}, with the default options. */
  public static OnnxPatchModel open(Path file) {
    return open(file, RuntimeOptions.DEFAULT);
  }

  /**
   * Opens a model that {@code OnnxExporter} wrote.
   *
   * @throws DoseDataException when the file is absent, damaged, not one of DoseKit's, of inputs
   *     other than it describes, or refused by ONNX Runtime; or when the native library cannot be
   *     loaded
   */
  public static OnnxPatchModel open(Path file, RuntimeOptions options) {
    return open(file, options, OrtEnvironment::getEnvironment);
  }

  static OnnxPatchModel open(Path file, RuntimeOptions options, Supplier<OrtEnvironment> loader) {
    OnnxMetadata metadata = OnnxMetadata.read(file);
    OrtEnvironment environment = OrtRuntime.environment(loader);
    OrtSession session =
        OrtRuntime.open(environment, file, metadata.description().network(), options);
    return new OnnxPatchModel(file.toString(), metadata, environment, session);
  }

  @Override
  public ModelDescription description() {
    return metadata.description();
  }

  /** What the file says of itself. */
  public OnnxMetadata metadata() {
    return metadata;
  }

  /**
   * {@inheritDoc}
   *
   * @throws IllegalArgumentException when a size of the patch is no multiple of 16, or an array is
   *     not of the length that patch and network demand
   * @throws IllegalStateException after {@link #close}
   * @throws DoseDataException when ONNX Runtime fails, for want of memory say
   */
  @Override
  public float[] predict(float[] channels, GridShape patch, float[] constraints) {
    requireSizes(channels, patch, constraints);
    lock.readLock().lock();
    try {
      if (closed) {
        throw new IllegalStateException("the model " + where + " is closed");
      }
      PatchBuffers buffers = takeBuffers(channels.length, constraints.length, patch.voxelCount());
      float[] dose = run(buffers, channels, patch, constraints);
      idle.add(buffers);
      return dose;
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
      throw failure("closing the session", e);
    } finally {
      lock.writeLock().unlock();
    }
  }

  private float[] run(
      PatchBuffers buffers, float[] channels, GridShape patch, float[] constraints) {
    NetworkSpec network = description().network();
    long[] volumeShape = {1, network.inChannels(), patch.ny(), patch.nx(), patch.nz()};
    long[] doseShape = {1, 1, patch.ny(), patch.nx(), patch.nz()};
    long[] constraintShape = {1, network.constraintCount()};
    FloatBuffer volumeBuffer = buffers.volume(channels);
    FloatBuffer constraintBuffer = buffers.constraints(constraints);
    FloatBuffer doseBuffer = buffers.dose(patch.voxelCount());
    try (OnnxTensor volume = OnnxTensor.createTensor(environment, volumeBuffer, volumeShape);
        OnnxTensor vector =
            OnnxTensor.createTensor(environment, constraintBuffer, constraintShape);
        OnnxTensor dose = OnnxTensor.createTensor(environment, doseBuffer, doseShape);
        OrtSession.Result pinned =
            session.run(
                Map.of(OnnxMetadata.VOLUME_INPUT, volume, OnnxMetadata.CONSTRAINTS_INPUT, vector),
                Map.of(OnnxMetadata.DOSE_OUTPUT, dose))) {
      if (pinned.size() != 1) {
        throw new IllegalStateException("ONNX Runtime gave " + pinned.size() + " outputs, not 1");
      }
      float[] result = new float[patch.voxelCount()];
      doseBuffer.get(0, result);
      return result;
    } catch (OrtException e) {
      throw failure("a patch of " + patch + " voxels", e);
    }
  }

  private PatchBuffers takeBuffers(int volume, int constraints, int dose) {
    PatchBuffers buffers = idle.poll();
    return buffers != null && buffers.fit(volume, dose)
        ? buffers
        : PatchBuffers.allocate(volume, constraints, dose);
  }

  private void requireSizes(float[] channels, GridShape patch, float[] constraints) {
    int multiple = NetworkSpec.SPATIAL_MULTIPLE;
    if (patch.ny() % multiple != 0 || patch.nx() % multiple != 0 || patch.nz() % multiple != 0) {
      throw new IllegalArgumentException(
          "a patch of %s voxels; each size a multiple of %d".formatted(patch, multiple));
    }
    NetworkSpec network = description().network();
    long expected = (long) network.inChannels() * patch.voxelCount();
    if (channels.length != expected) {
      throw new IllegalArgumentException(
          "channel values differ: %d != %d channels of %s voxels"
              .formatted(channels.length, network.inChannels(), patch));
    }
    if (constraints.length != network.constraintCount()) {
      throw new IllegalArgumentException(
          "constraint vectors differ: %d != %d entries"
              .formatted(constraints.length, network.constraintCount()));
    }
  }

  private DoseDataException failure(String doing, OrtException e) {
    return DoseDataException.of(
            where,
            "a failure of ONNX Runtime in " + doing + " (" + e.getMessage() + ")",
            "a run without one",
            "free memory or take a smaller patch; if it stays, run 'dose doctor'")
        .withCause(e);
  }
}
