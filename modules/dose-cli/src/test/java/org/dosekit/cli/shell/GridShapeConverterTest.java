package org.dosekit.cli.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.dosekit.core.geometry.GridShape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

class GridShapeConverterTest {
  private final GridShapeConverter converter = new GridShapeConverter();

  @Test
  void threeNumbersAreYXZ() {
    assertEquals(new GridShape(128, 96, 80), converter.convert("128x96x80"));
  }

  @Test
  void oneNumberIsACube() {
    assertEquals(GridShape.cube(64), converter.convert("64"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "64x64", "0x1x1", "-1", "9999x9999x9999", "12345", "a"})
  void anythingElseIsRefused(String text) {
    assertThrows(TypeConversionException.class, () -> converter.convert(text));
  }
}
