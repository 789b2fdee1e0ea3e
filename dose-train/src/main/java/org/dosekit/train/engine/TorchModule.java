package org.dosekit.train.engine;

import ai.djl.Device;
import ai.djl.MalformedModelException;
import ai.djl.Model;
import ai.djl.engine.Engine;
import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValueUtils;
import ai.djl.pytorch.jni.JniUtils;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.dosekit.core.DoseDataException;

/** A loaded TorchScript module. Holds native memory: the one who loaded it closes it. */
final class TorchModule implements AutoCloseable {
  private static final Pattern OUT_OF_MEMORY =
      Pattern.compile("out of memory|not enough memory|can't allocate memory");

  private static final NativeCalls CALLS = new NativeCalls().endingWithProcess();

  private final Model model;
  private final PtSymbolBlock block;

  private TorchModule(Model model) {
    this.model = model;
    this.block = (PtSymbolBlock) model.getBlock();
  }

  /** Loads a program on the CPU. */
  static TorchModule load(Engine engine, String source) {
    return load(engine, source, Device.cpu());
  }

  /** Loads a program. */
  static TorchModule load(Engine engine, String source, Device device) {
    Model model = engine.newModel(TorchScriptArchive.MODULE, device);
    try {
      model.load(new ByteArrayInputStream(TorchScriptArchive.of(source)));
      return new TorchModule(model);
    } catch (IOException | MalformedModelException | EngineException e) {
      model.close();
      throw new IllegalStateException("the generated TorchScript does not load", e);
    }
  }

  /**
   * Calls a method.
   *
   * @param arguments in order; arrays of one name {@code name[]} are one list. The results belong
   *     to the manager of the first.
   * @param gradients whether operations are recorded for differentiation
   * @throws DoseDataException when the native library fails, e.g. for want of memory
   * @throws java.util.concurrent.CancellationException when the process is ending
   */
  NDList call(String method, NDList arguments, boolean gradients) {
    return call(method, arguments, gradients, () -> "use a smaller patch, or free memory");
  }

  /**
   * As the other, with the remedy for want of memory.
   *
   * @param lessMemory what to do when there is not enough
   */
  NDList call(String method, NDList arguments, boolean gradients, Supplier<String> lessMemory) {
    return CALLS.run(() -> callNow(method, arguments, gradients, lessMemory));
  }

  private NDList callNow(
      String method, NDList arguments, boolean gradients, Supplier<String> lessMemory) {
    NDManager manager = arguments.head().getManager();
    NDArray selector = manager.zeros(new Shape(0), DataType.FLOAT32);
    selector.setName("module_method:" + method);
    NDList all = new NDList(arguments);
    all.add(selector);
    // Both are settings of the thread: as this call needs them, whatever the thread did before.
    boolean before = JniUtils.isGradMode();
    JniUtils.setGraphExecutorOptimize(false);
    JniUtils.setGradMode(gradients);
    try {
      return IValueUtils.forward(block, all, true);
    } catch (EngineException e) {
      throw failure(method, e, lessMemory);
    } finally {
      JniUtils.setGradMode(before);
    }
  }

  private static DoseDataException failure(
      String method, EngineException e, Supplier<String> lessMemory) {
    String message = String.valueOf(e.getMessage());
    if (OUT_OF_MEMORY.matcher(message).find()) {
      return DoseDataException.of(
              "PyTorch engine",
              "not enough memory in '" + method + "'",
              "memory for the batch",
              lessMemory.get())
          .withCause(e);
    }
    return DoseDataException.of(
            "PyTorch engine",
            "a failure in '" + method + "': " + message,
            "a batch that fits the network and a working library",
            "check the installation with dose doctor")
        .withCause(e);
  }

  @Override
  public void close() {
    model.close();
  }
}
