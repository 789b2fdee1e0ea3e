package org.dosekit.report.source;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.dosekit.core.io.JsonObject;

/**
 * What a run was: {@code run.json}.
 *
 * @param provenance code, data and machine, by name
 * @param settings its configuration without the protocol: names joined by dots, values as written
 */
public record RunOrigin(Map<String, String> provenance, Map<String, String> settings) {
  private static final String PROTOCOL = "protocol.";

  /** Copies both, keeping their order. */
  public RunOrigin {
    provenance = Collections.unmodifiableMap(new LinkedHashMap<>(provenance));
    settings = Collections.unmodifiableMap(new LinkedHashMap<>(settings));
  }

  static RunOrigin of(JsonObject json) {
    Map<String, String> settings = new LinkedHashMap<>();
    json.optionalObject("config").ifPresent(config -> settings.putAll(config.textsByPath()));
    settings.keySet().removeIf(name -> name.startsWith(PROTOCOL));
    Map<String, String> provenance = new LinkedHashMap<>();
    json.optionalObject("provenance").ifPresent(origin -> provenance.putAll(origin.textsByPath()));
    return new RunOrigin(provenance, settings);
  }
}
