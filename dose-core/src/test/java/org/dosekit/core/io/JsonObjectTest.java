package org.dosekit.core.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.dosekit.core.DoseDataException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonObjectTest {
  @TempDir Path folder;

  @Test
  void everythingWrittenIsReadBack() {
    Map<String, Double> limits = new LinkedHashMap<>();
    limits.put("z", 1.5);
    limits.put("a", -1e-300);
    JsonObject written =
        JsonObject.create()
            .put("text", "\u00b5 \"quoted\"\n")
            .put("number", 0.1)
            .put("int", -7)
            .put("long", 1L << 62)
            .put("yes", true)
            .put("object", JsonObject.create().put("inner", "x"))
            .putNull("nothing")
            .putObjects("objects", List.of(JsonObject.create().put("i", 0), JsonObject.create()))
            .putStrings("texts", List.of("b", "a"))
            .putNumbers("numbers", Double.MAX_VALUE, Double.MIN_VALUE, -0.25)
            .putIntegers("integers", Long.MIN_VALUE, Long.MAX_VALUE)
            .putNumberMap("limits", limits);
    Path file = folder.resolve("deep/run.json");
    written.write(file);
    for (JsonObject read :
        List.of(JsonObject.read(file), JsonObject.parse("here", written.toCompactText()))) {
      assertEquals("\u00b5 \"quoted\"\n", read.string("text"));
      assertEquals(0.1, read.number("number"));
      assertEquals(-7, read.integer("int"));
      assertEquals(1L << 62, read.longInteger("long"));
      assertTrue(read.bool("yes"));
      assertEquals("x", read.object("object").string("inner"));
      assertEquals("x", read.optionalObject("object").orElseThrow().string("inner"));
      assertEquals(Optional.empty(), read.optionalObject("nothing"));
      assertFalse(read.has("nothing"));
      assertEquals(List.of(1, 0), read.objects("objects", o -> o.names().size()));
      assertEquals(List.of("b", "a"), read.strings("texts"));
      assertArrayEquals(
          new double[] {Double.MAX_VALUE, Double.MIN_VALUE, -0.25}, read.numbers("numbers"));
      assertArrayEquals(new long[] {Long.MIN_VALUE, Long.MAX_VALUE}, read.integers("integers"));
      assertEquals(
          List.copyOf(limits.entrySet()), List.copyOf(read.numberMap("limits").entrySet()));
      assertEquals(written.names(), read.names());
    }
    assertEquals(1, written.toCompactText().lines().count());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "[]",
        "1",
        "null",
        "\"text\"",
        "{",
        "{}{}",
        "{} x",
        "{\"a\":1,}",
        "{\"a\":NaN}",
        "{\"a\":1,\"a\":2}",
        "{\"o\":{\"b\":1,\"b\":1}}",
        "{a:1}",
        "{'a':1}",
        "{\"a\":01}",
        "// c\n{}",
        "\u0000"
      })
  void whatIsNotOneObjectIsRefused(String text) {
    DoseDataException failure =
        assertThrows(DoseDataException.class, () -> JsonObject.parse("case-7.json", text));
    assertEquals("case-7.json", failure.subject());
  }

  @Test
  void syntaxErrorIsLocated() {
    DoseDataException failure =
        assertThrows(
            DoseDataException.class, () -> JsonObject.parse("p.json", "{\n  \"a\": 1,\n  b\n}"));
    assertTrue(failure.found().contains("line 3"), failure.found());
  }

  @Test
  void nestingBombIsRefusedWithoutRecursingIntoIt() {
    String bomb = "{\"a\":" + "[".repeat(1_000_000);
    assertThrows(DoseDataException.class, () -> JsonObject.parse("bomb.json", bomb));
    assertThrows(
        DoseDataException.class,
        () -> JsonObject.parse("bomb.json", "{\"a\":".repeat(65) + "1" + "}".repeat(65)));
  }

  @Test
  void absentOversizedAndBinaryFilesAreRefused() throws IOException {
    Path absent = folder.resolve("absent.json");
    assertThrows(DoseDataException.class, () -> JsonObject.read(absent));
    assertThrows(DoseDataException.class, () -> JsonObject.read(folder));
    Path huge = folder.resolve("huge.json");
    try (RandomAccessFile sparse = new RandomAccessFile(huge.toFile(), "rw")) {
      sparse.setLength(1L << 40);
    }
    DoseDataException failure = assertThrows(DoseDataException.class, () -> JsonObject.read(huge));
    assertTrue(failure.expected().contains("64 MiB"), failure.getMessage());
    Path latin = folder.resolve("latin.json");
    Files.write(latin, new byte[] {'{', '"', (byte) 0xe4, '"', ':', '1', '}'});
    assertThrows(DoseDataException.class, () -> JsonObject.read(latin));
  }

  @Test
  void missingAndMistypedFieldsAreNamedWithTheirPlace() {
    JsonObject json =
        JsonObject.parse(
            "p.json",
            """
            {"text": "x", "half": 0.5, "big": 3000000000, "huge": 1e999, "over": 9223372036854775808,
             "none": null, "list": [1, "x"], "object": {"deep": [{"a": 1}, 2]}}
            """);
    assertNames(json, "absent", j -> j.string("absent"));
    assertNames(json, "none", j -> j.number("none"));
    assertNames(json, "text", j -> j.number("text"));
    assertNames(json, "half", j -> j.string("half"));
    assertNames(json, "half", j -> j.integer("half"));
    assertNames(json, "half", j -> j.longInteger("half"));
    assertNames(json, "half", j -> j.bool("half"));
    assertNames(json, "big", j -> j.integer("big"));
    assertNames(json, "huge", j -> j.number("huge"));
    assertNames(json, "over", j -> j.longInteger("over"));
    assertNames(json, "text", j -> j.object("text"));
    assertNames(json, "text", j -> j.optionalObject("text"));
    assertNames(json, "text", j -> j.strings("text"));
    assertNames(json, "list", j -> j.strings("list"));
    assertNames(json, "list", j -> j.numbers("list"));
    assertNames(json, "list", j -> j.integers("list"));
    assertNames(json, "list", j -> j.objects("list", o -> o));
    assertNames(json, "deep", j -> j.numberMap("object"));
    DoseDataException failure =
        assertThrows(
            DoseDataException.class,
            () -> json.object("object").objects("deep", o -> o.string("a")));
    assertEquals("p.json: object: deep[0]", failure.subject());
  }

  private static void assertNames(JsonObject json, String field, Consumer<JsonObject> read) {
    DoseDataException failure =
        assertThrows(DoseDataException.class, () -> read.accept(json), field);
    assertTrue(failure.getMessage().contains("'" + field + "'"), failure.getMessage());
    assertTrue(failure.subject().startsWith("p.json"), failure.subject());
  }

  @Test
  void unknownFieldIsRefusedWhereOnlyKnownOnesMayStand() {
    JsonObject json = JsonObject.parse("p.json", "{\"alpha\": 1, \"bta\": 2}");
    json.requireOnly("alpha", "bta", "gamma");
    assertNames(json, "bta", j -> j.requireOnly("alpha", "beta"));
  }

  @Test
  void longValuesAreCutInMessages() {
    JsonObject json = JsonObject.parse("p.json", "{\"a\": \"" + "x".repeat(100_000) + "\"}");
    DoseDataException failure = assertThrows(DoseDataException.class, () -> json.number("a"));
    assertTrue(failure.getMessage().length() < 300, "length " + failure.getMessage().length());
  }

  @ParameterizedTest
  @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
  void numbersThatJsonLacksAreRefusedOnWriting(double value) {
    JsonObject json = JsonObject.create();
    assertThrows(IllegalArgumentException.class, () -> json.put("a", value));
    assertThrows(IllegalArgumentException.class, () -> json.putNumbers("b", 1, value));
    assertThrows(IllegalArgumentException.class, () -> json.putNumberMap("c", Map.of("x", value)));
    assertEquals(List.of(), json.names());
  }

  @Test
  void numbersAreFoundByTheFieldsThatLeadToThem() {
    JsonObject json =
        JsonObject.parse(
            "p.json",
            """
            {"a": 1, "b": {"c.d": {"e": -2.5}, "f": null, "g": "3", "h": true}, "i": [4],
             "j": 1e999}
            """);
    assertEquals(Map.of("a", 1.0, "b.c.d.e", -2.5), json.numbersByPath());
    assertEquals(List.of("a", "b.c.d.e"), List.copyOf(json.numbersByPath().keySet()));
  }

  @Test
  void scalarsAreTextsByTheFieldsThatLeadToThem() {
    JsonObject json =
        JsonObject.parse(
            "p.json",
            "{\"a\": 1, \"b\": {\"c\": \"x\", \"d\": null, \"e\": true}, \"f\": [64, \"y\"]}");
    assertEquals(
        Map.of("a", "1", "b.c", "x", "b.e", "true", "f", "[64,\"y\"]"), json.textsByPath());
    assertEquals(List.of("a", "b.c", "b.e", "f"), List.copyOf(json.textsByPath().keySet()));
  }

  @Test
  void invalidValuesAreAnErrorOfTheFile() {
    IllegalArgumentException cause = new IllegalArgumentException("patch of 3 voxels");
    DoseDataException failure = JsonObject.parse("p.json", "{}").invalid(cause);
    assertEquals("p.json", failure.subject());
    assertEquals("patch of 3 voxels", failure.found());
    assertEquals(cause, failure.getCause());
  }

  @Test
  void unknownFieldIsAnsweredWithTheNearestKnownOne() {
    JsonObject json = JsonObject.parse("p.json", "{\"bta\": 1}");
    DoseDataException error =
        assertThrows(DoseDataException.class, () -> json.requireOnly("alpha", "beta"));
    assertEquals("did you mean 'beta'?", error.remedy());
  }

  @Test
  void fieldsThatAreLackingComeFromTheDefaults() {
    JsonObject defaults =
        JsonObject.parse(
            "d.json", "{\"a\": 1, \"o\": {\"x\": 1, \"l\": [1, 2]}, \"s\": {\"k\": 1}}");
    JsonObject part = JsonObject.parse("p.json", "{\"b\": 2, \"o\": {\"l\": [3]}, \"s\": 5}");

    JsonObject whole = part.over(defaults);

    assertEquals("p.json", whole.where());
    assertEquals("{\"a\":1,\"o\":{\"x\":1,\"l\":[3]},\"s\":5,\"b\":2}", whole.toCompactText());
    assertEquals(List.of("b", "o", "s"), part.names(), "the object itself is as it was");
  }

  @Test
  void differencesAreNamedByTheFieldsThatLeadToThem() {
    JsonObject one =
        JsonObject.parse("a", "{\"n\": 2, \"o\": {\"x\": 1, \"y\": [1, 2]}, \"only\": true}");
    JsonObject other =
        JsonObject.parse("b", "{\"o\": {\"y\": [1, 3], \"x\": 1}, \"more\": \"t\", \"n\": 2}");

    assertEquals(
        List.of("o.y: [1,2], not [1,3]", "only: true, not nothing", "more: nothing, not \"t\""),
        one.differencesFrom(other));
    assertEquals(List.of(), one.differencesFrom(one));
  }

  @Test
  void whatIsWrittenAndReadAgainDiffersInNothing() {
    JsonObject put =
        JsonObject.create().put("long", 42L).put("whole", 3.0).put("small", 1e-6).put("int", 7);
    assertEquals(List.of(), put.differencesFrom(JsonObject.parse("read", put.toText())));
  }
}
