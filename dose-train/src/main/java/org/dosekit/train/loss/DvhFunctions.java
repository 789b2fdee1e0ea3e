package org.dosekit.train.loss;

/**
 * TorchScript functions that read dose-volume metrics of a region's voxels. Those without a width
 * are exact and have no useful gradient; the others have their value, and a gradient that is spread
 * over the voxels near the dose that decides.
 *
 * <p>The curve is dose-eval's: voxels sorted, each at the middle of its own volume, linear in
 * between, clamped at the ends. A rank counts voxels from the cold end, 0 the coldest.
 *
 * @implNote A single rank is selected, which takes linear time, rather than all sorted.
 */
final class DvhFunctions {
  private DvhFunctions() {}

  /** The functions, as methods of a class. */
  static String of(String className) {
    return SOURCE.replace("$CLASS", className);
  }

  private static final String SOURCE =
      """
        def dose_at_rank(self: $CLASS, d: Tensor, rank: float) -> Tensor:
          n = torch.size(d, 0)
          last = torch.sub(n, 1)
          r = ops.prim.max(0., ops.prim.min(rank, float(last)))
          below = int(r)
          above = ops.prim.min(torch.add(below, 1), last)
          if torch.lt(torch.mul(below, 2), n):
            cold, _0 = torch.topk(d, torch.add(above, 1), 0, False, True)
            low, high = torch.select(cold, 0, below), torch.select(cold, 0, above)
          else:
            hot, _1 = torch.topk(d, torch.sub(n, below), 0, True, True)
            low, high = torch.select(hot, 0, torch.sub(last, below)), torch.select(hot, 0, torch.sub(last, above))
          return torch.add(low, torch.mul(torch.sub(high, low), torch.sub(r, float(below))))
        def soft_dose_at_rank(self: $CLASS, d: Tensor, rank: float, width: float) -> Tensor:
          v = torch.detach(d)
          exact = (self).dose_at_rank(v, rank)
          z = torch.div(torch.sub(v, exact), width)
          share = torch.softmax(torch.mul(torch.mul(z, z), -0.5), 0)
          linear = torch.dot(share, d)
          return torch.add(exact, torch.sub(linear, torch.detach(linear)))
        def volume_at_dose(self: $CLASS, d: Tensor, dose: float) -> Tensor:
          return torch.mean(torch.to(torch.ge(d, dose), 6))
        def soft_volume_at_dose(self: $CLASS, d: Tensor, dose: float, width: float) -> Tensor:
          v = torch.detach(d)
          exact = (self).volume_at_dose(v, dose)
          z = torch.div(torch.sub(v, dose), width)
          density = torch.exp(torch.mul(torch.mul(z, z), -0.5))
          all = torch.mul(torch.mul(width, 2.5066282746310002), float(torch.size(d, 0)))
          linear = torch.div(torch.dot(density, d), all)
          return torch.add(exact, torch.sub(linear, torch.detach(linear)))
        def mean_dose(self: $CLASS, d: Tensor) -> Tensor:
          return torch.mean(d)
        def generalised_eud(self: $CLASS, d: Tensor, a: float) -> Tensor:
          c = torch.clamp(d, 9.9999999999999995e-07)
          v = torch.detach(c)
          if torch.gt(a, 0.):
            scale = torch.max(v)
          else:
            scale = torch.min(v)
          power = torch.mean(torch.pow(torch.div(c, scale), a))
          return torch.mul(torch.pow(power, torch.div(1., a)), scale)
        def original_dose(self: $CLASS, d: Tensor, part: float, temperature: float) -> Tensor:
          n = torch.size(d, 0)
          centres = torch.mul(torch.sub(torch.cumsum(torch.new_ones(d, [100]), 0), 0.5), 0.014999999999999999)
          z = torch.div(torch.sub(torch.unsqueeze(d, 1), torch.unsqueeze(centres, 0)), 0.0074999999999999997)
          w = torch.exp(torch.mul(torch.mul(z, z), -0.5))
          bins = torch.sum(torch.div(w, torch.add(torch.sum(w, [1], True), 1e-8)), [0])
          hot = torch.flip(bins, [0])
          volume = torch.div(torch.cumsum(hot, 0), float(n))
          q = torch.sub(volume, part)
          k = torch.exp(torch.div(torch.mul(q, q), torch.mul(-2., torch.mul(temperature, temperature))))
          return torch.div(torch.sum(torch.mul(k, torch.flip(centres, [0]))), torch.add(torch.sum(k), 1e-8))
        def original_volume(self: $CLASS, d: Tensor, dose: float, temperature: float) -> Tensor:
          return torch.mean(torch.sigmoid(torch.div(torch.sub(d, dose), torch.mul(10., temperature))))
      """;
}
