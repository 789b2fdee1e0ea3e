package org.dosekit.train.run;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.dosekit.core.DoseDataException;
import org.dosekit.core.geometry.GridShape;
import org.dosekit.core.io.JsonObject;
import org.dosekit.core.protocol.Protocol;
import org.dosekit.train.settings.Backward;
import org.dosekit.train.settings.DvhLoss;
import org.dosekit.train.settings.DvhReading;
import org.dosekit.train.settings.DvhTermSet;
import org.dosekit.train.settings.EngineSettings;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The published schema and the reader say the same; the schema is read by another's validator. */
class TrainingConfigSchemaTest {
  private static final JsonObject SCHEMA = JsonObject.parse("schema", TrainingConfig.jsonSchema());
  private static final Schema VALIDATOR =
      SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
          .getSchema(TrainingConfig.jsonSchema());
  private static final TrainingConfig CONFIG =
      TrainingConfig.defaults(Protocol.builtIn("prostate-sib"), 16, GridShape.cube(64))
          // Fits every layout and every precision.
          .withEngine(EngineSettings.PLAIN.withBackward(Backward.KEEP));

  /** A value of the configuration: its section, empty at the top, and its name. */
  private record Key(String section, String name, JsonObject schema) {
    String with(String value) {
      String field = "\"%s\": %s".formatted(name, value);
      return section.isEmpty() ? "{" + field + "}" : "{\"%s\": {%s}}".formatted(section, field);
    }

    @Override
    public String toString() {
      return section + "." + name;
    }
  }

  @Test
  void wholeConfigurationIsValid() {
    assertEquals(List.of(), errors(CONFIG.toJson()));
  }

  @ParameterizedTest
  @EnumSource(DvhTermSet.class)
  void doseVolumeTermsAreValidHoweverTheyAreRead(DvhTermSet set) {
    DvhLoss exact = DvhLoss.of(CONFIG.protocol(), set, 0.5);
    for (DvhLoss dvh : List.of(exact, exact.withReading(new DvhReading.AsOriginal(0.1)))) {
      TrainingConfig config = CONFIG.withLoss(CONFIG.loss().withDvh(dvh));
      assertEquals(List.of(), errors(config.toJson()));
      assertEquals(config, CONFIG.withJson("over another", config.toJson()));
    }
  }

  @Test
  void schemaAndReaderKnowTheSameKeys() {
    JsonObject written = JsonObject.parse("config", CONFIG.toJson());
    JsonObject sections = SCHEMA.object("properties");
    Set<String> known = new TreeSet<>(sections.names());
    known.remove("$schema");
    assertEquals(new TreeSet<>(written.names()), known);
    for (String section : known) {
      sections
          .object(section)
          .optionalObject("properties")
          .ifPresent(
              properties ->
                  assertEquals(
                      new TreeSet<>(written.object(section).names()),
                      new TreeSet<>(properties.names()),
                      section));
    }
  }

  @TestFactory
  Stream<DynamicTest> schemaAndReaderRefuseTheSameValues() {
    return keys().stream()
        .map(
            key ->
                DynamicTest.dynamicTest(
                    key.toString(), () -> outside(key).forEach(v -> assertRefused(key.with(v)))));
  }

  @TestFactory
  Stream<DynamicTest> schemaAndReaderTakeTheSameChoices() {
    return keys().stream()
        .filter(key -> key.schema().has("enum"))
        .map(
            key ->
                DynamicTest.dynamicTest(
                    key.toString(),
                    () -> {
                      for (String choice : key.schema().strings("enum")) {
                        String json = key.with("\"" + choice + "\"");
                        assertEquals(List.of(), errors(json));
                        assertDoesNotThrow(() -> CONFIG.withJson("test", json));
                      }
                    }));
  }

  @Test
  void unknownKeysAreRefusedByBoth() {
    assertRefused("{\"optimiser\": {}}");
    assertRefused("{\"loss\": {\"huber\": 1}}");
    assertRefused("{\"network\": {\"width\": 1}}");
    assertRefused("{\"encoding\": {\"mean\": 1}}");
  }

  private static void assertRefused(String json) {
    assertTrue(!errors(json).isEmpty(), () -> "the schema takes " + json);
    assertThrows(
        DoseDataException.class, () -> CONFIG.withJson("test", json), () -> "reader: " + json);
  }

  private static List<String> errors(String json) {
    return VALIDATOR.validate(json, InputFormat.JSON).stream().map(Object::toString).toList();
  }

  private static List<Key> keys() {
    List<Key> keys = new ArrayList<>();
    JsonObject properties = SCHEMA.object("properties");
    for (String name : properties.names()) {
      JsonObject schema = properties.object(name);
      if (schema.has("properties")) {
        JsonObject inner = schema.object("properties");
        inner.names().forEach(key -> keys.add(new Key(name, key, inner.object(key))));
      } else if (!name.equals("$schema")) {
        keys.add(new Key("", name, schema));
      }
    }
    return keys;
  }

  /** Values just outside what the schema allows, and of another type. */
  private static Collection<String> outside(Key key) {
    JsonObject schema = key.schema();
    List<String> values = new ArrayList<>(List.of("{\"a\": true}"));
    if (schema.has("enum") || (schema.has("type") && schema.string("type").equals("string"))) {
      values.add("1");
      values.add(schema.has("enum") ? "\"none of them\"" : "\" \"");
      return values;
    }
    values.add("\"text\"");
    boolean whole = schema.string("type").equals("integer");
    double step = whole ? 1 : 1e-9;
    if (whole) {
      values.add("1.5");
    }
    if (schema.has("minimum")) {
      values.add(number(schema.number("minimum") - step, whole));
    }
    if (schema.has("exclusiveMinimum")) {
      values.add(number(schema.number("exclusiveMinimum"), whole));
    }
    if (schema.has("maximum")) {
      double maximum = schema.number("maximum");
      values.add(number(Math.max(maximum + step, Math.nextUp(maximum)), whole));
    }
    if (schema.has("exclusiveMaximum")) {
      values.add(number(schema.number("exclusiveMaximum"), whole));
    }
    if (key.name().equals("shape")) {
      values.addAll(List.of("[64, 64]", "[64, 64, 40]", "[64, 64, 0]", "[64, 64, \"64\"]"));
    }
    if (key.name().equals("metrics")) {
      values.addAll(List.of("[\"a\", \"a\"]", "[1]"));
    }
    if (key.name().equals("protocol")) {
      values.remove("{\"a\": true}");
    }
    return values;
  }

  private static String number(double value, boolean whole) {
    return whole ? Long.toString((long) value) : Double.toString(value);
  }
}
