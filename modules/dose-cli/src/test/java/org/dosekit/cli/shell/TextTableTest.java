package org.dosekit.cli.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Locale;
import org.junit.jupiter.api.Test;

class TextTableTest {
  @Test
  void firstColumnStandsLeftAndTheOthersRight() {
    String text = new TextTable("case", "Gy").row("a", "1.25").row("longer", "10.5").toString();
    assertEquals(String.format("case      Gy%na       1.25%nlonger  10.5%n"), text);
  }

  @Test
  void aRowOfAnotherLengthIsRefused() {
    TextTable table = new TextTable("case", "Gy");
    assertThrows(IllegalArgumentException.class, () -> table.row("a"));
  }

  @Test
  void numbersHaveAPointInEveryLocale() {
    Locale before = Locale.getDefault();
    try {
      Locale.setDefault(Locale.GERMANY);
      assertEquals("1234.50", TextTable.number(1234.5, 2));
    } finally {
      Locale.setDefault(before);
    }
  }

  @Test
  void inMarkdownAPipeAndALineEndStayInTheirCell() {
    TextTable table = new TextTable("name", "|gap| Gy").row("a\nb", "1");
    assertEquals("| name | \\|gap\\| Gy |\n|---|---:|\n| a b | 1 |\n", table.toMarkdown());
  }
}
