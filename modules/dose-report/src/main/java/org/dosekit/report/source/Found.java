package org.dosekit.report.source;

import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.dosekit.core.DoseDataException;

/**
 * Something that a report shows when it is there; else the reason why it is not.
 *
 * @param <T> what it is
 */
public sealed interface Found<T> {
  /** It is there. */
  record Present<T>(T found) implements Found<T> {
    /** Checks for null. */
    public Present {
      Objects.requireNonNull(found);
    }
  }

  /** It is not there, or cannot be used; why, for people, without paths of this machine. */
  record Missing<T>(String why) implements Found<T> {
    /** Checks for null. */
    public Missing {
      Objects.requireNonNull(why);
    }
  }

  /** Something that is there. */
  static <T> Found<T> of(T value) {
    return new Present<>(value);
  }

  /** Something that is not there. */
  static <T> Found<T> missing(String why) {
    return new Missing<>(why);
  }

  /** What a reader gives; bad data becomes the reason. */
  static <T> Found<T> attempt(Supplier<T> reader) {
    try {
      return of(reader.get());
    } catch (DoseDataException e) {
      return missing(e.found() + "; expected " + e.expected());
    }
  }

  /** What is there. */
  default Optional<T> value() {
    return this instanceof Present<T> present ? Optional.of(present.found()) : Optional.empty();
  }

  /** Why it is not there. */
  default Optional<String> reason() {
    return this instanceof Missing<T> missing ? Optional.of(missing.why()) : Optional.empty();
  }

  /** What follows from it, or the same reason. */
  default <R> Found<R> then(Function<T, Found<R>> next) {
    return this instanceof Present<T> present
        ? next.apply(present.found())
        : missing(((Missing<T>) this).why());
  }
}
