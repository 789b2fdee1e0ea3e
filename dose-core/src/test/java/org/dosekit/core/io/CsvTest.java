package org.dosekit.core.io;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class CsvTest {
  @Test
  void onlyWhatWouldEndAFieldIsQuoted() {
    assertEquals("D95%[Gy]", Csv.field("D95%[Gy]"));
    assertEquals("\"a,b\"", Csv.field("a,b"));
    assertEquals("\"say \"\"x\"\"\"", Csv.field("say \"x\""));
    assertEquals("\"two\nlines\"", Csv.field("two\nlines"));
  }
}
