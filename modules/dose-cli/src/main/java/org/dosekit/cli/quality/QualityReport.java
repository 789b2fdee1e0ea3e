package org.dosekit.cli.quality;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.dosekit.cli.quality.Finding.Level;
import org.dosekit.core.DoseDataException;
import org.dosekit.core.io.JsonObject;

/**
 * What was found in the cases of a cohort.
 *
 * @param findings by case id, in the order of the checks
 */
public record QualityReport(Map<String, List<Finding>> findings) {
  /** The report's name in a cohort's folder. */
  public static final String FILE_NAME = "qa.json";

  private static final String FORMAT = "dosekit-qa/1";

  /** Copies the map. */
  public QualityReport {
    Map<String, List<Finding>> copy = new LinkedHashMap<>();
    findings.forEach((id, of) -> copy.put(id, List.copyOf(of)));
    findings = Collections.unmodifiableMap(copy);
  }

  /**
   * The report in a cohort's folder, if there is one.
   *
   * @throws DoseDataException when it is damaged
   */
  public static Optional<QualityReport> ofCohort(Path folder) {
    Path file = folder.resolve(FILE_NAME);
    return Files.exists(file) ? Optional.of(parse(JsonObject.read(file))) : Optional.empty();
  }

  /** The worst that was found in a case; PASS when it was not checked. */
  public Level level(String id) {
    return worst(findings.getOrDefault(id, List.of()));
  }

  /** The worst of findings; PASS when there is none. */
  public static Level worst(List<Finding> findings) {
    return findings.stream().map(Finding::level).max(Level::compareTo).orElse(Level.PASS);
  }

  /** The cases that fail. */
  public List<String> failing() {
    return findings.keySet().stream().filter(id -> level(id) == Level.FAIL).toList();
  }

  /** The report as JSON. */
  public JsonObject toJson() {
    return JsonObject.create()
        .put("format", FORMAT)
        .putObjects(
            "cases",
            findings.entrySet().stream()
                .map(
                    entry ->
                        JsonObject.create()
                            .put("case_id", entry.getKey())
                            .put("level", worst(entry.getValue()).word())
                            .putObjects(
                                "findings",
                                entry.getValue().stream().map(QualityReport::json).toList()))
                .toList());
  }

  private static JsonObject json(Finding finding) {
    return JsonObject.create()
        .put("check", finding.check())
        .put("level", finding.level().word())
        .put("detail", finding.detail());
  }

  private static QualityReport parse(JsonObject json) {
    if (!json.string("format").equals(FORMAT)) {
      throw DoseDataException.of(
          json.where(), "another format", "'" + FORMAT + "'", "check the cohort anew: dose qa");
    }
    Map<String, List<Finding>> findings = new LinkedHashMap<>();
    json.objects(
            "cases",
            entry ->
                Map.entry(
                    entry.string("case_id"), entry.objects("findings", QualityReport::finding)))
        .forEach(entry -> findings.put(entry.getKey(), entry.getValue()));
    return new QualityReport(findings);
  }

  private static Finding finding(JsonObject json) {
    for (Level level : Level.values()) {
      if (level.word().equals(json.string("level"))) {
        return new Finding(json.string("check"), level, json.string("detail"));
      }
    }
    throw DoseDataException.of(
        json.where(), "an unknown level", "pass, warn or fail", "check the cohort anew: dose qa");
  }
}
