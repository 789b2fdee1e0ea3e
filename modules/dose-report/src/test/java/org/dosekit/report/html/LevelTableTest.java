package org.dosekit.report.html;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class LevelTableTest {
  static Stream<LevelTable> tables() {
    return Stream.of(
        LevelTable.ct(),
        LevelTable.doseGy(77.3),
        LevelTable.doseGy(0),
        LevelTable.differenceGy(41.5),
        LevelTable.gamma());
  }

  @ParameterizedTest
  @MethodSource("tables")
  void levelsAscendAndTheirValuesKeepTheirCodes(LevelTable table) {
    double[] levels = table.levels();
    assertTrue(levels.length <= 256);
    for (int code = 0; code < levels.length; code++) {
      assertEquals(code, table.code((float) levels[code]));
      assertTrue(code == 0 || levels[code] > levels[code - 1]);
    }
  }

  @ParameterizedTest
  @MethodSource("tables")
  void everyValueInTheRangeIsWithinTheAccuracyOfItsLevel(LevelTable table) {
    double[] levels = table.levels();
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < 10_000; i++) {
      float value = (float) random.nextDouble(levels[0], levels[levels.length - 1]);
      assertTrue(Math.abs(levels[table.code(value)] - value) <= table.accuracy() + 1e-4);
    }
    assertEquals(0, table.code(-1e6f));
    assertEquals(levels.length - 1, table.code(1e6f));
  }

  @Test
  void softTissueAndSmallDifferencesAreFine() {
    double[] hu = LevelTable.ct().levels();
    double[] gy = LevelTable.differenceGy(20).levels();
    assertEquals(30, hu[LevelTable.ct().code(30)], 2);
    assertEquals(0, gy[LevelTable.differenceGy(20).code(0)]);
    assertEquals(0.5, gy[LevelTable.differenceGy(20).code(0.5f)], 0.03);
  }

  @Test
  void aPassingGammaStaysOneAndAFailingToo() {
    LevelTable table = LevelTable.gamma();
    assertTrue(table.levels()[table.code(1)] <= 1);
    assertTrue(table.levels()[table.code(1.0001f)] > 1);
    assertEquals(LevelTable.NONE, table.code(Float.NaN));
    assertTrue(table.levels().length <= LevelTable.NONE);
  }
}
