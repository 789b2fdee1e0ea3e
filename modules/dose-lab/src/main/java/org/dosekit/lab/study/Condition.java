package org.dosekit.lab.study;

import java.util.Objects;
import java.util.regex.Pattern;
import org.dosekit.core.io.JsonObject;

/**
 * What a study compares: a name, and what it changes of the study's common training configuration.
 *
 * @param name of its folder and in tables
 * @param config any part of a training configuration; empty changes nothing
 */
public record Condition(String name, JsonObject config) {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._+-]{0,63}");

  /**
   * Checks the name.
   *
   * @throws IllegalArgumentException when it cannot name a folder
   */
  public Condition {
    requireName("condition", name);
    Objects.requireNonNull(config);
  }

  /** Fails unless a name can be that of a folder and of a job. */
  static void requireName(String of, String name) {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "the %s's name '%s'; letters, digits and ._+- , 64 at most".formatted(of, name));
    }
  }

  JsonObject toJson() {
    return JsonObject.create().put("name", name).put("config", config);
  }
}
