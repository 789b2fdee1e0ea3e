package org.dosekit.report.slice;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.Color;
import org.junit.jupiter.api.Test;

class ColourScaleTest {
  private static double luminance(Color c) {
    return 0.2126 * c.getRed() + 0.7152 * c.getGreen() + 0.0722 * c.getBlue();
  }

  @Test
  void doseGrowsBrighterThroughout() {
    ColourScale scale = ColourScale.dose(80);
    double before = -1;
    for (int gy = 0; gy <= 80; gy++) {
      double now = luminance(scale.colour(gy));
      assertTrue(now > before, gy + " Gy");
      before = now;
    }
  }

  @Test
  void beyondTheEndsTheEndsColourIsTaken() {
    ColourScale scale = ColourScale.dose(80);
    assertEquals(scale.colour(80), scale.colour(200));
    assertEquals(scale.colour(0), scale.colour(-5));
    // Ends of plasma as matplotlib 3.9 has them.
    assertEquals(new Color(0x0D0887), scale.colour(0));
    assertEquals(new Color(0xF0F921), scale.colour(80));
  }

  @Test
  void noDifferenceIsWhiteAndSignsAreToldApart() {
    ColourScale scale = ColourScale.difference(5);
    assertEquals(Color.WHITE, scale.colour(0));
    assertTrue(scale.colour(3).getRed() > scale.colour(3).getBlue());
    assertTrue(scale.colour(-3).getBlue() > scale.colour(-3).getRed());
  }

  @Test
  void gammaChangesItsColourJustAboveOne() {
    ColourScale scale = ColourScale.gamma(2);
    Color passed = scale.colour(1);
    Color failed = scale.colour(1.001);
    assertTrue(passed.getBlue() > passed.getRed(), passed.toString());
    assertTrue(failed.getRed() > failed.getBlue(), failed.toString());
  }

  @Test
  void anEmptyRangeIsRefused() {
    assertThrows(IllegalArgumentException.class, () -> ColourScale.dose(0));
    assertThrows(IllegalArgumentException.class, () -> ColourScale.difference(Double.NaN));
  }
}
