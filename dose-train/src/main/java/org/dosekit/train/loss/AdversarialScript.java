package org.dosekit.train.loss;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.dosekit.core.tensorfile.FloatTensor;
import org.dosekit.train.settings.AdversarialLoss;

/** The loss of {@link AdversarialLoss} as TorchScript methods, and the weights of its network. */
final class AdversarialScript {
  private static final int KERNEL = 4;
  private static final int LAST_KERNEL = 3;

  private AdversarialScript() {}

  /** The methods. */
  static String of(String className) {
    return SOURCE.replace("$CLASS", className);
  }

  /** Initial weights in the order of the methods' argument: He's, and biases of 0. */
  static Map<String, FloatTensor> initial(AdversarialLoss loss, int inChannels) {
    int[] channels = {inChannels + 1, loss.width(), 2 * loss.width(), 1};
    SplittableRandom random = new SplittableRandom(loss.seed());
    Map<String, FloatTensor> weights = new LinkedHashMap<>();
    for (int layer = 0; layer < channels.length - 1; layer++) {
      int size = layer == channels.length - 2 ? LAST_KERNEL : KERNEL;
      int[] shape = {channels[layer + 1], channels[layer], size, size, size};
      int taps = Arrays.stream(shape).skip(1).reduce(1, Math::multiplyExact);
      float[] kernel = new float[shape[0] * taps];
      for (int i = 0; i < kernel.length; i++) {
        kernel[i] = (float) (random.nextGaussian() * Math.sqrt(2.0 / taps));
      }
      String name = "discriminator.conv" + (layer + 1);
      weights.put(name + ".weight", FloatTensor.of(kernel, shape));
      weights.put(name + ".bias", FloatTensor.of(new float[shape[0]], shape[0]));
    }
    return weights;
  }

  private static final String SOURCE =
      """
        def judge(self: $CLASS, x: Tensor, dose: Tensor, q: List[Tensor]) -> Tensor:
          same = torch.adaptive_avg_pool3d(dose, torch.slice(torch.size(x), 2))
          h = torch.cat([x, same], 1)
          h = torch.leaky_relu(torch.conv3d(h, q[0], q[1], [2, 2, 2], [1, 1, 1]), 0.20000000000000001)
          h = torch.leaky_relu(torch.conv3d(h, q[2], q[3], [2, 2, 2], [1, 1, 1]), 0.20000000000000001)
          return torch.conv3d(h, q[4], q[5], [1, 1, 1], [1, 1, 1])
        def deception(self: $CLASS, x: Tensor, p: Tensor, q: List[Tensor]) -> Tensor:
          missed = torch.sub((self).judge(x, p, q), 1)
          return torch.mean(torch.mul(missed, missed))
        def judge_gradients(self: $CLASS, x: Tensor, p: Tensor, y: Tensor, q: List[Tensor]) -> List[Tensor]:
          trained = annotate(List[Tensor], [])
          for k in range(torch.len(q)):
            _0 = torch.append(trained, torch.requires_grad_(torch.detach(q[k]), True))
          real = torch.sub((self).judge(x, y, trained), 1)
          fake = (self).judge(x, torch.detach(p), trained)
          both = torch.add(torch.mean(torch.mul(real, real)), torch.mean(torch.mul(fake, fake)))
          loss = torch.div(both, 2)
          found = torch.grad([loss], trained)
          results = annotate(List[Tensor], [torch.detach(loss)])
          for k in range(torch.len(found)):
            _1 = torch.append(results, torch.contiguous(unchecked_cast(Tensor, found[k])))
          return results
      """;
}
