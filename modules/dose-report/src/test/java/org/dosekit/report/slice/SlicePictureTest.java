package org.dosekit.report.slice;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.awt.Color;
import java.awt.image.BufferedImage;
import org.dosekit.core.geometry.Grid;
import org.dosekit.core.geometry.GridBox;
import org.dosekit.core.geometry.GridShape;
import org.dosekit.core.geometry.PatientPoint;
import org.dosekit.core.geometry.VoxelSpacing;
import org.junit.jupiter.api.Test;

class SlicePictureTest {
  private static final GridShape SHAPE = new GridShape(7, 7, 1);
  private static final Slice SLICE =
      Slice.of(
          Grid.axial(SHAPE, new VoxelSpacing(2, 4, 1), PatientPoint.ORIGIN),
          SlicePlane.AXIAL,
          0,
          GridBox.whole(SHAPE));

  private static SliceValues everywhere(float value) {
    float[] values = new float[49];
    java.util.Arrays.fill(values, value);
    return new SliceValues(7, 7, values);
  }

  /** The pixel nearest to the middle of an element. */
  private static int at(BufferedImage picture, int row, int column) {
    return picture.getRGB(
        (int) ((column + 0.5) / 7 * picture.getWidth()),
        (int) ((row + 0.5) / 7 * picture.getHeight()));
  }

  private static BufferedImage washed(SliceValues ctHu, SliceValues wash, double opacity) {
    ColourScale scale = ColourScale.dose(70);
    return SlicePicture.of(SLICE, ctHu, wash, value -> opacity, scale::colour);
  }

  @Test
  void thePictureHasTheProportionsOfThePatientAndNotOfTheArray() {
    BufferedImage picture = washed(everywhere(0), everywhere(0), 0);
    assertEquals(2.0, (double) picture.getWidth() / picture.getHeight(), 0.01);
  }

  @Test
  void greyFollowsTheSoftTissueWindow() {
    // Window 400 about 40: -160 is black, 240 white, 40 in the middle.
    SliceValues none = everywhere(Float.NaN);
    assertEquals(0xFF000000, at(washed(everywhere(-160), none, 1), 3, 3));
    assertEquals(0xFFFFFFFF, at(washed(everywhere(240), none, 1), 3, 3));
    assertEquals(0xFF808080, at(washed(everywhere(40), none, 1), 3, 3));
    assertEquals(0xFFFFFFFF, at(washed(everywhere(3000), none, 1), 3, 3));
  }

  @Test
  void anIsodoseVoxelHasTheColourOfItsDose() {
    SliceValues dose = everywhere(35);
    Color pure = ColourScale.dose(70).colour(35);
    assertEquals(pure.getRGB(), at(washed(everywhere(40), dose, 1), 3, 3));
    int half = at(washed(everywhere(-1000), dose, 0.5), 3, 3);
    assertEquals(pure.getRed() / 2.0, half >> 16 & 0xFF, 0.5);
    assertEquals(pure.getBlue() / 2.0, half & 0xFF, 0.5);
  }

  @Test
  void aSingleHotVoxelIsWhereItIs() {
    SliceValues dose = everywhere(0);
    dose.values()[1 * 7 + 5] = 70;
    BufferedImage picture = washed(everywhere(-1000), dose, 1);
    Color hottest = ColourScale.dose(70).colour(70);
    Color found = new Color(at(picture, 1, 5));
    // The pixel's middle is half a pixel, 1/80 of the row, beside the voxel's: 1 to 2 Gy lower.
    assertEquals(hottest.getRed(), found.getRed(), 10);
    assertEquals(hottest.getGreen(), found.getGreen(), 10);
    assertEquals(ColourScale.dose(70).colour(0).getRGB(), at(picture, 5, 1));
  }

  @Test
  void whereThereIsNoNumberTheCtIsSeen() {
    SliceValues gamma = everywhere(Float.NaN);
    gamma.values()[3 * 7 + 3] = 2;
    BufferedImage picture =
        SlicePicture.of(SLICE, everywhere(40), gamma, value -> 1, ColourScale.gamma(2)::colour);
    assertEquals(ColourScale.gamma(2).colour(2).getRGB(), at(picture, 3, 3));
    assertEquals(0xFF808080, at(picture, 3, 4));
  }
}
