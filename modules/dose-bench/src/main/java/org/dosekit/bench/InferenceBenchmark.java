package org.dosekit.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.dosekit.core.encode.Encoding;
import org.dosekit.core.geometry.GridShape;
import org.dosekit.core.network.NetworkSpec;
import org.dosekit.core.network.ParameterCollector;
import org.dosekit.core.predict.ModelDescription;
import org.dosekit.core.predict.PatchModel;
import org.dosekit.core.predict.SlidingWindow;
import org.dosekit.core.protocol.Protocol;
import org.dosekit.core.tensorfile.FloatTensor;
import org.dosekit.export.onnx.OnnxExporter;
import org.dosekit.export.runtime.ExecutionTarget;
import org.dosekit.export.runtime.ModelCheck;
import org.dosekit.export.runtime.OnnxPatchModel;
import org.dosekit.export.runtime.RuntimeOptions;
import org.dosekit.train.run.TrainedNetwork;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * A patch by ONNX Runtime and by the training engine's float32 forward pass without gradient, same
 * weights, on 2 threads. Before anything is timed their doses are compared.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 2)
@Measurement(iterations = 5)
@Fork(
    value = 1,
    jvmArgs = {"-Xmx2g", "-Dai.djl.pytorch.num_threads=2"})
public class InferenceBenchmark {
  private static final int THREADS = 2;
  private static final double TOLERANCE = 1e-4;

  /** Width of the network's first level. */
  @Param("16")
  int base;

  /** Voxels of the patch along each axis. */
  @Param({"64", "128"})
  int side;

  private Path file = Path.of("");
  private ModelCheck.Sample sample =
      new ModelCheck.Sample(new float[0], GridShape.cube(16), new float[0]);
  private PatchModel exported = Closed.MODEL;
  private PatchModel trained = Closed.MODEL;

  /** Exports a network, opens it both ways and compares them. */
  @Setup
  public void open() throws IOException {
    Protocol protocol = Protocol.builtIn("prostate-sib");
    NetworkSpec network =
        NetworkSpec.baseline(protocol.channels().size(), base, protocol.constraints().size());
    GridShape patch = GridShape.cube(side);
    ModelDescription description =
        new ModelDescription(
            network, protocol, Encoding.STANDARD, SlidingWindow.halfOverlapping(patch), Map.of());
    Map<String, FloatTensor> weights = ParameterCollector.initialise(network, 42);
    file = Files.createTempFile("dose-bench", ".onnx");
    OnnxExporter.write(description, weights, file);
    exported =
        OnnxPatchModel.open(file, ExecutionTarget.CPU, RuntimeOptions.DEFAULT.withThreads(THREADS));
    trained = TrainedNetwork.open(description, weights);
    SplittableRandom random = new SplittableRandom(42);
    sample =
        new ModelCheck.Sample(
            noise(random, network.inChannels() * patch.voxelCount()),
            patch,
            noise(random, network.constraintCount()));
    ModelCheck check = ModelCheck.compare(trained, exported, List.of(sample), 1);
    if (!check.within(TOLERANCE)) {
      throw new IllegalStateException("the doses differ: " + check);
    }
  }

  private static float[] noise(SplittableRandom random, int count) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) random.nextDouble(-1, 1);
    }
    return values;
  }

  /** ONNX Runtime. */
  @Benchmark
  public float[] onnxRuntime() {
    return exported.predict(sample.channels(), sample.patch(), sample.constraints());
  }

  /** The training engine. */
  @Benchmark
  public float[] trainingEngine() {
    return trained.predict(sample.channels(), sample.patch(), sample.constraints());
  }

  /** Gives memory and file back. */
  @TearDown
  public void close() throws IOException {
    exported.close();
    trained.close();
    Files.deleteIfExists(file);
  }

  /** Stands where no model is open yet. */
  private static final class Closed implements PatchModel {
    static final PatchModel MODEL = new Closed();

    @Override
    public ModelDescription description() {
      throw new IllegalStateException("no model is open");
    }

    @Override
    public float[] predict(float[] channels, GridShape patch, float[] constraints) {
      throw new IllegalStateException("no model is open");
    }

    @Override
    public void close() {}
  }
}
