package org.dosekit.export.runtime;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.FloatBuffer;
import java.util.Map;
import java.util.SplittableRandom;
import org.dosekit.core.DoseDataException;
import org.dosekit.export.onnx.MatrixProductModel;

/**
 * How fast ONNX Runtime multiplies large matrices on the CPU: what any network there is measured
 * by.
 *
 * @param size rows and columns of the matrices
 * @param seconds of the fastest of some products
 */
public record MatrixProductRate(int size, double seconds) {
  private static final double TOLERANCE = 1e-4;

  /** Checks the ranges. */
  public MatrixProductRate {
    if (size < 1 || !(seconds > 0)) {
      throw new IllegalArgumentException("a product of size " + size + " in " + seconds + " s");
    }
  }

  /** 10^9 multiplications and additions a second. */
  public double gigaflops() {
    return 2.0 * size * size * size / seconds / 1e9;
  }

  /**
   * Multiplies so many times and checks an element of the product.
   *
   * @param threads CPU threads, 0 for one a core
   * @param size rows and columns; 2048 is large
   * @param runs at least 1, after one that does not count
   * @throws DoseDataException when ONNX Runtime fails
   */
  public static MatrixProductRate measure(int threads, int size, int runs) {
    OrtEnvironment environment = OrtRuntime.environment(OrtEnvironment::getEnvironment);
    SplittableRandom random = new SplittableRandom(1);
    FloatBuffer a = random(random, size);
    FloatBuffer b = random(random, size);
    FloatBuffer product = PatchBuffers.direct(size * size);
    long[] shape = {size, size};
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setIntraOpNumThreads(threads);
      try (OrtSession session =
              environment.createSession(MatrixProductModel.toBytes(size), options);
          OnnxTensor left = OnnxTensor.createTensor(environment, a, shape);
          OnnxTensor right = OnnxTensor.createTensor(environment, b, shape);
          OnnxTensor result = OnnxTensor.createTensor(environment, product, shape)) {
        Map<String, OnnxTensor> inputs =
            Map.of(MatrixProductModel.INPUTS.get(0), left, MatrixProductModel.INPUTS.get(1), right);
        Map<String, OnnxTensor> pinned = Map.of(MatrixProductModel.OUTPUT, result);
        double best = Double.POSITIVE_INFINITY;
        for (int run = -1; run < runs; run++) {
          long start = System.nanoTime();
          session.run(inputs, pinned).close();
          double seconds = (System.nanoTime() - start) / 1e9;
          best = run < 0 ? best : Math.min(best, seconds);
        }
        requireProduct(a, b, product, size);
        return new MatrixProductRate(size, best);
      }
    } catch (OrtException e) {
      throw OrtFailure.ofRun("ONNX Runtime", "a product of matrices", e);
    }
  }

  private static FloatBuffer random(SplittableRandom random, int size) {
    FloatBuffer values = PatchBuffers.direct(Math.multiplyExact(size, size));
    while (values.hasRemaining()) {
      values.put((float) random.nextDouble(-1, 1));
    }
    return values.flip();
  }

  /** The last element of the product, by its definition. */
  private static void requireProduct(FloatBuffer a, FloatBuffer b, FloatBuffer product, int size) {
    double expected = 0;
    for (int k = 0; k < size; k++) {
      expected += (double) a.get((size - 1) * size + k) * b.get(k * size + size - 1);
    }
    double found = product.get(size * size - 1);
    if (!(Math.abs(found - expected) <= TOLERANCE * Math.sqrt(size))) {
      throw new IllegalStateException("a product of " + found + ", not " + expected);
    }
  }
}
