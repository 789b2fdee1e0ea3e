package org.dosekit.export.onnx;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.dosekit.core.network.NetworkSpec;
import org.dosekit.core.network.TensorOps;
import org.dosekit.core.network.UNet3d;
import org.dosekit.core.predict.ModelDescription;
import org.dosekit.core.tensorfile.FloatTensor;
import org.dosekit.export.onnx.OnnxGraph.Attribute;
import org.dosekit.export.onnx.OnnxGraph.Dimension;
import org.dosekit.export.onnx.OnnxGraph.ValueInfo;

/** Interprets a network as nodes of an ONNX graph, operator set {@value OnnxProto#OPERATOR_SET}. */
final class OnnxEmitter implements TensorOps<OnnxValue> {
  private static final OnnxValue LEFT_OUT = new OnnxValue("");

  private final GraphBuilder graph;
  private final FeatureMaps maps;
  private final GroupNorm groupNorm;

  private OnnxEmitter(GraphBuilder graph, ExportForm form) {
    this.graph = graph;
    this.maps = new FeatureMaps(graph, form.precision());
    this.groupNorm = GroupNorm.of(form.target(), graph);
  }

  /**
   * The graph of a network.
   *
   * @param weights every parameter of the network, in the shape it has there
   */
  static OnnxGraph emit(
      ModelDescription description, Map<String, FloatTensor> weights, ExportForm form) {
    NetworkSpec spec = description.network();
    GraphBuilder graph = new GraphBuilder(weights);
    List<ValueInfo> inputs = new ArrayList<>();
    ValueInfo constraints =
        new ValueInfo(
            OnnxMetadata.CONSTRAINTS_INPUT,
            List.of(new Dimension.Free("N"), new Dimension.Fixed(spec.constraintCount())));
    String output;
    if (form.preprocessing()) {
      PhysicalInputs physical = new PhysicalInputs(graph, description);
      inputs.addAll(physical.infos());
      output = OnnxMetadata.DOSE_GY_OUTPUT;
      OnnxValue dose = network(graph, spec, form, physical.volume());
      graph.output(physical.doseGy(dose), output);
    } else {
      inputs.add(map(OnnxMetadata.VOLUME_INPUT, spec.inChannels()));
      output = OnnxMetadata.DOSE_OUTPUT;
      OnnxValue volume = new OnnxValue(OnnxMetadata.VOLUME_INPUT);
      graph.output(network(graph, spec, form, volume), output);
    }
    inputs.add(constraints);
    return graph.build("dose", inputs, List.of(map(output, 1)));
  }

  /** The network's float32 output for a float32 volume. */
  private static OnnxValue network(
      GraphBuilder graph, NetworkSpec spec, ExportForm form, OnnxValue volume) {
    OnnxEmitter emitter = new OnnxEmitter(graph, form);
    OnnxValue dose =
        UNet3d.of(spec)
            .apply(
                emitter,
                emitter.maps.stored(volume),
                new OnnxValue(OnnxMetadata.CONSTRAINTS_INPUT));
    return emitter.maps.inFloat(dose);
  }

  private static ValueInfo map(String name, int channels) {
    return new ValueInfo(
        name,
        List.of(
            new Dimension.Free("N"),
            new Dimension.Fixed(channels),
            new Dimension.Free("Y"),
            new Dimension.Free("X"),
            new Dimension.Free("Z")));
  }

  @Override
  public OnnxValue conv3d(
      String name, OnnxValue x, int inChannels, int outChannels, int kernelSize) {
    long k = kernelSize;
    long pad = k / 2;
    return graph.node(
        "Conv",
        List.of(x, maps.weight(name + ".weight"), maps.weight(name + ".bias")),
        new Attribute.Ints("kernel_shape", k, k, k),
        new Attribute.Ints("pads", pad, pad, pad, pad, pad, pad),
        new Attribute.Ints("strides", 1, 1, 1));
  }

  @Override
  public OnnxValue pointwise(String name, OnnxValue x, int inChannels, int outChannels) {
    return graph.node(
        "Conv",
        List.of(x, maps.weight(name + ".weight")),
        new Attribute.Ints("kernel_shape", 1, 1, 1));
  }

  @Override
  public OnnxValue linear(String name, OnnxValue x, int inFeatures, int outFeatures) {
    return graph.node(
        "Gemm",
        List.of(x, graph.weight(name + ".weight"), graph.weight(name + ".bias")),
        new Attribute.Int("transB", 1));
  }

  @Override
  public OnnxValue groupNorm(String name, OnnxValue x, int channels, int groups) {
    return maps.stored(groupNorm.apply(name, maps.inFloat(x), channels, groups));
  }

  @Override
  public OnnxValue silu(OnnxValue x) {
    // In these two nodes, not as one Swish: ONNX Runtime fuses the pair.
    return graph.node("Mul", List.of(x, graph.node("Sigmoid", List.of(x))));
  }

  @Override
  public OnnxValue relu(OnnxValue x) {
    return graph.node("Relu", List.of(x));
  }

  @Override
  public OnnxValue sigmoid(OnnxValue x) {
    return graph.node("Sigmoid", List.of(x));
  }

  @Override
  public OnnxValue gate(OnnxValue x, OnnxValue weight) {
    return graph.node("Mul", List.of(x, weight));
  }

  @Override
  public OnnxValue channelNorm(String name, OnnxValue x, int channels) {
    return maps.stored(new VoxelAttention(graph).normalise(name, maps.inFloat(x), channels));
  }

  @Override
  public OnnxValue selfAttention(String name, OnnxValue x, int channels, int heads) {
    return maps.stored(new VoxelAttention(graph).attend(name, maps.inFloat(x), channels, heads));
  }

  @Override
  public OnnxValue film(OnnxValue x, OnnxValue scaleAndShift, int channels) {
    OnnxValue perMap =
        graph.node("Reshape", List.of(scaleAndShift, graph.integers(0, 2L * channels, 1, 1, 1)));
    List<OnnxValue> halves =
        graph.nodes(
            "Split",
            2,
            List.of(perMap),
            new Attribute.Int("axis", 1),
            new Attribute.Int("num_outputs", 2));
    OnnxValue one = graph.floats("one", new float[] {1});
    OnnxValue scale = maps.stored(graph.node("Add", List.of(halves.get(0), one)));
    OnnxValue shift = maps.stored(halves.get(1));
    return graph.node("Add", List.of(graph.node("Mul", List.of(x, scale)), shift));
  }

  @Override
  public OnnxValue maxPool2(OnnxValue x) {
    return graph.node(
        "MaxPool",
        List.of(x),
        new Attribute.Ints("kernel_shape", 2, 2, 2),
        new Attribute.Ints("strides", 2, 2, 2));
  }

  @Override
  public OnnxValue upsample2(OnnxValue x) {
    OnnxValue scales = graph.floats("upsample_scales", new float[] {1, 1, 2, 2, 2}, 5);
    return graph.node(
        "Resize",
        List.of(x, LEFT_OUT, scales),
        new Attribute.Text("coordinate_transformation_mode", "half_pixel"),
        new Attribute.Text("mode", "linear"));
  }

  @Override
  public OnnxValue concat(OnnxValue a, OnnxValue b) {
    return graph.node("Concat", List.of(a, b), new Attribute.Int("axis", 1));
  }

  @Override
  public OnnxValue add(OnnxValue a, OnnxValue b) {
    return graph.node("Add", List.of(a, b));
  }
}
