package org.dosekit.train.engine;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.dosekit.core.network.TensorOps;
import org.dosekit.train.settings.Backward;

/**
 * Interprets a network as a TorchScript function with its own backward pass. Each operation writes
 * itself and leaves a rule; {@link #differentiate} writes the rules in reverse. Nothing is recorded
 * by PyTorch, so that a map lives until its last reader only, and a rule may have its operands
 * computed again. The function runs with grad mode off; operations without a rule of their own
 * switch it on around themselves.
 */
final class ExplicitBackward implements TensorOps<Traced> {
  private static final int FLOAT32 = TorchScriptEmitter.FLOAT32;

  private final TorchScriptEmitter script;
  private final Backward backward;
  private final GroupNormScript groupNorms;
  private final List<Step> steps = new ArrayList<>();
  private final Map<String, String> parameterGradients = new LinkedHashMap<>();
  private boolean goingBack;

  /** A result and what passes its gradient on. */
  private record Step(Traced result, Consumer<String> rule) {}

  ExplicitBackward(TorchScriptEmitter script, Backward backward) {
    this.script = script;
    this.backward = backward;
    this.groupNorms = new GroupNormScript(script);
  }

  /**
   * Writes the backward pass.
   *
   * @param gradients of the results, by variable; each float32
   * @return the variable of the gradient of each parameter, float32
   */
  Map<String, String> differentiate(Map<Traced, String> gradients) {
    goingBack = true;
    gradients.forEach(this::accumulate);
    for (int i = steps.size() - 1; i >= 0; i--) {
      Step step = steps.get(i);
      step.result().gradient().ifPresent(step.rule());
    }
    return parameterGradients;
  }

  @Override
  public Traced conv3d(String name, Traced x, int in, int out, int kernelSize) {
    int type = script.convolutionType(name);
    Traced y =
        trace(
            type,
            out,
            backward != Backward.CHECKPOINT,
            () -> script.conv3d(name, value(x), in, out, kernelSize));
    rule(
        y,
        gradient -> {
          int pad = kernelSize / 2;
          String[] gradients =
              letThree(
                  "torch.convolution_backward(%s, %s, %s, [%d], [1, 1, 1], [%d, %d, %d], [1, 1, 1],"
                          .formatted(
                              gradient,
                              script.cast(value(x), type),
                              script.convolutionWeight(name),
                              out,
                              pad,
                              pad,
                              pad)
                      + " False, [0, 0, 0], 1, [%s, True, True])"
                          .formatted(x.isDifferentiated() ? "True" : "False"));
          if (x.isDifferentiated()) {
            accumulate(x, cast(gradients[0], type, x.type()));
          }
          addParameterGradient(name + ".weight", cast(gradients[1], type, FLOAT32));
          addParameterGradient(name + ".bias", cast(gradients[2], type, FLOAT32));
        });
    return y;
  }

  @Override
  public Traced groupNorm(String name, Traced x, int channels, int groups) {
    // Mean and reciprocal deviation are few numbers: those of the forward pass are kept.
    GroupNormScript.Result forward = groupNorms.forward(name, value(x), channels, groups);
    Traced y =
        new Traced(
            forward.map(),
            x.type(),
            channels,
            true,
            backward == Backward.KEEP,
            () -> groupNorms.forward(name, value(x), channels, groups).map());
    rule(
        y,
        gradient -> {
          GroupNormScript.Gradients gradients =
              groupNorms.backward(name, gradient, value(x), forward, channels, groups);
          accumulate(x, gradients.map());
          addParameterGradient(name + ".weight", gradients.weight());
          addParameterGradient(name + ".bias", gradients.bias());
        });
    return y;
  }

  @Override
  public Traced silu(Traced x) {
    Traced y = trace(x.type(), x.channels(), false, () -> script.silu(value(x)));
    rule(
        y,
        gradient ->
            accumulate(x, script.let("torch.silu_backward(" + gradient + ", " + value(x) + ")")));
    return y;
  }

  @Override
  public Traced film(Traced x, Traced scaleAndShift, int channels) {
    Traced y =
        trace(
            x.type(), channels, false, () -> script.film(value(x), value(scaleAndShift), channels));
    rule(
        y,
        gradient -> {
          String scales = script.sumOfSpace("torch.mul(" + gradient + ", " + value(x) + ")");
          String shifts = script.sumOfSpace(gradient);
          accumulate(scaleAndShift, script.let("torch.cat([" + scales + ", " + shifts + "], 1)"));
          String scale = "torch.add(" + script.halves(value(scaleAndShift), channels) + "[0], 1)";
          accumulate(
              x, script.let("torch.mul(" + gradient + ", " + script.like(scale, gradient) + ")"));
        });
    return y;
  }

  @Override
  public Traced maxPool2(Traced x) {
    String[] forward = pool(x);
    Traced y =
        new Traced(
            forward[0],
            x.type(),
            x.channels(),
            true,
            backward == Backward.KEEP,
            () -> script.maxPool2(value(x)));
    rule(
        y,
        gradient -> {
          String places = backward == Backward.KEEP ? forward[1] : pool(x)[1];
          accumulate(
              x,
              script.let(
                  "torch.max_pool3d_with_indices_backward(%s, %s, [2, 2, 2], [2, 2, 2], [0, 0, 0],"
                          .formatted(gradient, value(x))
                      + " [1, 1, 1], False, "
                      + places
                      + ")"));
        });
    return y;
  }

  private String[] pool(Traced x) {
    String map = script.fresh();
    String places = script.fresh();
    script.statement(
        map
            + ", "
            + places
            + " = torch.max_pool3d_with_indices("
            + value(x)
            + ", [2, 2, 2], [2, 2, 2])");
    return new String[] {map, places};
  }

  @Override
  public Traced upsample2(Traced x) {
    int type = script.mapType();
    String size = script.let("torch.size(" + value(x) + ")");
    Traced y = trace(type, x.channels(), false, () -> script.upsample2(value(x)));
    rule(
        y,
        gradient ->
            accumulate(
                x,
                cast(
                    script.let(
                        "torch.upsample_trilinear3d_backward(%s, torch.slice(torch.size(%s), 2),"
                                .formatted(gradient, gradient)
                            + " "
                            + size
                            + ", False)"),
                    type,
                    x.type())));
    return y;
  }

  @Override
  public Traced concat(Traced a, Traced b) {
    int channels = a.channels() + b.channels();
    Traced y =
        trace(
            a.type(),
            channels,
            false,
            () -> script.concat(value(a), cast(value(b), b.type(), a.type())));
    rule(
        y,
        gradient -> {
          accumulatePart(a, gradient, 0, a.type());
          accumulatePart(b, gradient, a.channels(), a.type());
        });
    return y;
  }

  private void accumulatePart(Traced x, String gradient, int first, int type) {
    if (x.isDifferentiated()) {
      String part =
          script.let("torch.narrow(" + gradient + ", 1, " + first + ", " + x.channels() + ")");
      accumulate(x, cast(part, type, x.type()));
    }
  }

  @Override
  public Traced add(Traced a, Traced b) {
    Traced y =
        trace(
            a.type(),
            a.channels(),
            false,
            () -> script.add(value(a), cast(value(b), b.type(), a.type())));
    rule(
        y,
        gradient -> {
          accumulate(a, gradient);
          accumulate(b, cast(gradient, a.type(), b.type()));
        });
    return y;
  }

  @Override
  public Traced endOfBlock(Traced x) {
    x.keep();
    return x;
  }

  @Override
  public Traced linear(String name, Traced x, int in, int out) {
    return byAutograd(
        List.of(x),
        List.of(name + ".weight", name + ".bias"),
        FLOAT32,
        out,
        operands -> script.linear(name, operands.get(0), in, out));
  }

  @Override
  public Traced pointwise(String name, Traced x, int in, int out) {
    return byAutograd(
        List.of(x),
        List.of(name + ".weight"),
        script.convolutionType(name),
        out,
        operands -> script.pointwise(name, operands.get(0), in, out));
  }

  @Override
  public Traced relu(Traced x) {
    return byAutograd(
        List.of(x), List.of(), x.type(), x.channels(), operands -> script.relu(operands.get(0)));
  }

  @Override
  public Traced sigmoid(Traced x) {
    return byAutograd(
        List.of(x), List.of(), x.type(), x.channels(), operands -> script.sigmoid(operands.get(0)));
  }

  @Override
  public Traced gate(Traced x, Traced weight) {
    return byAutograd(
        List.of(x, weight),
        List.of(),
        x.type(),
        x.channels(),
        operands -> script.gate(operands.get(0), operands.get(1)));
  }

  @Override
  public Traced channelNorm(String name, Traced x, int channels) {
    return byAutograd(
        List.of(x),
        List.of(name + ".weight", name + ".bias"),
        x.type(),
        channels,
        operands -> script.channelNorm(name, operands.get(0), channels));
  }

  @Override
  public Traced selfAttention(String name, Traced x, int channels, int heads) {
    return byAutograd(
        List.of(x),
        List.of(name + ".qkv.weight", name + ".proj.weight", name + ".proj.bias"),
        x.type(),
        channels,
        operands -> script.selfAttention(name, operands.get(0), channels, heads));
  }

  /** An operation that PyTorch differentiates, computed again for it in the backward pass. */
  private Traced byAutograd(
      List<Traced> inputs,
      List<String> parameters,
      int type,
      int channels,
      Function<List<String>, String> operation) {
    Traced y =
        trace(
            type,
            channels,
            false,
            () -> operation.apply(inputs.stream().map(this::value).toList()));
    rule(
        y,
        gradient -> {
          List<String> values = inputs.stream().map(this::value).toList();
          script.statement("torch.set_grad_enabled(True)");
          List<String> operands = new ArrayList<>();
          List<String> sought = new ArrayList<>();
          for (int i = 0; i < values.size(); i++) {
            boolean wanted = inputs.get(i).isDifferentiated();
            operands.add(wanted ? leaf(values.get(i)) : values.get(i));
            if (wanted) {
              sought.add(operands.get(i));
            }
          }
          parameters.forEach(name -> sought.add(script.parameter(name)));
          String result = operation.apply(operands);
          List<String> found = script.gradients(result, sought, Optional.of(gradient));
          script.statement("torch.set_grad_enabled(False)");
          int next = 0;
          for (Traced input : inputs) {
            if (input.isDifferentiated()) {
              accumulate(input, found.get(next++));
            }
          }
          for (String name : parameters) {
            addParameterGradient(name, found.get(next++));
          }
        });
    return y;
  }

  private String value(Traced x) {
    return goingBack ? x.value() : x.forward();
  }

  private String leaf(String value) {
    return script.let("torch.requires_grad_(torch.detach(" + value + "), True)");
  }

  /** Writes an operation; its result is kept when asked, or when everything is. */
  private Traced trace(int type, int channels, boolean kept, Supplier<String> operation) {
    return new Traced(
        operation.get(), type, channels, true, kept || backward == Backward.KEEP, operation);
  }

  private void rule(Traced result, Consumer<String> rule) {
    steps.add(new Step(result, rule));
  }

  private void accumulate(Traced x, String gradient) {
    if (!x.isDifferentiated()) {
      return;
    }
    Optional<String> before = x.gradient();
    x.setGradient(
        before.isEmpty()
            ? gradient
            : script.let("torch.add(" + before.get() + ", " + gradient + ")"));
  }

  private void addParameterGradient(String name, String gradient) {
    if (parameterGradients.put(name, gradient) != null) {
      throw new IllegalStateException(name + " is used twice");
    }
  }

  private String[] letThree(String expression) {
    String[] variables = {script.fresh(), script.fresh(), script.fresh()};
    script.statement(String.join(", ", variables) + " = " + expression);
    return variables;
  }

  private String cast(String x, int from, int to) {
    return from == to ? x : script.let("torch.to(" + x + ", " + to + ")");
  }
}
