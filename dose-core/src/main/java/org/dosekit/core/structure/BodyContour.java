package org.dosekit.core.structure;

import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;
import org.dosekit.core.geometry.GridShape;
import org.dosekit.core.volume.Mask;
import org.dosekit.core.volume.Volume;

/** The patient's outline found in a CT. */
public final class BodyContour {
  /** Between fat (-100 HU) and lung or air (-700 HU and less). */
  private static final float THRESHOLD_HU = -300;

  private BodyContour() {}

  /**
   * The largest 6-connected component above -300 HU, its holes filled slice by slice (axial planes,
   * constant z); empty when nothing is above -300 HU.
   */
  public static Mask fromCt(Volume ctHu) {
    float[] hu = ctHu.data();
    GridShape shape = ctHu.grid().shape();
    BitSet body =
        ConnectedComponents.largest(
            Mask.where(ctHu.grid(), i -> hu[i] > THRESHOLD_HU).toBitSet(), shape);
    List<BitSet> holes =
        IntStream.range(0, shape.nz()).parallel().mapToObj(z -> holes(body, shape, z)).toList();
    for (int z = 0; z < shape.nz(); z++) {
      int slice = z;
      holes.get(z).stream().forEach(pixel -> body.set(pixel * shape.nz() + slice));
    }
    return Mask.of(ctHu.grid(), body);
  }

  /** The pixels {@code y*nx + x} of a slice outside the body that no way leads to from its edge. */
  private static BitSet holes(BitSet body, GridShape shape, int z) {
    int ny = shape.ny();
    int nx = shape.nx();
    BitSet background = new BitSet(ny * nx);
    for (int pixel = 0; pixel < ny * nx; pixel++) {
      if (!body.get(pixel * shape.nz() + z)) {
        background.set(pixel);
      }
    }
    // A slice is a grid of one row, so that 6-connected is 4-connected in the plane.
    GridShape plane = new GridShape(1, ny, nx);
    for (int y = 0; y < ny; y++) {
      boolean edgeRow = y == 0 || y == ny - 1;
      for (int x = 0; x < nx; x += edgeRow ? 1 : Math.max(1, nx - 1)) {
        if (background.get(y * nx + x)) {
          ConnectedComponents.remove(background, plane, y * nx + x);
        }
      }
    }
    return background;
  }
}
