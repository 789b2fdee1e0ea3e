package org.dosekit.dicom.original;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/** A value of Python without behaviour. */
public sealed interface PlainValue {
  /** {@code None}. */
  record None() implements PlainValue {}

  /** A truth value. */
  record Flag(boolean value) implements PlainValue {}

  /** A number; whole ones beyond 2^53 are rounded. */
  record Numeric(double value) implements PlainValue {}

  /** A text. */
  record Text(String value) implements PlainValue {}

  /** A list or a tuple. */
  record Listed(List<PlainValue> values) implements PlainValue {
    /** Copies the list. */
    public Listed {
      values = List.copyOf(values);
    }
  }

  /** A dictionary; keys that are numbers are written as text. */
  record Mapped(Map<String, PlainValue> values) implements PlainValue {
    /** Copies the map, in its order. */
    public Mapped {
      values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }
  }

  /** The entry of a dictionary, if this is one that has it. */
  default Optional<PlainValue> get(String key) {
    return this instanceof Mapped mapped
        ? Optional.ofNullable(mapped.values.get(key))
        : Optional.empty();
  }

  /** The number, if this is one. */
  default OptionalDouble number() {
    return this instanceof Numeric numeric
        ? OptionalDouble.of(numeric.value)
        : OptionalDouble.empty();
  }

  /** The text, if this is one. */
  default Optional<String> text() {
    return this instanceof Text text ? Optional.of(text.value) : Optional.empty();
  }
}
