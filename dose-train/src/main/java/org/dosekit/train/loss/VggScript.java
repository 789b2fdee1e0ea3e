package org.dosekit.train.loss;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.dosekit.core.DoseDataException;
import org.dosekit.core.tensorfile.FloatTensor;
import org.dosekit.core.tensorfile.TensorFile;

/**
 * The loss of {@link org.dosekit.train.settings.VggLoss} (Johnson et al. 2016) as a TorchScript
 * method. Slices are grey pictures in three equal channels, normalised as ImageNet's.
 */
public final class VggScript {
  private static final int[] LAYERS = {0, 2, 5, 7, 10, 12, 14};
  private static final int[] CHANNELS = {3, 64, 64, 128, 128, 256, 256, 256};

  private VggScript() {}

  /** The method. */
  static String of(String className) {
    return SOURCE.replace("$CLASS", className);
  }

  /**
   * The weights and biases of a file, in the order of the method's argument.
   *
   * @throws DoseDataException when one is missing or of another shape
   */
  public static List<FloatTensor> weights(String where, TensorFile file) {
    List<FloatTensor> weights = new ArrayList<>();
    for (int i = 0; i < LAYERS.length; i++) {
      String name = "features." + LAYERS[i];
      int[] kernel = {CHANNELS[i + 1], CHANNELS[i], 3, 3};
      weights.add(require(where, file.tensors(), name + ".weight", kernel));
      weights.add(require(where, file.tensors(), name + ".bias", CHANNELS[i + 1]));
    }
    return weights;
  }

  private static FloatTensor require(
      String where, Map<String, FloatTensor> tensors, String name, int... shape) {
    FloatTensor tensor = tensors.get(name);
    if (tensor == null || !Arrays.equals(tensor.shape(), shape)) {
      throw DoseDataException.of(
          where,
          tensor == null
              ? "no '" + name + "'"
              : "'" + name + "' of " + Arrays.toString(tensor.shape()),
          "'" + name + "' of " + Arrays.toString(shape) + ", as in VGG16",
          "save the state dict of torchvision's vgg16 as safetensors");
    }
    return tensor;
  }

  private static final String SOURCE =
      """
        def vgg_layer(self: $CLASS, h: Tensor, vgg: List[Tensor], layer: int) -> Tensor:
          i = torch.mul(layer, 2)
          return torch.relu(torch.conv2d(h, vgg[i], vgg[torch.add(i, 1)], [1, 1], [1, 1]))
        def vgg_features(self: $CLASS, dose: Tensor, vgg: List[Tensor]) -> List[Tensor]:
          some = torch.slice(dose, 4, 0, 9223372036854775807, 8)
          ny, nx = torch.size(some, 2), torch.size(some, 3)
          grey = torch.reshape(torch.permute(some, [0, 4, 1, 2, 3]), [-1, 1, ny, nx])
          red = torch.div(torch.sub(grey, 0.48499999999999999), 0.22900000000000001)
          green = torch.div(torch.sub(grey, 0.45600000000000002), 0.22400000000000001)
          blue = torch.div(torch.sub(grey, 0.40600000000000003), 0.22500000000000001)
          h = torch.cat([red, green, blue], 1)
          first = (self).vgg_layer((self).vgg_layer(h, vgg, 0), vgg, 1)
          h = torch.max_pool2d(first, [2, 2], [2, 2])
          second = (self).vgg_layer((self).vgg_layer(h, vgg, 2), vgg, 3)
          h = torch.max_pool2d(second, [2, 2], [2, 2])
          h = (self).vgg_layer((self).vgg_layer(h, vgg, 4), vgg, 5)
          return [first, second, (self).vgg_layer(h, vgg, 6)]
        def vgg_difference(self: $CLASS, p: Tensor, y: Tensor, vgg: List[Tensor]) -> Tensor:
          a = (self).vgg_features(p, vgg)
          b = (self).vgg_features(y, vgg)
          first = torch.mean(torch.abs(torch.sub(a[0], b[0])))
          second = torch.mean(torch.abs(torch.sub(a[1], b[1])))
          third = torch.mean(torch.abs(torch.sub(a[2], b[2])))
          return torch.div(torch.add(torch.add(first, second), third), 3.)
      """;
}
