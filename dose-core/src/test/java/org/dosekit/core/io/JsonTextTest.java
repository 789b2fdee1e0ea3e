package org.dosekit.core.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Jackson's own mapper is the oracle. */
class JsonTextTest {
  private static final JsonMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build())
          .build();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"a\": [1, -2.5, 1e-7, -0.0, 2147483648, 9007199254740993, 12345678901234567890]}",
        "{\"a\": \"\\u00e9\\n\\\"\\u0001\", \"b\": null, \"c\": true, \"d\": false}",
        "{\"e\": [], \"f\": {}, \"g\": [[], [{}], {\"h\": [1e999]}]}",
        "{\"\": {\"\": 1}}"
      })
  void treeAndTextAreThoseOfTheMapper(String text) {
    ObjectNode tree = JsonText.parse(text).orElseThrow();
    assertEquals(MAPPER.readTree(text), tree);
    assertEquals(MAPPER.writeValueAsString(tree), JsonText.format(tree, false));
    assertEquals(
        MAPPER.writer().with(SerializationFeature.INDENT_OUTPUT).writeValueAsString(tree),
        JsonText.format(tree, true));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "  ", "[]", "[{}]", "1", "null", "\"{}\""})
  void anotherValueIsNoObject(String text) {
    assertTrue(JsonText.parse(text).isEmpty());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{",
        "{\"a\":",
        "{\"a\":1,}",
        "{a:1}",
        "{\"a\":NaN}",
        "{\"a\":1,\"a\":2}",
        "{} x",
        "{}{}"
      })
  void whatTheMapperRefusesIsRefused(String text) {
    assertThrows(JacksonException.class, () -> MAPPER.readTree(text));
    assertThrows(JacksonException.class, () -> JsonText.parse(text));
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"a\":", "["})
  void nestingWithoutEndIsRefused(String opening) {
    assertThrows(JacksonException.class, () -> JsonText.parse(opening.repeat(65)));
    assertThrows(JacksonException.class, () -> JsonText.parse(opening.repeat(100_000)));
  }
}
