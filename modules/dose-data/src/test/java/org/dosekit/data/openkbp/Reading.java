package org.dosekit.data.openkbp;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a reader handed over: patients, and failures as id to message. */
record Reading(List<OpenKbpPatient> patients, Map<String, String> failures) {
  static Reading of(Path path) {
    List<OpenKbpPatient> patients = new ArrayList<>();
    Map<String, String> failures = new LinkedHashMap<>();
    OpenKbpReader.open(path)
        .forEach(patients::add, (id, failure) -> failures.put(id, failure.getMessage()));
    return new Reading(patients, failures);
  }

  /** The message of a failure, or a text that says there is none. */
  String failure(String id) {
    return failures.getOrDefault(id, "no failure of " + id);
  }

  List<String> ids() {
    return patients.stream().map(OpenKbpPatient::id).toList();
  }
}
