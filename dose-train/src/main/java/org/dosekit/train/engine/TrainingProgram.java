package org.dosekit.train.engine;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.dosekit.core.network.NetworkSpec;
import org.dosekit.core.network.Parameter;
import org.dosekit.core.network.ParameterCollector;
import org.dosekit.core.network.UNet3d;
import org.dosekit.train.loss.LossScript;
import org.dosekit.train.loss.Statements;
import org.dosekit.train.settings.Backward;
import org.dosekit.train.settings.EngineSettings;
import org.dosekit.train.settings.Loss;
import org.dosekit.train.settings.LossWeighting;
import org.dosekit.train.settings.MapLayout;
import org.dosekit.train.settings.Optimisation;
import org.dosekit.train.settings.Precision;

/**
 * A network with its loss and AdamW as the text of one TorchScript module. The module holds no
 * state: parameters and moments are arguments. The functions expect the thread's grad mode to be
 * set; {@value #STEP} leaves it off. The regions are there when the loss reads some.
 *
 * @param source the text
 * @param parameters the parameters in the order of the argument lists
 * @param terms names of the loss terms in the order {@value #STEP} returns them
 */
record TrainingProgram(String source, List<Parameter> parameters, List<String> terms) {
  /** {@code (x, c, params)}: the dose. Grad mode off. */
  static final String FORWARD = "forward";

  /**
   * {@code (x, c, y, w, regions, params)}: the gradient of the total loss by each parameter. Grad
   * mode on.
   */
  static final String GRADIENTS = "gradients";

  /**
   * {@code (x, c, y, w, regions, lr, t, params, m, v)}: the total loss, each term, and 1 if losses
   * and gradients are finite, else 0; only then parameters and moments were updated. t counts from
   * 1. Grad mode on.
   */
  static final String STEP = "step";

  /** {@code (x, c, y, w, regions, params)}: the parts of the loss. Grad mode off. */
  static final String PARTS = "parts";

  /** Name of the loss of a cascade's first dose among the terms. */
  static final String EARLIER_STAGE = "first_stage";

  /** Its factor: that of the network that won OpenKBP. */
  static final double EARLIER_STAGE_FACTOR = 0.5;

  private static final String CLASS = "__torch__." + TorchScriptArchive.MODULE;

  /** Writes the program. */
  static TrainingProgram write(
      NetworkSpec spec, Loss loss, Optimisation optimisation, EngineSettings engine) {
    Writer writer = new Writer(spec, loss, engine);
    String source =
        "class "
            + TorchScriptArchive.MODULE
            + "(Module):\n  __parameters__ = []\n  __buffers__ = []\n  training : bool\n"
            + LossScript.methods(loss, CLASS)
            + writer.forward()
            + writer.gradients()
            + writer.parts()
            + writer.step(optimisation);
    return new TrainingProgram(source, writer.parameters, List.copyOf(writer.terms));
  }

  private static final class Writer {
    private final UNet3d network;
    private final Loss loss;
    private final EngineSettings engine;
    private final List<Parameter> parameters;
    private final Map<String, Integer> indices = new LinkedHashMap<>();
    private final List<String> terms = new ArrayList<>();

    Writer(NetworkSpec spec, Loss loss, EngineSettings engine) {
      this.network = UNet3d.of(spec);
      this.loss = loss;
      this.engine = engine;
      this.parameters = ParameterCollector.parameters(spec);
      parameters.forEach(parameter -> indices.put(parameter.name(), indices.size()));
    }

    String forward() {
      TorchScriptEmitter script =
          new TorchScriptEmitter(indices, Precision.FP32, MapLayout.CHANNELS_FIRST);
      script.statement("return " + network.apply(script, "x", "c"));
      return function(FORWARD, "x: Tensor, c: Tensor, params: List[Tensor]", "Tensor", script);
    }

    String gradients() {
      TorchScriptEmitter script =
          new TorchScriptEmitter(indices, engine.precision(), engine.layout());
      differentiate(script);
      script.statement("return g");
      return function(
          GRADIENTS,
          "x: Tensor, c: Tensor, y: Tensor, w: Tensor"
              + LossScript.arguments(loss)
              + ", params: List[Tensor]",
          "List[Tensor]",
          script);
    }

    String parts() {
      TorchScriptEmitter script =
          new TorchScriptEmitter(indices, Precision.FP32, MapLayout.CHANNELS_FIRST);
      LossScript losses = losses(script, network.doses(script, "x", "c"));
      script.statement("return torch.stack([" + String.join(", ", losses.parts().values()) + "])");
      return function(
          PARTS,
          "x: Tensor, c: Tensor, y: Tensor, w: Tensor"
              + LossScript.arguments(loss)
              + ", params: List[Tensor]",
          "Tensor",
          script);
    }

    String step(Optimisation optimisation) {
      TorchScriptEmitter script =
          new TorchScriptEmitter(indices, engine.precision(), engine.layout());
      LossScript losses = differentiate(script);
      terms.addAll(losses.terms().keySet());
      String norm = script.let("torch.norm(torch.stack(torch._foreach_norm(g)))");
      String sum = script.let("torch.add(torch.detach(" + losses.total() + "), " + norm + ")");
      if (loss.adversarial().isOn()) {
        sum = script.let("torch.add(" + sum + ", " + judge(script, losses) + ")");
      }
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
      if (loss.weighting() instanceof LossWeighting.Uncertainty uncertainty) {
        trainWeights(script, uncertainty, losses, finite);
      }
      List<String> results = new ArrayList<>(List.of(losses.total()));
      results.addAll(losses.terms().values());
      if (loss.adversarial().isOn()) {
        trainDiscriminator(script, finite);
        terms.add(LossScript.DISCRIMINATOR);
        results.add("jg[0]");
      }
      results.add("torch.to(" + finite + ", " + TorchScriptEmitter.FLOAT32 + ")");
      script.statement("return torch.stack([" + String.join(", ", results) + "])");
      return function(
          STEP,
          "x: Tensor, c: Tensor, y: Tensor, w: Tensor"
              + LossScript.arguments(loss)
              + LossScript.moments(loss)
              + ", lr: Tensor, t: Tensor, params: List[Tensor], m: List[Tensor], v: List[Tensor]",
          "Tensor",
          script);
    }

    /**
     * Updates the log-sigmas by their gradient, {@code 1 - L / sigma^2}, without weight decay. A
     * part that is 0 has nothing to say: its sigma would fall for ever. Not even the momentum of
     * earlier steps moves it.
     */
    private static void trainWeights(
        TorchScriptEmitter script,
        LossWeighting.Uncertainty uncertainty,
        LossScript losses,
        String finite) {
      String parts =
          "torch.detach(torch.stack([" + String.join(", ", losses.parts().values()) + "]))";
      script.statement(
          "lp = " + parts,
          "lg = torch.rsub(torch.mul(lp, torch.exp(torch.mul(s[0], -2))), 1)",
          "lg = torch.mul(lg, torch.ne(lp, 0))",
          "so = torch.clone(s[0])",
          "if bool(" + finite + "):",
          "  torch._fused_adamw_(s, [lg], sm, sv, annotate(List[Tensor], []), [t],"
              + " lr=lr, beta1=0.9, beta2=0.999, weight_decay=0., eps=1e-08, amsgrad=False,"
              + " maximize=False)",
          "  _3 = torch.clamp_(s[0], %s, %s)"
              .formatted(
                  Statements.number(uncertainty.lowestLogSigma()),
                  Statements.number(uncertainty.highestLogSigma())),
          "  _5 = torch.copy_(s[0], torch.where(torch.ne(lp, 0), s[0], so))",
          "else:",
          "  pass");
    }

    /**
     * Finds the discriminator's loss, {@code jg[0]}, and gradients.
     *
     * @return what is finite if they are
     */
    private static String judge(TorchScriptEmitter script, LossScript losses) {
      script.statement(
          "torch.set_grad_enabled(True)",
          "jg = (self).judge_gradients(x, %s, y, q)".formatted(losses.prediction()),
          "torch.set_grad_enabled(False)",
          "judge_g = torch.slice(jg, 1, 9223372036854775807, 1)");
      return script.let("torch.add(jg[0], torch.norm(torch.stack(torch._foreach_norm(judge_g))))");
    }

    /** Updates the discriminator by the batch that the network was updated by. */
    private void trainDiscriminator(TorchScriptEmitter script, String finite) {
      script.statement(
          "if bool(%s):".formatted(finite),
          "  judge_t = annotate(List[Tensor], [])",
          "  for k in range(torch.len(q)):",
          "    _4 = torch.append(judge_t, t)",
          "  torch._fused_adamw_(q, judge_g, qm, qv, annotate(List[Tensor], []),"
              + " judge_t, lr=%s, beta1=0.5, beta2=0.999, weight_decay=0., eps=1e-08,"
                  .formatted(Statements.number(loss.adversarial().learningRate()))
              + " amsgrad=False, maximize=False)",
          "else:",
          "  pass");
    }

    /** The factor of torch.nn.utils.clip_grad_norm_, at most 1. */
    private static String clip(String norm, Optimisation optimisation) {
      String limit = Statements.number(optimisation.maxGradientNorm());
      return "torch.clamp(torch.mul(torch.reciprocal(torch.add(%s, 1e-06)), %s), None, 1.0)"
          .formatted(norm, limit);
    }

    /** Leaves the gradients in the list {@code g}, in memory as their parameters. */
    private LossScript differentiate(TorchScriptEmitter script) {
      return engine.backward() == Backward.AUTOGRAD
          ? differentiateByAutograd(script)
          : differentiateExplicitly(script);
    }

    private LossScript differentiateByAutograd(TorchScriptEmitter script) {
      LossScript losses = losses(script, network.doses(script, script.input("x"), "c"));
      script.statement(
          "gs = torch.grad([" + losses.total() + "], params)",
          "g = annotate(List[Tensor], [])",
          "for i in range(torch.len(gs)):",
          "  _0 = torch.append(g, torch.contiguous(unchecked_cast(Tensor, gs[i])))");
      return losses;
    }

    /** The loss is PyTorch's to differentiate, by the doses; the network is not. */
    private LossScript differentiateExplicitly(TorchScriptEmitter script) {
      script.statement("torch.set_grad_enabled(False)");
      ExplicitBackward trace = new ExplicitBackward(script, engine.backward());
      List<Traced> results =
          network.doses(
              trace,
              Traced.input(script.input("x"), script.mapType(), network.spec().inChannels()),
              Traced.input("c", TorchScriptEmitter.FLOAT32, network.spec().constraintCount()));
      script.statement("torch.set_grad_enabled(True)");
      List<String> doses = new ArrayList<>();
      for (Traced result : results) {
        doses.add(script.let("torch.requires_grad_(torch.detach(" + result.forward() + "), True)"));
      }
      LossScript losses = losses(script, doses);
      List<String> found = script.gradients(losses.total(), doses, Optional.empty());
      script.statement("torch.set_grad_enabled(False)");
      Map<Traced, String> gradients = new LinkedHashMap<>();
      for (int i = 0; i < results.size(); i++) {
        gradients.put(results.get(i), found.get(i));
      }
      Map<String, String> byParameter = trace.differentiate(gradients);
      List<String> ordered = new ArrayList<>();
      for (Parameter parameter : parameters) {
        ordered.add(
            "torch.contiguous(" + Objects.requireNonNull(byParameter.get(parameter.name())) + ")");
      }
      script.statement("g = [" + String.join(", ", ordered) + "]");
      return losses;
    }

    /** The loss of the answer, and of the doses it was made from, less. */
    private LossScript losses(TorchScriptEmitter script, List<String> doses) {
      int last = doses.size() - 1;
      LossScript answer = loss(script, doses.get(last));
      String total = answer.total();
      Map<String, String> all = new LinkedHashMap<>(answer.terms());
      for (String dose : doses.subList(0, last)) {
        String term = loss(script, dose).total();
        all.put(EARLIER_STAGE, term);
        total =
            script.let(
                "torch.add(" + total + ", " + term + ", alpha=" + EARLIER_STAGE_FACTOR + ")");
      }
      return new LossScript(total, all, answer.parts(), answer.prediction());
    }

    /**
     * The loss of the dose as a deployment reads it on the case's own grid, so that it sees what
     * interpolation from a coarser one does; on the same grid the values do not change.
     */
    private LossScript loss(TorchScriptEmitter script, String dose) {
      String size = "torch.slice(torch.size(y), 2)";
      String onGrid = script.let("torch.upsample_trilinear3d(" + dose + ", " + size + ", False)");
      return LossScript.write(script, loss, onGrid, "y", "w");
    }

    private static String function(
        String name, String arguments, String result, TorchScriptEmitter script) {
      return "  def %s(self: %s, %s) -> %s:\n%s"
          .formatted(name, CLASS, arguments, result, script.body());
    }
  }
}
