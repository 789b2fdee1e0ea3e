package org.dosekit.train.engine;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.dosekit.core.network.NetworkSpec;
import org.dosekit.core.network.Parameter;
import org.dosekit.core.network.ParameterCollector;
import org.dosekit.core.network.UNet3d;
import org.dosekit.train.loss.LossScript;
import org.dosekit.train.loss.Statements;
import org.dosekit.train.settings.Loss;
import org.dosekit.train.settings.Optimisation;
import org.dosekit.train.settings.Precision;

/**
 * A network with its loss and AdamW as the text of one TorchScript module. The module holds no
 * state: parameters and moments are arguments. The functions expect the thread's grad mode to be
 * set; {@value #STEP} leaves it off.
 *
 * @param source the text
 * @param parameters the parameters in the order of the argument lists
 * @param terms names of the loss terms in the order {@value #STEP} returns them
 */
record TrainingProgram(String source, List<Parameter> parameters, List<String> terms) {
  /** {@code (x, c, params)}: the dose. Grad mode off. */
  static final String FORWARD = "forward";

  /**
   * {@code (x, c, y, w, params)}: the gradient of the total loss by each parameter. Grad mode on.
   */
  static final String GRADIENTS = "gradients";

  /**
   * {@code (x, c, y, w, lr, t, params, m, v)}: the total loss, each term, and 1 if losses and
   * gradients are finite, else 0; only then parameters and moments were updated. t counts from 1.
   * Grad mode on.
   */
  static final String STEP = "step";

  private static final String CLASS = "__torch__." + TorchScriptArchive.MODULE;

  /** Writes the program. */
  static TrainingProgram write(
      NetworkSpec spec, Loss loss, Optimisation optimisation, Precision precision) {
    Writer writer = new Writer(spec, loss, precision);
    String source =
        "class "
            + TorchScriptArchive.MODULE
            + "(Module):\n  __parameters__ = []\n  __buffers__ = []\n  training : bool\n"
            + writer.forward()
            + writer.gradients()
            + writer.step(optimisation);
    return new TrainingProgram(source, writer.parameters, List.copyOf(writer.terms));
  }

  private static final class Writer {
    private final UNet3d network;
    private final Loss loss;
    private final Precision precision;
    private final List<Parameter> parameters;
    private final Map<String, Integer> indices = new LinkedHashMap<>();
    private final List<String> terms = new ArrayList<>();

    Writer(NetworkSpec spec, Loss loss, Precision precision) {
      this.network = UNet3d.of(spec);
      this.loss = loss;
      this.precision = precision;
      this.parameters = ParameterCollector.parameters(spec);
      parameters.forEach(parameter -> indices.put(parameter.name(), indices.size()));
    }

    String forward() {
      TorchScriptEmitter script = new TorchScriptEmitter(indices, Precision.FP32);
      script.statement("return " + dose(script));
      return function(FORWARD, "x: Tensor, c: Tensor, params: List[Tensor]", "Tensor", script);
    }

    String gradients() {
      TorchScriptEmitter script = new TorchScriptEmitter(indices, precision);
      differentiate(script);
      script.statement("return g");
      return function(
          GRADIENTS,
          "x: Tensor, c: Tensor, y: Tensor, w: Tensor, params: List[Tensor]",
          "List[Tensor]",
          script);
    }

    String step(Optimisation optimisation) {
      TorchScriptEmitter script = new TorchScriptEmitter(indices, precision);
      LossScript losses = differentiate(script);
      terms.addAll(losses.terms().keySet());
      String norm = script.let("torch.norm(torch.stack(torch._foreach_norm(g)))");
      String sum = script.let("torch.add(torch.detach(" + losses.total() + "), " + norm + ")");
      String finite = script.let("torch.isfinite(" + sum + ")");
      // PyTorch's own kernel: AdamW as torch.optim.AdamW(fused=True) computes it.
      String hyperparameters =
          "lr=lr, beta1=0.9, beta2=0.999, weight_decay=%s, eps=1e-08"
              .formatted(Statements.number(optimisation.weightDecay()));
      script.statement("torch.set_grad_enabled(False)", "if bool(" + finite + "):");
      if (optimisation.maxGradientNorm() > 0) {
        script.statement("  torch._foreach_mul_(g, " + clip(norm, optimisation) + ")");
      }
      script.statement(
          "  steps = annotate(List[Tensor], [])",
          "  for i in range(torch.len(params)):",
          "    _1 = torch.append(steps, t)",
          "  torch._fused_adamw_(params, g, m, v, annotate(List[Tensor], []), steps, "
              + hyperparameters
              + ", amsgrad=False, maximize=False)",
          "else:",
          "  pass");
      List<String> results = new ArrayList<>(List.of(losses.total()));
      results.addAll(losses.terms().values());
      results.add("torch.to(" + finite + ", " + TorchScriptEmitter.FLOAT32 + ")");
      script.statement("return torch.stack([" + String.join(", ", results) + "])");
      return function(
          STEP,
          "x: Tensor, c: Tensor, y: Tensor, w: Tensor, lr: Tensor, t: Tensor,"
              + " params: List[Tensor], m: List[Tensor], v: List[Tensor]",
          "Tensor",
          script);
    }

    /** The factor of torch.nn.utils.clip_grad_norm_, at most 1. */
    private static String clip(String norm, Optimisation optimisation) {
      String limit = Statements.number(optimisation.maxGradientNorm());
      return "torch.clamp(torch.mul(torch.reciprocal(torch.add(%s, 1e-06)), %s), None, 1.0)"
          .formatted(norm, limit);
    }

    private String dose(TorchScriptEmitter script) {
      return network.apply(script, "x", "c");
    }

    /**
     * The dose as a deployment reads it on the case's own grid, so that the loss sees what
     * interpolation from a coarser one does to it; on the same grid the values do not change.
     */
    private String doseOnGridOf(TorchScriptEmitter script, String target) {
      String size = "torch.slice(torch.size(" + target + "), 2)";
      return script.let("torch.upsample_trilinear3d(" + dose(script) + ", " + size + ", False)");
    }

    /** Leaves the gradients in the list {@code g}, in memory as their parameters. */
    private LossScript differentiate(TorchScriptEmitter script) {
      LossScript losses = LossScript.write(script, loss, doseOnGridOf(script, "y"), "y", "w");
      script.statement(
          "gs = torch.grad([" + losses.total() + "], params)",
          "g = annotate(List[Tensor], [])",
          "for i in range(torch.len(gs)):",
          "  _0 = torch.append(g, torch.contiguous(unchecked_cast(Tensor, gs[i])))");
      return losses;
    }

    private static String function(
        String name, String arguments, String result, TorchScriptEmitter script) {
      return "  def %s(self: %s, %s) -> %s:\n%s"
          .formatted(name, CLASS, arguments, result, script.body());
    }
  }
}
