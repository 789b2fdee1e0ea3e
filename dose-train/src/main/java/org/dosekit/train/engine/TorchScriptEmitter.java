package org.dosekit.train.engine;

import java.util.List;
import java.util.Map;
import org.dosekit.core.network.TensorOps;
import org.dosekit.train.loss.Statements;
import org.dosekit.train.settings.Precision;

/**
 * Interprets a network as the body of a TorchScript function: a tensor is the variable that holds
 * it, a parameter an element of the list {@value #PARAMETERS}.
 *
 * @implNote Feature maps keep channels outermost: with channels innermost a training step took as
 *     much time on a CPU, and the native normalisation lost digits.
 */
final class TorchScriptEmitter implements TensorOps<String>, Statements {
  /** The function's argument that holds the parameters. */
  static final String PARAMETERS = "params";

  /** PyTorch's number of float32. */
  static final int FLOAT32 = 6;

  private static final int BFLOAT16 = 15;

  private static final String INDENT = "    ";

  private final Map<String, Integer> parameterIndices;
  private final Precision precision;
  private final StringBuilder body = new StringBuilder();
  private int variables;

  /**
   * A function without statements.
   *
   * @param parameterIndices place of each parameter in the list
   * @param precision of the network; its result is float32
   */
  TorchScriptEmitter(Map<String, Integer> parameterIndices, Precision precision) {
    this.parameterIndices = parameterIndices;
    this.precision = precision;
  }

  /** The statements so far. */
  String body() {
    return body.toString();
  }

  @Override
  public String let(String expression) {
    String variable = "t" + variables++;
    statement(variable + " = " + expression);
    return variable;
  }

  /** Appends lines, indented as the body of the function. */
  void statement(String... lines) {
    for (String line : lines) {
      body.append(INDENT).append(line).append('\n');
    }
  }

  @Override
  public String conv3d(String name, String x, int inChannels, int outChannels, int kernelSize) {
    String padding = List.of(kernelSize / 2, kernelSize / 2, kernelSize / 2).toString();
    int type = isFloat32(name) ? FLOAT32 : BFLOAT16;
    return let(
        "torch.conv3d(%s, %s, %s, [1, 1, 1], %s)"
            .formatted(
                cast(x, type),
                cast(parameter(name, "weight"), type),
                cast(parameter(name, "bias"), type),
                padding));
  }

  @Override
  public String pointwise(String name, String x, int inChannels, int outChannels) {
    int type = isFloat32(name) ? FLOAT32 : BFLOAT16;
    return let(
        "torch.conv3d(%s, %s)".formatted(cast(x, type), cast(parameter(name, "weight"), type)));
  }

  /**
   * The dose itself keeps all its digits; the bottleneck's maps may be too small for the bfloat16
   * kernels, see {@link Precision#SMALLEST_BF16_PATCH}.
   */
  private boolean isFloat32(String convolution) {
    return precision == Precision.FP32
        || convolution.endsWith("out_conv")
        || convolution.contains("bottleneck.");
  }

  /** The tensor in a type; a cast to the type it has costs nothing. */
  private String cast(String x, int type) {
    return precision == Precision.FP32 ? x : "torch.to(" + x + ", " + type + ")";
  }

  /** A per-channel tensor in the type of the feature map it meets. */
  private String like(String x, String map) {
    return precision == Precision.FP32 ? x : "torch.type_as(" + x + ", " + map + ")";
  }

  @Override
  public String linear(String name, String x, int inFeatures, int outFeatures) {
    return let(
        "torch.linear(%s, %s, %s)"
            .formatted(x, parameter(name, "weight"), parameter(name, "bias")));
  }

  @Override
  public String groupNorm(String name, String x, int channels, int groups) {
    return let(
        "torch.group_norm(%s, %s, %s, %s, 1e-05)"
            .formatted(
                x, groups, like(parameter(name, "weight"), x), like(parameter(name, "bias"), x)));
  }

  @Override
  public String silu(String x) {
    return let("torch.silu(" + x + ")");
  }

  @Override
  public String relu(String x) {
    return let("torch.relu(" + x + ")");
  }

  @Override
  public String sigmoid(String x) {
    return let("torch.sigmoid(" + x + ")");
  }

  @Override
  public String gate(String x, String weight) {
    return let("torch.mul(" + x + ", " + weight + ")");
  }

  @Override
  public String channelNorm(String name, String x, int channels) {
    String normalised =
        let(
            "torch.layer_norm(torch.permute(%s, [0, 2, 3, 4, 1]), [%d], %s, %s, 1e-05)"
                .formatted(x, channels, parameter(name, "weight"), parameter(name, "bias")));
    return let("torch.permute(" + normalised + ", [0, 4, 1, 2, 3])");
  }

  @Override
  public String selfAttention(String name, String x, int channels, int heads) {
    String tokens = let("torch.transpose(torch.flatten(" + x + ", 2), 1, 2)");
    String qkv = let("torch.linear(%s, %s)".formatted(tokens, parameter(name + ".qkv", "weight")));
    String byHead =
        let(
            "torch.permute(torch.reshape(%s, [torch.size(%s, 0), -1, 3, %d, %d]), [2, 0, 3, 1, 4])"
                .formatted(qkv, qkv, heads, channels / heads));
    String attended =
        let(
            "torch.scaled_dot_product_attention(%s)"
                .formatted(
                    "torch.select(%1$s, 0, 0), torch.select(%1$s, 0, 1), torch.select(%1$s, 0, 2)"
                        .formatted(byHead)));
    String joined = let("torch.flatten(torch.transpose(" + attended + ", 1, 2), 2)");
    String mixed = linear(name + ".proj", joined, channels, channels);
    return let("torch.reshape(torch.transpose(" + mixed + ", 1, 2), torch.size(" + x + "))");
  }

  @Override
  public String film(String x, String scaleAndShift, int channels) {
    String perChannel =
        let("torch.view(%s, [-1, %s, 1, 1, 1])".formatted(scaleAndShift, 2 * channels));
    String halves = let("torch.chunk(" + perChannel + ", 2, 1)");
    String scale = let("torch.add(" + halves + "[0], 1)");
    if (precision == Precision.FP32) {
      return let("torch.addcmul(" + halves + "[1], " + x + ", " + scale + ")");
    }
    // Broadcast addcmul is several times slower than its two parts in bfloat16.
    String scaled = let("torch.mul(" + x + ", " + like(scale, x) + ")");
    return let("torch.add(" + scaled + ", " + like(halves + "[1]", x) + ")");
  }

  @Override
  public String maxPool2(String x) {
    return let("torch.max_pool3d(" + x + ", [2, 2, 2], [2, 2, 2])");
  }

  @Override
  public String upsample2(String x) {
    String doubled = "torch.mul(2, torch.size(%s, %s))";
    String size =
        "[%s, %s, %s]"
            .formatted(doubled.formatted(x, 2), doubled.formatted(x, 3), doubled.formatted(x, 4));
    String decoded = cast(x, BFLOAT16);
    return let("torch.upsample_trilinear3d(" + decoded + ", " + size + ", False)");
  }

  @Override
  public String concat(String a, String b) {
    return let("torch.cat([" + a + ", " + b + "], 1)");
  }

  @Override
  public String add(String a, String b) {
    return let("torch.add(" + a + ", " + b + ")");
  }

  private String parameter(String layer, String kind) {
    Integer index = parameterIndices.get(layer + '.' + kind);
    if (index == null) {
      throw new IllegalStateException("no parameter " + layer + '.' + kind);
    }
    return PARAMETERS + '[' + index + ']';
  }
}
