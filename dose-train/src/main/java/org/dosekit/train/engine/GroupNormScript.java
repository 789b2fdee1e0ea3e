package org.dosekit.train.engine;

import org.dosekit.train.settings.MapLayout;

/**
 * Group normalisation and its gradients as TorchScript. PyTorch's own backward kernel is tens of
 * times slower than anything else on maps with channels innermost; there the gradient is written
 * out: with m, r the mean and reciprocal deviation of a group of M values, w the scale of a
 * channel, S = sum of dy w and T = sum of dy w a over the group,
 *
 * <pre>da = r w dy + c2 a + c3,  c2 = r^3 (S m - T) / M,  c3 = -c2 m - r S / M</pre>
 */
final class GroupNormScript {
  private final TorchScriptEmitter script;

  /** Variables of a normalised map, and of mean and reciprocal deviation of its groups, (N, G). */
  record Result(String map, String mean, String reciprocalDeviation) {}

  /** Variables of the gradients by map, weight and bias; the latter two float32. */
  record Gradients(String map, String weight, String bias) {}

  GroupNormScript(TorchScriptEmitter script) {
    this.script = script;
  }

  Result forward(String name, String x, int channels, int groups) {
    Result result = new Result(script.fresh(), script.fresh(), script.fresh());
    script.statement(
        "%s, %s, %s = torch.native_group_norm(%s, %s, %s, %s, %d, 1e-05)"
            .formatted(
                result.map(),
                result.mean(),
                result.reciprocalDeviation(),
                x,
                script.parameter(name + ".weight"),
                script.parameter(name + ".bias"),
                sizes(x, channels),
                groups));
    return result;
  }

  Gradients backward(
      String name, String gradient, String x, Result forward, int channels, int groups) {
    return script.layout() == MapLayout.CHANNELS_FIRST
        ? nativeBackward(name, gradient, x, forward, channels, groups)
        : writtenBackward(name, gradient, x, forward, channels, groups);
  }

  private Gradients nativeBackward(
      String name, String gradient, String x, Result forward, int channels, int groups) {
    Gradients gradients = new Gradients(script.fresh(), script.fresh(), script.fresh());
    script.statement(
        "%s, %s, %s = torch.native_group_norm_backward(torch.contiguous(%s), %s, %s, %s, %s, %s, %d,"
                .formatted(
                    gradients.map(),
                    gradients.weight(),
                    gradients.bias(),
                    gradient,
                    x,
                    forward.mean(),
                    forward.reciprocalDeviation(),
                    script.parameter(name + ".weight"),
                    sizes(x, channels),
                    groups)
            + " [True, True, True])");
    return gradients;
  }

  private Gradients writtenBackward(
      String name, String gradient, String x, Result forward, int channels, int groups) {
    String batch = script.let("torch.size(" + x + ", 0)");
    int width = channels / groups;
    String grouped = "torch.reshape(torch.to(%s, 6), [" + batch + ", " + groups + ", %d])";
    String sums = script.let(grouped.formatted(script.sumOfSpace(gradient), width));
    String products =
        script.let(
            grouped.formatted(script.sumOfSpace("torch.mul(" + gradient + ", " + x + ")"), width));
    String mean = script.let(grouped.formatted(forward.mean(), 1));
    String deviation = script.let(grouped.formatted(forward.reciprocalDeviation(), 1));
    String weight =
        script.let(
            "torch.reshape(%s, [1, %d, %d])"
                .formatted(script.parameter(name + ".weight"), groups, width));
    String weightGradient =
        script.let(
            "torch.reshape(torch.sum(torch.mul(torch.sub(%s, torch.mul(%s, %s)), %s), [0]), [-1])"
                .formatted(products, mean, sums, deviation));
    String biasGradient = script.let("torch.reshape(torch.sum(" + sums + ", [0]), [-1])");
    String s = script.let("torch.sum(torch.mul(" + sums + ", " + weight + "), [2], True)");
    String t = script.let("torch.sum(torch.mul(" + products + ", " + weight + "), [2], True)");
    String count =
        script.let(
            "torch.floordiv(torch.numel(" + x + "), torch.mul(" + batch + ", " + groups + "))");
    String perChannel = script.let("torch.mul(" + deviation + ", " + weight + ")");
    String cubed = "torch.mul(%s, torch.mul(%s, %s))".formatted(deviation, deviation, deviation);
    String ofMap =
        script.let(
            "torch.div(torch.mul(torch.sub(torch.mul(%s, %s), %s), %s), %s)"
                .formatted(s, mean, t, cubed, count));
    String constant =
        script.let(
            "torch.neg(torch.add(torch.mul(%s, %s), torch.div(torch.mul(%s, %s), %s)))"
                .formatted(ofMap, mean, s, deviation, count));
    String map =
        script.let(
            "torch.add_(torch.mul(%s, %s), %s)"
                .formatted(
                    x,
                    spread(ofMap, perChannel, batch, gradient),
                    spread(constant, perChannel, batch, gradient)));
    return new Gradients(
        script.let(
            "torch.add_(torch.mul(%s, %s), %s)"
                .formatted(gradient, spread(perChannel, perChannel, batch, gradient), map)),
        weightGradient,
        biasGradient);
  }

  /** A number a group or channel as (N, C, 1, 1, 1), in the type of a map. */
  private String spread(String x, String perChannel, String batch, String map) {
    return script.let(
        script.like(
            "torch.reshape(torch.expand_as(%s, %s), [%s, -1, 1, 1, 1])"
                .formatted(x, perChannel, batch),
            map));
  }

  /** N, C and the voxels of a map, as the native kernels want them. */
  private static String sizes(String x, int channels) {
    return "torch.size(%1$s, 0), %2$d, torch.floordiv(torch.numel(%1$s), torch.mul(torch.size(%1$s, 0), %2$d))"
        .formatted(x, channels);
  }
}
