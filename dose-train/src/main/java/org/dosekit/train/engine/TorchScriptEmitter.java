package org.dosekit.train.engine;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.dosekit.core.network.TensorOps;
import org.dosekit.train.loss.Statements;
import org.dosekit.train.settings.MapLayout;
import org.dosekit.train.settings.Precision;

/**
 * Interprets a network as the body of a TorchScript function: a tensor is the variable that holds
 * it, a parameter an element of the list {@value #PARAMETERS}.
 */
final class TorchScriptEmitter implements TensorOps<String>, Statements {
  /** The function's argument that holds the parameters. */
  static final String PARAMETERS = "params";

  /** PyTorch's number of float32. */
  static final int FLOAT32 = 6;

  /** PyTorch's number of bfloat16. */
  static final int BFLOAT16 = 15;

  /** PyTorch's number of the memory format with channels innermost. */
  private static final int CHANNELS_LAST_3D = 3;

  private static final String INDENT = "    ";

  private final Map<String, Integer> parameterIndices;
  private final Precision precision;
  private final MapLayout layout;
  private final Map<String, String> preparedWeights = new HashMap<>();
  private final StringBuilder body = new StringBuilder();
  private int variables;

  /**
   * A function without statements.
   *
   * @param parameterIndices place of each parameter in the list
   * @param precision of the network; its result is float32
   * @param layout of its maps
   */
  TorchScriptEmitter(Map<String, Integer> parameterIndices, Precision precision, MapLayout layout) {
    this.parameterIndices = parameterIndices;
    this.precision = precision;
    this.layout = layout;
  }

  /** The statements so far. */
  String body() {
    return body.toString();
  }

  @Override
  public String let(String expression) {
    String variable = fresh();
    statement(variable + " = " + expression);
    return variable;
  }

  /** A variable that is not assigned yet. */
  String fresh() {
    return "t" + variables++;
  }

  /**
   * Differentiates by PyTorch, with grad mode on.
   *
   * @param gradient of the result; empty for a number's own
   * @return the variable of the gradient by each of the sought variables
   */
  List<String> gradients(String result, List<String> sought, Optional<String> gradient) {
    String of = gradient.map(g -> ", annotate(List[Optional[Tensor]], [" + g + "])").orElse("");
    String list =
        let("torch.grad([" + result + "], [" + String.join(", ", sought) + "]" + of + ")");
    List<String> found = new ArrayList<>();
    for (int i = 0; i < sought.size(); i++) {
      found.add(let("unchecked_cast(Tensor, " + list + "[" + i + "])"));
    }
    return found;
  }

  @Override
  public void statement(String... lines) {
    for (String line : lines) {
      body.append(INDENT).append(line).append('\n');
    }
  }

  /** The type of most maps. */
  int mapType() {
    return precision == Precision.FP32 ? FLOAT32 : BFLOAT16;
  }

  MapLayout layout() {
    return layout;
  }

  /** The network's input in the type and layout of its maps. */
  String input(String x) {
    String cast = cast(x, mapType());
    return layout == MapLayout.CHANNELS_FIRST
        ? cast
        : let("torch.contiguous(" + cast + ", memory_format=" + CHANNELS_LAST_3D + ")");
  }

  /** The weight of a convolution in its type and layout, prepared once. */
  String convolutionWeight(String name) {
    return preparedWeights.computeIfAbsent(name, this::prepareWeight);
  }

  private String prepareWeight(String name) {
    String cast = cast(parameter(name, "weight"), convolutionType(name));
    return layout == MapLayout.CHANNELS_FIRST
        ? let(cast)
        : let("torch.contiguous(" + cast + ", memory_format=" + CHANNELS_LAST_3D + ")");
  }

  @Override
  public String conv3d(String name, String x, int inChannels, int outChannels, int kernelSize) {
    String padding = List.of(kernelSize / 2, kernelSize / 2, kernelSize / 2).toString();
    int type = convolutionType(name);
    return let(
        "torch.conv3d(%s, %s, %s, [1, 1, 1], %s)"
            .formatted(
                cast(x, type),
                convolutionWeight(name),
                cast(parameter(name, "bias"), type),
                padding));
  }

  @Override
  public String pointwise(String name, String x, int inChannels, int outChannels) {
    int type = convolutionType(name);
    return let(
        "torch.conv3d(%s, %s)".formatted(cast(x, type), cast(parameter(name, "weight"), type)));
  }

  /**
   * The dose itself keeps all its digits; the bottleneck's maps may be too small for the bfloat16
   * kernels, see {@link Precision#SMALLEST_BF16_PATCH}.
   */
  int convolutionType(String name) {
    return name.endsWith("out_conv") || name.contains("bottleneck.") ? FLOAT32 : mapType();
  }

  /** The tensor in a type; a cast to the type it has costs nothing. */
  String cast(String x, int type) {
    return precision == Precision.FP32 ? x : "torch.to(" + x + ", " + type + ")";
  }

  /** A per-channel tensor in the type of the feature map it meets. */
  String like(String x, String map) {
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
    String halves = halves(scaleAndShift, channels);
    String scale = let("torch.add(" + halves + "[0], 1)");
    if (precision == Precision.FP32) {
      return let("torch.addcmul(" + halves + "[1], " + x + ", " + scale + ")");
    }
    // Broadcast addcmul is several times slower than its two parts in bfloat16.
    String scaled = let("torch.mul(" + x + ", " + like(scale, x) + ")");
    return let("torch.add(" + scaled + ", " + like(halves + "[1]", x) + ")");
  }

  /** Scale (less 1) and shift as the two elements of a list, each (N, C, 1, 1, 1). */
  String halves(String scaleAndShift, int channels) {
    String perChannel =
        let("torch.view(%s, [-1, %s, 1, 1, 1])".formatted(scaleAndShift, 2 * channels));
    return let("torch.chunk(" + perChannel + ", 2, 1)");
  }

  /**
   * The sums of a map's channels, (N, C), as float32. A sum of bfloat16 values is rounded to
   * bfloat16: many partial sums, added up in float32, round each other off.
   */
  String sumOfSpace(String map) {
    if (precision == Precision.FP32) {
      return let("torch.sum(" + map + ", [2, 3, 4])");
    }
    return let("torch.sum(torch.to(torch.sum(" + map + ", [3, 4]), " + FLOAT32 + "), [2])");
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
    return parameter(layer + '.' + kind);
  }

  /** The variable of a parameter. */
  String parameter(String name) {
    Integer index = parameterIndices.get(name);
    if (index == null) {
      throw new IllegalStateException("no parameter " + name);
    }
    return PARAMETERS + '[' + index + ']';
  }
}
