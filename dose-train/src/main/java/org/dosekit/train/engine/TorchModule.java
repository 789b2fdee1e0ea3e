package org.dosekit.train.engine;

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
import org.dosekit.core.DoseDataException;

/** A loaded TorchScript module. Holds native memory: the one who loaded it closes it. */
final class TorchModule implements AutoCloseable {
  private static final NativeCalls CALLS = new NativeCalls().endingWithProcess();

  private final Model model;
  private final PtSymbolBlock block;

  private TorchModule(Model model) {
    this.model = model;
    this.block = (PtSymbolBlock) model.getBlock();
  }

  /** Loads a program. */
  static TorchModule load(Engine engine, String source) {
    Model model = engine.newModel(TorchScriptArchive.MODULE, engine.defaultDevice());
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
    return CALLS.run(() -> callNow(method, arguments, gradients));
  }

  private NDList callNow(String method, NDList arguments, boolean gradients) {
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
      throw DoseDataException.of(
              "PyTorch engine",
              "a failure in '" + method + "': " + e.getMessage(),
              "memory for the batch and a working library",
              "use a smaller patch, batch or network, or free memory")
          .withCause(e);
    } finally {
      JniUtils.setGradMode(before);
    }
  }

  @Override
  public void close() {
    model.close();
  }
}
