package org.dosekit.core.protocol;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.dosekit.core.DoseDataException;
import org.dosekit.core.io.JsonObject;
import org.dosekit.core.structure.StructureRole;

/** The JSON form of a {@link Protocol}, and the built-in resources. */
final class ProtocolJson {
  static final List<String> BUILT_IN =
      List.of("prostate-sib", "prostate-sib-ptv50", "openkbp-head-neck");

  private static final String FORMAT = "dosekit-protocol/1";
  private static final String CT = "ct";
  private static final String DOSE_REGION = "dose_region";
  private static final String SDF_PREFIX = "sdf ";

  private ProtocolJson() {}

  static Protocol builtIn(String name) {
    if (!BUILT_IN.contains(name)) {
      throw DoseDataException.of(
          "protocol '" + name + "'",
          "no built-in protocol of that name",
          "one of " + String.join(", ", BUILT_IN),
          "correct the name, or give a file that ends in .json");
    }
    return parse("built-in protocol " + name, resource(name + ".json"));
  }

  private static String resource(String file) {
    try (InputStream in = ProtocolJson.class.getResourceAsStream(file)) {
      if (in == null) {
        throw new IllegalStateException("resource " + file + " is missing from dose-core");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Protocol read(Path file) {
    return read(JsonObject.read(file));
  }

  static Protocol parse(String where, String json) {
    return read(JsonObject.parse(where, json));
  }

  private static Protocol read(JsonObject json) {
    json.requireOnly(
        "format",
        "name",
        "description",
        "structures",
        "channels",
        "prescription_gy",
        "constraints",
        "metrics",
        "goals",
        "goal_sets");
    if (!json.string("format").equals(FORMAT)) {
      throw DoseDataException.of(
          json.where(),
          "format '" + json.string("format") + "'",
          "'" + FORMAT + "'",
          "use a protocol file of this version");
    }
    List<StructureMetric> metrics = new ArrayList<>();
    json.objects("metrics", ProtocolJson::readMetrics).forEach(metrics::addAll);
    try {
      return new Protocol(
          json.string("name"),
          json.string("description"),
          json.objects("structures", ProtocolJson::readStructure),
          json.strings("channels").stream().map(ProtocolJson::parseChannel).toList(),
          json.numberMap("prescription_gy"),
          json.objects("constraints", ProtocolJson::readConstraint),
          metrics,
          json.objects("goals", GoalJson::read),
          json.has("goal_sets") ? json.objects("goal_sets", GoalJson::readSet) : List.of());
    } catch (IllegalArgumentException e) {
      throw json.invalid(e);
    }
  }

  static String format(Protocol protocol) {
    return JsonObject.create()
            .put("format", FORMAT)
            .put("name", protocol.name())
            .put("description", protocol.description())
            .putObjects(
                "structures",
                protocol.structures().stream().map(ProtocolJson::formatStructure).toList())
            .putStrings(
                "channels", protocol.channels().stream().map(ProtocolJson::formatChannel).toList())
            .putNumberMap("prescription_gy", protocol.prescriptionGy())
            .putObjects(
                "constraints",
                protocol.constraints().stream().map(ProtocolJson::formatConstraint).toList())
            .putObjects("metrics", formatMetrics(protocol.metrics()))
            .putObjects("goals", protocol.goals().stream().map(GoalJson::format).toList())
            .putObjects("goal_sets", protocol.goalSets().stream().map(GoalJson::format).toList())
            .toText()
        + "\n";
  }

  private static StructureDefinition readStructure(JsonObject json) {
    json.requireOnly("name", "role", "tg263", "required");
    try {
      return new StructureDefinition(
          json.string("name"),
          StructureRole.ofWord(json.string("role")),
          json.string("tg263"),
          json.bool("required"));
    } catch (IllegalArgumentException e) {
      throw json.invalid(e);
    }
  }

  private static JsonObject formatStructure(StructureDefinition structure) {
    return JsonObject.create()
        .put("name", structure.name())
        .put("role", structure.role().word())
        .put("tg263", structure.tg263())
        .put("required", structure.required());
  }

  private static Channel parseChannel(String text) {
    if (text.equals(CT)) {
      return new Channel.Ct();
    } else if (text.equals(DOSE_REGION)) {
      return new Channel.DoseRegion();
    } else if (text.startsWith(SDF_PREFIX)) {
      return new Channel.SignedDistance(text.substring(SDF_PREFIX.length()));
    }
    throw new IllegalArgumentException(
        "channel '" + text + "'; it is 'ct', 'sdf STRUCTURE' or 'dose_region'");
  }

  private static String formatChannel(Channel channel) {
    if (channel instanceof Channel.SignedDistance sdf) {
      return SDF_PREFIX + sdf.structure();
    }
    return channel instanceof Channel.Ct ? CT : DOSE_REGION;
  }

  private static ConstraintEntry readConstraint(JsonObject json) {
    String name = json.string("name");
    if (json.has("prescription_of")) {
      json.requireOnly("name", "prescription_of");
      return new ConstraintEntry.PrescriptionLevel(name, json.string("prescription_of"));
    } else if (json.has("presence_of")) {
      json.requireOnly("name", "presence_of");
      return new ConstraintEntry.Presence(name, json.string("presence_of"));
    } else if (json.has("dose_limit_gy")) {
      json.requireOnly("name", "dose_limit_gy");
      return new ConstraintEntry.DoseLimit(name, json.number("dose_limit_gy"));
    } else if (json.has("value")) {
      json.requireOnly("name", "value");
      return new ConstraintEntry.Fixed(name, json.number("value"));
    }
    throw DoseDataException.of(
        json.where(),
        "constraint '" + name + "' without a rule",
        "one of prescription_of, presence_of, dose_limit_gy, value",
        "add the rule");
  }

  private static JsonObject formatConstraint(ConstraintEntry entry) {
    JsonObject json = JsonObject.create().put("name", entry.name());
    if (entry instanceof ConstraintEntry.PrescriptionLevel level) {
      return json.put("prescription_of", level.structure());
    } else if (entry instanceof ConstraintEntry.Presence presence) {
      return json.put("presence_of", presence.structure());
    } else if (entry instanceof ConstraintEntry.DoseLimit limit) {
      return json.put("dose_limit_gy", limit.doseGy());
    } else if (entry instanceof ConstraintEntry.Fixed fixed) {
      return json.put("value", fixed.value());
    }
    throw new IllegalStateException("no JSON form for " + entry);
  }

  private static List<StructureMetric> readMetrics(JsonObject json) {
    json.requireOnly("structure", "metrics");
    String structure = json.string("structure");
    try {
      return json.strings("metrics").stream()
          .map(label -> new StructureMetric(structure, DoseMetric.parse(label)))
          .toList();
    } catch (IllegalArgumentException e) {
      throw json.invalid(e);
    }
  }

  /** One object for each run of metrics of the same structure, so that their order survives. */
  private static List<JsonObject> formatMetrics(List<StructureMetric> metrics) {
    List<JsonObject> result = new ArrayList<>();
    int start = 0;
    while (start < metrics.size()) {
      String structure = metrics.get(start).structure();
      List<String> labels = new ArrayList<>();
      while (start < metrics.size() && metrics.get(start).structure().equals(structure)) {
        labels.add(metrics.get(start).metric().label());
        start++;
      }
      result.add(JsonObject.create().put("structure", structure).putStrings("metrics", labels));
    }
    return result;
  }
}
