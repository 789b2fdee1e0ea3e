package org.dosekit.core.io;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.Function;
import org.dosekit.core.DoseDataException;
import tools.jackson.core.JacksonException;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A JSON object that knows where it came from, so that every complaint names the file and the
 * field.
 *
 * <p>Numbers are finite: NaN and infinities are refused on writing, as JSON has none.
 */
public final class JsonObject {
  private static final long MAX_FILE_BYTES = 64L << 20;

  private final String where;
  private final ObjectNode node;

  private JsonObject(String where, ObjectNode node) {
    this.where = where;
    this.node = node;
  }

  /** An empty object to fill. */
  public static JsonObject create() {
    return new JsonObject("new JSON", JsonText.NODES.objectNode());
  }

  /**
   * Parses a text.
   *
   * @param where the file or source, named in errors
   * @throws DoseDataException when the text is not one JSON object
   */
  public static JsonObject parse(String where, String text) {
    Optional<ObjectNode> object;
    try {
      object = JsonText.parse(text);
    } catch (JacksonException e) {
      TokenStreamLocation at = e.getLocation();
      String found =
          at == null
              ? "text that is not JSON"
              : "text that is not JSON at line %d, column %d"
                  .formatted(at.getLineNr(), at.getColumnNr());
      throw DoseDataException.of(
              where, found, "one JSON object, no field twice", "restore the file")
          .withCause(e);
    }
    return new JsonObject(
        where,
        object.orElseThrow(
            () ->
                DoseDataException.of(
                    where, "JSON that is not an object", "one JSON object", "restore the file")));
  }

  /**
   * Reads a file of at most 64 MiB.
   *
   * @throws DoseDataException when it is absent, too large, or not one JSON object
   */
  public static JsonObject read(Path file) {
    try {
      if (Files.size(file) > MAX_FILE_BYTES) {
        throw DoseDataException.of(
            file.toString(),
            Files.size(file) + " bytes",
            "at most 64 MiB of JSON",
            "check the file");
      }
      return parse(file.toString(), Files.readString(file));
    } catch (IOException e) {
      throw DoseDataException.of(
              file.toString(),
              "no readable file (" + e.getClass().getSimpleName() + ")",
              "a JSON file in UTF-8",
              "check the path")
          .withCause(e);
    }
  }

  /** Writes the object, indented, atomically. */
  public void write(Path file) {
    AtomicFile.writeText(file, toText() + "\n");
  }

  /** The object as indented text. */
  public String toText() {
    return JsonText.format(node, true);
  }

  /** The object as one line. */
  public String toCompactText() {
    return JsonText.format(node, false);
  }

  /** The file or source this object was read from, with the path of fields down to it. */
  public String where() {
    return where;
  }

  /** Field names in order. */
  public List<String> names() {
    return List.copyOf(node.propertyNames());
  }

  /** Whether the field is there and not null. */
  public boolean has(String name) {
    return node.hasNonNull(name);
  }

  /**
   * Refuses fields that no reader knows: a misspelt optional field would otherwise be ignored.
   *
   * @throws DoseDataException when there is a field of another name, with the nearest known one
   */
  public void requireOnly(String... known) {
    List<String> unknown = new ArrayList<>(names());
    unknown.removeAll(List.of(known));
    if (!unknown.isEmpty()) {
      throw DoseDataException.of(
          where,
          "unknown field '" + unknown.get(0) + "'",
          "only the fields " + String.join(", ", known),
          Spelling.remedy(unknown.get(0), List.of(known)));
    }
  }

  /**
   * A copy with the fields it lacks taken from other values, in objects within it too; a list is
   * one value. It is named as this object in errors.
   */
  public JsonObject over(JsonObject defaults) {
    return new JsonObject(where, merged(node, defaults.node));
  }

  private static ObjectNode merged(ObjectNode node, ObjectNode defaults) {
    ObjectNode result = defaults.deepCopy();
    node.forEachEntry(
        (name, value) ->
            result.set(
                name,
                value instanceof ObjectNode object
                        && defaults.get(name) instanceof ObjectNode objectDefaults
                    ? merged(object, objectDefaults)
                    : value.deepCopy()));
    return result;
  }

  /**
   * Where this object says something else than another: the names of the fields that lead there
   * joined by dots, and both values; in the order of the fields, those that only the other has
   * last. Empty when they say the same. A list is one value.
   */
  public List<String> differencesFrom(JsonObject other) {
    List<String> differences = new ArrayList<>();
    collectDifferences("", node, other.node, differences);
    return List.copyOf(differences);
  }

  private static void collectDifferences(
      String prefix, ObjectNode object, ObjectNode other, List<String> differences) {
    Set<String> names = new LinkedHashSet<>(object.propertyNames());
    names.addAll(other.propertyNames());
    for (String name : names) {
      if (object.get(name) instanceof ObjectNode inner
          && other.get(name) instanceof ObjectNode otherInner) {
        collectDifferences(prefix + name + ".", inner, otherInner, differences);
      } else {
        // As texts: a number that was read and the same one that was put may be of two types.
        String value = valueOrNothing(object, name);
        String otherValue = valueOrNothing(other, name);
        if (!value.equals(otherValue)) {
          differences.add(prefix + name + ": " + shown(value) + ", not " + shown(otherValue));
        }
      }
    }
  }

  private static String valueOrNothing(ObjectNode object, String name) {
    return object.has(name) ? object.get(name).toString() : "nothing";
  }

  /** A text field. */
  public String string(String name) {
    JsonNode value = required(name);
    if (!value.isString()) {
      throw mistyped(name, value, "a text");
    }
    return value.stringValue();
  }

  /** A finite number. */
  public double number(String name) {
    JsonNode value = required(name);
    if (!value.isNumber() || !Double.isFinite(value.doubleValue())) {
      throw mistyped(name, value, "a finite number");
    }
    return value.doubleValue();
  }

  /** A whole number that fits an int. */
  public int integer(String name) {
    return Math.toIntExact(longInteger(name, Integer.MIN_VALUE, Integer.MAX_VALUE));
  }

  /** A whole number that fits a long. */
  public long longInteger(String name) {
    return longInteger(name, Long.MIN_VALUE, Long.MAX_VALUE);
  }

  private long longInteger(String name, long min, long max) {
    JsonNode value = required(name);
    if (!value.isIntegralNumber() || !value.canConvertToLong()) {
      throw mistyped(name, value, "a whole number");
    }
    if (value.longValue() < min || value.longValue() > max) {
      throw mistyped(name, value, "a whole number in " + min + ".." + max);
    }
    return value.longValue();
  }

  /** A truth value. */
  public boolean bool(String name) {
    JsonNode value = required(name);
    if (!value.isBoolean()) {
      throw mistyped(name, value, "true or false");
    }
    return value.booleanValue();
  }

  /** An object field. */
  public JsonObject object(String name) {
    JsonNode value = required(name);
    if (!(value instanceof ObjectNode object)) {
      throw mistyped(name, value, "an object");
    }
    return new JsonObject(where + ": " + name, object);
  }

  /** An optional object field. */
  public Optional<JsonObject> optionalObject(String name) {
    return has(name) ? Optional.of(object(name)) : Optional.empty();
  }

  /** A list of objects, each read by {@code reader}. */
  public <R> List<R> objects(String name, Function<JsonObject, R> reader) {
    List<R> result = new ArrayList<>();
    for (JsonNode element : array(name)) {
      if (!(element instanceof ObjectNode object)) {
        throw mistyped(name, element, "a list of objects");
      }
      result.add(
          reader.apply(new JsonObject(where + ": " + name + "[" + result.size() + "]", object)));
    }
    return List.copyOf(result);
  }

  /** A list of texts. */
  public List<String> strings(String name) {
    List<String> result = new ArrayList<>();
    for (JsonNode element : array(name)) {
      if (!element.isString()) {
        throw mistyped(name, element, "a list of texts");
      }
      result.add(element.stringValue());
    }
    return List.copyOf(result);
  }

  /** A list of finite numbers. */
  public double[] numbers(String name) {
    ArrayNode array = array(name);
    double[] result = new double[array.size()];
    for (int i = 0; i < result.length; i++) {
      JsonNode element = array.get(i);
      if (!element.isNumber() || !Double.isFinite(element.doubleValue())) {
        throw mistyped(name, element, "a list of finite numbers");
      }
      result[i] = element.doubleValue();
    }
    return result;
  }

  /** A list of whole numbers that fit a long. */
  public long[] integers(String name) {
    ArrayNode array = array(name);
    long[] result = new long[array.size()];
    for (int i = 0; i < result.length; i++) {
      JsonNode element = array.get(i);
      if (!element.isIntegralNumber() || !element.canConvertToLong()) {
        throw mistyped(name, element, "a list of whole numbers");
      }
      result[i] = element.longValue();
    }
    return result;
  }

  /** An object whose every field is a finite number, in order. */
  public Map<String, Double> numberMap(String name) {
    JsonObject object = object(name);
    Map<String, Double> result = new LinkedHashMap<>();
    for (String key : object.names()) {
      result.put(key, object.number(key));
    }
    return result;
  }

  /**
   * Every finite number in the object and in the objects within it, by the names of the fields that
   * lead to it joined by dots; lists are passed over.
   */
  public Map<String, Double> numbersByPath() {
    Map<String, Double> result = new LinkedHashMap<>();
    collectNumbers("", node, result);
    return result;
  }

  private static void collectNumbers(String prefix, ObjectNode object, Map<String, Double> result) {
    object.forEachEntry(
        (name, value) -> {
          if (value instanceof ObjectNode inner) {
            collectNumbers(prefix + name + ".", inner, result);
          } else if (value.isNumber() && Double.isFinite(value.doubleValue())) {
            result.put(prefix + name, value.doubleValue());
          }
        });
  }

  /**
   * Every text, number and truth value in the object and in the objects within it as text, by the
   * names of the fields that lead to it joined by dots; lists as JSON. Nulls are passed over.
   */
  public Map<String, String> textsByPath() {
    Map<String, String> result = new LinkedHashMap<>();
    collectTexts("", node, result);
    return result;
  }

  private static void collectTexts(String prefix, ObjectNode object, Map<String, String> result) {
    object.forEachEntry(
        (name, value) -> {
          if (value instanceof ObjectNode inner) {
            collectTexts(prefix + name + ".", inner, result);
          } else if (!value.isNull()) {
            result.put(
                prefix + name,
                value.isString() ? value.stringValue() : JsonText.format(value, false));
          }
        });
  }

  /** Sets a text. */
  public JsonObject put(String name, String value) {
    node.put(name, value);
    return this;
  }

  /** Sets a finite number. */
  public JsonObject put(String name, double value) {
    if (!Double.isFinite(value)) {
      throw new IllegalArgumentException(
          name + " is " + value + ": JSON holds finite numbers only");
    }
    node.put(name, value);
    return this;
  }

  /** Sets a whole number. */
  public JsonObject put(String name, long value) {
    node.put(name, value);
    return this;
  }

  /** Sets a whole number. */
  public JsonObject put(String name, int value) {
    node.put(name, value);
    return this;
  }

  /** Sets a truth value. */
  public JsonObject put(String name, boolean value) {
    node.put(name, value);
    return this;
  }

  /** Sets an object. */
  public JsonObject put(String name, JsonObject value) {
    node.set(name, value.node);
    return this;
  }

  /** Sets a number, or an explicit null for a value that does not exist. */
  public JsonObject put(String name, OptionalDouble value) {
    return value.isPresent() ? put(name, value.getAsDouble()) : putNull(name);
  }

  /** Sets an explicit null, for a value that does not exist (a metric of an absent structure). */
  public JsonObject putNull(String name) {
    node.putNull(name);
    return this;
  }

  /** Sets a list of objects. */
  public JsonObject putObjects(String name, List<JsonObject> values) {
    ArrayNode array = node.putArray(name);
    values.forEach(v -> array.add(v.node));
    return this;
  }

  /** Sets a list of texts. */
  public JsonObject putStrings(String name, List<String> values) {
    ArrayNode array = node.putArray(name);
    values.forEach(array::add);
    return this;
  }

  /** Sets a list of finite numbers. */
  public JsonObject putNumbers(String name, double... values) {
    ArrayNode array = JsonText.NODES.arrayNode();
    for (double value : values) {
      if (!Double.isFinite(value)) {
        throw new IllegalArgumentException(
            name + " holds " + value + ": JSON holds finite numbers only");
      }
      array.add(value);
    }
    node.set(name, array);
    return this;
  }

  /** Sets a list of whole numbers. */
  public JsonObject putIntegers(String name, long... values) {
    ArrayNode array = node.putArray(name);
    for (long value : values) {
      array.add(value);
    }
    return this;
  }

  /** Sets an object of numbers. */
  public JsonObject putNumberMap(String name, Map<String, Double> values) {
    JsonObject object = create();
    values.forEach((key, value) -> object.put(key, value.doubleValue()));
    return put(name, object);
  }

  /** What to throw when the fields are well-formed but their values together are not. */
  public DoseDataException invalid(IllegalArgumentException cause) {
    return DoseDataException.of(
            where, String.valueOf(cause.getMessage()), "usable values", "correct them")
        .withCause(cause);
  }

  private ArrayNode array(String name) {
    JsonNode value = required(name);
    if (!(value instanceof ArrayNode array)) {
      throw mistyped(name, value, "a list");
    }
    return array;
  }

  private JsonNode required(String name) {
    JsonNode value = node.get(name);
    if (value == null || value.isNull()) {
      throw DoseDataException.of(
          where, "no field '" + name + "'", "the field '" + name + "'", "add it");
    }
    return value;
  }

  private DoseDataException mistyped(String name, JsonNode value, String expected) {
    return DoseDataException.of(
        where,
        "'" + name + "' = " + shown(value.toString()),
        "'" + name + "' to be " + expected,
        "correct it");
  }

  private static String shown(String value) {
    return value.length() > 40 ? value.substring(0, 40) + "..." : value;
  }
}
