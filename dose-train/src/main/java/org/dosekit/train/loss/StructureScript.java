package org.dosekit.train.loss;

/**
 * The losses of {@link org.dosekit.train.settings.StructureLoss} as TorchScript methods, and those
 * that find a region's voxels in a batch.
 */
final class StructureScript {
  private StructureScript() {}

  /** The methods. */
  static String of(String className) {
    return SOURCE.replace("$CLASS", className);
  }

  private static final String SOURCE =
      """
        def pieces(self: $CLASS, rv: Tensor, rc: Tensor) -> List[Tensor]:
          sizes = annotate(List[int], [])
          rest = torch.size(rv, 0)
          for i in range(torch.size(rc, 0)):
            size = int(torch.select(rc, 0, i))
            rest = torch.sub(rest, size)
            _0 = torch.append(sizes, size)
          _1 = torch.append(sizes, rest)
          return torch.split_with_sizes(torch.to(rv, 4), sizes)
        def region(self: $CLASS, pieces: List[Tensor], region: int, regions: int) -> Tensor:
          patches = torch.floordiv(torch.sub(torch.len(pieces), 1), regions)
          found = annotate(List[Tensor], [])
          for n in range(patches):
            _0 = torch.append(found, pieces[torch.add(torch.mul(n, regions), region)])
          return torch.cat(found)
        def structure_weighted(self: $CLASS, error: Tensor, w: Tensor, targets: Tensor, surfaces: Tensor) -> Tensor:
          everywhere = torch.mul(torch.new_ones(w, [torch.numel(w)]), 0.5)
          near = torch.index_fill(everywhere, 0, surfaces, 1.5)
          inside = torch.index_fill(near, 0, targets, 2.)
          counted = torch.mul(torch.reshape(inside, torch.size(w)), w)
          return torch.div(torch.sum(torch.mul(counted, torch.mul(error, error))), torch.sum(w))
        def asymmetric(self: $CLASS, error: Tensor, w: Tensor, targets: Tensor) -> Tensor:
          e = torch.index_select(torch.reshape(error, [-1]), 0, targets)
          counted = torch.to(torch.gt(torch.index_select(torch.reshape(w, [-1]), 0, targets), 0), 6)
          factor = torch.mul(torch.add(torch.mul(torch.to(torch.lt(e, 0), 6), 2.), 1.), counted)
          voxels = torch.clamp(torch.sum(counted), 1.)
          return torch.div(torch.sum(torch.mul(factor, torch.mul(e, e))), voxels)
      """;
}
