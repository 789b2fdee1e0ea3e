package org.dosekit.core.structure;

import org.dosekit.core.volume.Mask;
import org.dosekit.core.volume.Volume;

/** The patient's outline found in a CT. */
public final class BodyContour {
  private BodyContour() {}

  /**
   * The largest 6-connected component above -300 HU, its holes filled slice by slice (axial planes,
   * constant z).
   */
  public static Mask fromCt(Volume ctHu) {
    throw new UnsupportedOperationException("to be written");
  }
}
