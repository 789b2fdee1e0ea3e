package org.dosekit.core.network;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UNet3dTest {
  @ParameterizedTest
  @CsvSource({"48, 8", "16, 8", "4, 4", "3, 3", "6, 6", "12, 6", "7, 7", "11, 1", "22, 2"})
  void groupsAreTheLargestDivisorUpToEight(int channels, int groups) {
    assertEquals(groups, UNet3d.groups(channels));
  }
}
