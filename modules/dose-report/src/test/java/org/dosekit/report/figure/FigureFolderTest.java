package org.dosekit.report.figure;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.dosekit.core.io.JsonObject;
import org.dosekit.report.source.Found;
import org.dosekit.report.vector.Drawing;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FigureFolderTest {
  @TempDir private Path folder;

  private static Figure figure(String name) {
    return Figure.of(
        name,
        new Drawing("title", 30, 20, graphics -> graphics.drawLine(1, 2, 3, 4)),
        new Caption("title", "A line.", "From left to right.", List.of("run r")));
  }

  @Test
  void aFigureIsFourFilesAndTheIndexNamesThem() throws IOException {
    FigureFolder figures = FigureFolder.of(folder.resolve("out"));
    figures.add(
        List.of(
            new FigureAttempt("one", Found.of(figure("one"))),
            new FigureAttempt("two", Found.missing("nothing to see"))));
    figures.writeIndex();
    JsonObject index = JsonObject.read(folder.resolve("out/figures.json"));
    JsonObject one = index.objects("figures", each -> each).get(0);
    assertEquals(List.of("one.png", "one.svg", "one.pdf", "one.txt"), one.strings("files"));
    for (String file : one.strings("files")) {
      assertTrue(Files.size(folder.resolve("out").resolve(file)) > 0, file);
    }
    assertEquals(
        """
        title

        What is shown. A line.

        How to read it. From left to right.

        Made from. run r
        """,
        Files.readString(folder.resolve("out/one.txt")));
    JsonObject two = index.objects("left_out", each -> each).get(0);
    assertEquals("nothing to see", two.string("reason"));
    assertEquals(List.of("two: nothing to see"), figures.leftOut());
    assertEquals(1, figures.drawn());
  }

  @Test
  void whatIsWrittenIsTheSameEveryTime() throws IOException {
    for (String run : List.of("a", "b")) {
      figure("one").write(folder.resolve(run));
    }
    for (String ending : List.of("png", "svg", "pdf", "txt")) {
      assertArrayEquals(
          Files.readAllBytes(folder.resolve("a/one." + ending)),
          Files.readAllBytes(folder.resolve("b/one." + ending)),
          ending);
    }
    byte[] pdf = Files.readAllBytes(folder.resolve("a/one.pdf"));
    assertTrue(new String(pdf, StandardCharsets.ISO_8859_1).startsWith("%PDF-1.4"));
  }

  @Test
  void aNameThatLeavesTheFolderIsRefused() {
    assertThrows(IllegalArgumentException.class, () -> figure("../one"));
    assertThrows(IllegalArgumentException.class, () -> figure("a/b"));
  }
}
