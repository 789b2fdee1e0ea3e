package org.dosekit.train.engine;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.LinkedHashMap;
import java.util.Map;
import org.dosekit.core.geometry.GridShape;
import org.dosekit.train.loss.LossScript;
import org.dosekit.train.loss.Statements;
import org.dosekit.train.settings.Loss;

/** A loss alone, as a program of prediction, target, weight and regions. */
record LossProbe(Loss loss, int size, GridShape shape) {
  /** The losses, and the gradient of one of them by the prediction. */
  record Found(Map<String, Double> losses, float[] gradient) {}

  static LossProbe of(Loss loss, int size, GridShape shape) {
    return new LossProbe(loss, size, shape);
  }

  /**
   * Computes all terms.
   *
   * @param differentiated by name, or {@code total}
   */
  Found evaluate(
      String differentiated,
      float[] prediction,
      float[] target,
      float[] weight,
      RegionVoxels regions) {
    Lines lines = new Lines();
    LossScript script = LossScript.write(lines, loss, "p", "y", "w");
    Map<String, String> variables = new LinkedHashMap<>(script.terms());
    variables.put("total", script.total());
    String source =
        "class Network(Module):\n  __parameters__ = []\n  __buffers__ = []\n  training : bool\n"
            + LossScript.methods(loss, "__torch__.Network")
            + "  def forward(self: __torch__.Network, p: Tensor, y: Tensor, w: Tensor"
            + LossScript.arguments(loss)
            + ") -> List[Tensor]:\n"
            + lines.text
            + "    g = torch.grad(["
            + variables.get(differentiated)
            + "], [p])\n    return [torch.stack(["
            + String.join(", ", variables.values())
            + "]), unchecked_cast(Tensor, g[0])]\n";
    Engine engine = TorchEngine.start();
    Shape maps = new Shape(size, 1, shape.ny(), shape.nx(), shape.nz());
    try (TorchModule module = TorchModule.load(engine, source);
        NDManager manager = engine.newBaseManager()) {
      NDArray p = manager.create(prediction, maps);
      p.setRequiresGradient(true);
      NDList arguments = new NDList(p, manager.create(target, maps), manager.create(weight, maps));
      if (!loss.regions().isEmpty()) {
        arguments.addAll(new RegionStage().stage(manager, regions));
      }
      arguments.addAll(new LossState(manager, loss, 1).read());
      NDList results = module.call("forward", arguments, true);
      Map<String, Double> losses = new LinkedHashMap<>();
      float[] values = results.get(0).toFloatArray();
      variables.keySet().forEach(name -> losses.put(name, (double) values[losses.size()]));
      return new Found(losses, results.get(1).toFloatArray());
    }
  }

  private static final class Lines implements Statements {
    private final StringBuilder text = new StringBuilder();
    private int variables;

    @Override
    public String let(String expression) {
      String variable = "t" + variables++;
      statement(variable + " = " + expression);
      return variable;
    }

    @Override
    public void statement(String... lines) {
      for (String line : lines) {
        text.append("    ").append(line).append('\n');
      }
    }
  }
}
